// `souls users …`: who may come in.
#include <charconv>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "cli/unseen.hpp"
#include "gateway/target.hpp"

namespace souls::cli {
namespace {

using gateway::Method;
using nlohmann::json;

struct UsersOptions {
  std::string user, name, role = "member", quota;
  int trash_days = 0;
  bool has_password = false, json = false;
};

Status tell(const UsersOptions& options, const json& user, const char* what) {
  if (options.json)
    std::printf("%s\n", user.dump(1).c_str());
  else
    std::printf("%s %s is %s (%s)\n", user.at("role").get<std::string>().c_str(), options.user.c_str(), what,
                user.at("id").get<std::string>().c_str());
  return {};
}

Status list(const UsersOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto users = ask_all(*client, "/v1/users", "users");
  if (!users) return fail(users.error());
  if (options.json) {
    std::printf("%s\n", json{{"users", *users}}.dump(1).c_str());
    return {};
  }
  Table table({{"id"},
               {"name"},
               {"e-mail"},
               {"role"},
               {"quota", Align::right},
               {"trash", Align::right},
               {"since", Align::right}});
  for (const auto& user : *users) {
    table.add({{user.at("id"), Colour::dim},
               {user.at("name")},
               {user.value("email", "")},
               {user.at("role")},
               {user.at("quota_bytes").is_null() ? "" : bytes_text(user.at("quota_bytes"))},
               {std::to_string(user.at("trash_days").get<int>()) + " d"},
               {ago(user.at("created_ms"))}});
  }
  table.print();
  return {};
}

Status add(const UsersOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  json body = {{"email", options.user}, {"role", options.role}};
  if (!options.name.empty()) body["name"] = options.name;
  if (options.has_password) {
    const auto password = read_unseen("password of " + options.user, limits::kPasswordBytesMax);
    if (!password) return fail(password.error());
    body["password"] = *password;
  }
  const auto made = ask(*client, Method::post, "/v1/users", body);
  if (!made) return fail(made.error());
  return tell(options, *made, "added");
}

Status change(const UsersOptions& options, const json& wanted) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto user = ask(*client, Method::patch, "/v1/users/" + gateway::escape(options.user), wanted);
  if (!user) return fail(user.error());
  return tell(options, *user, "changed");
}

Status set_role(const UsersOptions& options) { return change(options, {{"role", options.role}}); }

Status set_trash_days(const UsersOptions& options) { return change(options, {{"trash_days", options.trash_days}}); }

Result<json> read_quota(const std::string& text) {
  if (text == "default") return json();
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (error == std::errc() && end == text.data() + text.size()) return json(bytes);
  return fail(ErrorCode::invalid_request, "a quota is a number of bytes, or \"default\" for the server's own");
}

Status set_quota(const UsersOptions& options) {
  const auto quota = read_quota(options.quota);
  if (!quota) return fail(quota.error());
  return change(options, {{"quota_bytes", *quota}});
}

Status set_password(const UsersOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto password = read_unseen("new password of " + options.user, limits::kPasswordBytesMax);
  if (!password) return fail(password.error());
  const auto done =
      ask(*client, Method::put, "/v1/users/" + gateway::escape(options.user) + "/password", {{"password", *password}});
  if (!done) return fail(done.error());
  if (options.json)
    std::printf("%s\n", json{{"user", options.user}, {"password", "set"}}.dump().c_str());
  else
    std::printf("%s has a new password, and is signed out everywhere\n", options.user.c_str());
  return {};
}

}  // namespace

void add_users(CLI::App& program, Chosen& chosen) {
  CLI::App* users = program.add_subcommand("users", "who may come in to the running server");
  const auto o = std::make_shared<UsersOptions>();
  users->require_subcommand(0, 1);
  users->add_flag("--json", o->json, "for machines");
  users->callback([&chosen, o, users] {
    if (users->get_subcommands().empty()) chosen = [o] { return list(*o); };
  });
  const auto command = [&](const char* name, const char* description, const char* whom, auto what) {
    CLI::App* made = users->add_subcommand(name, description);
    made->add_option("user", o->user, whom)->required();
    made->add_flag("--json", o->json, "for machines");
    made->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
    return made;
  };
  const auto roles = CLI::IsMember({"owner", "member", "listener"});
  const char* whom = "an e-mail address, or an id (see `souls users`)";
  CLI::App* adding =
      command("add", "a user; the first owner takes over what was made here before", "an e-mail address", add);
  adding->add_option("--role", o->role, "owner: all; member: makes songs; listener: hears them")
      ->check(roles)
      ->capture_default_str();
  adding->add_option("--name", o->name, "how the user is called");
  adding->add_flag("--password-stdin", o->has_password, "a password from standard input; without one nobody signs in");
  command("role", "give a user another role", whom, set_role)->add_option("role", o->role)->required()->check(roles);
  command("quota", "how much a user's songs may take up", whom, set_quota)
      ->add_option("bytes", o->quota, "a number of bytes, or \"default\": what the server's settings say for all")
      ->required();
  command("trash-days", "how long a user's songs stay in the trash", whom, set_trash_days)
      ->add_option("days", o->trash_days, "0: no longer than until the next sweep")
      ->required()
      ->check(CLI::Range(0, limits::kTrashDaysMax));
  command("password", "set a user's password from standard input", whom, set_password)
      ->add_flag("--password-stdin", o->has_password, "it is always read from there");
}

}  // namespace souls::cli
