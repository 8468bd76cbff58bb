#include "cli/comparison_text.hpp"

#include <gtest/gtest.h>

namespace souls::cli {
namespace {

using nlohmann::json;

json same() {
  json comparison = {{"before", 1}, {"after", 2}, {"complete", true}};
  for (const char* list : {"request", "edits_added", "edits_removed", "song", "sections", "lines", "tracks", "files"}) {
    comparison[list] = json::array();
  }
  return comparison;
}

TEST(ComparisonText, SaysThatNothingDiffers) {
  EXPECT_EQ(comparison_text(same(), false), "from revision 1 to 2\nnothing differs\n");
}

TEST(ComparisonText, SaysWhatDiffersAndTheWordsOfBothSides) {
  json comparison = same();
  comparison["edits_added"] = {{{"op", "set_line"}, {"line", 1}}};
  comparison["sections"] = {{{"name", "Chorus"}, {"difference", "changed"}, {"what", {"notes", "words"}}}};
  comparison["files"] = {{{"name", "stems/Bass.flac"}, {"difference", "removed"}, {"what", json::array()}}};
  comparison["lines"] = {{{"section", "Chorus"}, {"line", 1}, {"before", "the sea"}, {"after", "the river"}}};
  EXPECT_EQ(comparison_text(comparison, false),
            "from revision 1 to 2\n\n"
            "         name                      what\n"
            "edit     set_line         added    {\"line\":1}\n"
            "section  Chorus           changed  notes, words\n"
            "file     stems/Bass.flac  removed\n\n"
            "section  line  before   after\n"
            "Chorus      1  the sea  the river\n");
}

TEST(ComparisonText, TellsThatOneIsNotMadeYet) {
  json comparison = same();
  comparison["complete"] = false;
  EXPECT_NE(comparison_text(comparison, false).find("only the request and the edits are compared"), std::string::npos);
}

}  // namespace
}  // namespace souls::cli
