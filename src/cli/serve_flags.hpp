#pragma once
// What `souls serve` is told on its command line.

#include <CLI/App.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/settings.hpp"

namespace souls::cli {

struct ServeFlags {
  std::string config;
  std::vector<std::string> listen;
  bool insecure = false;
  std::string tls_certificate;
  std::string tls_key;
  std::string workers;
  std::vector<std::string> set;  ///< NAME=VALUE
  bool print_config = false;
};

void add_serve_flags(CLI::App& command, ServeFlags& flags);

/// Reads the file that is named, or SOULS_CONFIG, or souls.toml in `home` where there is one; then the variables, then
/// the flags; and checks what came of it.
Status configure(Configuration& configuration, const ServeFlags& flags, const std::filesystem::path& home);

}  // namespace souls::cli
