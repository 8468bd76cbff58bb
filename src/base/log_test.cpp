#include "base/log.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace souls {
namespace {

TEST(LogLine, IsOneJsonObject) {
  EXPECT_EQ(log_line(1'700'000'000'042, LogLevel::warning, "request",
                     {{"path", "/v1/songs"}, {"status", 404LL}, {"seconds", 0.5}, {"local", true}}),
            "{\"time\":\"2023-11-14T22:13:20.042Z\",\"level\":\"warning\",\"event\":\"request\","
            "\"path\":\"/v1/songs\",\"status\":404,\"seconds\":0.5,\"local\":true}\n");
}

TEST(LogLine, CannotBeForgedByWhatItTells) {
  EXPECT_EQ(log_line(0, LogLevel::info, "a\"b", {{"text", "x\n{\"level\":\"error\"}\\\x01"}}),
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"info\",\"event\":\"a\\\"b\","
            "\"text\":\"x\\u000a{\\\"level\\\":\\\"error\\\"}\\\\\\u0001\"}\n");
}

TEST(LogLine, ReplacesWhatIsNoTextAndNoNumber) {
  const std::string line = log_line(0, LogLevel::error, "e",
                                    {{"t", "ü"},
                                     {"bad",
                                      "\xff"
                                      "a"},
                                     {"n", std::numeric_limits<double>::infinity()}});
  EXPECT_NE(line.find("\"t\":\"ü\",\"bad\":\"?a\",\"n\":null"), std::string::npos) << line;
}

}  // namespace
}  // namespace souls
