// What is deleted is gone: from the tables, and from the bytes of the files that hold them.

#include <fstream>
#include <iterator>
#include <set>

#include "base/random.hpp"
#include "storage/songs_fixture_test.hpp"

namespace souls::storage::test {
namespace {

class EraseConformance : public SongsTest {
 protected:
  /// All that lies in the store's files.
  std::string bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(sqlite_folder(place_))) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }
};

/// A word that is in one song only.
std::string mark(int song) { return "zq" + std::to_string(song) + "qz"; }

std::string words(Random& random, int song, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "w" + std::to_string(random.integer(0, 3000)) + " ";
  return text + mark(song) + " end";
}

TEST_P(EraseConformance, LeavesNoWordOfADeletedSongInTheFiles) {
  Random random(7);
  std::vector<std::string> ids(1500);
  for (int start = 0; start < 1500; start += 100) {
    ASSERT_TRUE(write([&](Transaction& t) -> Status {
      for (int i = start; i < start + 100; ++i) {
        Song song{.id = random_id("s_"), .title = words(random, i, 2), .prompt = words(random, i, 9)};
        ids[static_cast<std::size_t>(i)] = song.id;
        if (auto added = t.songs().add(ada_, song, words(random, i, random.integer(3, 200))); !added) return added;
        Revision revision = first_revision(ada_);
        revision.request_json = words(random, i, 20);
        revision.edits_json = words(random, i, random.integer(1, 300));
        if (auto added = t.songs().add_revision(ada_, song.id, revision); !added) return fail(added.error());
        if (auto tagged = t.songs().add_tag(ada_, song.id, mark(i)); !tagged) return tagged;
        const auto other = static_cast<std::size_t>(random.integer(0, i));
        if (auto changed = t.songs().set_words(ada_, ids[other], words(random, static_cast<int>(other), 90)); !changed) {
          return changed;
        }
      }
      return {};
    }));
  }
  std::set<int> dead;
  while (dead.size() < 150) dead.insert(random.integer(0, 1499));
  const std::string before = bytes();
  for (const int i : dead) ASSERT_NE(before.find(mark(i)), std::string::npos);
  for (const int i : dead) {
    ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, ids[static_cast<std::size_t>(i)]); }));
  }
  ASSERT_TRUE(store_->erase_deleted());
  const std::string after = bytes();
  for (int i = 0; i < 1500; ++i) {
    EXPECT_EQ(after.find(mark(i)) == std::string::npos, dead.contains(i)) << mark(i);
  }
  for (const int i : {3, 700, 1499}) {
    EXPECT_EQ(search(ada_, mark(i)).size(), dead.contains(i) ? 0u : 1u);
  }
}

TEST_P(EraseConformance, LeavesNoNameOfADeletedUserInTheFiles) {
  const User user{.id = random_id("u_"), .name = "Zebulon Quarx", .email = "zebulon@quarx.example"};
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().add(user); }));
  add_song(user.id, "Xylophonia");
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(user.id); }));
  ASSERT_TRUE(store_->erase_deleted());
  const std::string after = bytes();
  for (const std::string& text : {user.name, user.email.value(), user.id, std::string("Xylophonia"),
                                  std::string("xylophonia")}) {
    EXPECT_EQ(after.find(text), std::string::npos) << text;
  }
}

TEST_P(EraseConformance, HasNothingToDoTwiceAndLetsOthersIn) {
  const auto id = add_song(ada_, "Short");
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, id); }));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(store_->erase_deleted());
  add_song(ada_, "After");
  EXPECT_EQ(list(ada_), Texts{"After"});
  EXPECT_TRUE(store_->read([&](Transaction& t) { return t.songs().list(ada_, {}) ? Status{} : fail(ErrorCode::internal, ""); }));
}

INSTANTIATE_TEST_SUITE_P(, EraseConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
