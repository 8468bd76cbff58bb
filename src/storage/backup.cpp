#include "storage/backup.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "storage/file_blob_store.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigestLetters = 16;

bool is_kept_name(const std::string& file, const std::string& name) {
  return file.size() == name.size() + 1 + kDigestLetters && file.starts_with(name + "-") &&
         file.find_first_not_of("0123456789abcdef", name.size() + 1) == std::string::npos;
}

/// Copies a file, durably and for its owner alone, to FOLDER/NAME-DIGEST; the name tells what is in it.
Result<BackupFile> keep_file(const fs::path& source, const fs::path& folder, const std::string& name) {
  const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from) return system_failure("can't read", source, errno);
  auto copy = TemporaryFile::make(Folder{folder}.temporary());
  if (!copy) return fail(copy.error());
  Sha256 hash;
  std::uint64_t bytes = 0;
  auto copied = read_blocks(system_files(), from.number(), UINT64_MAX, source, [&](std::string_view block) {
    hash.add(block);
    bytes += block.size();
    return copy->write(block);
  });
  if (!copied) return fail(copied.error());
  BackupFile kept{name, {}, hash.finish(), bytes};
  kept.file = name + "-" + kept.digest.hex.substr(0, kDigestLetters);
  if (auto moved = copy->move_to(folder / kept.file, true); !moved) return fail(moved.error());
  return kept;
}

Status copy_blob(BlobStore& from, FileBlobStore& to, const Digest& digest, std::uint64_t& bytes) {
  const auto source = from.open(digest);
  if (!source) return fail(source.error());
  auto draft = to.draft();
  if (!draft) return fail(draft.error());
  bytes = 0;
  auto copied = read_blocks(system_files(), source->number(), limits::kBlobBytesMax, digest.hex,
                            [&](std::string_view block) {
                              bytes += block.size();
                              return (*draft)->write(block);
                            });
  if (!copied) return copied;
  const auto kept = (*draft)->keep();
  if (!kept) return fail(kept.error());
  if (*kept == digest) return {};
  if (auto removed = to.remove(*kept); !removed) return removed;
  return fail(ErrorCode::corrupt, "a blob is damaged", digest.hex);
}

class Backup {
 public:
  Backup(const BackupSource& source, const fs::path& folder, const Context& context)
      : source_(source), folder_(folder), context_(context) {}

  Result<BackupReport> run() {
    for (const auto step : {&Backup::open, &Backup::copy_database, &Backup::choose_blobs, &Backup::copy_blobs,
                            &Backup::finish}) {
      if (auto done = (this->*step)(); !done) return fail(done.error());
    }
    return std::move(report_);
  }

 private:
  Status open() {
    std::error_code error;
    if (fs::exists(folder_, error) && !fs::is_empty(folder_, error) && !fs::exists(Folder{folder_}.lock(), error)) {
      return fail(ErrorCode::invalid_request, folder_.string() + " holds something else; name a new or empty folder");
    }
    auto target = FileBlobStore::open_folder(folder_);
    if (!target) return fail(target.error());
    target_ = std::move(*target);
    return {};
  }

  /// First: what the copy names is still there afterwards, since nothing goes before its grace time.
  Status copy_database() {
    context_.report(0, "copying the database");
    manifest_.made_ms = source_.clock();
    const fs::path copy = Folder{folder_}.temporary() / "souls.db";
    std::error_code error;
    fs::remove(copy, error);
    if (auto copied = source_.copy_database(copy); !copied) return copied;
    const auto problems = source_.check_database(copy);
    if (!problems) return fail(problems.error());
    if (!problems->empty()) {
      return fail(ErrorCode::corrupt, "the database is damaged, so no backup was made; an older one stands",
                  problems->front());
    }
    auto kept = keep_file(copy, folder_, "souls.db");
    fs::remove(copy, error);
    if (!kept) return fail(kept.error());
    manifest_.database = *kept;
    for (const auto& file : source_.files) {
      if (!fs::exists(file, error)) continue;
      auto along = keep_file(file, folder_, file.filename().string());
      if (!along) return fail(along.error());
      manifest_.files.push_back(*along);
    }
    return {};
  }

  Status choose_blobs() {
    auto listed = source_.blobs->list([&](const StoredBlob& blob) -> Status {
      wanted_[blob.digest] = blob.bytes;
      return {};
    });
    if (!listed) return listed;
    return source_.store->read([&](Transaction& t) -> Status {
      for (const auto& root : source_.roots) {
        auto visited = root(t, [&](const Digest& digest) {
          named_.insert(digest);
          wanted_.emplace(digest, 0);
        });
        if (!visited) return visited;
      }
      return {};
    });
  }

  Status copy_blobs() {
    std::size_t done = 0;
    for (auto wanted = wanted_.begin(); wanted != wanted_.end();) {
      if (context_.stopped()) return cancelled();
      context_.report(static_cast<double>(done++) / static_cast<double>(wanted_.size()), "copying and verifying blobs");
      auto& [digest, bytes] = *wanted;
      const auto there = target_->verify(digest);
      if (!there && there.error().code == ErrorCode::corrupt) {
        if (auto removed = target_->remove(digest); !removed) return removed;
        ++report_.renewed;
      }
      if (there) {
        bytes = *there;
      } else if (auto copied = copy_blob(*source_.blobs, *target_, digest, bytes); copied) {
        ++report_.copied;
        report_.copied_bytes += bytes;
      } else if (copied.error().code == ErrorCode::not_found || copied.error().code == ErrorCode::corrupt) {
        if (named_.contains(digest)) report_.missing.push_back(digest);
        wanted = wanted_.erase(wanted);
        continue;
      } else {
        return copied;
      }
      ++report_.blobs;
      report_.bytes += bytes;
      ++wanted;
    }
    return {};
  }

  Status finish() {
    std::string list;
    for (const auto& [digest, bytes] : wanted_) list += digest.hex + "\n";
    const fs::path path = Folder{folder_}.temporary() / "blobs.txt";
    if (auto written = write_file_atomically(path, list); !written) return written;
    auto kept = keep_file(path, folder_, "blobs.txt");
    std::error_code error;
    fs::remove(path, error);
    if (!kept) return fail(kept.error());
    manifest_.blob_list = *kept;
    manifest_.blobs = report_.blobs;
    manifest_.blob_bytes = report_.bytes;
    manifest_.secret_key_id = source_.secret_key_id;
    manifest_.secret_key_note = source_.secret_key_note;
    if (auto written = write_manifest(folder_, manifest_); !written) return written;
    context_.report(1, "removing what the backup no longer needs");
    return remove_old();
  }

  /// Only once the new manifest is on the disk. What isn't of a backup stays.
  Status remove_old() {
    std::vector<BackupFile> kept = manifest_.files;
    kept.push_back(manifest_.database);
    kept.push_back(manifest_.blob_list);
    std::error_code error;
    for (fs::directory_iterator entry(folder_, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      const std::string file = entry->path().filename().string();
      const auto is_older = [&](const BackupFile& one) { return one.file != file && is_kept_name(file, one.name); };
      std::error_code ignored;
      if (std::ranges::any_of(kept, is_older) && entry->is_regular_file(ignored)) fs::remove(entry->path(), ignored);
    }
    return target_->list([&](const StoredBlob& blob) -> Status {
      if (wanted_.contains(blob.digest)) return {};
      ++report_.removed;
      return target_->remove(blob.digest);
    });
  }

  const BackupSource& source_;
  const fs::path folder_;
  const Context& context_;
  std::unique_ptr<FileBlobStore> target_;
  std::map<Digest, std::uint64_t> wanted_;  ///< with bytes; 0: not known
  std::set<Digest> named_;
  BackupManifest manifest_;
  BackupReport report_;
};

}  // namespace

Result<BackupReport> backup(const BackupSource& source, const fs::path& folder, const Context& context) {
  return Backup(source, folder, context).run();
}

}  // namespace souls::storage
