#include "cli/serve_flags.hpp"

#include <unistd.h>

#include <cstdlib>

namespace souls::cli {
namespace {

namespace fs = std::filesystem;

Status read_file_if_any(Configuration& configuration, const ServeFlags& flags, const fs::path& home) {
  const char* named = std::getenv("SOULS_CONFIG");
  if (!flags.config.empty()) return configuration.read_file(flags.config);
  if (named && *named) return configuration.read_file(named);
  std::error_code error;
  const fs::path usual = home / "souls.toml";
  return fs::exists(usual, error) ? configuration.read_file(usual) : Status();
}

std::string joined(const std::vector<std::string>& items) {
  std::string list;
  for (const auto& item : items) list += (list.empty() ? "" : ",") + item;
  return list;
}

Status set_flags(Configuration& configuration, const ServeFlags& flags) {
  struct Flag {
    const char *flag, *name;
    std::string value;
  };
  for (const Flag& flag :
       {Flag{"--listen", "server.listen", joined(flags.listen)},
        Flag{"--insecure", "server.insecure", flags.insecure ? "true" : ""},
        Flag{"--tls-certificate", "server.tls_certificate", flags.tls_certificate},
        Flag{"--tls-key", "server.tls_key", flags.tls_key}, Flag{"--workers", "workers.local", flags.workers}}) {
    if (flag.value.empty()) continue;
    if (auto set = configuration.set(flag.name, flag.value, flag.flag); !set) return set;
  }
  for (const std::string& text : flags.set) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return fail(ErrorCode::invalid_request, "--set takes NAME=VALUE, such as limits.requests_per_second=50");
    }
    if (auto set = configuration.set(text.substr(0, equals), text.substr(equals + 1), "--set"); !set) return set;
  }
  return {};
}

}  // namespace

void add_serve_flags(CLI::App& command, ServeFlags& flags) {
  command.add_option("--listen", flags.listen, "an address to serve, such as 127.0.0.1:8787; may be given again");
  command.add_flag("--insecure", flags.insecure, "serve other machines without TLS");
  command.add_option("--tls-certificate", flags.tls_certificate,
                     "file with the certificate and those that signed it (PEM)");
  command.add_option("--tls-key", flags.tls_key, "file with its key (PEM)");
  command.add_option("--workers", flags.workers, "worker processes of its own; by default as many as there are cores");
  command.add_option("--config", flags.config, "settings; by default souls.toml in SOULS_HOME");
  command.add_option("--set", flags.set, "a setting as NAME=VALUE; may be given again");
  command.add_flag("--print-config", flags.print_config, "show all settings and where each comes from");
}

Status configure(Configuration& configuration, const ServeFlags& flags, const fs::path& home) {
  if (auto read = read_file_if_any(configuration, flags, home); !read) return read;
  std::vector<std::string> variables;
  for (char** variable = ::environ; *variable; ++variable) variables.emplace_back(*variable);
  if (auto read = configuration.read_variables(variables); !read) return read;
  if (auto set = set_flags(configuration, flags); !set) return set;
  return configuration.check();
}

}  // namespace souls::cli
