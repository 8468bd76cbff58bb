#pragma once
// Reading and writing whole files with errors as values.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace souls {

/// The whole content; refuses files larger than `bytes_max`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

/// Writes to a temporary neighbour, syncs it, renames it over `path` and syncs the folder: readers see all or nothing.
Status write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace souls
