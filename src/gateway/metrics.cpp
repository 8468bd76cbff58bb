#include "gateway/metrics.hpp"

#include <algorithm>
#include <charconv>

namespace souls::gateway {
namespace {

constexpr std::array<std::string_view, 6> kReasons = {
    "too_many_connections", "too_many_of_address", "slow", "malformed", "too_large", "rate_limited"};

std::string text_of(double value) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + '"';
}

std::string one(std::string_view name, std::string_view type, std::string_view help, double value) {
  return metric_head(name, type, help) + metric_sample(name, "", value);
}

}  // namespace

std::string metric_head(std::string_view name, std::string_view type, std::string_view help) {
  return "# HELP " + std::string(name) + ' ' + std::string(help) + "\n# TYPE " + std::string(name) + ' ' +
         std::string(type) + '\n';
}

std::string metric_sample(std::string_view name, std::string_view labels, double value) {
  std::string line(name);
  if (!labels.empty()) line += '{' + std::string(labels) + '}';
  return line + ' ' + text_of(value) + '\n';
}

void Metrics::count_request(std::string_view method, std::string_view route, int status, double seconds,
                            std::uint64_t bytes) {
  struct View {
    std::string_view method, route;
  };
  const std::lock_guard lock(mutex_);
  auto found = requests_.find(View{method, route});
  if (found == requests_.end()) {
    found = requests_.emplace(Name{std::string(method), std::string(route)}, Series{}).first;
  }
  Series& series = found->second;
  ++series.by_status[status];
  ++series.count;
  series.bytes += bytes;
  series.seconds += seconds;
  const auto bucket = std::ranges::lower_bound(kSecondsUpTo, seconds);
  if (bucket != kSecondsUpTo.end()) ++series.up_to[static_cast<std::size_t>(bucket - kSecondsUpTo.begin())];
}

void Metrics::count_connection() {
  const std::lock_guard lock(mutex_);
  ++connections_taken_;
}

void Metrics::count(TurnedAway why) {
  const std::lock_guard lock(mutex_);
  ++turned_away_[static_cast<std::size_t>(why)];
}

void Metrics::set_connections(std::size_t open) {
  const std::lock_guard lock(mutex_);
  connections_ = open;
}

void Metrics::set_streams(std::size_t open) {
  const std::lock_guard lock(mutex_);
  streams_ = open;
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string text = one("souls_connections", "gauge", "Open connections.", static_cast<double>(connections_));
  text += one("souls_connections_total", "counter", "Connections taken.", static_cast<double>(connections_taken_));
  text += one("souls_event_streams", "gauge", "Open event streams.", static_cast<double>(streams_));
  text += metric_head("souls_turned_away_total", "counter", "Connections and requests turned away, by reason.");
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    text +=
        metric_sample("souls_turned_away_total", label("reason", kReasons[i]), static_cast<double>(turned_away_[i]));
  }
  const auto names = [](const Name& name) { return label("route", name.route) + ',' + label("method", name.method); };
  text += metric_head("souls_requests_total", "counter", "Requests answered.");
  for (const auto& [name, series] : requests_) {
    for (const auto& [status, count] : series.by_status) {
      text += metric_sample("souls_requests_total", names(name) + ',' + label("status", std::to_string(status)),
                            static_cast<double>(count));
    }
  }
  text += metric_head("souls_response_bytes_total", "counter", "Bytes of bodies sent.");
  for (const auto& [name, series] : requests_) {
    text += metric_sample("souls_response_bytes_total", names(name), static_cast<double>(series.bytes));
  }
  text +=
      metric_head("souls_request_seconds", "histogram", "From the first byte of a request to the last of its answer.");
  for (const auto& [name, series] : requests_) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kSecondsUpTo.size(); ++i) {
      below += series.up_to[i];
      text += metric_sample("souls_request_seconds_bucket", names(name) + ',' + label("le", text_of(kSecondsUpTo[i])),
                            static_cast<double>(below));
    }
    text +=
        metric_sample("souls_request_seconds_bucket", names(name) + ",le=\"+Inf\"", static_cast<double>(series.count));
    text += metric_sample("souls_request_seconds_sum", names(name), series.seconds);
    text += metric_sample("souls_request_seconds_count", names(name), static_cast<double>(series.count));
  }
  return text;
}

}  // namespace souls::gateway
