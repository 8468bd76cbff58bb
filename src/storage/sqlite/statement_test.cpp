#include "storage/sqlite/statement.hpp"

#include <gtest/gtest.h>

namespace souls::storage::sqlite {
namespace {

class StatementTest : public testing::Test {
 protected:
  StatementTest() { EXPECT_TRUE(connection_->script("CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB) STRICT")); }

  std::unique_ptr<Connection> connection_ = std::move(*Connection::open(":memory:"));
};

TEST_F(StatementTest, ReadsWhatItWrites) {
  const std::string text("zero \0 inside", 13);
  const std::optional<int> none;
  ASSERT_TRUE(connection_->run("INSERT INTO t VALUES (?, ?, ?, ?)", -7, 0.5, text, sha256("x")));
  ASSERT_TRUE(connection_->run("INSERT INTO t VALUES (?, ?, ?, ?)", none, std::nullopt, "", Digest{}));
  EXPECT_EQ(connection_->changes(), 1);
  Statement rows = connection_->query("SELECT * FROM t");
  ASSERT_TRUE(rows.step().value());
  EXPECT_EQ(rows.integer(0), -7);
  EXPECT_EQ(rows.real(1), 0.5);
  EXPECT_EQ(rows.text(2), text);
  EXPECT_EQ(rows.digest(3), sha256("x"));
  ASSERT_TRUE(rows.step().value());
  EXPECT_TRUE(rows.is_null(0) && rows.is_null(1) && rows.is_null(3));
  EXPECT_FALSE(rows.is_null(2));
  EXPECT_TRUE(rows.digest(3).empty());
  EXPECT_FALSE(rows.step().value());
}

TEST_F(StatementTest, MayBeUsedWhileItIsInUse) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(connection_->run("INSERT INTO t (a) VALUES (?)", i));
  const auto below = [&](int bound) { return connection_->query("SELECT a FROM t WHERE a < ? ORDER BY a", bound); };
  Statement outer = below(3);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(outer.step().value());
    Statement inner = below(1);
    ASSERT_TRUE(inner.step().value());
    EXPECT_EQ(inner.integer(0), 0);
    EXPECT_EQ(outer.integer(0), i);
  }
}

TEST_F(StatementTest, TellsErrorsWhenItIsStepped) {
  EXPECT_EQ(connection_->run("SELEKT").error().code, ErrorCode::internal);
  EXPECT_EQ(connection_->run("SELECT 1", 1, 2).error().code, ErrorCode::internal);
  EXPECT_EQ(connection_->run("INSERT INTO t (d) VALUES (?)", Digest{"no digest"}).error().code, ErrorCode::internal);
  ASSERT_TRUE(connection_->script("CREATE UNIQUE INDEX i ON t (a)"));
  ASSERT_TRUE(connection_->run("INSERT INTO t (a) VALUES (1)"));
  EXPECT_EQ(connection_->run("INSERT INTO t (a) VALUES (1)").error().code, ErrorCode::conflict);
  EXPECT_TRUE(connection_->run("INSERT INTO t (a) VALUES (2)")) << "an error isn't kept";
}

}  // namespace
}  // namespace souls::storage::sqlite
