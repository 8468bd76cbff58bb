// `souls secrets …`: what the server must know and nobody else, such as the tokens of remote models.
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
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

/// While it lives, what is typed isn't shown.
class Unseen {
 public:
  Unseen() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_set_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
  }
  ~Unseen() {
    if (is_set_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool is_set_ = false;
};

/// Standard input: at a terminal a line, else all of it; without the line end.
Result<std::string> read_secret(const std::string& name) {
  const bool is_typed = ::isatty(STDIN_FILENO) != 0;
  if (is_typed) std::fprintf(stderr, "%s: ", name.c_str());
  std::string secret;
  {
    const Unseen unseen;
    for (int c = std::getchar(); c != EOF && !(is_typed && c == '\n'); c = std::getchar()) {
      if (secret.size() > limits::kSecretBytesMax) break;  // the server says so
      secret += static_cast<char>(c);
    }
  }
  if (is_typed) std::fprintf(stderr, "\n");
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (secret.empty()) return fail(ErrorCode::invalid_request, "there is no secret on standard input");
  if (!is_utf8(secret)) return fail(ErrorCode::invalid_request, "a secret must be UTF-8 text");
  return secret;
}

Status set(const SecretsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto secret = read_secret(options.name);
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
