#include <fcntl.h>

#include <cerrno>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "storage/backup.hpp"
#include "storage/file_blob_store.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kListLineBytes = 65;

tl::unexpected<Error> damaged_file(const BackupFile& file, const fs::path& folder) {
  return fail(ErrorCode::corrupt, "the backup in " + folder.string() + " is damaged: " + file.file +
                                      " isn't what was written; use another backup");
}

Status verify_file(const fs::path& folder, const BackupFile& file) {
  const auto digest = sha256_file(folder / file.file);
  if (!digest || *digest != file.digest) return damaged_file(file, folder);
  return {};
}

/// Copies a file to its place while it is verified.
Status bring_file(const fs::path& folder, const BackupFile& file, const fs::path& root) {
  const fs::path source = folder / file.file;
  const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from) return damaged_file(file, folder);
  auto copy = TemporaryFile::make(Folder{root}.temporary());
  if (!copy) return fail(copy.error());
  Sha256 hash;
  auto copied = read_blocks(system_files(), from.number(), UINT64_MAX, source, [&](std::string_view block) {
    hash.add(block);
    return copy->write(block);
  });
  if (!copied) return copied;
  if (hash.finish() != file.digest) return damaged_file(file, folder);
  if (auto moved = copy->move_to(root / file.name, true); !moved) return moved;
  std::error_code error;
  fs::permissions(root / file.name, fs::perms::owner_read | fs::perms::owner_write, error);
  return {};
}

Status check_copy(const CheckDatabase& check_database, const fs::path& path) {
  const auto problems = check_database(path);
  if (!problems) return fail(problems.error());
  if (problems->empty()) return {};
  return fail(ErrorCode::corrupt, "the database of the backup is damaged; use another backup", problems->front());
}

/// Calls `visit` for each digest of the list.
Status each_blob(const fs::path& folder, const BackupManifest& manifest,
                 const std::function<Status(const Digest&)>& visit) {
  if (auto whole = verify_file(folder, manifest.blob_list); !whole) return whole;
  const auto list = read_file(folder / manifest.blob_list.file, limits::kBackupBlobsMax * kListLineBytes);
  if (!list) return fail(list.error());
  for (std::size_t at = 0; at + kListLineBytes <= list->size(); at += kListLineBytes) {
    if (auto visited = visit({list->substr(at, kListLineBytes - 1)}); !visited) return visited;
  }
  return {};
}

bool is_lost(const Error& error) { return error.code == ErrorCode::corrupt || error.code == ErrorCode::not_found; }

/// Brings everything back into `root`, which nobody sees yet.
Status fill(const fs::path& folder, const fs::path& root, const CheckDatabase& check_database, const Context& context,
            RestoreReport& report) {
  auto to = FileBlobStore::open_folder(root);
  if (!to) return fail(to.error());
  context.report(0, "bringing back the database");
  if (auto brought = bring_file(folder, report.manifest.database, root); !brought) return brought;
  if (auto whole = check_copy(check_database, root / report.manifest.database.name); !whole) return whole;
  for (const auto& file : report.manifest.files) {
    if (auto brought = bring_file(folder, file, root); !brought) return brought;
  }
  std::size_t done = 0;
  return each_blob(folder, report.manifest, [&](const Digest& digest) -> Status {
    if (context.stopped()) return cancelled();
    context.report(static_cast<double>(done++) / static_cast<double>(report.manifest.blobs), "bringing back blobs");
    const auto kept = (*to)->put_file(Folder{folder}.blob(digest));
    if (kept && *kept == digest) return {};
    if (!kept && !is_lost(kept.error())) return fail(kept.error());
    report.damaged.push_back(digest);
    return kept ? (*to)->remove(*kept) : Status();
  });
}

}  // namespace

Result<RestoreReport> verify_backup(const fs::path& folder, const CheckDatabase& check_database,
                                    const Context& context) {
  auto manifest = read_manifest(folder);
  if (!manifest) return fail(manifest.error());
  RestoreReport report{*manifest, {}};
  if (auto whole = verify_file(folder, manifest->database); !whole) return fail(whole.error());
  // SQLite writes beside a database that it opens, so it gets a copy.
  auto blobs = FileBlobStore::open_folder(folder, {false});
  if (!blobs) return fail(blobs.error());
  const fs::path copy = Folder{folder}.temporary() / "check.db";
  std::error_code error;
  fs::copy_file(folder / manifest->database.file, copy, fs::copy_options::overwrite_existing, error);
  if (error) return system_failure("can't copy the database to", copy, error.value());
  fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, error);
  auto whole = check_copy(check_database, copy);
  fs::remove(copy, error);
  if (!whole) return fail(whole.error());
  for (const auto& file : manifest->files) {
    if (auto same = verify_file(folder, file); !same) return fail(same.error());
  }
  std::size_t done = 0;
  auto read = each_blob(folder, *manifest, [&](const Digest& digest) -> Status {
    if (context.stopped()) return cancelled();
    context.report(static_cast<double>(done++) / static_cast<double>(manifest->blobs), "reading blobs");
    // Not by the store's own check, which would remove what is damaged.
    const auto found = sha256_file(Folder{folder}.blob(digest));
    if (!found || *found != digest) report.damaged.push_back(digest);
    return {};
  });
  if (!read) return fail(read.error());
  return report;
}

Result<RestoreReport> restore(const fs::path& folder, const fs::path& root, const CheckDatabase& check_database,
                              const Context& context) {
  auto manifest = read_manifest(folder);
  if (!manifest) return fail(manifest.error());
  std::error_code error;
  const fs::path target = fs::absolute(root).lexically_normal();
  const fs::path place = target.has_filename() ? target : target.parent_path();
  if (fs::exists(place, error) && (!fs::is_directory(place, error) || !fs::is_empty(place, error))) {
    return fail(ErrorCode::conflict, place.string() + " isn't empty, and nothing is overwritten; name a new folder");
  }
  if (auto made = make_folder(place.parent_path()); !made) return fail(made.error());
  fs::path partial = place;
  partial += ".restoring";
  fs::remove_all(partial, error);
  RestoreReport report{*manifest, {}};
  Status filled = fill(folder, partial, check_database, context, report);
  if (filled && ::rename(partial.c_str(), place.c_str()) != 0) filled = system_failure("can't write", place, errno);
  if (filled) filled = sync_directory(system_files(), place.parent_path());
  if (!filled) {
    fs::remove_all(partial, error);
    return fail(filled.error());
  }
  return report;
}

}  // namespace souls::storage
