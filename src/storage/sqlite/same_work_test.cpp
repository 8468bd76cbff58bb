// What isn't there and what is another's is looked for by the same statements, in the same number of steps of SQLite's
// machine: time tells nothing either.

#include <gtest/gtest.h>

#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/song_table.hpp"
#include "storage/sqlite/user_table.hpp"

namespace souls::storage::sqlite {
namespace {

/// A statement that ran, and what it took.
using Ran = std::pair<std::string, int>;

class SameWork : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(migrate(*connection_, migrations()));
    SqliteUserTable users(*connection_);
    for (const char* user : {"u_ada", "u_bob"}) ASSERT_TRUE(users.add({.id = user, .name = user}));
    // Between others, so that neither is looked for at an end of the index.
    for (const char* song : {"s_a", "s_hers", "s_z"}) add("u_ada", song);
    for (const char* song : {"s_b", "s_y"}) add("u_bob", song);
    sqlite3_trace_v2(connection_->handle(), SQLITE_TRACE_PROFILE, &SameWork::note, this);
  }
  void add(const std::string& user, const std::string& song) {
    ASSERT_TRUE(songs_.add(user, {.id = song, .title = "T", .prompt = "P"}, "words"));
    Revision revision;
    revision.who = user;
    revision.request_json = "{}";
    ASSERT_TRUE(songs_.add_revision(user, song, revision));
    ASSERT_TRUE(songs_.put_artifact(user, song, 1, {"mix.wav", sha256(song), 5, "audio/wav", ArtifactKind::file}));
  }
  static int note(unsigned, void* self, void* statement, void*) {
    auto* const prepared = static_cast<sqlite3_stmt*>(statement);
    static_cast<SameWork*>(self)->ran_.emplace_back(sqlite3_sql(prepared),
                                                    sqlite3_stmt_status(prepared, SQLITE_STMTSTATUS_VM_STEP, 1));
    return 0;
  }
  template <class Call>
  std::vector<Ran> work_of(Call call) {
    ran_.clear();
    const auto result = call();
    EXPECT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::not_found);
    return ran_;
  }

  std::unique_ptr<Connection> connection_ = std::move(*Connection::open(":memory:"));
  SqliteSongTable songs_{*connection_};
  std::vector<Ran> ran_;
};

TEST_F(SameWork, ForAnothersSongAndForNone) {
  const auto compare = [&](const char* name, auto call) {
    call("s_hers"), call("s_none");  // statements are prepared once
    const auto hers = work_of([&] { return call("s_hers"); });
    const auto none = work_of([&] { return call("s_none"); });
    EXPECT_FALSE(hers.empty()) << name;
    EXPECT_EQ(hers, none) << name;
  };
  compare("find", [&](const char* song) { return songs_.find("u_bob", song); });
  compare("revision", [&](const char* song) { return songs_.find_revision("u_bob", song, 1); });
  compare("revisions", [&](const char* song) { return songs_.list_revisions("u_bob", song, {}, 10); });
  compare("artifacts", [&](const char* song) { return songs_.artifacts("u_bob", song, 1); });
  compare("artifact", [&](const char* song) { return songs_.find_artifact("u_bob", song, 1, "mix.wav"); });
  compare("change", [&](const char* song) { return songs_.remove("u_bob", song); });
}

}  // namespace
}  // namespace souls::storage::sqlite
