// `souls backup DIR`, `souls restore DIR`.
#include "storage/backup.hpp"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/places.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "storage/folder_lock.hpp"
#include "storage/sqlite/check.hpp"

namespace souls::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct BackupOptions {
  std::string folder;
  bool json = false;
};

Status backup(const BackupOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto folder = fs::absolute(options.folder).lexically_normal().string();
  const auto report = ask(*client, gateway::Method::post, "/v1/backup", {{"folder", folder}});
  if (!report) return fail(report.error());
  if (options.json) {
    std::printf("%s\n", report->dump(1).c_str());
  } else {
    std::printf("%d blobs, %s; %d of them, %s, are new in %s\n", report->at("blobs").get<int>(),
                bytes_text(report->at("bytes").get<double>()).c_str(), report->at("copied").get<int>(),
                bytes_text(report->at("copied_bytes").get<double>()).c_str(), folder.c_str());
    if (const int renewed = report->at("renewed"); renewed > 0)
      std::printf("%d were damaged there and were copied again; look at that disk\n", renewed);
    std::printf("the keys in SOULS_HOME/keys aren't part of it: keep a copy of them apart\n");
  }
  if (report->at("missing").empty()) return {};
  return fail(ErrorCode::corrupt,
              std::to_string(report->at("missing").size()) + " blobs were lost before; all else is backed up");
}

/// Needs no server, and none may run.
Status restore(const BackupOptions& options) {
  const auto folder = home();
  if (!folder) return fail(folder.error());
  std::error_code error;
  fs::create_directories(*folder / "run", error);
  const auto lock = storage::FolderLock::alone(*folder / "run");
  if (!lock) {
    return fail(ErrorCode::conflict, "a server is running here; stop it first, or set SOULS_HOME to a new folder");
  }
  catch_interrupts();
  Context context;
  context.should_stop = interrupted;
  const auto report = storage::restore(options.folder, data_folder(*folder), storage::sqlite::check_file, context);
  if (!report) return fail(report.error());
  json damaged = json::array();
  for (const auto& digest : report->damaged) damaged.push_back(digest.hex);
  if (options.json) {
    std::printf("%s\n", json{{"folder", data_folder(*folder)},
                             {"made_ms", report->manifest.made_ms},
                             {"blobs", report->manifest.blobs},
                             {"bytes", report->manifest.blob_bytes},
                             {"damaged", damaged}}
                            .dump(1)
                            .c_str());
  } else {
    std::printf("%zu blobs, %s, from a backup made %s, are in %s\n", report->manifest.blobs,
                bytes_text(static_cast<double>(report->manifest.blob_bytes)).c_str(),
                ago(report->manifest.made_ms).c_str(), data_folder(*folder).c_str());
    if (!report->manifest.secret_key_note.empty())
      std::printf("secrets need %s\n", report->manifest.secret_key_note.c_str());
  }
  if (damaged.empty()) return {};
  return fail(ErrorCode::corrupt,
              std::to_string(damaged.size()) + " blobs are damaged in the backup; all else is there");
}

}  // namespace

void add_backup(CLI::App& program, Chosen& chosen) {
  const auto o = std::make_shared<BackupOptions>();
  const auto add = [&](const char* name, const char* description, auto what) {
    CLI::App* command = program.add_subcommand(name, description);
    command->add_option("folder", o->folder, "the backup's folder")->required();
    command->add_flag("--json", o->json, "for machines");
    command->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
  };
  add("backup", "copy all that the running server keeps; what the folder has already is verified, and mended", backup);
  add("restore", "bring a backup back to a SOULS_HOME that has no songs; needs no server", restore);
}

}  // namespace souls::cli
