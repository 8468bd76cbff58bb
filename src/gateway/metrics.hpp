#pragma once
// What the server counts of itself, for Prometheus.

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace souls::gateway {

/// Why a connection or a request was turned away before anyone was asked.
enum class TurnedAway { too_many_connections, too_many_of_address, slow, malformed, too_large, rate_limited };

/// Safe to use from many threads. Labels are routes' templates, methods and statuses that we send, and so are few.
class Metrics {
 public:
  void count_request(std::string_view method, std::string_view route, int status, double seconds, std::uint64_t bytes);
  void count_connection();
  void count(TurnedAway why);
  void set_connections(std::size_t open);
  void set_streams(std::size_t open);

  /// Text in Prometheus's format (version 0.0.4).
  std::string text() const;

 private:
  static constexpr std::array kSecondsUpTo{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0};

  struct Series {
    std::map<int, std::uint64_t> by_status;
    std::array<std::uint64_t, kSecondsUpTo.size()> up_to{};  ///< not cumulative
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
    double seconds = 0;
  };
  struct Name {
    std::string method, route;
  };
  struct Before {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return std::pair<std::string_view, std::string_view>(a.route, a.method) <
             std::pair<std::string_view, std::string_view>(b.route, b.method);
    }
  };

  mutable std::mutex mutex_;
  std::map<Name, Series, Before> requests_;
  std::array<std::uint64_t, 6> turned_away_{};
  std::uint64_t connections_taken_ = 0;
  std::size_t connections_ = 0, streams_ = 0;
};

/// `# HELP`, `# TYPE`, for a metric whose samples follow.
std::string metric_head(std::string_view name, std::string_view type, std::string_view help);
/// `name{labels} value`
std::string metric_sample(std::string_view name, std::string_view labels, double value);

}  // namespace souls::gateway
