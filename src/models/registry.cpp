#include "models/registry.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/limits.hpp"

namespace souls::models {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// A path that stays inside the package's folder.
bool safe_path(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

tl::unexpected<Error> broken(const fs::path& folder, const std::string& what) {
  return fail(ErrorCode::corrupt, "the package " + folder.filename().string() + " is broken: " + what,
              (folder / "soul.json").string());
}

Result<std::vector<PackageFile>> files_of(const json& manifest, const fs::path& folder) {
  std::vector<PackageFile> files;
  for (const json& entry : manifest.at("files")) {
    PackageFile file{entry.at("path").get<std::string>(), entry.at("bytes").get<std::size_t>(),
                     Digest{entry.at("sha256").get<std::string>()}};
    if (!safe_path(file.path) || !is_digest(file.digest.hex)) return broken(folder, "its entry " + file.path);
    std::error_code error;
    if (fs::file_size(folder / file.path, error) != file.size_bytes || error) {
      return broken(folder, file.path + " is missing or has another size");
    }
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace

Result<Package> read_package(const fs::path& folder) {
  const auto text = read_file(folder / "soul.json", limits::kManifestBytesMax);
  if (!text) return fail(text.error());
  try {
    const json manifest = json::parse(*text);
    Package package;
    package.name = manifest.at("name").get<std::string>();
    package.version = manifest.at("version").get<std::string>();
    package.capability = manifest.at("capability").get<std::string>();
    package.contract = manifest.at("contract").get<int>();
    package.runtime = manifest.value("runtime", "native");
    package.licence = manifest.at("licence").get<std::string>();
    package.summary = manifest.value("summary", "");
    package.languages = manifest.value("languages", std::vector<std::string>{});
    package.folder = folder;
    package.digest = sha256(*text);
    auto files = files_of(manifest, folder);
    if (!files) return fail(files.error());
    package.files = std::move(*files);
    return package;
  } catch (const json::exception& error) {
    return broken(folder, std::string("soul.json: ") + error.what());
  }
}

Status verify(const Package& package) {
  for (const PackageFile& file : package.files) {
    const auto digest = sha256_file(package.folder / file.path);
    if (!digest) return fail(digest.error());
    if (*digest != file.digest) return broken(package.folder, file.path + " isn't what the manifest says");
  }
  return {};
}

Result<std::string> read_card(const Package& package) {
  const auto file = std::ranges::find(package.files, "CARD.md", &PackageFile::path);
  if (file == package.files.end()) return std::string();
  auto text = read_file(package.folder / file->path, limits::kManifestBytesMax);
  if (text && sha256(*text) != file->digest) return broken(package.folder, "CARD.md isn't what the manifest says");
  return text;
}

Result<Registry> Registry::open(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (fs::exists(entry.path() / "soul.json")) folders.push_back(entry.path());
  }
  if (error || folders.empty()) {
    return fail(ErrorCode::unavailable, "there are no model packages in " + folder.string() + "; run `make build`");
  }
  std::sort(folders.begin(), folders.end());
  Registry registry;
  for (const fs::path& path : folders) {
    auto package = read_package(path);
    if (!package) return fail(package.error());
    registry.packages_.push_back(std::move(*package));
  }
  return registry;
}

Result<Package> Registry::find(std::string_view capability) const {
  const auto found = std::find_if(packages_.begin(), packages_.end(), [&](const Package& p) { return p.capability == capability; });
  if (found == packages_.end()) {
    return fail(ErrorCode::unavailable, "no package offers " + std::string(capability) + "; run `make build`");
  }
  return *found;
}

}  // namespace souls::models
