#include "storage/packing.hpp"

#include <gtest/gtest.h>

namespace souls::storage {
namespace {

TEST(Packing, ReadsWhatItWrites) {
  const std::vector<NamedDigest> digests{{"text", sha256("a")}, {"", sha256("b")}};
  const std::string bytes =
      Packer().add(7).add(-1).add(0.25).add("words").add(Digest{}).add(sha256("x")).add(digests).take();
  Unpacker values(bytes);
  EXPECT_EQ(values.number(), 7u);
  EXPECT_EQ(values.integer(), -1);
  EXPECT_EQ(values.real(), 0.25);
  EXPECT_EQ(values.text(), "words");
  EXPECT_TRUE(values.digest().empty());
  EXPECT_EQ(values.digest(), sha256("x"));
  EXPECT_EQ(values.digests(), digests);
  EXPECT_TRUE(values.is_whole());
}

TEST(Packing, NoticesBytesThatAreMissingOrLeftOver) {
  const std::string bytes = Packer().add(std::vector<NamedDigest>{{"text", sha256("a")}}).take();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Unpacker values(std::string_view(bytes).substr(0, size));
    EXPECT_TRUE(values.digests().empty());
    EXPECT_FALSE(values.is_whole()) << size;
  }
  const std::string more = bytes + "x";
  Unpacker values(more);
  EXPECT_EQ(values.digests().size(), 1u);
  EXPECT_FALSE(values.is_whole());
}

TEST(Packing, NeverMakesTwoListsTheSameBytes) {
  EXPECT_NE(Packer().add("ab").add("c").bytes(), Packer().add("a").add("bc").bytes());
  EXPECT_NE(Packer().add("").bytes(), Packer().add(Digest{}).add("").bytes());
}

}  // namespace
}  // namespace souls::storage
