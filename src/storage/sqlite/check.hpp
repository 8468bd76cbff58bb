#pragma once
// Whether a database is whole.

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace souls::storage::sqlite {

/// Reads the whole file: its structure (quick_check), its tables beside what the migrations that it has had make, and the references
/// between its rows (foreign_key_check). What is
/// wrong, a sentence each, at most 20; an error when it can't be read at all. Others may use the database meanwhile.
Result<std::vector<std::string>> check_file(const std::filesystem::path& path);

}  // namespace souls::storage::sqlite
