// What the database does on a disk that fails: by seed, hundreds of times.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <map>
#include <thread>
#include <vector>

#include "base/cases_test.hpp"
#include "storage/blob_table.hpp"
#include "storage/sqlite/check.hpp"
#include "storage/sqlite/seeded_files_test.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace souls::storage::sqlite::test {
namespace {

namespace fs = std::filesystem;

fs::path fresh_folder() {
  const fs::path memory = "/dev/shm";
  const fs::path under = fs::exists(memory) ? memory : fs::path(testing::TempDir());
  auto folder = under / ("sqlite_faults." + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

/// One database's life on a failing disk. A small log, so that it is moved into the database time and again.
class Life {
 public:
  explicit Life(Seed seed) : random_(seed), folder_(fresh_folder()), plan_(SeededFiles::install()) { reopen(); }
  ~Life() {
    store_.reset();
    fs::remove_all(folder_);
  }

  FaultPlan& plan() { return plan_; }
  bool has_failed() const { return has_failed_; }

  void reopen() {
    store_.reset();
    auto opened = SqliteStore::open(folder_ / "souls.db", {SeededFiles::kName, 100'000});
    ASSERT_TRUE(opened) << opened.error().message << " " << opened.error().detail;
    store_ = std::move(*opened);
    has_failed_ = false;
  }

  /// Some rows in one transaction. Told as written: they are there from then on. Told as failed: they aren't, as far as
  /// anyone sees until the power is cut; then they are whole, or not there at all.
  void write() {
    std::map<Digest, std::int64_t> rows;
    for (int i = random_.integer(1, 30); i > 0; --i) {
      rows[sha256(std::to_string(random_.integer(0, 400)))] = static_cast<std::int64_t>(random_.next() >> 8);
    }
    const auto written = store_->write([&](Transaction& t) -> Status {
      for (const auto& [digest, value] : rows) {
        if (auto noted = t.blobs().note(digest, 1, value); !noted) return noted;
      }
      return {};
    });
    if (written) {
      EXPECT_FALSE(has_failed_) << "nothing is promised after a sync that failed";
      for (const auto& [digest, value] : rows) acknowledged_[digest] = value;
      return;
    }
    EXPECT_EQ(written.error().code, ErrorCode::unavailable) << written.error().detail;
    EXPECT_GT(plan_.struck(), 0);
    EXPECT_FALSE(written.error().message.empty());
    unsure_.push_back(rows);
    if (written.error().message.find("restart") != std::string::npos) has_failed_ = true;
  }

  /// All that was acknowledged is there, but for what a write that failed may have put in its place, whole.
  void check_all() {
    std::map<Digest, std::int64_t> found;
    const auto read = store_->read([&](Transaction& t) -> Status {
      for (const auto& [digest, value] : acknowledged_) {
        const auto row = t.blobs().find(digest);
        if (!row) return fail(row.error());
        if (*row) found[digest] = (*row)->stored_ms;
      }
      return {};
    });
    ASSERT_TRUE(read) << read.error().message << " " << read.error().detail;
    for (const auto& [digest, value] : acknowledged_) {
      ASSERT_TRUE(found.contains(digest)) << "an acknowledged row is gone";
      if (found[digest] == value) continue;
      bool is_known = false;
      for (const auto& rows : unsure_) {
        is_known = is_known || (rows.contains(digest) && rows.at(digest) == found[digest]);
      }
      ASSERT_TRUE(is_known) << "a row that nobody wrote";
    }
  }

  void cut_power() {
    store_.reset();
    SeededFiles::cut_power();
    reopen();
    const auto problems = check_file(folder_ / "souls.db");
    ASSERT_TRUE(problems) << problems.error().detail;
    ASSERT_TRUE(problems->empty()) << problems->front();
  }

 private:
  Random random_;
  const fs::path folder_;
  FaultPlan& plan_;
  std::unique_ptr<SqliteStore> store_;
  std::map<Digest, std::int64_t> acknowledged_;
  std::vector<std::map<Digest, std::int64_t>> unsure_;
  bool has_failed_ = false;
};

TEST(DatabaseFaults, LoseNothingThatWasAcknowledgedAndEndWithTheirCause) {
  int struck = 0;
  for (Seed seed = 0; seed < static_cast<Seed>(test_cases(150)) && !testing::Test::HasFailure(); ++seed) {
    constexpr Fault kFaults[] = {Fault::disk_full, Fault::short_write, Fault::failed_sync, Fault::slow_disk,
                                 Fault::none};
    const Fault fault = kFaults[seed % 5];
    SCOPED_TRACE("seed " + std::to_string(seed));
    Life life(seed);
    const int before = life.plan().struck();
    for (int i = 0; i < 3; ++i) life.write();
    life.plan().arm(fault, seed, fault == Fault::failed_sync ? 0.2 : 0.05);
    for (int i = 0; i < 10; ++i) life.write();
    life.plan().disarm();
    struck += life.plan().struck() - before;
    life.check_all();
    life.write();  // what failed after the last one was acknowledged is told by this one
    if (life.has_failed()) life.reopen();
    life.check_all();
    for (int i = 0; i < 3; ++i) life.write();
    EXPECT_FALSE(life.has_failed()) << "it works again";
    life.cut_power();
    life.check_all();
    life.write();
    life.cut_power();
    life.check_all();
  }
  EXPECT_GT(struck, test_cases(60));
}

Digest row_name(int thread, int number) { return sha256(std::to_string(thread) + "/" + std::to_string(number)); }

/// Each of many threads writes rows of its own, one after the other, until it is refused; others read how far each is.
struct Crowd {
  static constexpr int kThreads = 8;
  static constexpr int kRows = 30;
  std::array<int, kThreads> told{};  ///< rows that were told as written
  std::array<int, kThreads> seen{};  ///< rows that a reader was told of

  void write_and_read(SqliteStore& store) {
    std::atomic<int> writing{kThreads};
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        auto& own = told[static_cast<std::size_t>(t)];
        while (own < kRows && store.write([&](Transaction& all) { return all.blobs().note(row_name(t, own), 1, 1); })) ++own;
        --writing;
      });
    }
    while (writing > 0) read(store);
    for (auto& thread : threads) thread.join();
  }

  void read(SqliteStore& store) {
    auto found = seen;
    const auto read = store.read([&](Transaction& all) -> Status {
      for (int t = 0; t < kThreads; ++t) {
        auto& own = found[static_cast<std::size_t>(t)];
        while (own < kRows && all.blobs().find(row_name(t, own)).value()) ++own;
      }
      return {};
    });
    if (read) seen = found;
  }
};

TEST(DatabaseFaults, NeitherWritersNorReadersAreToldWhatAPowerCutTakesBack) {
  const fs::path folder = fresh_folder(), path = folder / "souls.db";
  int cut_short = 0, seen_most = 0;
  for (Seed seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    fs::remove_all(folder);
    fs::create_directories(folder);
    FaultPlan& plan = SeededFiles::install();
    Crowd crowd;
    {
      auto store = std::move(*SqliteStore::open(path, {SeededFiles::kName, 100'000}));
      plan.arm(Fault::failed_sync, seed, 0.05);
      crowd.write_and_read(*store);
      plan.disarm();
    }
    SeededFiles::cut_power();
    auto store = std::move(*SqliteStore::open(path, {SeededFiles::kName, 100'000}));
    Crowd after;
    after.read(*store);
    for (std::size_t t = 0; t < Crowd::kThreads; ++t) {
      EXPECT_GE(after.seen[t], crowd.told[t]);
      EXPECT_GE(after.seen[t], crowd.seen[t]);
      seen_most = std::max(seen_most, crowd.seen[t]);
      cut_short += crowd.told[t] < Crowd::kRows;
    }
  }
  EXPECT_GT(cut_short, 0);
  EXPECT_GT(seen_most, 1);
  fs::remove_all(folder);
}

/// All rows, or why they can't be read.
Result<std::map<Digest, std::int64_t>> read_all(Store& store, const std::map<Digest, std::int64_t>& written) {
  std::map<Digest, std::int64_t> found;
  const auto read = store.read([&](Transaction& t) -> Status {
    found.clear();
    for (const auto& [digest, value] : written) {
      const auto row = t.blobs().find(digest);
      if (!row) return fail(row.error());
      if (*row) found[digest] = (*row)->stored_ms;
    }
    return {};
  });
  return read ? Result<std::map<Digest, std::int64_t>>(std::move(found)) : fail(read.error());
}

void flip_bytes(const fs::path& path, Random& random) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const int size = static_cast<int>(fs::file_size(path));
  for (int count = random.integer(1, 40); count > 0; --count) {
    const int at = random.integer(0, size - 1);
    file.seekg(at);
    const char flipped = static_cast<char>(file.get() ^ (1 << random.integer(0, 7)));
    file.seekp(at);
    file.put(flipped);
  }
}

TEST(DatabaseFaults, FlippedBytesEndInAnErrorOrNothingAndTheCopyIsWhole) {
  const fs::path folder = fresh_folder(), path = folder / "souls.db", copy = folder / "copy.db";
  std::map<Digest, std::int64_t> written;
  {
    auto store = std::move(*SqliteStore::open(path));
    for (int i = 0; i < 500; ++i) written[sha256(std::to_string(i))] = i;
    ASSERT_TRUE(store->write([&](Transaction& t) -> Status {
      for (const auto& [digest, value] : written) {
        if (auto noted = t.blobs().note(digest, 1, value); !noted) return noted;
      }
      return {};
    }));
    ASSERT_TRUE(store->copy_to(copy));
  }
  EXPECT_TRUE(check_file(copy).value().empty());
  int told = 0, found = 0;
  for (Seed seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    fs::copy_file(copy, path, fs::copy_options::overwrite_existing);
    flip_bytes(path, random);
    const auto problems = check_file(path);
    const bool is_found = !problems || !problems->empty();
    found += is_found;
    Status used;
    if (auto store = SqliteStore::open(path); !store) {
      used = fail(store.error());
    } else if (auto rows = read_all(**store, written); !rows) {
      used = fail(rows.error());
    } else {
      EXPECT_EQ(*rows, written);
      used = (*store)->write([](Transaction& t) { return t.blobs().note(sha256("new"), 1, 1); });
    }
    if (used) continue;
    ++told;
    EXPECT_FALSE(used.error().message.empty());
    EXPECT_TRUE(is_found) << "who looks finds what stands in the way: " << used.error().detail;
  }
  EXPECT_GT(told, 10);
  EXPECT_GE(found, told);
  fs::copy_file(copy, path, fs::copy_options::overwrite_existing);
  EXPECT_EQ(read_all(**SqliteStore::open(path), written).value(), written);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace souls::storage::sqlite::test
