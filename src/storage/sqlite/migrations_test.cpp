#include "storage/sqlite/migrations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace souls::storage::sqlite {
namespace {

class MigrationsTest : public testing::Test {
 protected:
  bool has(const std::string& table) {
    return connection_->query("SELECT 1 FROM sqlite_schema WHERE name = ?", table).step().value();
  }
  Status migrate(const std::vector<Migration>& all) { return sqlite::migrate(*connection_, all); }

  std::unique_ptr<Connection> connection_ = std::move(*Connection::open(":memory:"));
};

const Migration kFirst{"0001_first", "CREATE TABLE first (a INTEGER) STRICT; CREATE TABLE other (a INTEGER) STRICT"};
const Migration kSecond{"0002_second", "CREATE TABLE second (a INTEGER) STRICT"};

TEST_F(MigrationsTest, RunEachOnce) {
  ASSERT_TRUE(migrate({kFirst}));
  ASSERT_TRUE(migrate({kFirst}));
  EXPECT_TRUE(has("other"));
  EXPECT_FALSE(has("second"));
  ASSERT_TRUE(migrate({kFirst, kSecond}));
  EXPECT_TRUE(has("second"));
}

TEST_F(MigrationsTest, RefuseADatabaseOfANewerProgram) {
  ASSERT_TRUE(migrate({kFirst, kSecond}));
  const Status refused = migrate({kFirst});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_request);
  EXPECT_FALSE(migrate({{"0001_first", "CREATE TABLE changed (a INTEGER) STRICT"}, kSecond}));
  EXPECT_FALSE(has("changed"));
}

TEST_F(MigrationsTest, AreLookedForWithoutRunningThem) {
  ASSERT_TRUE(migrate({kFirst}));
  EXPECT_TRUE(check_is_migrated(*connection_, {{kFirst}}));
  EXPECT_EQ(check_is_migrated(*connection_, {{kFirst, kSecond}}).error().code, ErrorCode::conflict);
  EXPECT_FALSE(has("second"));
}

TEST_F(MigrationsTest, LeaveNothingOfOneThatFails) {
  EXPECT_FALSE(migrate({kFirst, {"0002_bad", "CREATE TABLE half (a INTEGER) STRICT; CREATE TABLE first (a INTEGER)"}}));
  EXPECT_TRUE(has("first"));
  EXPECT_FALSE(has("half"));
  EXPECT_TRUE(migrate({kFirst, kSecond}));
}

TEST_F(MigrationsTest, OfTheProgramAreInOrder) {
  const auto all = migrations();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
  EXPECT_TRUE(migrate({all.begin(), all.end()}));
}

}  // namespace
}  // namespace souls::storage::sqlite
