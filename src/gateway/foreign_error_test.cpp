#include "gateway/foreign_error.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "gateway/problem.hpp"

namespace souls::gateway {
namespace {

Request asked(std::vector<std::string> path, std::string body = {}) {
  Request request;
  request.path = std::move(path);
  request.body = std::move(body);
  return request;
}

nlohmann::json error_of(int status, ErrorCode code, const std::string& sentence) {
  const Response told = in_form_of(asked({"openai", "v1", "models"}), problem(status, code, sentence, "r_1"));
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
  for (const char* interface : {"openai", "mcp"}) {
    const Response told = in_form_of(asked({interface}), problem(503, ErrorCode::unavailable, "later", "r_1"));
    EXPECT_EQ(told.headers, (std::vector<Field>{{"Retry-After", "1"}}));
  }
}

TEST(OpenAIError, IsForThatInterfaceAlone) {
  for (const auto& path : {std::vector<std::string>{"v1", "openai"}, std::vector<std::string>{}}) {
    EXPECT_EQ(in_form_of(asked(path), problem(503, ErrorCode::unavailable, "later", "r_1")).content_type, kProblemType);
  }
  Response listed;
  listed.content_type = "application/json";
  listed.body = "[]";
  EXPECT_EQ(in_form_of(asked({"openai", "v1", "models"}), std::move(listed)).body, "[]");
}

TEST(JsonRpcError, TellsWhatIsNoJsonFromWhatIsNoRequest) {
  const auto error_of = [](int status, const std::string& body) {
    const Response told = in_form_of(asked({"mcp"}, body), problem(status, ErrorCode::invalid_request, "no", "r_1"));
    EXPECT_EQ(told.status, status);
    return nlohmann::json::parse(told.body);
  };
  EXPECT_EQ(error_of(400, "{\"jsonrpc\":"),
            (nlohmann::json{{"jsonrpc", "2.0"}, {"error", {{"code", -32700}, {"message", "no"}}}}));
  EXPECT_EQ(error_of(400, "{}")["error"]["code"], -32600);
  EXPECT_EQ(error_of(503, "{}")["error"]["code"], -32603);
}

}  // namespace
}  // namespace souls::gateway
