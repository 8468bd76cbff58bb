#include "tasks/audit.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <thread>

#include "base/files.hpp"
#include "storage/packing.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace souls::tasks {
namespace {

using storage::AuditEntry;
using storage::AuditRow;
using storage::sqlite::Connection;

constexpr int kEntries = 30;

class AuditTest : public testing::Test {
 protected:
  AuditTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
    for (int i = 1; i <= kEntries; ++i) {
      add(i);
      if (i % 10 != 0) continue;
      EXPECT_TRUE(checkpoints_->write(*store_));
    }
  }
  ~AuditTest() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    store_ = std::move(*storage::SqliteStore::open(database_));
    auto key = SigningKey::open(folder_ / "key");
    ASSERT_TRUE(key) << key.error().message;
    public_key_ = key->public_key();
    auto opened = Checkpoints::open(file_, std::move(*key), [] { return std::int64_t{5}; });
    ASSERT_TRUE(opened);
    checkpoints_.emplace(std::move(*opened));
  }
  void add(int number) {
    EXPECT_TRUE(store_->write([&](storage::Transaction& t) -> Status {
      const std::string step = "step " + std::to_string(number);
      const auto added = t.audit().append({.time_ms = number,
                                           .kind = "succeeded",
                                           .user = "u_1",
                                           .step = step,
                                           .outputs = {{"text", sha256(step)}}});
      return added ? Status{} : Status(fail(added.error()));
    }));
  }
  /// What someone does who can write the file.
  void tamper(const std::function<void(Connection&)>& change) {
    store_.reset();
    {
      const auto connection = std::move(*Connection::open(database_));
      ASSERT_TRUE(connection->script("DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed;"));
      change(*connection);
    }
    store_ = std::move(*storage::SqliteStore::open(database_));
  }
  AuditReport verify() { return verify_audit(*store_, file_, public_key_).value(); }
  std::vector<AuditRow> rows() {
    std::vector<AuditRow> all;
    EXPECT_TRUE(store_->read([&](storage::Transaction& t) -> Status {
      all = t.audit().after(0, 1000).value();
      return {};
    }));
    return all;
  }
  static void put(Connection& c, const AuditRow& row) {
    ASSERT_TRUE(c.run("UPDATE audit SET entry = ?, hash = ? WHERE number = ?", storage::sqlite::Bytes{row.bytes},
                      row.hash, row.number));
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("souls.audit." + std::to_string(::getpid()));
  const std::filesystem::path database_ = folder_ / "souls.db";
  const std::filesystem::path file_ = folder_ / "checkpoints";
  std::unique_ptr<storage::SqliteStore> store_;
  std::optional<Checkpoints> checkpoints_;
  std::string public_key_;
};

TEST_F(AuditTest, FindsNothingWhereNothingWasDone) {
  const AuditReport report = verify();
  EXPECT_TRUE(report.findings.empty()) << report.findings.front();
  EXPECT_EQ(report.entries, static_cast<std::uint64_t>(kEntries));
  EXPECT_EQ(report.checkpoints, 3u);
  EXPECT_EQ(report.unsigned_entries, 0u);
  add(31);
  EXPECT_EQ(verify().unsigned_entries, 1u);
}

TEST_F(AuditTest, FindsThatNoCheckpointIsThere) {
  std::filesystem::remove(file_);
  EXPECT_EQ(verify().findings.size(), 1u);
}

TEST_F(AuditTest, SignsTheFirstEntrySoon) {
  const auto folder = folder_ / "young";
  std::filesystem::create_directories(folder);
  const auto store = std::move(*storage::SqliteStore::open(folder / "souls.db"));
  auto checkpoints = std::move(*Checkpoints::open(folder / "checkpoints", std::move(*SigningKey::open(folder / "key"))));
  const CheckpointKeeper keeper(*store, checkpoints);
  ASSERT_TRUE(store->write([](storage::Transaction& t) -> Status {
    const auto added = t.audit().append({.kind = "leased"});
    return added ? Status{} : Status(fail(added.error()));
  }));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(9);  // the next ones wait for ten
  while (!std::filesystem::exists(folder / "checkpoints") && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(std::filesystem::exists(folder / "checkpoints"));
}

TEST_F(AuditTest, MakesNoKeyToVerifyWith) {
  EXPECT_TRUE(SigningKey::open_existing(folder_ / "key"));
  EXPECT_EQ(SigningKey::open_existing(folder_ / "gone").error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "gone"));
}

TEST_F(AuditTest, TellsOfThoseWhoTookAResultFromMemory) {
  ASSERT_TRUE(store_->write([](storage::Transaction& t) -> Status {
    const auto added = t.audit().append({.kind = "remembered", .user = "u_2", .outputs = {{"text", sha256("step 3")}}});
    return added ? Status{} : Status(fail(added.error()));
  }));
  const auto entries = who_made(*store_, sha256("step 3")).value();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].user, "u_1");
  EXPECT_EQ(entries[1].user, "u_2");
}

TEST_F(AuditTest, FindsEachByteThatWasChanged) {
  const AuditRow row = rows()[16];
  for (std::size_t at = 0; at < row.bytes.size(); ++at) {
    AuditRow changed = row;
    changed.bytes[at] = static_cast<char>(changed.bytes[at] ^ 1);
    if (at == 0) tamper([&](Connection& c) { put(c, changed); });
    store_.reset();
    put(*std::move(*Connection::open(database_)), changed);
    store_ = std::move(*storage::SqliteStore::open(database_));
    ASSERT_FALSE(verify().findings.empty()) << "byte " << at;
  }
  put(*std::move(*Connection::open(database_)), row);
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(AuditTest, FindsAHashThatWasChanged) {
  AuditRow changed = rows()[16];
  changed.hash = sha256("another");
  tamper([&](Connection& c) { put(c, changed); });
  EXPECT_FALSE(verify().findings.empty());
}

TEST_F(AuditTest, FindsEntriesThatWereRemoved) {
  tamper([](Connection& c) { ASSERT_TRUE(c.run("DELETE FROM audit WHERE number = 17")); });
  EXPECT_FALSE(verify().findings.empty());
}

TEST_F(AuditTest, FindsThatTheFirstWasRemoved) {
  tamper([](Connection& c) { ASSERT_TRUE(c.run("DELETE FROM audit WHERE number = 1")); });
  EXPECT_FALSE(verify().findings.empty());
}

TEST_F(AuditTest, FindsThatTheLastTenWereRemoved) {
  tamper([](Connection& c) { ASSERT_TRUE(c.run("DELETE FROM audit WHERE number > 20")); });
  EXPECT_FALSE(verify().findings.empty());
}

TEST_F(AuditTest, FindsTwoThatWereSwapped) {
  auto all = rows();
  std::swap(all[16].number, all[17].number);
  tamper([&](Connection& c) { put(c, all[16]), put(c, all[17]); });
  EXPECT_FALSE(verify().findings.empty());
}

TEST_F(AuditTest, FindsAChainThatWasMadeAnewAsAWhole) {
  const auto all = rows();
  tamper([&](Connection& c) {
    Digest before;
    for (AuditRow row : all) {
      AuditEntry entry = storage::unpack_entry(row.bytes).value();
      if (entry.number == 3) entry.user = "u_2";
      row.bytes = storage::pack_entry(entry);
      before = row.hash = storage::chain_hash(before, row.bytes);
      put(c, row);
    }
  });
  const AuditReport report = verify();
  ASSERT_EQ(report.findings.size(), 3u) << "no checkpoint fits";
  EXPECT_NE(report.findings[0].find("signed"), std::string::npos);
}

TEST_F(AuditTest, FindsCheckpointsThatWereMadeByAnother) {
  std::string text = read_file(file_, 100'000).value();
  for (const std::size_t at : {std::size_t{0}, text.find(' ') + 1, text.find(' ') + 5, text.size() - 10}) {
    std::string changed = text;
    changed[at] = changed[at] == '1' ? '2' : '1';
    std::ofstream(file_) << changed;
    EXPECT_FALSE(verify().findings.empty()) << at;
  }
  std::ofstream(file_) << text;
  EXPECT_TRUE(verify().findings.empty());
  const auto other = SigningKey::open(folder_ / "another key").value();
  EXPECT_FALSE(verify_audit(*store_, file_, other.public_key())->findings.empty());
}

TEST_F(AuditTest, TellsOfEachCheckpointAsTheFileHasIt) {
  std::string told;
  const auto tell = [&](storage::Transaction&, const std::string& line) -> Status {
    told += line + "\n";
    return {};
  };
  auto checkpoints = Checkpoints::open(file_, *SigningKey::open(folder_ / "key"), storage::system_wall_clock(), tell);
  ASSERT_TRUE(checkpoints);
  const auto before = std::filesystem::file_size(file_);
  add(31);
  ASSERT_TRUE(checkpoints->write(*store_));
  ASSERT_TRUE(checkpoints->write(*store_)) << "nothing new";
  add(32);
  ASSERT_TRUE(checkpoints->write(*store_));
  EXPECT_EQ(told, read_file(file_, 100'000)->substr(before));
}

TEST_F(AuditTest, IsOnlyAddedTo) {
  store_.reset();
  const auto connection = std::move(*Connection::open(database_));
  EXPECT_FALSE(connection->run("UPDATE audit SET hash = entry WHERE number = 3"));
  EXPECT_FALSE(connection->run("DELETE FROM audit WHERE number = 30"));
}

TEST_F(AuditTest, GoesOnAfterARestartAndACutLine) {
  std::ofstream(file_, std::ios::app) << "31 5 0123";
  open();
  ASSERT_TRUE(checkpoints_->write(*store_));
  add(31);
  {
    const CheckpointKeeper keeper(*store_, *checkpoints_);
  }
  const AuditReport report = verify();
  EXPECT_TRUE(report.findings.empty()) << report.findings.front();
  EXPECT_EQ(report.checkpoints, 4u) << "none twice, and one when the keeper ends";
}

TEST_F(AuditTest, TellsWhoMadeAnArtifact) {
  const auto made = who_made(*store_, sha256("step 7")).value();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].user, "u_1");
  EXPECT_EQ(made[0].time_ms, 7);
  EXPECT_TRUE(who_made(*store_, sha256("never made"))->empty());
}

TEST_F(AuditTest, RefusesAKeyThatOthersMayRead) {
  struct stat state {};
  ASSERT_EQ(::stat((folder_ / "key").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600u);
  ASSERT_EQ(::chmod((folder_ / "key").c_str(), 0644), 0);
  EXPECT_EQ(SigningKey::open(folder_ / "key").error().code, ErrorCode::invalid_request);
}

TEST_F(AuditTest, SignsAsTheStandardSays) {
  // RFC 8032, section 7.1, test 2.
  std::ofstream(folder_ / "rfc") << "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb\n";
  ASSERT_EQ(::chmod((folder_ / "rfc").c_str(), 0600), 0);
  const auto key = SigningKey::open(folder_ / "rfc").value();
  EXPECT_EQ(to_hex(key.public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(to_hex(key.sign("\x72")),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

}  // namespace
}  // namespace souls::tasks
