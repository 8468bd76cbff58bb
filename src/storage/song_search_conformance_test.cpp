#include "storage/songs_fixture_test.hpp"

namespace souls::storage::test {
namespace {

using SongSearchConformance = SongsTest;

TEST_P(SongSearchConformance, RanksTitlesOverPromptsOverWords) {
  add_song(ada_, "River", "a quiet evening", "nothing here");
  add_song(ada_, "Plain", "a quiet evening", "the river runs\nall night long");
  add_song(ada_, "Prompted", "a song about a river", "nothing here");
  add_song(ada_, "Unrelated", "a storm", "thunder");
  EXPECT_EQ(search(ada_, "river"), (Texts{"River", "Prompted", "Plain"}));
  const auto page = [&](std::size_t skip) {
    return titles(call([&](Transaction& t) { return t.songs().search(ada_, {"river", skip, 2}); }));
  };
  EXPECT_EQ(page(0), (Texts{"River", "Prompted"}));
  EXPECT_EQ(page(2), Texts{"Plain"});
  EXPECT_EQ(page(3), Texts{});
  EXPECT_EQ(page(1'000'000), Texts{});
  add_song(ada_, "A Newer River", "a river", "the river");
  EXPECT_EQ(search(ada_, "river"), (Texts{"A Newer River", "River", "Prompted", "Plain"}));
  EXPECT_EQ(search(ada_, "quiet river"), (Texts{"River", "Plain"}));
}

TEST_P(SongSearchConformance, FindsAsPeopleType) {
  add_song(ada_, "Été à la mer", "summer at the sea", "les vagues dansent");
  add_song(ada_, "Winter", "snow on the mountains", "cold winds blow over the sea");
  const std::vector<std::pair<std::string, Texts>> cases = {
      {"ete", {"Été à la mer"}},         // without accents
      {"MER", {"Été à la mer"}},         // in any case
      {"vag", {"Été à la mer"}},         // the beginning of the last word
      {"vag dansent", {}},               // but not of others
      {"sea summer", {"Été à la mer"}},  // in any order, in any field
      {"\"at the sea\"", {"Été à la mer"}},
      {"\"the at sea\"", {}},
      {"\"over the sea", {"Winter"}},  // a quote that isn't closed yet
      {"blow winter", {"Winter"}},
      {"spring", {}},
      {"", {}},
      {"   ", {}},
  };
  for (const auto& [text, found] : cases) EXPECT_EQ(search(ada_, text), found) << text;
}

TEST_P(SongSearchConformance, TakesWhatIsTypedAsWordsAndNothingElse) {
  add_song(ada_, "AND the river");
  add_song(ada_, "Columns", "title: none");
  for (const char* text : {"river OR", "title:columns", "NOT river", "river*", "ri^ver", "(river", "river)", "NEAR(a b)",
                           "{title}: river", "a\"b", "\"", "\"\"", "*", "'", "; DROP TABLE songs", "-river", "+", "\\",
                           "\x1f", "river \x1f", "!!!"}) {
    const auto found = call([&](Transaction& t) { return t.songs().search(ada_, {text}); });
    EXPECT_TRUE(found) << text << ": " << found.error().detail;
  }
  EXPECT_EQ(search(ada_, "AND river"), Texts{"AND the river"});
  EXPECT_EQ(search(ada_, "title:"), Texts{"Columns"});
  EXPECT_EQ(search(ada_, "river*"), Texts{"AND the river"});
  EXPECT_EQ(search(ada_, std::string("a\0b", 3)), Texts{});
}

TEST_P(SongSearchConformance, BoundsWhatIsTyped) {
  std::string many;
  for (std::size_t i = 0; i <= limits::kSearchTermsMax; ++i) many += "w ";
  for (const std::string& text : {many, std::string(limits::kSearchLettersMax + 1, 'w'), std::string("\xff")}) {
    EXPECT_EQ(call([&](Transaction& t) { return t.songs().search(ada_, {text}); }).error().code,
              ErrorCode::invalid_request);
  }
}

TEST_P(SongSearchConformance, FollowsChanges) {
  const auto id = add_song(ada_, "Before", "the prompt", "old words");
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().set_title(ada_, id, "After", true); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().set_words(ada_, id, "new lines"); }));
  EXPECT_EQ(search(ada_, "before"), Texts{});
  EXPECT_EQ(search(ada_, "old"), Texts{});
  EXPECT_EQ(search(ada_, "after lines prompt"), Texts{"After"});
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, id); }));
  EXPECT_EQ(search(ada_, "after"), Texts{});
}

TEST_P(SongSearchConformance, FindsTheSameOnceTidied) {
  for (int i = 0; i < 40; ++i) add_song(ada_, "River " + std::to_string(i), "p", "word" + std::to_string(i % 3));
  const auto before = search(ada_, "river word1");
  EXPECT_EQ(before.size(), 13u);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(store_->tidy());
    EXPECT_EQ(search(ada_, "river word1"), before);
  }
}

TEST_P(SongSearchConformance, KeepsUsersApart) {
  add_song(ada_, "Moon", "p", "shared word");
  add_song(bob_, "Sun", "p", "shared word");
  EXPECT_EQ(search(ada_, "shared"), Texts{"Moon"});
  EXPECT_EQ(search(bob_, "shared wo"), Texts{"Sun"});
  EXPECT_EQ(search(bob_, ada_ + "\x1f" + "moon"), Texts{});
}

INSTANTIATE_TEST_SUITE_P(, SongSearchConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
