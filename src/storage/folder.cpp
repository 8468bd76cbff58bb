#include "storage/folder.hpp"

#include <cerrno>
#include <cstring>

namespace souls::storage {

std::filesystem::path Folder::blob(const Digest& digest) const {
  return blobs() / digest.hex.substr(0, 2) / digest.hex.substr(2);
}

std::filesystem::path Folder::result(const Digest& key) const {
  return results() / key.hex.substr(0, 2) / (key.hex.substr(2) + ".json");
}

Status make_folder(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return {};
  const bool made = std::filesystem::create_directories(path, error);
  if (error) return system_failure("can't make the folder", path, error.value());
  if (made) std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  return {};
}

tl::unexpected<Error> system_failure(const std::string& what, const std::filesystem::path& path, int number) {
  const std::string detail = what + " " + path.string() + ": " + std::strerror(number);
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return fail(ErrorCode::unavailable, "the disk that holds " + path.parent_path().string() + " is full", detail);
    case EFBIG:
      return fail(ErrorCode::unavailable, "a file under " + path.parent_path().string() + " grew past the size allowed",
                  detail);
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
      return fail(ErrorCode::invalid_request, detail, detail);
    default:
      return fail(ErrorCode::unavailable, detail, detail);
  }
}

}  // namespace souls::storage
