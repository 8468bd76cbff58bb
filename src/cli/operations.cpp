// `souls export-user`, `souls delete-user`.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "gateway/target.hpp"

namespace souls::cli {
namespace {

using gateway::Method;
using nlohmann::json;

struct Options {
  std::string user, folder;
  bool json = false, sure = false;
};

Status export_user(const Options& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto folder = std::filesystem::absolute(options.folder).lexically_normal().string();
  const auto report =
      ask(*client, Method::post, "/v1/users/" + gateway::escape(options.user) + "/export", {{"folder", folder}});
  if (!report) return fail(report.error());
  if (options.json) {
    std::printf("%s\n", report->dump(1).c_str());
  } else {
    std::printf("%d songs with %d files, %s, are in %s\n", report->at("songs").get<int>(),
                report->at("files").get<int>(), bytes_text(report->at("bytes").get<double>()).c_str(), folder.c_str());
    for (const auto& path : report->at("lost")) std::printf("lost: %s\n", path.get<std::string>().c_str());
  }
  if (report->at("lost").empty()) return {};
  return fail(ErrorCode::corrupt,
              std::to_string(report->at("lost").size()) + " files were lost before; the rest is there");
}

Status delete_user(const Options& options) {
  if (!options.sure) {
    return fail(ErrorCode::invalid_request,
                "this deletes the account and all its songs for good; say --yes, after `souls export-user`");
  }
  const auto client = server();
  if (!client) return fail(client.error());
  const auto done = ask(*client, Method::remove, "/v1/users/" + gateway::escape(options.user));
  if (!done) return fail(done.error());
  if (options.json)
    std::printf("%s\n", json{{"id", options.user}, {"deleted", true}}.dump().c_str());
  else
    std::printf("%s is deleted; the audit log names only the id\n", options.user.c_str());
  return {};
}

}  // namespace

void add_operations(CLI::App& program, Chosen& chosen) {
  const auto o = std::make_shared<Options>();
  const auto add = [&](const char* name, const char* description, auto what) {
    CLI::App* command = program.add_subcommand(name, description);
    command->add_flag("--json", o->json, "for machines");
    command->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
    return command;
  };
  CLI::App* exporting = add("export-user", "write all that is kept of a user to a folder", export_user);
  CLI::App* deleting = add("delete-user", "delete a user and all that is his", delete_user);
  for (CLI::App* command : {exporting, deleting})
    command->add_option("user", o->user, "the user's id (see `souls users`)")->required();
  exporting->add_option("--out", o->folder, "the folder to write")->required();
  deleting->add_flag("--yes", o->sure, "really");
}

}  // namespace souls::cli
