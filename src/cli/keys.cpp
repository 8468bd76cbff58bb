// `souls keys …`: API keys, by which programs come in.
#include <charconv>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "gateway/target.hpp"

namespace souls::cli {
namespace {

using gateway::Method;
using nlohmann::json;

struct KeysOptions {
  std::string user, name, id, expires;
  std::vector<std::string> scopes;
  bool json = false;
};

/// "90d", "12h", "30m" from now on, in milliseconds since the epoch.
Result<std::int64_t> read_expiry(const std::string& text) {
  const auto wrong = [] {
    return fail(ErrorCode::invalid_request, "--expires takes a time such as 90d, 12h or 30m, at most ten years");
  };
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [unit, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || unit + 1 != end || count < 1 || count > 10'000'000) return wrong();
  const std::int64_t minutes = *unit == 'd' ? count * 24 * 60 : *unit == 'h' ? count * 60 : *unit == 'm' ? count : 0;
  if (minutes < 1 || minutes > 10 * 366 * 24 * 60) return wrong();
  return storage::system_wall_clock()() + minutes * 60'000;
}

Status create(const KeysOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  json body = {{"scopes", options.scopes}};
  if (!options.user.empty()) body["user"] = options.user;
  if (!options.name.empty()) body["name"] = options.name;
  if (!options.expires.empty()) {
    const auto expires_ms = read_expiry(options.expires);
    if (!expires_ms) return fail(expires_ms.error());
    body["expires_ms"] = *expires_ms;
  }
  const auto made = ask(*client, Method::post, "/v1/keys", body);
  if (!made) return fail(made.error());
  const json told = {{"id", made->at("id")}, {"key", made->at("key")}};
  if (options.json)
    std::printf("%s\n", told.dump().c_str());
  else
    std::printf(
        "%s\nThis is shown once. Programs send it as \"Authorization: Bearer KEY\"; `souls keys revoke %s` ends it.\n",
        told.at("key").get<std::string>().c_str(), told.at("id").get<std::string>().c_str());
  return {};
}

std::string text_of(const json& scopes) {
  std::string text;
  for (const auto& scope : scopes) text += (text.empty() ? "" : " ") + scope.get<std::string>();
  return text;
}

std::string until(const json& key) {
  if (!key.contains("expires_ms")) return "";
  const std::int64_t left_ms = key.at("expires_ms").get<std::int64_t>() - storage::system_wall_clock()();
  return left_ms <= 0 ? "expired" : "for " + std::to_string(1 + left_ms / 86'400'000) + " days";
}

Status list(const KeysOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const std::string whose = options.user.empty() ? "*" : options.user;
  const auto keys = ask_all(*client, with_query("/v1/keys", {{"user", whose}}), "keys");
  if (!keys) return fail(keys.error());
  if (options.json) {
    std::printf("%s\n", json{{"keys", *keys}}.dump(1).c_str());
    return {};
  }
  Table table({{"id"}, {"user"}, {"name"}, {"ends with"}, {"scopes"}, {"valid"}, {"last used", Align::right}});
  for (const auto& key : *keys) {
    table.add({{key.at("id"), Colour::dim},
               {key.at("user"), Colour::dim},
               {key.at("name")},
               {key.at("ends_with")},
               {text_of(key.at("scopes"))},
               {until(key)},
               {ago(key.value("used_ms", std::int64_t{0}))}});
  }
  if (table.empty())
    std::printf("no keys\n");
  else
    table.print();
  return {};
}

Status revoke(const KeysOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  if (auto done = ask(*client, Method::remove, "/v1/keys/" + gateway::escape(options.id)); !done) {
    return fail(done.error());
  }
  if (options.json)
    std::printf("%s\n", json{{"id", options.id}, {"revoked", true}}.dump().c_str());
  else
    std::printf("%s is revoked\n", options.id.c_str());
  return {};
}

}  // namespace

void add_keys(CLI::App& program, Chosen& chosen) {
  CLI::App* keys = program.add_subcommand("keys", "API keys of the running server, by which programs come in");
  keys->require_subcommand(1);
  const auto o = std::make_shared<KeysOptions>();
  const auto command = [&](const char* name, const char* description, auto what) {
    CLI::App* made = keys->add_subcommand(name, description);
    made->add_flag("--json", o->json, "for machines");
    made->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
    return made;
  };
  CLI::App* creating = command("create", "a key, shown once", create);
  creating->add_option("--scope", o->scopes, "songs:read, songs:write, worker, admin; several with commas or again")
      ->required()
      ->delimiter(',');
  creating->add_option("--name", o->name, "what it is for");
  creating->add_option("--expires", o->expires, "in how long, such as 90d or 12h; by default never");
  CLI::App* listing = command("list", "keys, without what lets one in", list);
  for (CLI::App* each : {creating, listing}) {
    each->add_option("--user", o->user, "whose: an e-mail address, or an id");
  }
  command("revoke", "end a key, at once", revoke)
      ->add_option("id", o->id, "its id (see `souls keys list`)")
      ->required();
}

}  // namespace souls::cli
