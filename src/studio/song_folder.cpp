#include <unistd.h>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "song/json.hpp"
#include "studio/making.hpp"

namespace souls::studio {
namespace {

namespace fs = std::filesystem;

Status write_into(const MadeSong& song, storage::BlobStore& blobs, const fs::path& folder) {
  std::error_code error;
  for (const auto& [path, digest] : song.files) {
    const fs::path target = folder / path;
    fs::create_directories(target.parent_path(), error);
    if (error) return fail(ErrorCode::unavailable, "can't make the folder " + target.parent_path().string() + ": " + error.message());
    if (auto copied = storage::copy_blob_to(blobs, digest, target); !copied) return copied;
  }
  return write_file_atomically(folder / "song.json", song::to_json(song.document));
}

}  // namespace

Status write_song_folder(const MadeSong& song, storage::BlobStore& blobs, const fs::path& folder) {
  std::error_code error;
  fs::path target = fs::absolute(folder, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  const bool had_parent = fs::exists(target.parent_path(), error);
  fs::create_directories(target.parent_path(), error);
  const fs::path part = target.parent_path() / ("." + target.filename().string() + "." + std::to_string(::getpid()) + ".part");
  fs::create_directory(part, error);
  if (error) return fail(ErrorCode::invalid_request, "nothing can be written to " + target.parent_path().string() + ": " + error.message());
  Status written = write_into(song, blobs, part);
  if (written) {
    fs::rename(part, target, error);  // over an empty folder, too
    if (error) written = fail(ErrorCode::unavailable, "can't make the folder " + target.string() + ": " + error.message());
  }
  if (!written) {
    fs::remove_all(part, error);
    if (!had_parent) fs::remove(target.parent_path(), error);
  }
  return written;
}

Result<song::Document> read_song_folder(const fs::path& folder) {
  const auto text = read_file(folder / "song.json", limits::kSongJsonBytesMax);
  if (!text) {
    return fail(ErrorCode::not_found, folder.string() + " isn't a song: it has no song.json that can be read", text.error().message);
  }
  return song::document_from_json(*text);
}

}  // namespace souls::studio
