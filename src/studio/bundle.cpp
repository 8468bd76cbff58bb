#include "studio/bundle.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/limits.hpp"

namespace souls::studio {
namespace {

/// What doesn't get smaller.
constexpr std::array<std::string_view, 5> kStored = {".wav", ".flac", ".mp3", ".png", ".mp4"};

bool is_stored(std::string_view path) {
  return std::ranges::any_of(kStored, [&](std::string_view ending) { return path.ends_with(ending); });
}

la_ssize_t append(archive*, void* target, const void* bytes, std::size_t count) {
  std::string*& piece = *static_cast<std::string**>(target);
  if (piece) piece->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

}  // namespace

struct Bundle::Archive {
  struct Free {
    void operator()(archive* writer) const { archive_write_free(writer); }
  };
  std::string* piece = nullptr;  ///< where what the writer makes goes
  std::unique_ptr<archive, Free> writer{archive_write_new()};
  bool is_open = false, is_closed = false;

  Status check(int code) const {
    if (code == ARCHIVE_OK) return {};
    const char* why = archive_error_string(writer.get());
    return fail(ErrorCode::internal, "the bundle can't be made", why ? why : "");
  }

  Status open() {
    is_open = true;
    archive_write_set_format_zip(writer.get());
    archive_write_set_bytes_per_block(writer.get(), 0);  // what is made goes out at once
    if (auto set = check(archive_write_set_format_option(writer.get(), "zip", "hdrcharset", "UTF-8")); !set) return set;
    return check(archive_write_open(writer.get(), &piece, nullptr, append, nullptr));
  }

  Status begin(const storage::Artifact& file, std::uint64_t bytes) {
    const int set = is_stored(file.path) ? archive_write_zip_set_compression_store(writer.get())
                                         : archive_write_zip_set_compression_deflate(writer.get());
    if (auto kind = check(set); !kind) return kind;
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname_utf8(entry.get(), file.path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes));
    return check(archive_write_header(writer.get(), entry.get()));
  }

  Status write(std::string_view bytes) {
    const auto written = archive_write_data(writer.get(), bytes.data(), bytes.size());
    return check(written == static_cast<la_ssize_t>(bytes.size()) ? ARCHIVE_OK : ARCHIVE_FATAL);
  }

  Status close() {
    is_closed = true;
    return check(archive_write_close(writer.get()));
  }
};

Bundle::Bundle(storage::BlobStore& blobs, std::vector<storage::Artifact> files)
    : blobs_(blobs), files_(std::move(files)), archive_(std::make_unique<Archive>()) {
  std::ranges::sort(files_, {}, &storage::Artifact::path);
}

Bundle::~Bundle() {
  archive_->piece = nullptr;  // the writer writes once more when it goes
}

Result<bool> Bundle::read(std::string& piece) {
  archive_->piece = &piece;
  if (!archive_->is_open) {
    if (auto opened = archive_->open(); !opened) return fail(opened.error());
  }
  while (!archive_->is_closed && piece.size() < limits::kBundlePieceBytes) {
    Status done;
    if (left_ > 0)
      done = copy();
    else if (next_ < files_.size())
      done = open_next();
    else
      done = archive_->close();
    if (!done) return fail(done.error());
  }
  archive_->piece = nullptr;
  return !archive_->is_closed;
}

Status Bundle::open_next() {
  const storage::Artifact& artifact = files_[next_++];
  auto file = blobs_.open_verified(artifact.digest);
  if (!file) return fail(file.error());
  file_ = std::move(*file);
  struct stat state{};
  if (::fstat(file_.number(), &state) != 0) return fail(ErrorCode::unavailable, "a file of the song can't be read");
  left_ = static_cast<std::uint64_t>(state.st_size);
  return archive_->begin(artifact, left_);
}

Status Bundle::copy() {
  std::array<char, limits::kBundlePieceBytes / 4> block;
  const ssize_t got = ::read(file_.number(), block.data(), std::min<std::uint64_t>(block.size(), left_));
  if (got < 0 && errno == EINTR) return {};
  if (got <= 0) return fail(ErrorCode::unavailable, "a file of the song can't be read");
  left_ -= static_cast<std::uint64_t>(got);
  return archive_->write({block.data(), static_cast<std::size_t>(got)});
}

Digest bundle_digest(const std::vector<storage::Artifact>& files) {
  static const std::string version = archive_version_details();  // once: each call leaks what the one before told
  std::vector<std::string> lines;
  for (const auto& file : files) lines.push_back(file.path + '\n' + file.digest.hex + '\n');
  std::ranges::sort(lines);
  std::string all = "bundle 1\n" + version + '\n';
  for (const std::string& line : lines) all += line;
  return sha256(all);
}

}  // namespace souls::studio
