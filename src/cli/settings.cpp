#include "cli/settings.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/files.hpp"
#include "gateway/ip_address.hpp"

namespace souls::cli {
namespace {

constexpr std::string_view kProviders = "oidc.";
constexpr std::string_view kProviderVariables = "SOULS_OIDC_";
constexpr std::array kProviderSettings = {"issuer", "client_id", "client_secret_file", "allow_domains"};
/// What begins like one of these is meant for a setting.
constexpr std::array kSections = {"SOULS_SERVER_",   "SOULS_WORKERS_", "SOULS_LIMITS_",
                                  "SOULS_WEBHOOKS_", "SOULS_BACKUP_",  "SOULS_OIDC_"};
/// Read elsewhere.
constexpr std::array<std::string_view, 7> kOtherVariables = {
    "SOULS_HOME", "SOULS_PACKAGES", "SOULS_CONFIG", "SOULS_KEY", "SOULS_SECRET_KEY", "SOULS_SECRET_KEY_FILE", "SOULS_CACHE"};
constexpr std::string_view kProviderLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

tl::unexpected<Error> invalid(std::string sentence) { return fail(ErrorCode::invalid_request, std::move(sentence)); }

/// SOULS_LIMITS_REQUESTS_PER_SECOND
std::string variable_of(std::string_view name) {
  std::string variable = "SOULS_";
  for (const char c : name) variable += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return variable;
}

std::string number_text(double number) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

/// JSON's escapes are TOML's too.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The value as TOML writes it.
struct Written {
  std::string operator()(const bool* flag) const { return *flag ? "true" : "false"; }
  std::string operator()(const std::size_t* count) const { return std::to_string(*count); }
  std::string operator()(const double* number) const { return number_text(*number); }
  std::string operator()(const std::string* text) const { return quoted(*text); }
  std::string operator()(const std::vector<std::string>* list) const {
    std::string whole = "[";
    for (const auto& item : *list) whole += (whole.size() > 1 ? ", " : "") + quoted(item);
    return whole + "]";
  }
};

tl::unexpected<Error> misfit(const Setting& setting) {
  const std::string bounds = " from " + number_text(setting.low) + " to " + number_text(setting.high);
  const std::array<std::string, 5> kinds = {"true or false", "a whole number" + bounds, "a number" + bounds, "a text",
                                            "a list of texts"};
  return invalid("\"" + setting.name + "\" must be " + kinds[setting.place.index()] +
                 (setting.from.empty() ? "" : ", which it isn't in " + setting.from));
}

/// Puts a number that is within bounds.
bool put_number(const Setting& setting, double number) {
  if (!(number >= setting.low && number <= setting.high)) return false;
  if (auto* const* count = std::get_if<std::size_t*>(&setting.place)) {
    if (number != std::floor(number)) return false;
    **count = static_cast<std::size_t>(number);
    return true;
  }
  if (auto* const* real = std::get_if<double*>(&setting.place)) {
    **real = number;
    return true;
  }
  return false;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) items.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

/// Puts what a variable or a flag says; false when it isn't of the setting's type.
bool put_text(const Setting& setting, std::string_view text) {
  if (auto* const* flag = std::get_if<bool*>(&setting.place)) {
    **flag = text == "true" || text == "1";
    return **flag || text == "false" || text == "0";
  }
  if (auto* const* whole = std::get_if<std::string*>(&setting.place)) {
    **whole = text;
    return true;
  }
  if (auto* const* list = std::get_if<std::vector<std::string>*>(&setting.place)) {
    **list = split(text);
    return true;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && put_number(setting, number);
}

bool put_node(const Setting& setting, const toml::node& node) {
  if (auto* const* flag = std::get_if<bool*>(&setting.place)) {
    if (node.is_boolean()) **flag = node.as_boolean()->get();
    return node.is_boolean();
  }
  if (auto* const* whole = std::get_if<std::string*>(&setting.place)) {
    if (node.is_string()) **whole = node.as_string()->get();
    return node.is_string();
  }
  if (auto* const* list = std::get_if<std::vector<std::string>*>(&setting.place)) {
    if (!node.is_array()) return false;
    std::vector<std::string> items;
    for (const toml::node& item : *node.as_array()) {
      if (!item.is_string()) return false;
      items.push_back(item.as_string()->get());
    }
    **list = std::move(items);
    return true;
  }
  if (node.is_integer()) return put_number(setting, static_cast<double>(node.as_integer()->get()));
  return node.is_floating_point() && put_number(setting, node.as_floating_point()->get());
}

struct Leaf {
  std::string name;
  const toml::node* node;
};

void collect(const toml::table& table, const std::string& prefix, std::vector<Leaf>& leaves) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table())
      collect(*inner, name + ".", leaves);
    else
      leaves.push_back({name, &node});
  }
}

std::string place_in(const std::string& path, const toml::source_region& region) {
  return path + ":" + std::to_string(region.begin.line);
}

}  // namespace

Configuration::Configuration() {
  Settings& s = settings_;
  gateway::ServerOptions& door = s.server;
  gateway::RateOptions& rates = door.rates;
  constexpr double kHour = 3600;
  constexpr double kBytes = 1e9;
  s.workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, limits::kWorkersMax);
  all_ = {
      {"server.listen", "addresses to serve, such as 127.0.0.1:8787 or [::1]:8787; none: the control socket alone",
       &s.listen},
      {"server.insecure", "serve other addresses than loopback without TLS", &s.insecure},
      {"server.tls_certificate", "file with the certificate and those that signed it, PEM; read again on SIGHUP",
       &s.tls_certificate},
      {"server.tls_key", "file with the certificate's key, PEM", &s.tls_key},
      {"server.host_names", "names by which people reach the server; none: any", &door.host_names},
      {"server.trusted_proxies", "networks whose X-Forwarded-For and X-Forwarded-Proto are believed",
       &door.trusted_proxies},
      {"server.trusted_certificates", "file with certificates that are trusted in others, PEM; none: the system's",
       &s.trusted_certificates},
      {"server.threads", "threads for requests that wait for the store", &door.threads, 1, 64},
      {"server.log_requests", "a line in the log for each request", &door.log_requests},
      {"workers.local", "worker processes of the server's own; by default as many as there are cores", &s.workers, 0,
       limits::kWorkersMax},
      {"workers.lease_seconds", "without a word from its worker until a step is someone else's", &s.lease_seconds, 1,
       kHour},
      {"limits.requests_per_second", "of a key or a session", &rates.requests_per_second, 0.01, 1e6},
      {"limits.requests_per_second_user", "of a user, with all keys and sessions", &rates.requests_per_second_user,
       0.01, 1e6},
      {"limits.requests_per_second_address", "of an address, or an IPv6 network of 64 bits",
       &rates.requests_per_second_address, 0.01, 1e6},
      {"limits.burst_seconds", "so many seconds' requests may come at once", &rates.burst_seconds, 0.1, kHour},
      {"limits.sign_ins_per_minute", "of an address", &rates.sign_ins_per_minute, 1, 1e6},
      {"limits.songs_per_user", "that a user may have", &s.quotas.songs_max, 1, 1e7},
      {"limits.songs_at_once", "of a user that wait or are being made", &s.quotas.songs_at_once_max, 1, 1e6},
      {"limits.songs_per_day", "that a user may ask for, by the day of UTC", &s.quotas.songs_per_day_max, 1, 1e6},
      {"limits.user_bytes", "that a user's songs may take up", &s.quotas.bytes_max, 1, 1e15},
      {"limits.header_bytes", "of a request's header", &door.header_bytes_max, 1024, 1e6},
      {"limits.headers", "lines in a request's header", &door.headers_max, 8, 1000},
      {"limits.target_bytes", "of a request's address", &door.target_bytes_max, 64, 1e6},
      {"limits.body_bytes", "of a request's body", &door.body_bytes_max, 1024, kBytes},
      {"limits.bodies_bytes", "of all bodies that are being received", &door.bodies_bytes_max, 1024, 1e11},
      {"limits.connections", "at once", &door.connections_max, 1, 1e6},
      {"limits.connections_per_address", "at once; trusted proxies may have any number",
       &door.connections_per_address_max, 1, 1e6},
      {"limits.first_byte_seconds", "from the connection to the first request", &door.first_byte_seconds_max, 0.1,
       kHour},
      {"limits.idle_seconds", "between requests", &door.idle_seconds_max, 0.1, kHour},
      {"limits.header_seconds", "for a request's header, and for TLS to begin", &door.header_seconds_max, 0.1, kHour},
      {"limits.body_seconds", "for a request's body", &door.body_seconds_max, 0.1, kHour},
      {"limits.write_seconds", "for a peer to take what it is sent", &door.write_seconds_max, 0.1, kHour},
      {"limits.event_silence_seconds", "after which an event stream says that it lives",
       &door.event_silence_seconds_max, 0.1, kHour},
      {"limits.events_in_memory", "for streams that resume", &door.events_in_memory_max, 1, 1e6},
      {"limits.drain_seconds", "for requests and steps in hand when the server ends", &s.drain_seconds_max, 0, kHour},
      {"backup.folder", "absolute path of the folder for the server's own backups, on another disk; none: it makes none",
       &s.backup.folder},
      {"backup.every_hours", "so old may the last backup be; 0: only when asked", &s.backup.every_hours, 0, 8760},
      {"webhooks.allow_private", "networks that webhooks may reach beside the public internet, there also without TLS",
       &s.webhooks_allow_private},
  };
}

Setting* Configuration::find(std::string_view name) {
  auto found = std::ranges::find(all_, name, &Setting::name);
  if (found == all_.end() && add_provider(name)) found = std::ranges::find(all_, name, &Setting::name);
  return found == all_.end() ? nullptr : &*found;
}

Setting* Configuration::find_variable(std::string_view name) {
  const auto of_name = [&](const Setting& setting) { return variable_of(setting.name) == name; };
  const auto found = std::ranges::find_if(all_, of_name);
  if (found != all_.end()) return &*found;
  if (!name.starts_with(kProviderVariables)) return nullptr;
  for (const char* what : kProviderSettings) {
    const std::string end = variable_of(what).substr(std::string_view("SOULS").size());
    if (!name.ends_with(end) || name.size() <= kProviderVariables.size() + end.size()) continue;
    std::string provider(name.substr(kProviderVariables.size(), name.size() - kProviderVariables.size() - end.size()));
    std::ranges::transform(provider, provider.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return find(std::string(kProviders) + provider + "." + what);
  }
  return nullptr;
}

/// Of "oidc.NAME.issuer" and the like, where NAME is new.
bool Configuration::add_provider(std::string_view name) {
  const std::size_t end = name.rfind('.');
  if (!name.starts_with(kProviders) || end < kProviders.size() || settings_.oidc.size() >= limits::kOidcProvidersMax) {
    return false;
  }
  const std::string provider(name.substr(kProviders.size(), end - kProviders.size()));
  const bool is_new = std::ranges::find(settings_.oidc, provider, &gateway::OidcOptions::name) == settings_.oidc.end();
  if (!is_new || provider.empty() || provider.find_first_not_of(kProviderLetters) != std::string::npos) return false;
  gateway::OidcOptions& added = settings_.oidc.emplace_back();
  added.name = provider;
  const std::string at = std::string(kProviders) + provider;
  all_.push_back({at + ".issuer", "where the provider is, as it writes it itself", &added.issuer});
  all_.push_back({at + ".client_id", "who we are to it", &added.client_id});
  all_.push_back({at + ".client_secret_file", "file with our secret, mode 0600", &added.client_secret_file});
  all_.push_back({at + ".allow_domains", "of e-mail addresses that may sign up; none: nobody", &added.allow_domains});
  return true;
}

Result<gateway::OutboundRules> Configuration::outbound() const {
  return gateway::OutboundRules::parse(settings_.webhooks_allow_private, settings_.trusted_certificates);
}

Status Configuration::set_text(Setting& setting, std::string_view text, Source source, std::string from) {
  setting.source = source;
  setting.from = std::move(from);
  return put_text(setting, text) ? Status() : Status(misfit(setting));
}

Status Configuration::set(std::string_view name, std::string_view text, std::string from) {
  Setting* setting = find(name);
  if (!setting)
    return invalid("there is no setting \"" + std::string(name) + "\"; `souls serve --print-config` shows all");
  return set_text(*setting, text, Source::flag, std::move(from));
}

Status Configuration::read_file(const std::string& path) {
  const auto text = souls::read_file(path, limits::kConfigurationBytesMax);
  if (!text) return fail(text.error());
  try {
    const toml::table table = toml::parse(*text, path);
    std::vector<Leaf> leaves;
    collect(table, "", leaves);
    for (const Leaf& leaf : leaves) {
      const std::string place = place_in(path, leaf.node->source());
      Setting* setting = find(leaf.name);
      if (!setting)
        return invalid(place + " sets \"" + leaf.name +
                       "\", which doesn't exist; `souls serve --print-config` shows all");
      setting->source = Source::file;
      setting->from = place;
      if (!put_node(*setting, *leaf.node)) return misfit(*setting);
    }
  } catch (const toml::parse_error& error) {
    return invalid(place_in(path, error.source()) + " is no TOML: " + std::string(error.description()));
  }
  return {};
}

Status Configuration::read_variables(const std::vector<std::string>& variables) {
  for (const std::string& variable : variables) {
    const std::size_t equals = variable.find('=');
    if (equals == std::string::npos || !variable.starts_with("SOULS_")) continue;
    const std::string name = variable.substr(0, equals);
    if (Setting* setting = find_variable(name)) {
      const auto set = set_text(*setting, std::string_view(variable).substr(equals + 1), Source::variable, name);
      if (!set) return set;
    } else if (std::ranges::any_of(kSections, [&](const char* section) { return name.starts_with(section); })) {
      return invalid("the variable " + name + " sets nothing; `souls serve --print-config` shows all");
    } else if (std::ranges::find(kOtherVariables, name) == kOtherVariables.end()) {
      unknown_variables_.push_back(name);
    }
  }
  return {};
}

Status Configuration::check() const {
  const Settings& s = settings_;
  if (s.listen.size() > limits::kListenAddressesMax) {
    return invalid("at most " + std::to_string(limits::kListenAddressesMax) + " addresses can be served");
  }
  if (s.tls_certificate.empty() != s.tls_key.empty()) {
    return invalid("TLS needs both server.tls_certificate and server.tls_key");
  }
  if (!s.backup.folder.empty() && !std::filesystem::path(s.backup.folder).is_absolute()) {
    return invalid("backup.folder must be an absolute path, such as /srv/backup");
  }
  if (s.server.bodies_bytes_max < s.server.body_bytes_max) {
    return invalid("limits.bodies_bytes must be at least limits.body_bytes");
  }
  if (const auto proxies = gateway::TrustedProxies::parse(s.server.trusted_proxies); !proxies)
    return fail(proxies.error());
  if (const auto rules = outbound(); !rules) return fail(rules.error());
  for (const gateway::OidcOptions& provider : s.oidc) {
    if (auto checked = gateway::check_oidc(provider); !checked) return checked;
  }
  for (const std::string& text : s.listen) {
    const auto address = gateway::ListenAddress::parse(text);
    if (!address) return fail(address.error());
    if (!address->address.is_loopback() && s.tls_certificate.empty() && !s.insecure) {
      return invalid(
          text +
          " can be reached from other machines, so that passwords and songs would cross the network for anyone to "
          "read: set server.tls_certificate and server.tls_key, or say --insecure");
    }
  }
  return {};
}

std::string Configuration::print() const {
  std::string text, section;
  for (const Setting& setting : all_) {
    const std::size_t dot = setting.name.find('.');
    if (setting.name.substr(0, dot) != section) {
      section = setting.name.substr(0, dot);
      text += (text.empty() ? "[" : "\n[") + section + "]\n";
    }
    text += "# " + setting.about + "\n";
    text += setting.name.substr(dot + 1) + " = " + std::visit(Written{}, setting.place) + "  # " +
            (setting.source == Source::built_in ? "default" : setting.from) + "\n";
  }
  return text;
}

}  // namespace souls::cli
