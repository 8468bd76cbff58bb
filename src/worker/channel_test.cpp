#include "worker/channel.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <fstream>
#include <thread>

#include "base/limits.hpp"

namespace souls::worker {
namespace {

class ChannelTest : public testing::Test {
 protected:
  ChannelTest() {
    auto ends = *Channel::pair();
    raw_ = ends.second.number();
    left_.emplace(std::move(ends.first));
    right_.emplace(std::move(ends.second));
  }

  std::optional<Channel> left_, right_;
  int raw_ = -1;
};

TEST_F(ChannelTest, CarriesMessagesAndFilesInOrder) {
  std::thread sender([&] {
    for (int i = 0; i < 300; ++i) {
      FILE* file = std::tmpfile();
      std::fputs(std::to_string(i).c_str(), file);
      std::fflush(file);
      ASSERT_TRUE(left_->send(AskInput{{}, std::string(static_cast<std::size_t>(i) * 10, 'x')}));
      ASSERT_TRUE(left_->send(GiveFile{}, ::fileno(file)));
      std::fclose(file);
    }
  });
  for (int i = 0; i < 300; ++i) {
    const auto told = right_->receive(60);
    ASSERT_TRUE(told && *told);
    const auto given = right_->receive(60);
    ASSERT_TRUE(given && *given);
    char bytes[8] = {};
    ASSERT_GT(::pread((*given)->file.number(), bytes, sizeof(bytes) - 1, 0), 0);
    EXPECT_EQ(bytes, std::to_string(i));
  }
  sender.join();
}

TEST_F(ChannelTest, CarriesLongMessages) {
  const std::string parameters(600'000, 'p');
  std::thread sender([&] { ASSERT_TRUE(left_->send(GiveStep{{}, "", "", 1, "", "", parameters, 1, {}})); });
  const auto received = right_->receive(60);
  sender.join();
  ASSERT_TRUE(received && *received);
  EXPECT_EQ(std::get<GiveStep>((*received)->message).parameters, parameters);
  EXPECT_EQ(left_->send(AskOutput{{}, std::string(limits::kMessageBytesMax, 'x')}).error().code,
            ErrorCode::invalid_request);
}

TEST_F(ChannelTest, WaitsNoLongerThanAsked) {
  const auto start = std::chrono::steady_clock::now();
  const auto nothing = right_->receive(0.05);
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(ChannelTest, SaysWhenTheOtherEndIsGone) {
  ASSERT_TRUE(left_->send(Idle{}));
  left_.reset();
  ASSERT_TRUE(right_->receive(1).value());
  EXPECT_EQ(right_->receive(1).error().code, ErrorCode::unavailable);
  EXPECT_EQ(right_->send(Idle{}).error().code, ErrorCode::unavailable);
}

TEST_F(ChannelTest, RefusesWhatIsNoMessage) {
  ASSERT_EQ(::send(raw_, "\2\0\0\0{}", 6, 0), 6);
  EXPECT_EQ(left_->receive(1).error().code, ErrorCode::corrupt);
  ASSERT_EQ(::send(raw_, "\xff\xff\xff\xff", 4, 0), 4);
  EXPECT_EQ(left_->receive(1).error().code, ErrorCode::corrupt);
}

TEST(Channel, TakesNoLongerMessageThanItsEndMay) {
  auto ends = *Channel::pair();
  Channel server(std::move(ends.first), 1000), worker(std::move(ends.second));
  ASSERT_TRUE(worker.send(AskOutput{{}, std::string(900, 'x')}));
  ASSERT_TRUE(server.receive(1).value());
  ASSERT_TRUE(worker.send(AskOutput{{}, std::string(1000, 'x')}));
  EXPECT_EQ(server.receive(1).error().code, ErrorCode::corrupt);
}

TEST(Channel, SaysWhenNoOneAnswersOrThePathIsTooLong) {
  EXPECT_EQ(Channel::connect("/nowhere/workers.sock").error().code, ErrorCode::unavailable);
  EXPECT_EQ(Channel::connect(std::string(108, 'x')).error().code, ErrorCode::invalid_request);
}

TEST_F(ChannelTest, RefusesAFileThatNoMessageCarries) {
  ASSERT_TRUE(left_->send(Idle{}, 0));
  EXPECT_EQ(right_->receive(1).error().code, ErrorCode::corrupt);
}

TEST_F(ChannelTest, RefusesAFileThatIsMissing) {
  ASSERT_TRUE(left_->send(GiveFile{}));
  EXPECT_EQ(right_->receive(1).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace souls::worker
