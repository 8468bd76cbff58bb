#include "gateway/problem.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace souls::gateway {
namespace {

TEST(Problem, TellsTheCallerAndKeepsTheOperatorsDetail) {
  const Response response = problem({ErrorCode::not_found, "there is no song \"s_1\"", "/secret/place"}, "r_7");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(response.body), (nlohmann::json{{"type", "about:blank"},
                                                                  {"title", "Not Found"},
                                                                  {"status", 404},
                                                                  {"detail", "there is no song \"s_1\""},
                                                                  {"code", "not_found"},
                                                                  {"request", "r_7"}}));
}

TEST(Problem, SurvivesTheWayBack) {
  for (const ErrorCode code :
       {ErrorCode::invalid_request, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::cancelled,
        ErrorCode::deadline, ErrorCode::unavailable, ErrorCode::corrupt, ErrorCode::internal}) {
    const Response response = problem({code, "what is wrong", {}}, "r");
    const Error back = error_of_problem(response.status, response.body);
    EXPECT_EQ(back.code, code);
    EXPECT_EQ(back.message, "what is wrong");
    EXPECT_FALSE(reason_of(response.status).empty());
  }
}

TEST(Problem, AnythingElseIsAnError) {
  for (const char* body : {"", "<html>", "[]", "{}", "{\"detail\":1}", "{\"detail\":null,\"code\":7}"}) {
    EXPECT_EQ(error_of_problem(502, body).code, ErrorCode::internal) << body;
    EXPECT_EQ(error_of_problem(502, body).message, "the server answered with status 502") << body;
  }
}

TEST(Problem, TextThatIsNoUtf8DoesNotThrow) { EXPECT_EQ(problem({ErrorCode::corrupt, "\xff", {}}, "r").status, 500); }

}  // namespace
}  // namespace souls::gateway
