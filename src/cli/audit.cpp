// `souls audit show ARTIFACT`, `souls audit verify`.
#include "tasks/audit.hpp"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/care.hpp"
#include "cli/commands.hpp"
#include "cli/places.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "gateway/target.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace souls::cli {
namespace {

using gateway::Method;
using nlohmann::json;

struct AuditOptions {
  std::string artifact;
  std::string checkpoints;  ///< a file that holds them; empty: the server's own
  bool json = false;
};

void print_entry(const json& entry) {
  const auto line = [](const char* name, const std::string& value) {
    if (!value.empty()) std::printf("  %-9s %s\n", name, value.c_str());
  };
  std::printf("%s of %s\n", entry.at("step").get<std::string>().c_str(), entry.at("song").get<std::string>().c_str());
  line("entry",
       std::to_string(entry.at("number").get<std::uint64_t>()) + " (" + entry.at("kind").get<std::string>() + ")");
  line("who", entry.at("user"));
  line("key", entry.at("api_key").get<std::string>().empty() ? "none: the local operator"
                                                             : entry.at("api_key").get<std::string>());
  line("when", date_and_time(entry.at("time_ms")) + " (" + ago(entry.at("time_ms")) + ")");
  const auto digest = entry.at("package_digest").get<std::string>();
  line("package", entry.at("package").get<std::string>() + " " + entry.at("version").get<std::string>() +
                      (digest.empty() ? "" : "  sha-256 " + digest));
  line("seed", seed_text(entry));
  line("worker", entry.at("worker"));
  line("took", duration(entry.at("seconds")) + ", " + duration(entry.at("cpu_seconds")) +
                   " of CPU time, tries: " + std::to_string(entry.at("tries").get<int>()));
  for (const auto& input : entry.at("inputs"))
    line("from", input.at("digest").get<std::string>() + "  " + input.at("name").get<std::string>());
  for (const auto& output : entry.at("outputs"))
    line("made", output.at("digest").get<std::string>() + "  " + output.at("name").get<std::string>());
}

Status show(const AuditOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto answer = ask(*client, Method::get, "/v1/audit/artifacts/" + gateway::escape(options.artifact));
  if (!answer) return fail(answer.error());
  if (options.json)
    std::printf("%s\n", answer->dump(1).c_str());
  else
    for (const auto& entry : answer->at("entries")) print_entry(entry);
  return {};
}

/// Reads the database itself: it needs no server, and trusts none.
Status verify(const AuditOptions& options) {
  const auto folder = home();
  if (!folder) return fail(folder.error());
  const auto database = data_folder(*folder) / "souls.db";
  if (!std::filesystem::exists(database))
    return fail(ErrorCode::not_found, "there is no audit log under " + folder->string());
  const auto key = tasks::SigningKey::open_existing(audit_key_file(*folder));
  if (!key) return fail(key.error());
  storage::sqlite::DatabaseOptions as_it_is;
  as_it_is.migrates = false;
  const auto store = storage::SqliteStore::open(database, as_it_is);
  if (!store) return fail(store.error());
  const auto report = tasks::verify_audit(
      **store, options.checkpoints.empty() ? checkpoint_file(*folder) : std::filesystem::path(options.checkpoints),
      key->public_key());
  if (!report) return fail(report.error());
  if (options.json) {
    std::printf("%s\n", json_of(*report).dump(1).c_str());
  } else {
    for (const auto& finding : report->findings) std::printf("%s\n", finding.c_str());
    std::printf("%llu entries, %llu signed checkpoints, %llu entries after the last of them\n",
                static_cast<unsigned long long>(report->entries), static_cast<unsigned long long>(report->checkpoints),
                static_cast<unsigned long long>(report->unsigned_entries));
  }
  if (report->findings.empty()) return {};
  return fail(ErrorCode::corrupt, "the audit log isn't as it was written");
}

}  // namespace

void add_audit(CLI::App& program, Chosen& chosen) {
  CLI::App* audit = program.add_subcommand("audit", "who made what, with what");
  audit->require_subcommand(1);
  const auto o = std::make_shared<AuditOptions>();
  const auto set = [&chosen, o](CLI::App* command, auto what) {
    command->add_flag("--json", o->json, "for machines");
    command->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
  };
  CLI::App* showing = audit->add_subcommand("show", "who made an artifact, when, by which key and package, from what");
  showing->add_option("artifact", o->artifact, "its SHA-256, as `souls songs show --json` tells it")->required();
  set(showing, show);
  CLI::App* verifying = audit->add_subcommand("verify", "whether the log is whole; needs no server");
  verifying->add_option("--checkpoints", o->checkpoints, "a file of signed checkpoints that was kept elsewhere")
      ->check(CLI::ExistingFile);
  set(verifying, verify);
}

}  // namespace souls::cli
