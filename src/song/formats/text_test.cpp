#include "song/formats/text.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "song/document_fixture.hpp"
#include "song/formats/formats.hpp"

namespace souls::song::formats {
namespace {

TEST(CleanText, KeepsWhatIsValid) {
  for (const char* text : {"", "plain", "é", "🌙 moon", "שלום", "a\nb\tc", "<&>\"'"}) EXPECT_EQ(clean_text(text), text);
}

TEST(CleanText, ReplacesWhatIsNot) {
  EXPECT_EQ(clean_text("a\x01z\x7f\r"), "az");
  EXPECT_EQ(clean_text("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(clean_text("\xc3"), "\xef\xbf\xbd");                                      // cut off
  EXPECT_EQ(clean_text("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd");                      // overlong
  EXPECT_EQ(clean_text("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");      // surrogate
  EXPECT_EQ(clean_text("\xf4\x90\x80\x80").substr(0, 3), "\xef\xbf\xbd");             // past the last plane
  EXPECT_EQ(clean_line("a\nb"), "a b");
}

TEST(LyricsText, HasAHeaderForEachSection) {
  Document document;
  for (const char* section : {"Verse 1", "Verse 1", "Chorus 1"}) {
    Line line;
    line.section = section;
    line.text = "Silver <moon> & \"sea\"";
    document.lyrics.lines.push_back(line);
  }
  EXPECT_EQ(write_lyrics_text(document),
            "[Verse 1]\nSilver <moon> & \"sea\"\nSilver <moon> & \"sea\"\n\n[Chorus 1]\nSilver <moon> & \"sea\"\n");
  EXPECT_EQ(write_lyrics_text(Document{}), "[Instrumental]\n");
}

TEST(Lrc, WritesTimesToTheHundredth) {
  Document document;
  document.title = "Moon\nlight";
  Line line;
  line.words = {{"Hush,", {}, 0.004, 1}, {"<3", {}, 59.996, 60}, {"night", {}, 3661.239, 3662}};
  document.lyrics.lines.push_back(line);
  EXPECT_EQ(write_lrc(document),
            "[ti:Moon light]\n[ar:Synthetic Souls]\n[re:Synthetic Souls]\n[#:AI-made, " + std::string(kDigitalSourceType) +
                "]\n[00:00.00]<00:00.00> Hush, <01:00.00> ‹3 <61:01.24> night\n");
}

TEST(Lrc, TimesRiseAndAreNearTheWords) {
  const std::regex word_time("<(\\d+):(\\d+\\.\\d+)> ");
  for (Seed seed = 0; seed < 20; ++seed) {
    const Document document = random_document(seed);
    std::vector<double> wanted;
    for (const Line& line : document.lyrics.lines) {
      for (const Word& word : line.words) wanted.push_back(word.start_s);
    }
    const std::string lrc = write_lrc(document);
    std::vector<double> found;
    for (std::sregex_iterator it(lrc.begin(), lrc.end(), word_time), end; it != end; ++it) {
      found.push_back(std::stod((*it)[1]) * 60 + std::stod((*it)[2]));
    }
    ASSERT_EQ(found.size(), wanted.size()) << seed;
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end())) << seed;
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], wanted[i], 0.0051);
  }
}

}  // namespace
}  // namespace souls::song::formats
