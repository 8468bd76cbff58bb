#include "band/vocals/labels.hpp"

#include <gtest/gtest.h>

#include "band/vocals/fixture_test.hpp"

namespace souls::band::vocals {
namespace {

TEST(Labels, SayEachSoundInItsContext) {
  const auto utterance = write_labels(summer_line(), Delivery::read);
  ASSERT_TRUE(utterance);
  ASSERT_EQ(utterance->phones.size(), 14u);
  ASSERT_EQ(utterance->labels.size(), 16u);
  EXPECT_EQ(utterance->labels.front(),
            "x^x-pau+hh=ow@x_x/A:0_0_0/B:x-x-x@x-x&x-x#x-x$x-x!x-x;x-x|x/C:1+1+4/D:0_0/E:x+x@x+x&x+x#x+x/F:content_1"
            "/G:0_0/H:x=x@1=1|0/I:5=4/J:5+4-1");
  EXPECT_EQ(utterance->labels[8],  // the schwa-like vowel of "sum"
            "ay^s-ah+m=er@2_1/A:1_1_2/B:1-1-2@1-2&3-3#2-1$2-1!1-2;1-2|ah/C:0+0+2/D:content_1/E:content+2@3+2&2+1#1+1"
            "/F:content_1/G:0_0/H:5=4@1=1|L-L%/I:0=0/J:5+4-1");
  EXPECT_EQ(utterance->labels.back().substr(0, 16), "ih^l-pau+x=x@x_x");
}

TEST(Labels, ASingerSwallowsNoFunctionWord) {
  const song::Line line = line_of(
      {{"She", {syllable({"SH", "IY"})}, 0, 0}, {"was,", {syllable({"W", "AA", "Z"})}, 0, 0}});
  const std::string read = write_labels(line, Delivery::read)->labels[4];
  const std::string sung = write_labels(line, Delivery::sung)->labels[4];
  EXPECT_NE(read.find("w-aa+z"), std::string::npos);
  EXPECT_NE(read.find("/B:1-0-3"), std::string::npos) << read;
  EXPECT_NE(read.find("/E:aux+1"), std::string::npos) << read;
  EXPECT_NE(sung.find("/B:1-1-3"), std::string::npos) << sung;
  EXPECT_NE(sung.find("/E:content+1"), std::string::npos) << sung;
  const song::Line weak = line_of({{"the", {syllable({"DH", "AH"}, 0)}, 0, 0}, {"sea", {syllable({"S", "IY"})}, 0, 0}});
  EXPECT_NE(write_labels(weak, Delivery::read)->labels[1].find("/B:0-0-2"), std::string::npos);
  EXPECT_NE(write_labels(weak, Delivery::sung)->labels[1].find("/B:1-1-2"), std::string::npos);
}

TEST(Labels, CountsSyllablesThroughTheLine) {
  const auto utterance = write_labels(summer_line(), Delivery::read);
  EXPECT_EQ(utterance->phones.front().syllable, 0);
  EXPECT_EQ(utterance->phones.back().syllable, 4);
}

TEST(Labels, AnEmptyLineHasNoSounds) {
  const auto utterance = write_labels(song::Line{}, Delivery::sung);
  ASSERT_TRUE(utterance);
  EXPECT_TRUE(utterance->labels.empty());
}

TEST(Labels, RefusesWhatCannotBeSung) {
  const std::vector<song::Syllable> bad = {syllable({}), syllable({"K"}), syllable({"AA", "IY"}), syllable({"Q", "AA"}),
                                           syllable(std::vector<song::Phoneme>(13, "S"))};
  for (const song::Syllable& s : bad) {
    const auto utterance = write_labels(line_of({{"word", {s}, 0, 0}}), Delivery::sung);
    ASSERT_FALSE(utterance);
    EXPECT_EQ(utterance.error().code, ErrorCode::invalid_request);
    EXPECT_FALSE(utterance.error().message.empty());
  }
  Random random(3);
  EXPECT_FALSE(write_labels(random_line(random, 60), Delivery::sung));
}

}  // namespace
}  // namespace souls::band::vocals
