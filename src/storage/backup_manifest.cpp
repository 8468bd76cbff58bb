#include "storage/backup_manifest.hpp"

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/limits.hpp"

namespace souls::storage {
namespace {

using Json = nlohmann::json;

constexpr int kFormat = 1;

Json to_json(const BackupFile& file) {
  return {{"name", file.name}, {"file", file.file}, {"sha256", file.digest.hex}, {"bytes", file.bytes}};
}

/// Names come from a file that anyone may have written: they stay inside of their folders.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

BackupFile to_file(const Json& json) {
  return {json.at("name").get<std::string>(), json.at("file").get<std::string>(),
          {json.at("sha256").get<std::string>()}, json.at("bytes").get<std::uint64_t>()};
}

bool is_sound(const BackupManifest& manifest) {
  std::vector<BackupFile> all = manifest.files;
  all.push_back(manifest.database);
  all.push_back(manifest.blob_list);
  for (const auto& file : all) {
    if (!is_plain_name(file.name) || !is_plain_name(file.file) || !is_digest(file.digest.hex)) return false;
  }
  return manifest.blobs <= limits::kBackupBlobsMax && manifest.files.size() <= limits::kBackupFilesMax;
}

}  // namespace

std::filesystem::path manifest_path(const std::filesystem::path& folder) { return folder / "manifest.json"; }

Status write_manifest(const std::filesystem::path& folder, const BackupManifest& manifest) {
  Json files = Json::array();
  for (const auto& file : manifest.files) files.push_back(to_json(file));
  const Json body = {
      {"format", kFormat},
      {"made_ms", manifest.made_ms},
      {"database", to_json(manifest.database)},
      {"blob_list", to_json(manifest.blob_list)},
      {"blobs", manifest.blobs},
      {"blob_bytes", manifest.blob_bytes},
      {"files", files},
      {"secret_key", {{"id", manifest.secret_key_id}, {"comes_from", manifest.secret_key_note}}},
  };
  const Json whole = {{"backup", body}, {"sha256", sha256(body.dump()).hex}};
  return write_file_atomically(manifest_path(folder), whole.dump(2) + "\n");
}

Result<BackupManifest> read_manifest(const std::filesystem::path& folder) {
  const auto text = read_file(manifest_path(folder), limits::kBackupManifestBytesMax);
  if (!text) {
    return fail(ErrorCode::not_found, folder.string() + " is no backup, or one that was never finished",
                text.error().detail);
  }
  const auto damaged = fail(ErrorCode::corrupt, "the manifest of the backup in " + folder.string() + " is damaged");
  try {
    const Json whole = Json::parse(*text);
    const Json& body = whole.at("backup");
    if (sha256(body.dump()).hex != whole.at("sha256").get<std::string>()) return damaged;
    if (body.at("format").get<int>() != kFormat) {
      return fail(ErrorCode::invalid_request, "the backup in " + folder.string() + " was made by a newer program");
    }
    BackupManifest manifest;
    manifest.made_ms = body.at("made_ms").get<std::int64_t>();
    manifest.database = to_file(body.at("database"));
    manifest.blob_list = to_file(body.at("blob_list"));
    manifest.blobs = body.at("blobs").get<std::size_t>();
    manifest.blob_bytes = body.at("blob_bytes").get<std::uint64_t>();
    for (const auto& file : body.at("files")) manifest.files.push_back(to_file(file));
    manifest.secret_key_id = body.at("secret_key").at("id").get<std::string>();
    manifest.secret_key_note = body.at("secret_key").at("comes_from").get<std::string>();
    if (!is_sound(manifest)) return damaged;
    return manifest;
  } catch (const Json::exception&) {
    return damaged;
  }
}

}  // namespace souls::storage
