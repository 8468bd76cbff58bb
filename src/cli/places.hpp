#pragma once
// Where the program finds and keeps things.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace souls::cli {

/// What a user makes, adds and remembers: $SOULS_HOME, else the user's data folder.
Result<std::filesystem::path> home();

/// The packages that we ship: $SOULS_PACKAGES, else beside the program.
std::filesystem::path packages();

/// "Rain on Neon Streets" → "rain-on-neon-streets": letters and digits of any script, at most 60 bytes.
std::string folder_name(std::string_view title);

/// The folder's name with a number behind it when it is taken.
std::filesystem::path free_folder(const std::filesystem::path& parent, const std::string& name);

/// Whether a song may be written to `folder`: it doesn't exist or is empty, and its parent takes files.
Status check_out(const std::filesystem::path& folder);

}  // namespace souls::cli
