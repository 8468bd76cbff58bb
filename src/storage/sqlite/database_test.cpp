#include "storage/sqlite/database.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>

#include "storage/sqlite/faulty_files_test.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr Migration kNumbers[] = {
    {"0001_numbers", "CREATE TABLE numbers (number INTEGER PRIMARY KEY, text TEXT) STRICT"}};

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    test::FaultyFiles::install();
    open();
  }
  ~DatabaseTest() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open(const DatabaseOptions& options = {test::FaultyFiles::kName}) {
    database_.reset();
    auto opened = Database::open(path_, kNumbers, options);
    ASSERT_TRUE(opened) << opened.error().detail;
    database_ = std::move(*opened);
  }
  Status add(int number, const std::string& text = "") {
    return database_->write([&](Connection& c) { return c.run("INSERT INTO numbers VALUES (?, ?)", number, text); });
  }
  std::int64_t count() {
    std::int64_t counted = -1;
    const Status read = database_->read([&](Connection& c) -> Status {
      Statement rows = c.query("SELECT count(*) FROM numbers");
      if (const auto row = rows.step(); !row) return fail(row.error());
      counted = rows.integer(0);
      return {};
    });
    EXPECT_TRUE(read);
    return counted;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("souls.database." + std::to_string(::getpid()));
  const std::filesystem::path path_ = folder_ / "souls.db";
  std::unique_ptr<Database> database_;
};

TEST_F(DatabaseTest, KeepsWhatIsWrittenForItsOwnerAlone) {
  ASSERT_TRUE(add(1));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat state {};
    ASSERT_EQ(::stat((path_.string() + suffix).c_str(), &state), 0) << suffix;
    EXPECT_EQ(state.st_mode & 0777, 0600u) << suffix;
  }
  open();
  EXPECT_EQ(count(), 1);
}

TEST_F(DatabaseTest, UndoesTheWorkThatFailsAndNoOther) {
  // All but the first wait for it, and so are one group.
  std::vector<std::thread> threads;
  std::vector<Status> results(20);
  std::uint64_t before = database_->commits();
  std::thread first([&] {
    (void)database_->write([&](Connection& c) -> Status {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      return c.run("INSERT INTO numbers VALUES (100, '')");
    });
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&, i] {
      results[static_cast<std::size_t>(i)] = database_->write([&](Connection& c) -> Status {
        if (auto added = c.run("INSERT INTO numbers VALUES (?, 'x')", i); !added) return added;
        if (i % 3 == 0) return fail(ErrorCode::invalid_request, "no");
        if (i % 3 == 1) return c.run("INSERT INTO numbers VALUES (?, 'again')", i);
        return {};
      });
    });
  }
  first.join();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(database_->commits(), before + 2);
  EXPECT_EQ(count(), 7);
  for (int i = 0; i < 20; ++i) {
    const Status& result = results[static_cast<std::size_t>(i)];
    EXPECT_EQ(result.has_value(), i % 3 == 2);
    if (result) continue;
    EXPECT_EQ(result.error().code, i % 3 == 0 ? ErrorCode::invalid_request : ErrorCode::conflict);
  }
}

TEST_F(DatabaseTest, OutlivesAnExceptionInAWork) {
  const Status broken = database_->write([&](Connection& c) -> Status {
    EXPECT_TRUE(c.run("INSERT INTO numbers VALUES (1, '')"));
    throw std::out_of_range("map::at");
  });
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::internal);
  EXPECT_EQ(broken.error().detail, "map::at");
  const Status too_large = database_->maintain([](Connection&) -> Status { throw std::bad_alloc(); });
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().message, "there is not enough memory for the store");
  EXPECT_TRUE(add(2));
  EXPECT_EQ(count(), 1);
}

TEST_F(DatabaseTest, WritesWhatManyThreadsHandIn) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 16; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) EXPECT_TRUE(add(thread * 1000 + i));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count(), 800);
  EXPECT_LE(database_->commits(), 800u);
}

TEST_F(DatabaseTest, ReadsOneSnapshotAndWritesNothing) {
  ASSERT_TRUE(add(1));
  const Status read = database_->read([&](Connection& c) -> Status {
    for (int i = 0; i < 2; ++i) {
      Statement rows = c.query("SELECT count(*) FROM numbers");
      EXPECT_TRUE(rows.step().value());
      EXPECT_EQ(rows.integer(0), 1) << "what is written meanwhile isn't seen";
      std::thread([&] { EXPECT_TRUE(add(i + 2)); }).join();
    }
    return c.run("INSERT INTO numbers VALUES (9, 'by a reader')");
  });
  EXPECT_FALSE(read);
  EXPECT_EQ(count(), 3);
}

TEST_F(DatabaseTest, TellsOfCommitsThatChangeSomething) {
  const std::uint64_t seen = database_->commits();
  ASSERT_TRUE(database_->write([](Connection& c) { return c.run("SELECT 1"); }));
  EXPECT_EQ(database_->wait_for_commit(seen, 0.01), seen);
  std::thread writes([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_TRUE(add(1));
  });
  EXPECT_EQ(database_->wait_for_commit(seen, 30), seen + 1);
  writes.join();
}

TEST_F(DatabaseTest, BoundsTheLogEvenWhileItIsRead) {
  DatabaseOptions options;
  options.log_bytes_max = 1 << 20;
  open(options);
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) EXPECT_GE(count(), 0);
    });
  }
  std::uintmax_t largest = 0;
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(add(i, std::string(20000, 'x')));
    largest = std::max(largest, std::filesystem::file_size(path_.string() + "-wal"));
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_LT(largest, (std::uintmax_t{1} << 20) + 200'000);
}

TEST_F(DatabaseTest, WaitsForAnotherProcessesReaderNowAndThenAndStartsTheLogAnewAfterIt) {
  DatabaseOptions options;
  options.log_bytes_max = 1 << 20;
  open(options);
  const auto other = Connection::open(path_, "");
  ASSERT_TRUE(other && (*other)->script("BEGIN; SELECT count(*) FROM numbers"));
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(add(i, std::string(20000, 'x')));
  const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - begun;
  const auto log_bytes = [&] { return std::filesystem::file_size(path_.string() + "-wal"); };
  EXPECT_GT(log_bytes(), 3u << 20) << "what the other reads is kept";
  EXPECT_LT(lasted.count(), 8) << "the writer waited for the other at every commit";
  ASSERT_TRUE((*other)->script("ROLLBACK"));
  for (int i = 200; i < 260; ++i) ASSERT_TRUE(add(i, std::string(20000, 'x')));
  EXPECT_LE(log_bytes(), (std::uintmax_t{1} << 20) + 200'000);
}

TEST_F(DatabaseTest, BoundsTheLogWhileItIsCopied) {
  DatabaseOptions options;
  options.log_bytes_max = 1 << 18;
  open(options);
  for (int i = 0; i < 400; ++i) ASSERT_TRUE(add(i, std::string(100'000, 'x')));
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 400; !stop && i < 1500; ++i) EXPECT_TRUE(add(i, std::string(50'000, 'x')));
  });
  std::uintmax_t largest = 0;
  std::thread watcher([&] {
    while (!stop) {
      largest = std::max(largest, std::filesystem::file_size(path_.string() + "-wal"));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  const auto before = count();
  const Status copied = database_->copy_to(folder_ / "copy.db");
  stop = true;
  writer.join();
  watcher.join();
  const auto after = count();
  ASSERT_TRUE(copied) << copied.error().message << copied.error().detail;
  EXPECT_GT(after, before) << "nobody wrote meanwhile";
  EXPECT_LT(largest, (std::uintmax_t{1} << 18) + 500'000);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 4) << "the database's three files, and the copy";
  database_.reset();
  auto opened = Database::open(folder_ / "copy.db", kNumbers);
  ASSERT_TRUE(opened) << opened.error().message << opened.error().detail;
  database_ = std::move(*opened);
  EXPECT_GE(count(), before);
  EXPECT_LE(count(), after);
  EXPECT_TRUE(database_->read([](Connection& c) -> Status {
    Statement rows = c.query("PRAGMA integrity_check");
    EXPECT_TRUE(rows.step().value());
    EXPECT_EQ(rows.text(0), "ok");
    return {};
  }));
}

TEST_F(DatabaseTest, KeepsNoPagesInMemoryWhileNobodyWrites) {
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(add(i, std::string(20000, 'x')));
  const auto cached_bytes = [&] {
    int now = 0, most = 0;
    EXPECT_TRUE(database_->maintain([&](Connection& c) -> Status {
      sqlite3_db_status(c.handle(), SQLITE_DBSTATUS_CACHE_USED, &now, &most, 0);
      return {};
    }));
    return now;
  };
  EXPECT_GT(cached_bytes(), 500'000);
  std::this_thread::sleep_for(std::chrono::seconds(3));
  EXPECT_LT(cached_bytes(), 200'000);
  ASSERT_TRUE(add(50));
  EXPECT_EQ(count(), 51);
}

TEST_F(DatabaseTest, RefusesWritesAfterAFailedSyncUntilItIsOpenedAgain) {
  ASSERT_TRUE(add(1));
  test::FaultyFiles::fail_syncs = true;
  EXPECT_EQ(add(2).error().code, ErrorCode::unavailable);
  test::FaultyFiles::fail_syncs = false;
  const Status refused = add(3);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_NE(refused.error().message.find("restart"), std::string::npos);
  EXPECT_EQ(count(), 1) << "reading goes on";
  open();
  ASSERT_TRUE(add(3));
  EXPECT_GE(count(), 2);
}

TEST_F(DatabaseTest, RecoversFromAFullDiskByItself) {
  ASSERT_TRUE(add(1));
  test::FaultyFiles::disk_full = true;
  const Status full = add(2, std::string(100'000, 'x'));
  EXPECT_EQ(full.error().code, ErrorCode::unavailable);
  EXPECT_NE(full.error().message.find("full"), std::string::npos);
  test::FaultyFiles::disk_full = false;
  EXPECT_TRUE(add(3));
  EXPECT_EQ(count(), 2);
}

TEST_F(DatabaseTest, RefusesAWriteInsideOfAWrite) {
  EXPECT_EQ(database_->write([&](Connection&) { return add(1); }).error().code, ErrorCode::internal);
  EXPECT_TRUE(add(2));
}

TEST_F(DatabaseTest, SaysThatAFileIsNoDatabase) {
  database_.reset();
  std::filesystem::resize_file(path_, 0);
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(path_.string() + suffix);
  FILE* file = std::fopen(path_.c_str(), "w");
  for (int i = 0; i < 1000; ++i) std::fputs("no database ", file);
  std::fclose(file);
  const auto opened = Database::open(path_, kNumbers);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace souls::storage::sqlite
