#include "cli/care.hpp"

#include <sys/stat.h>

#include <random>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "cli/places.hpp"
#include "cli/server.hpp"
#include "models/registry.hpp"
#include "storage/backup.hpp"
#include "storage/collection.hpp"
#include "storage/scrub.hpp"
#include "storage/secret_table.hpp"
#include "storage/sqlite/check.hpp"
#include "studio/library.hpp"

namespace souls::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using storage::Finding;
using storage::Severity;

json hex_of(const std::vector<Digest>& digests) {
  json list = json::array();
  for (const auto& digest : digests) list.push_back(digest.hex);
  return list;
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::good:
      return "good";
    case Severity::warning:
      return "warning";
    case Severity::bad:
      return "bad";
  }
  return "";
}

std::string_view name_of(storage::Loss::Kind kind) {
  switch (kind) {
    case storage::Loss::Kind::damaged:
      return "damaged";
    case storage::Loss::Kind::unreadable:
      return "unreadable";
    case storage::Loss::Kind::missing:
      return "missing";
  }
  return "";
}

void look_at_packages(std::vector<Finding>& findings) {
  const std::string advice = "install the program's packages again, or run `make build`; SOULS_PACKAGES names the folder";
  const auto registry = models::Registry::open(packages());
  if (!registry) {
    findings.push_back({Severity::bad, "packages", registry.error().message, advice});
    return;
  }
  const std::size_t before = findings.size();
  for (const models::Package& package : registry->packages()) {
    if (const auto whole = models::verify(package); !whole) {
      findings.push_back({Severity::bad, "packages", package.name + ": " + whole.error().message, advice});
    }
  }
  if (findings.size() > before) return;
  findings.push_back({Severity::good, "packages",
                      std::to_string(registry->packages().size()) + " are here, each as its manifest says", {}});
}

/// Folders of keys and sockets are their owner's alone, and so is each key.
void look_at_keys(const fs::path& home, std::vector<Finding>& findings) {
  std::vector<fs::path> paths = {home / "keys", home / "run"};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(home / "keys", error)) paths.push_back(entry.path());
  const std::size_t before = findings.size();
  for (const fs::path& path : paths) {
    struct stat now {};
    if (::stat(path.c_str(), &now) != 0 || (now.st_mode & 0077) == 0) continue;
    findings.push_back({Severity::bad, "keys", path.string() + " can be reached by other users of this machine",
                        std::string("chmod ") + (S_ISDIR(now.st_mode) ? "700 " : "600 ") + path.string()});
  }
  if (fs::exists(checkpoint_file(home), error) && !fs::exists(audit_key_file(home), error)) {
    findings.push_back({Severity::bad, "keys", "the key that signs the audit log is gone",
                        "bring " + audit_key_file(home).string() + " back from your copy of the keys"});
  }
  if (findings.size() == before) findings.push_back({Severity::good, "keys", "only the owner can read them", {}});
}

Status look_at_secrets(const Kept& kept, std::vector<Finding>& findings) {
  const auto secrets = studio::in_read<std::vector<storage::SealedSecret>>(
      kept.store, [](storage::Transaction& t) { return t.secrets().list(); });
  if (!secrets) return fail(secrets.error());
  std::size_t foreign = 0;
  std::string key;
  for (const auto& secret : *secrets) {
    if (secret.key_id == kept.secret_key_id) continue;
    ++foreign;
    key = secret.key_id;
  }
  if (foreign > 0) {
    findings.push_back({Severity::bad, "secrets",
                        std::to_string(foreign) + " were sealed by another key than the one here: by " + key,
                        "bring that key back, or set them again with `souls secrets set NAME`"});
  } else if (!secrets->empty()) {
    findings.push_back({Severity::good, "secrets", "the key is here that sealed them", {}});
  }
  return {};
}

fs::path last_backup_file(const fs::path& home) { return home / "last-backup.json"; }

Status note_backup(const Kept& kept, const fs::path& folder, const storage::BackupReport& report) {
  const auto manifest = storage::read_manifest(folder);
  if (!manifest) return fail(manifest.error());
  const json last = {{"made_ms", manifest->made_ms},
                     {"folder", folder.string()},
                     {"blobs", report.blobs},
                     {"bytes", report.bytes},
                     {"missing", report.missing.size()}};
  const fs::path file = last_backup_file(kept.home);
  const auto written = write_file_atomically(file, last.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
  if (!written) return written;
  std::error_code error;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
  return error ? fail(ErrorCode::unavailable, "the rights of " + file.string() + " can't be set: " + error.message())
               : Status{};
}

/// As `note_backup` wrote it; empty where there is none.
Result<json> read_noted(const fs::path& home) {
  const auto text = read_file(last_backup_file(home), limits::kBackupManifestBytesMax);
  if (!text) return text.error().code == ErrorCode::not_found ? Result<json>(json()) : fail(text.error());
  json last = json::parse(*text, nullptr, false);
  for (const char* field : {"made_ms", "blobs", "bytes", "missing"}) {
    if (!last.contains(field) || !last[field].is_number_unsigned()) return json();
  }
  return last.contains("folder") && last["folder"].is_string() ? last : json();
}

}  // namespace

Result<json> last_backup(const Kept& kept) {
  json told = {{"secret_key_id", kept.secret_key_id}, {"secret_key", kept.secret_key_source}};
  auto last = read_noted(kept.home);
  if (!last) return fail(last.error());
  if (last->is_null()) return told;
  const auto manifest = storage::read_manifest(last->at("folder").get<std::string>());
  (*last)["is_there"] = manifest && manifest->made_ms == last->at("made_ms");
  told["last"] = std::move(*last);
  return told;
}

Result<json> back_up(const Kept& kept, const fs::path& folder, const Context& context) {
  storage::BackupSource source;
  source.store = &kept.store;
  source.blobs = &kept.blobs;
  source.roots = storage::all_roots();
  source.copy_database = [&kept](const fs::path& path) { return kept.store.copy_to(path); };
  source.check_database = storage::sqlite::check_file;
  source.files = {checkpoint_file(kept.home)};
  source.secret_key_id = kept.secret_key_id;
  source.secret_key_note = kept.secret_key_source;
  const auto report = storage::backup(source, folder, context);
  if (!report) return fail(report.error());
  if (auto noted = note_backup(kept, folder, *report); !noted) {
    log(LogLevel::warning, "the backup is made, but can't be told of", {{"error", noted.error().message}});
  }
  return json{{"blobs", report->blobs},
              {"bytes", report->bytes},
              {"copied", report->copied},
              {"copied_bytes", report->copied_bytes},
              {"renewed", report->renewed},
              {"removed", report->removed},
              {"missing", hex_of(report->missing)},
              {"secret_key_id", kept.secret_key_id},
              {"secret_key", kept.secret_key_source}};
}

std::vector<Finding> examine_around(const fs::path& home) {
  std::vector<Finding> findings;
  look_at_keys(home, findings);
  look_at_packages(findings);
  return findings;
}

Result<std::vector<Finding>> examine(const Kept& kept, bool all, const Context& context) {
  storage::DoctorOptions options;
  options.root = data_folder(kept.home);
  options.store = &kept.store;
  options.blobs = &kept.blobs;
  options.roots = storage::all_roots();
  options.check_database = storage::sqlite::check_file;
  options.seed = std::random_device{}();
  if (all) options.blobs_read_max = 0;
  auto findings = storage::examine(options, context);
  if (!findings) return findings;
  if (auto looked = look_at_secrets(kept, *findings); !looked) {
    findings->push_back({Severity::bad, "secrets", looked.error().message, "restore the last backup"});
  }
  for (Finding& finding : examine_around(kept.home)) findings->push_back(std::move(finding));
  return findings;
}

Result<json> scrub(const Kept& kept, const Context& context) {
  const auto report = storage::scrub(kept.store, kept.blobs, storage::all_roots(), {}, context);
  if (!report) return fail(report.error());
  json losses = json::array();
  for (const storage::Loss& loss : report->losses) {
    json songs = json::array();
    for (const auto& use : loss.uses) {
      if (!use.song.empty()) songs.push_back({{"song", use.song}, {"revision", use.revision}, {"file", use.name}});
    }
    losses.push_back({{"digest", loss.digest.hex},
                      {"kind", name_of(loss.kind)},
                      {"what", storage::describe(loss)},
                      {"songs", songs}});
  }
  return json{{"blobs", report->blobs}, {"bytes", report->bytes}, {"lost", report->lost}, {"losses", losses}};
}

json json_of(const tasks::AuditReport& report) {
  return {{"entries", report.entries},
          {"checkpoints", report.checkpoints},
          {"unsigned_entries", report.unsigned_entries},
          {"findings", report.findings}};
}

json json_of(const std::vector<Finding>& findings) {
  json list = json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"severity", name_of(finding.severity)},
                    {"subject", finding.subject},
                    {"what", finding.what},
                    {"advice", finding.advice}});
  }
  return json{{"findings", list}};
}

}  // namespace souls::cli
