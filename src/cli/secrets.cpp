// `souls secrets …`: what the server must know and nobody else, such as the tokens of remote models.
#include <algorithm>
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

struct SecretsOptions {
  std::string name;
  bool json = false;
};

/// The name's parts are the address's: it can't hold an escaped slash.
std::string target_of(const SecretsOptions& options) {
  std::string target = "/v1/secrets/";
  for (std::size_t begin = 0; begin <= options.name.size();) {
    const std::size_t end = std::min(options.name.find('/', begin), options.name.size());
    target += (begin == 0 ? "" : "/") + gateway::escape(options.name.substr(begin, end - begin));
    begin = end + 1;
  }
  return target;
}

Status set(const SecretsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto secret = read_unseen(options.name, limits::kSecretBytesMax);
  if (!secret) return fail(secret.error());
  if (auto done = ask(*client, Method::put, target_of(options), {{"value", *secret}}); !done) return fail(done.error());
  if (options.json)
    std::printf("%s\n", json{{"name", options.name}, {"set", true}}.dump().c_str());
  else
    std::printf("%s is kept\n", options.name.c_str());
  return {};
}

Status list(const SecretsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto secrets = ask(*client, Method::get, "/v1/secrets");
  if (!secrets) return fail(secrets.error());
  if (options.json) {
    std::printf("%s\n", secrets->dump(1).c_str());
    return {};
  }
  Table table({{"name"}, {"key"}, {"set", Align::right}});
  for (const auto& secret : secrets->at("secrets")) {
    table.add({{secret.at("name")}, {secret.at("key"), Colour::dim}, {ago(secret.at("updated_ms"))}});
  }
  if (table.empty())
    std::printf("no secrets\n");
  else
    table.print();
  return {};
}

Status remove(const SecretsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  if (auto done = ask(*client, Method::remove, target_of(options)); !done) return fail(done.error());
  if (options.json)
    std::printf("%s\n", json{{"name", options.name}, {"removed", true}}.dump().c_str());
  else
    std::printf("%s is removed\n", options.name.c_str());
  return {};
}

}  // namespace

void add_secrets(CLI::App& program, Chosen& chosen) {
  CLI::App* secrets = program.add_subcommand("secrets", "what the running server must know, sealed by its key");
  secrets->require_subcommand(1);
  const auto o = std::make_shared<SecretsOptions>();
  const auto add = [&](const char* name, const char* description, auto what) {
    CLI::App* command = secrets->add_subcommand(name, description);
    command->add_flag("--json", o->json, "for machines");
    command->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
    return command;
  };
  const std::string kind = "such as models/NAME/token";
  add("set", "keep a secret, which is read from standard input", set)->add_option("name", o->name, kind)->required();
  add("list", "their names", list);
  add("remove", "forget a secret", remove)->add_option("name", o->name, kind)->required();
}

}  // namespace souls::cli
