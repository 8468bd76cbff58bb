#include "gateway/metrics.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, TellWhatWasCounted) {
  Metrics metrics;
  metrics.count_request("GET", "/v1/songs/{id}", 200, 0.002, 100);
  metrics.count_request("GET", "/v1/songs/{id}", 200, 0.003, 50);
  metrics.count_request("GET", "/v1/songs/{id}", 404, 99, 1);
  metrics.count_request("POST", "/v1/songs", 202, 0.2, 0);
  metrics.count_connection();
  metrics.count(TurnedAway::rate_limited);
  metrics.set_connections(7);
  const std::string text = metrics.text();
  const std::string song = "route=\"/v1/songs/{id}\",method=\"GET\"";
  EXPECT_TRUE(has(text, "souls_requests_total{" + song + ",status=\"200\"} 2")) << text;
  EXPECT_TRUE(has(text, "souls_requests_total{" + song + ",status=\"404\"} 1"));
  EXPECT_TRUE(has(text, "souls_response_bytes_total{" + song + "} 151"));
  EXPECT_TRUE(has(text, "souls_request_seconds_bucket{" + song + ",le=\"0.001\"} 0"));
  EXPECT_TRUE(has(text, "souls_request_seconds_bucket{" + song + ",le=\"0.003\"} 2"));
  EXPECT_TRUE(has(text, "souls_request_seconds_bucket{" + song + ",le=\"10\"} 2"));
  EXPECT_TRUE(has(text, "souls_request_seconds_bucket{" + song + ",le=\"+Inf\"} 3"));
  EXPECT_TRUE(has(text, "souls_request_seconds_count{" + song + "} 3"));
  EXPECT_TRUE(has(text, "souls_connections 7"));
  EXPECT_TRUE(has(text, "souls_connections_total 1"));
  EXPECT_TRUE(has(text, "souls_turned_away_total{reason=\"rate_limited\"} 1"));
  EXPECT_TRUE(has(text, "# TYPE souls_request_seconds histogram"));
}

}  // namespace
}  // namespace souls::gateway
