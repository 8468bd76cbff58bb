#include "worker/messages.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace souls::worker {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
constexpr Held kHeld{7, kLargest};

TEST(Messages, ComeBackAsTheyWent) {
  const std::vector<Message> messages = {
      Hello{2, "echo.1", "worker.py", "1.0", {{"melody", 2}, {"cover", 1}}},
      AskLease{12.5, {"melody"}},
      Heartbeat{kHeld, {}},
      Heartbeat{kHeld, tasks::Progress{0.25, "singing line 3"}},
      AskInput{kHeld, "harmony"},
      AskOutput{kHeld, "x.wav"},
      Complete{kHeld, 1.25, std::uint64_t{1} << 40},
      Fail{kHeld, {ErrorCode::unavailable, "no memory", "detail"}},
      Welcome{2, 30, 0.2},
      GiveStep{kHeld, "melody/Chorus 1", "melody", 2, "rhythm", "1.0.0", R"({"a":"ü"})", kLargest, {"harmony"}},
      GiveStep{kHeld, "cover", "cover", 1, "pixel", "1.0.0", "{}", 1, {}, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
      Idle{},
      Drain{},
      GoOn{},
      Cancel{},
      GiveFile{},
      Accepted{},
      Refused{ErrorCode::conflict, "the step is someone else's"}};
  ASSERT_EQ(messages.size(), std::variant_size_v<Message> + 2)
      << "each kind, a heartbeat with and without progress, a step with and without a trace";
  for (const auto& message : messages) {
    const auto text = encode(message);
    ASSERT_TRUE(text);
    EXPECT_EQ(decode(*text).value(), message) << *text;
  }
}

TEST(Messages, KeepEveryErrorCode) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    const Message message = Fail{kHeld, {static_cast<ErrorCode>(code), "m", "d"}};
    EXPECT_EQ(decode(*encode(message)).value(), message);
  }
}

TEST(Messages, RefuseWhatIsNone) {
  for (const char* text : {"", "{", "[]", "{}", "7", R"({"type":"none"})", R"({"type":"input"})", R"({"type":1})",
                           R"({"type":"input","task":"7","fence":"1x","name":"a"})",
                           R"({"type":"input","task":7,"fence":"1","name":"a"})",
                           R"({"type":"heartbeat","task":"7","fence":"1","fraction":"x","phrase":""})",
                           R"({"type":"complete","task":"7","fence":"1","cpu_seconds":1,"bytes_out":1e300})",
                           R"({"type":"hello","protocol":2,"name":"","program":"","version":"","can":[1]})",
                           R"({"type":"hello","protocol":2.5,"name":"","program":"","version":"","can":[]})"}) {
    EXPECT_EQ(decode(text).error().code, ErrorCode::corrupt) << text;
  }
}

TEST(Messages, TakeAnyBytesAsWordsForPeople) {
  EXPECT_TRUE(decode(*encode(Heartbeat{kHeld, tasks::Progress{0, "line \xff"}})));
  EXPECT_TRUE(decode(*encode(Fail{kHeld, {ErrorCode::internal, "bad \xff", "\xfe"}})));
  EXPECT_EQ(encode(AskOutput{kHeld, "\xff"}).error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace souls::worker
