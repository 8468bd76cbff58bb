#pragma once
// How the one who runs a server that has no owner yet learns the code of the set-up.

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace souls::cli {

/// SOULS_HOME/run/setup.code
std::filesystem::path setup_code_file(const std::filesystem::path& home);

/// Shows the code on the terminal; where standard output is none, so that it might end up in a log, it is left in the
/// file, with mode 0600.
Status tell_setup_code(const std::filesystem::path& home, const std::string& code);

/// Removes the file, where it is there.
void forget_setup_code(const std::filesystem::path& home);

}  // namespace souls::cli
