#include "gateway/openai_error.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "gateway/problem.hpp"

namespace souls::gateway {
namespace {

nlohmann::json error_of(int status, ErrorCode code, const std::string& sentence) {
  const Response told = as_openai_error(problem(status, code, sentence, "r_1"));
  EXPECT_EQ(told.status, status);
  EXPECT_EQ(told.content_type, "application/json");
  return nlohmann::json::parse(told.body).at("error");
}

TEST(OpenAIError, SaysWhatTheProblemSays) {
  const auto error = error_of(400, ErrorCode::invalid_request, "there is no field \"/temperature\" here");
  EXPECT_EQ(error, (nlohmann::json{{"message", "there is no field \"/temperature\" here"},
                                   {"type", "invalid_request_error"},
                                   {"param", "temperature"},
                                   {"code", "invalid_request"}}));
  EXPECT_EQ(error_of(400, ErrorCode::invalid_request, "\"/messages/0/role\" must be one of a, b")["param"], "messages");
  EXPECT_TRUE(error_of(404, ErrorCode::not_found, "there is no such model")["param"].is_null());
  EXPECT_EQ(error_of(401, ErrorCode::unauthenticated, "a key is needed")["type"], "authentication_error");
  EXPECT_EQ(error_of(429, ErrorCode::rate_limited, "too many")["type"], "rate_limit_error");
  EXPECT_EQ(error_of(503, ErrorCode::unavailable, "later")["type"], "server_error");
}

TEST(OpenAIError, KeepsWhatTheHeadersSay) {
  const Response told = as_openai_error(problem(503, ErrorCode::unavailable, "later", "r_1"));
  EXPECT_EQ(told.headers, (std::vector<Field>{{"Retry-After", "1"}}));
  EXPECT_TRUE(is_openai({"openai", "v1", "models"}));
  EXPECT_FALSE(is_openai({"v1", "openai"}));
  EXPECT_FALSE(is_openai({}));
}

}  // namespace
}  // namespace souls::gateway
