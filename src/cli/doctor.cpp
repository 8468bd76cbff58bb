// `souls doctor`, `souls scrub`.
#include "storage/doctor.hpp"

#include <cstdio>
#include <memory>

#include "cli/care.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/places.hpp"
#include "cli/secret_key.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "storage/file_blob_store.hpp"
#include "storage/folder_lock.hpp"

namespace souls::cli {
namespace {

namespace fs = std::filesystem;
using gateway::Method;
using nlohmann::json;
using storage::Finding;
using storage::Severity;

struct DoctorOptions {
  bool all = false, json = false;
};

/// The root itself: no server runs.
Result<json> examine_here(const fs::path& home, bool all) {
  auto findings = examine_around(home);
  std::error_code error;
  if (!fs::exists(data_folder(home) / "souls.db", error)) {
    findings.insert(findings.begin(), {Severity::good, "database", "nothing is kept here yet", {}});
    return json_of(findings);
  }
  const auto key = open_secret_key(home);
  const auto unopened = [&](const char* subject, const Error& why) {
    findings.insert(findings.begin(), {Severity::bad, subject, "it can't be opened: " + why.message,
                                       "look at the disk; keep a copy of the folder, and restore the last backup"});
    return json_of(findings);
  };
  const auto store = storage::SqliteStore::open(data_folder(home) / "souls.db");
  if (!store) return unopened("database", store.error());
  const auto blobs = storage::FileBlobStore::open_folder(data_folder(home));
  if (!blobs) return unopened("blobs", blobs.error());
  catch_interrupts();
  Context context;
  context.should_stop = interrupted;
  const Kept kept{home, **store, **blobs, key ? key->box.key_id() : "", key ? key->source : ""};
  auto found = examine(kept, all, context);
  if (!found) return fail(found.error());
  return json_of(*found);
}

Result<json> examine(const DoctorOptions& options) {
  const auto folder = home();
  if (!folder) return fail(folder.error());
  std::error_code error;
  fs::create_directories(*folder / "run", error);
  fs::permissions(*folder / "run", fs::perms::owner_all, error);
  const auto lock = storage::FolderLock::alone(*folder / "run");
  if (lock) return examine_here(*folder, options.all);
  if (lock.error().code != ErrorCode::conflict) return fail(lock.error());
  return ask(gateway::Client(control_socket(*folder)), Method::get, with_query("/v1/doctor", {{"all", options.all ? "true" : ""}}));
}

Status doctor(const DoctorOptions& options) {
  const auto report = examine(options);
  if (!report) return fail(report.error());
  std::size_t bad = 0;
  for (const auto& finding : report->at("findings")) bad += finding.at("severity") == "bad";
  if (options.json) {
    std::printf("%s\n", report->dump(1).c_str());
  } else {
    for (const auto& finding : report->at("findings")) {
      const std::string severity = finding.at("severity"), advice = finding.at("advice");
      std::printf("%-7s  %s: %s%s%s\n", severity.c_str(), finding.at("subject").get<std::string>().c_str(),
                  finding.at("what").get<std::string>().c_str(), advice.empty() ? "" : " → ", advice.c_str());
    }
  }
  if (bad == 0) return {};
  return fail(ErrorCode::corrupt, bad == 1 ? "one thing is bad" : std::to_string(bad) + " things are bad");
}

Status scrub_all(const DoctorOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto report = ask(*client, Method::post, "/v1/scrub");
  if (!report) return fail(report.error());
  const auto lost = report->at("lost").get<std::size_t>();
  if (options.json) {
    std::printf("%s\n", report->dump(1).c_str());
  } else {
    for (const auto& loss : report->at("losses")) std::printf("%s\n", loss.at("what").get<std::string>().c_str());
    std::printf("%zu blobs, %s, were read; %zu are lost\n", report->at("blobs").get<std::size_t>(),
                bytes_text(report->at("bytes").get<double>()).c_str(), lost);
  }
  if (lost == 0) return {};
  return fail(ErrorCode::corrupt,
              std::to_string(lost) + " blobs are lost; `souls songs revert` has the files of a song made again");
}

}  // namespace

void add_doctor(CLI::App& program, Chosen& chosen) {
  const auto o = std::make_shared<DoctorOptions>();
  const auto add = [&](const char* name, const char* description, auto what) {
    CLI::App* command = program.add_subcommand(name, description);
    command->add_flag("--json", o->json, "for machines");
    command->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
    return command;
  };
  add("doctor", "whether all that is kept is well, and what to do where it isn't; needs no server", doctor)
      ->add_flag("--all", o->all, "read all blobs, not only some");
  add("scrub", "read all that the running server keeps, and say what is lost and how it comes back", scrub_all);
}

}  // namespace souls::cli
