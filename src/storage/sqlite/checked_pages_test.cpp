#include "storage/sqlite/checked_pages.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <set>

#include "base/random.hpp"
#include "storage/sqlite/database.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr Migration kTexts[] = {{"0001_texts", "CREATE TABLE texts (number INTEGER PRIMARY KEY, text TEXT) STRICT"}};
constexpr int kFreeBytesAt = 20;
constexpr int kRows = 300;

class CheckedPagesTest : public testing::Test {
 protected:
  CheckedPagesTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~CheckedPagesTest() override { std::filesystem::remove_all(folder_); }

  static std::string text_of(int number) { return "line " + std::to_string(number) + std::string(100, 'x'); }

  /// Leaves them in the file, not in its log.
  void write() {
    const auto database = std::move(*Database::open(path_, kTexts));
    ASSERT_TRUE(database->write([&](Connection& c) -> Status {
      for (int i = 0; i < kRows; ++i) {
        if (auto added = c.run("INSERT INTO texts VALUES (?, ?)", i, text_of(i)); !added) return added;
      }
      return {};
    }));
  }

  /// How many rows are as they were written.
  Result<int> read() {
    const auto database = Database::open(path_, kTexts);
    if (!database) return fail(database.error());
    int count = 0;
    const Status done = (*database)->read([&](Connection& c) -> Status {
      Statement rows = c.query("SELECT number, text FROM texts");
      while (true) {
        const auto row = rows.step();
        if (!row) return fail(row.error());
        if (!*row) return {};
        count += rows.text(1) == text_of(static_cast<int>(rows.integer(0)));
      }
    });
    return done ? Result<int>(count) : fail(done.error());
  }

  char byte(std::streamoff at) {
    std::ifstream file(path_, std::ios::binary);
    file.seekg(at);
    return static_cast<char>(file.get());
  }
  void change(std::streamoff at, char to) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file.put(to);
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("souls.pages." + std::to_string(::getpid()));
  const std::filesystem::path path_ = folder_ / "souls.db", copy_ = folder_ / "copy.db";
};

TEST_F(CheckedPagesTest, NoByteChangesUnseen) {
  write();
  ASSERT_EQ(read(), kRows);
  const auto size = static_cast<int>(std::filesystem::file_size(path_));
  const std::filesystem::path whole = folder_ / "whole.db";
  std::filesystem::copy_file(path_, whole);
  int refused = 0, changed = 0;
  for (int at = 0; at < size; at += 97, ++changed) {
    std::filesystem::copy_file(whole, path_, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::remove(path_.string() + "-wal");
    change(at, static_cast<char>(byte(at) ^ 4));
    const auto count = read();
    if (!count) {
      EXPECT_EQ(count.error().code, ErrorCode::corrupt) << at << ": " << count.error().detail;
      ++refused;
    } else {
      EXPECT_EQ(*count, kRows) << at;
    }
  }
  EXPECT_GT(refused, changed / 2);
}

TEST_F(CheckedPagesTest, APageInAnothersPlaceIsSeen) {
  write();
  std::string page(4096, 0);
  {
    std::ifstream file(path_, std::ios::binary);
    file.seekg(4 * 4096);
    file.read(page.data(), 4096);
  }
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5 * 4096);
    file.write(page.data(), 4096);
  }
  EXPECT_FALSE(read());
}

TEST_F(CheckedPagesTest, AFileThatLostItsMarkIsSeen) {
  write();
  ASSERT_EQ(byte(kFreeBytesAt), kChecksumBytes);
  change(kFreeBytesAt, 0);
  const auto count = read();
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().code, ErrorCode::corrupt);
}

/// Rows come, grow, move between pages and go, in the order of chance.
TEST_F(CheckedPagesTest, NothingOfADeletedRowStays) {
  const auto mark = [](int number, int version) {
    return "<" + std::to_string(number) + "." + std::to_string(version) + ">";
  };
  std::map<int, int> version_of;
  std::set<std::string> gone;
  {
    const auto database = std::move(*Database::open(path_, kTexts));
    Random random(5);
    int versions = 0;
    for (int group = 0; group < 40; ++group) {
      ASSERT_TRUE(database->write([&](Connection& c) -> Status {
        for (int i = 0; i < 60; ++i) {
          const int number = random.integer(0, 2000);
          const auto known = version_of.find(number);
          if (known != version_of.end()) gone.insert(mark(number, known->second));
          if (known != version_of.end() && random.chance(0.4)) {
            version_of.erase(known);
            if (auto removed = c.run("DELETE FROM texts WHERE number = ?", number); !removed) return removed;
            continue;
          }
          const int version = version_of[number] = ++versions;
          const std::string text = mark(number, version) + std::string(static_cast<std::size_t>(random.integer(0, 700)), 'x');
          if (auto added = c.run("INSERT OR REPLACE INTO texts VALUES (?, ?)", number, text); !added) return added;
        }
        return {};
      }));
    }
  }
  std::ifstream file(path_, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  for (const auto& [number, version] : version_of) EXPECT_NE(bytes.find(mark(number, version)), std::string::npos);
  for (const std::string& text : gone) EXPECT_EQ(bytes.find(text), std::string::npos) << text;
}

TEST_F(CheckedPagesTest, AnOlderDatabaseGetsThem) {
  sqlite3* older = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &older), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(older, "PRAGMA journal_mode=WAL; CREATE TABLE other (text TEXT);"
                                "INSERT INTO other VALUES ('kept')", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(older);
  ASSERT_EQ(byte(kFreeBytesAt), 0);
  write();
  EXPECT_EQ(byte(kFreeBytesAt), kChecksumBytes);
  EXPECT_EQ(read(), kRows);
  const auto database = std::move(*Database::open(path_, kTexts));
  EXPECT_TRUE(database->read([](Connection& c) -> Status {
    Statement rows = c.query("SELECT text FROM other");
    EXPECT_TRUE(rows.step().value());
    EXPECT_EQ(rows.text(0), "kept");
    return {};
  }));
}

TEST_F(CheckedPagesTest, ACopyHasThemToo) {
  write();
  ASSERT_TRUE((*Database::open(path_, kTexts))->copy_to(copy_));
  std::filesystem::rename(copy_, path_);
  EXPECT_EQ(byte(kFreeBytesAt), kChecksumBytes);
  EXPECT_EQ(read(), kRows);
  change(static_cast<std::streamoff>(std::filesystem::file_size(path_)) - 50, '!');
  EXPECT_FALSE(read());
}

}  // namespace
}  // namespace souls::storage::sqlite
