#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace souls {
namespace {

TEST(Ids, AreRandomAndOfOneForm) {
  std::set<std::string> seen;
  std::set<char> letters;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = random_id("s_");
    EXPECT_TRUE(is_id(id, "s_")) << id;
    letters.insert(id.begin() + 2, id.end());
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(letters.size(), 32u);
}

TEST(Ids, OfAnotherFormAreTold) {
  for (const char* text : {"", "s_", "s_short", "u_abcdefghijklmnop", "s_abcdefghijklmnoP", "s_abcdefghijklmno1",
                           "s_abcdefghijklmnopq", "abcdefghijklmnop"}) {
    EXPECT_FALSE(is_id(text, "s_")) << text;
  }
  EXPECT_TRUE(is_id("s_abcdefghijklmnop", "s_"));
}

}  // namespace
}  // namespace souls
