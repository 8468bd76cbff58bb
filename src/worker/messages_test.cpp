#include "worker/messages.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace souls::worker {
namespace {

TEST(Messages, ComeBackAsTheyWent) {
  const std::vector<Message> messages = {
      StartStep{"melody/Chorus 1", "melody", 2, "rhythm", "1.0.0", R"({"a":"ü"})", std::numeric_limits<Seed>::max(), 3},
      GiveInput{"harmony"},
      GiveOutput{},
      Cancel{},
      Hello{},
      TellProgress{0.25, "singing line 3"},
      WantOutput{"x.wav"},
      Done{},
      Failed{ErrorCode::unavailable, "no memory", "detail"}};
  for (const auto& message : messages) {
    const auto text = encode(message);
    ASSERT_TRUE(text);
    EXPECT_EQ(decode(*text).value(), message) << *text;
  }
}

TEST(Messages, KeepEveryErrorCode) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    const Message message = Failed{static_cast<ErrorCode>(code), "m", "d"};
    EXPECT_EQ(decode(*encode(message)).value(), message);
  }
}

TEST(Messages, RefuseWhatIsNone) {
  for (const char* text : {"", "{", "[]", "{}", R"({"type":"none"})", R"({"type":"input"})", R"({"type":1})",
                           R"({"type":"progress","fraction":"x","phrase":""})",
                           R"({"type":"start","step":"","capability":"","contract_version":1,"package":"",)"
                           R"("package_version":"","parameters":"","seed":"12x","inputs":0})"}) {
    EXPECT_EQ(decode(text).error().code, ErrorCode::corrupt) << text;
  }
}

TEST(Messages, TakeAnyBytesAsWordsForPeople) {
  EXPECT_TRUE(decode(*encode(TellProgress{0, "line \xff"})));
  EXPECT_TRUE(decode(*encode(Failed{ErrorCode::internal, "bad \xff", "\xfe"})));
  EXPECT_EQ(encode(WantOutput{"\xff"}).error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace souls::worker
