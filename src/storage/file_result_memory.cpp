#include "storage/file_result_memory.hpp"

#include <fcntl.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "storage/temporary_file.hpp"

namespace souls::storage {
namespace {

using Json = nlohmann::json;

StepResult to_result(const Json& body) {
  StepResult result;
  for (const auto& output : body.at("outputs")) {
    result.outputs.push_back({output.at("name").get<std::string>(), {output.at("digest").get<std::string>()}});
  }
  result.seconds = body.at("seconds").get<double>();
  result.package = body.at("package").get<std::string>();
  result.version = body.at("version").get<std::string>();
  return result;
}

}  // namespace

std::string format_record(const Digest& key, const StepResult& result) {
  Json outputs = Json::array();
  for (const auto& output : result.outputs) outputs.push_back({{"name", output.name}, {"digest", output.digest.hex}});
  const Json body = {{"key", key.hex},
                     {"outputs", outputs},
                     {"seconds", result.seconds},
                     {"package", result.package},
                     {"version", result.version}};
  const auto replace = Json::error_handler_t::replace;
  const std::string text = body.dump(-1, ' ', false, replace);
  return "{\"result\":" + text + ",\"sha256\":\"" + sha256(text).hex + "\"}\n";
}

std::optional<StepResult> parse_record(const Digest& key, const std::string& text) {
  try {
    const Json record = Json::parse(text);
    const Json& body = record.at("result");
    if (sha256(body.dump()).hex != record.at("sha256").get<std::string>()) return std::nullopt;
    if (body.at("key").get<std::string>() != key.hex) return std::nullopt;
    return to_result(body);
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

Result<std::unique_ptr<FileResultMemory>> FileResultMemory::open_folder(const std::filesystem::path& root,
                                                                        BlobStore& blobs,
                                                                        const FileStoreOptions& options) {
  auto lock = FolderLock::share(root);
  if (!lock) return fail(lock.error());
  Folder folder{root};
  if (auto made = make_folder(folder.results()); !made) return fail(made.error());
  return std::unique_ptr<FileResultMemory>(new FileResultMemory(std::move(folder), std::move(*lock), blobs, options));
}

Result<std::optional<StepResult>> FileResultMemory::find(const Digest& key) {
  if (!is_digest(key.hex)) return std::nullopt;
  const auto path = folder_.result(key);
  const auto text = read_file(path, limits::kResultRecordBytesMax);
  if (!text) return std::nullopt;
  auto result = parse_record(key, *text);
  if (!result) {
    if (auto forgotten = forget(key); !forgotten) return fail(forgotten.error());
    return std::nullopt;
  }
  for (const auto& output : result->outputs) {
    if (!blobs_.exists(output.digest)) return std::nullopt;
  }
  // A folder that can only be read still serves; it just doesn't learn what was used.
  ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
  return result;
}

Status FileResultMemory::remember(const Digest& key, const StepResult& result) {
  if (!is_digest(key.hex)) return fail(ErrorCode::internal, "a result was to be remembered under no key", key.hex);
  auto file = TemporaryFile::make(folder_.temporary());
  if (!file) return fail(file.error());
  if (auto written = file->write(format_record(key, result)); !written) return written;
  return file->move_to(folder_.result(key), options_.durable);
}

Status FileResultMemory::forget(const Digest& key) {
  if (!is_digest(key.hex)) return {};
  if (::unlink(folder_.result(key).c_str()) != 0 && errno != ENOENT) {
    return system_failure("can't remove", folder_.result(key), errno);
  }
  return {};
}

}  // namespace souls::storage
