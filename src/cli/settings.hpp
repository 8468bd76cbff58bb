#pragma once
// What `souls serve` is told: by flags, by variables, by a file, else by defaults, in this order.

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "cli/backups.hpp"
#include "gateway/outbound/oidc_provider.hpp"
#include "gateway/rate_rules.hpp"
#include "gateway/server.hpp"
#include "studio/library.hpp"

namespace souls::cli {

struct Settings {
  std::vector<std::string> listen;  ///< "127.0.0.1:8787", "[::1]:8787"
  bool insecure = false;            ///< other addresses than loopback without TLS
  std::string tls_certificate;      ///< PEM files
  std::string tls_key;
  std::size_t workers = 1;    ///< of our own; 0: none
  double lease_seconds = 30;
  double drain_seconds_max = limits::kDrainSecondsMax;
  gateway::ServerOptions server;
  studio::Quotas quotas;
  BackupPlan backup;
  std::vector<std::string> webhooks_allow_private;  ///< networks
  std::string trusted_certificates;                 ///< PEM file; empty: those of the system
  std::deque<gateway::OidcOptions> oidc;            ///< [oidc.NAME]; places in it last
};

/// Where the value in force comes from.
enum class Source { built_in, file, variable, flag };

/// A thing that can be set: "limits.requests_per_second", in the file [limits] requests_per_second, and as a variable
/// SOULS_LIMITS_REQUESTS_PER_SECOND.
struct Setting {
  using Place = std::variant<bool*, std::size_t*, double*, std::string*, std::vector<std::string>*>;

  std::string name;
  std::string about;
  Place place;
  double low = 0;  ///< of a number
  double high = 0;
  Source source = Source::built_in;
  std::string from = {};  ///< the flag's or variable's name, or FILE:LINE
};

/// All settings and where each comes from. Every function that sets one refuses unknown names, wrong types and values
/// out of bounds with a sentence (invalid_request).
class Configuration {
 public:
  Configuration();
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;

  /// A TOML file.
  Status read_file(const std::string& path);
  /// The process's variables, each "NAME=VALUE"; those that don't begin with SOULS_ are left alone. A provider's name
  /// is told in capitals there: SOULS_OIDC_OWN_ISSUER sets oidc.own.issuer, unless one named by the file fits.
  Status read_variables(const std::vector<std::string>& variables);
  /// Variables that begin with SOULS_ and that nothing reads: misspelt, or another program's.
  const std::vector<std::string>& unknown_variables() const { return unknown_variables_; }
  /// "limits.requests_per_second", as a flag of that name gives it; lists are told by commas.
  Status set(std::string_view name, std::string_view text, std::string from);

  /// What stands against one another, once all is read.
  Status check() const;
  const Settings& settings() const { return settings_; }
  Result<gateway::OutboundRules> outbound() const;
  /// A TOML file that sets what is in force, and says where each value comes from.
  std::string print() const;

 private:
  /// Null: there is no such setting. Those of a provider come to be when they are named first.
  Setting* find(std::string_view name);
  Setting* find_variable(std::string_view name);
  bool add_provider(std::string_view name);
  Status set_text(Setting& setting, std::string_view text, Source source, std::string from);

  Settings settings_;
  std::vector<Setting> all_;
  std::vector<std::string> unknown_variables_;
};

}  // namespace souls::cli
