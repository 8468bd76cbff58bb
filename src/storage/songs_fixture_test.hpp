#pragma once
// A store with two users, for the suites of the tables that hold their songs.

#include "base/ids.hpp"
#include "storage/secret_table.hpp"
#include "storage/song_table.hpp"
#include "storage/store_conformance_test.hpp"
#include "storage/user_table.hpp"

namespace souls::storage::test {

class SongsTest : public StoreTest {
 protected:
  SongsTest() {
    EXPECT_TRUE(write([&](Transaction& t) { return t.users().add({.id = ada_, .name = "Ada", .created_ms = 1}); }));
    EXPECT_TRUE(write([&](Transaction& t) { return t.users().add({.id = bob_, .name = "Bob", .created_ms = 2}); }));
  }

  Status write(const Work& work) {
    const Status written = store_->write(work);
    if (!written) last_error_ = written.error().message + ": " + written.error().detail;
    return written;
  }

  /// What a table's function returns, in a transaction that writes.
  template <class Call>
  auto call(Call function) {
    decltype(function(std::declval<Transaction&>())) result;
    const Status done = store_->write([&](Transaction& t) -> Status {
      result = function(t);
      return result ? Status{} : Status(fail(result.error()));
    });
    EXPECT_EQ(done.has_value(), result.has_value());
    return result;
  }

  /// The id of a new song with one revision.
  std::string add_song(const std::string& user, const std::string& title, const std::string& prompt = "a song",
                       const std::string& words = "") {
    Song song{.id = random_id("s_"), .title = title, .prompt = prompt, .created_ms = 1000, .updated_ms = 1000};
    const Status added_song = write([&](Transaction& t) -> Status {
      if (auto added = t.songs().add(user, song, words); !added) return added;
      const auto number = t.songs().add_revision(user, song.id, first_revision(user));
      return number ? Status{} : Status(fail(number.error()));
    });
    EXPECT_TRUE(added_song) << last_error_;
    return song.id;
  }

  static Revision first_revision(const std::string& user) {
    Revision revision;
    revision.who = user;
    revision.created_ms = 1000;
    revision.request_json = R"({"prompt":"a song"})";
    revision.seed = 0xfedcba9876543210;
    return revision;
  }

  std::vector<std::string> titles(const Result<std::vector<Song>>& songs) {
    std::vector<std::string> titles;
    EXPECT_TRUE(songs);
    for (const Song& song : songs.value_or(std::vector<Song>{})) titles.push_back(song.title);
    return titles;
  }
  std::vector<std::string> search(const std::string& user, const std::string& text) {
    return titles(call([&](Transaction& t) { return t.songs().search(user, {text}); }));
  }
  std::vector<std::string> list(const std::string& user, const SongQuery& query = {}) {
    return titles(call([&](Transaction& t) { return t.songs().list(user, query); }));
  }

  std::string last_error_;
  const std::string ada_ = random_id("u_"), bob_ = random_id("u_");
};

using Texts = std::vector<std::string>;

}  // namespace souls::storage::test
