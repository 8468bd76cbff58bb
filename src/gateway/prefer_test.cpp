#include "gateway/prefer.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

Request preferring(const std::vector<std::string>& lines) {
  Request request;
  for (const std::string& line : lines) request.headers.emplace_back("prefer", line);
  return request;
}

TEST(Prefer, ReadsTheSecondsToWait) {
  EXPECT_EQ(preferred_wait(preferring({"wait=10"})), 10);
  EXPECT_EQ(preferred_wait(preferring({"respond-async, wait = \"7\"; a=b"})), 7);
  EXPECT_EQ(preferred_wait(preferring({"respond-async", "wait=3", "wait=9"})), 3);
  EXPECT_EQ(preferred_wait(preferring({"wait=100000000000000"})), 60);
  EXPECT_EQ(preferred_wait(preferring({"wait=0"})), 0);
  for (const char* none : {"", "wait", "wait=", "wait=-1", "wait=x", "waiting=3", "a;wait=3"}) {
    EXPECT_FALSE(preferred_wait(preferring({none}))) << none;
  }
}

TEST(Prefer, WaitsUntilWhatIsAskedForIsFinal) {
  auto is_final = std::make_shared<bool>(false);
  const auto look = [is_final]() -> Result<Standing> {
    Response response;
    response.status = *is_final ? 201 : 202;
    return Standing{*is_final, std::move(response)};
  };
  const auto is_news = [](const StoredEvent&) { return true; };
  const auto at_once = answer_when_final(preferring({}), look, is_news);
  EXPECT_FALSE(at_once->pending);
  EXPECT_TRUE(at_once->headers.empty());
  const auto waiting = answer_when_final(preferring({"wait=5"}), look, is_news);
  ASSERT_TRUE(waiting->pending);
  EXPECT_EQ(waiting->pending->seconds_max, 5);
  EXPECT_EQ(waiting->pending->look(false), nullptr);
  const auto too_late = waiting->pending->look(true);
  EXPECT_EQ(too_late->status, 202);
  EXPECT_EQ(too_late->headers, (std::vector<Field>{{"Preference-Applied", "wait=5"}}));
  *is_final = true;
  EXPECT_EQ(waiting->pending->look(false)->status, 201);
  EXPECT_FALSE(answer_when_final(preferring({"wait=5"}), look, is_news)->pending) << "it is there already";
}

}  // namespace
}  // namespace souls::gateway
