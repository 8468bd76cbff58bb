#include "gateway/trace.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

const std::string kGiven = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Trace, IsContinuedUnderAParentOfOurs) {
  const std::string ours = continue_trace(kGiven);
  EXPECT_EQ(ours.size(), kGiven.size());
  EXPECT_EQ(trace_id(ours), trace_id(kGiven));
  EXPECT_TRUE(ours.starts_with("00-") && ours.ends_with("-01")) << ours;
  EXPECT_NE(ours.substr(36, 16), kGiven.substr(36, 16));
  const std::string later = "cc" + kGiven.substr(2) + "-what-comes";
  EXPECT_EQ(trace_id(continue_trace(later)), trace_id(kGiven));
}

TEST(Trace, BeginsWhereNoneIsGiven) {
  std::string upper = kGiven;
  upper[5] = 'F';
  for (const std::string& wrong :
       {std::string(), std::string("x"), kGiven + "0", kGiven.substr(1), "ff" + kGiven.substr(2), upper,
        kGiven + "-more", "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-" + std::string(16, '0') + "-01",
        std::string("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01")}) {
    const std::string ours = continue_trace(wrong);
    EXPECT_NE(trace_id(ours), trace_id(kGiven)) << wrong;
    EXPECT_EQ(trace_id(continue_trace(ours)), trace_id(ours)) << ours;
    EXPECT_NE(trace_id(continue_trace(wrong)), trace_id(ours));
  }
}

}  // namespace
}  // namespace souls::gateway
