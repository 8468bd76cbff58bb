#include "storage/doctor.hpp"

#include <algorithm>
#include <fstream>

#include "storage/blob_store_conformance_test.hpp"
#include "storage/blob_table.hpp"
#include "storage/songs_fixture_test.hpp"
#include "storage/sqlite/check.hpp"

namespace souls::storage::test {
namespace {

namespace fs = std::filesystem;

/// A root of which the database, too, lies in the one folder.
class DoctorTest : public testing::Test {
 protected:
  DoctorTest() {
    fs::remove_all(root_);
    blobs_ = std::move(*FileBlobStore::open_folder(root_, {false}));
    open_store();
  }
  ~DoctorTest() override {
    store_.reset();
    blobs_.reset();
    fs::remove_all(root_);
  }
  void open_store() { store_ = std::move(*SqliteStore::open(Folder{root_}.database())); }

  DoctorOptions options() {
    DoctorOptions options;
    options.root = root_;
    options.store = store_.get();
    options.blobs = blobs_.get();
    options.roots = {roots_of_songs_and_results()};
    options.check_database = sqlite::check_file;
    options.free_bytes_min = 1;
    options.clock = [] { return 1'000'000; };
    return options;
  }

  static std::vector<Finding> of(const std::vector<Finding>& findings, const std::string& subject) {
    std::vector<Finding> found;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(found),
                 [&](const Finding& finding) { return finding.subject == subject; });
    return found;
  }

  /// The one finding on a subject, which isn't good, says what to do and contains the words.
  void expect(const DoctorOptions& options, const std::string& subject, const std::string& words) {
    const auto findings = examine(options);
    ASSERT_TRUE(findings) << findings.error().message;
    const auto found = of(*findings, subject);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found[0].severity, Severity::good);
    EXPECT_NE(found[0].what.find(words), std::string::npos) << found[0].what;
    EXPECT_FALSE(found[0].advice.empty());
  }

  const fs::path root_ = fs::path(testing::TempDir()) / ("doctor." + std::to_string(::getpid()));
  std::unique_ptr<FileBlobStore> blobs_;
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(DoctorTest, FindsNothingWrongWhereNothingIs) {
  const auto digest = blobs_->put("whole");
  ASSERT_TRUE(store_->write([&](Transaction& t) { return t.blobs().note(*digest, 5, 999'999); }));
  const auto findings = examine(options());
  ASSERT_TRUE(findings) << findings.error().message;
  ASSERT_EQ(findings->size(), 5u);
  for (const auto& finding : *findings) {
    EXPECT_EQ(finding.severity, Severity::good) << finding.subject << ": " << finding.what;
    EXPECT_TRUE(finding.advice.empty());
  }
}

TEST_F(DoctorTest, SaysWhatIsWrongWithBlobsRightsDiskAndClock) {
  damage_file(root_, *blobs_->put("damaged"));
  fs::permissions(Folder{root_}.database(), fs::perms::others_read, fs::perm_options::add);
  ASSERT_TRUE(store_->write([&](Transaction& t) { return t.blobs().note(sha256("x"), 5, 4'600'000); }));
  auto strict = options();
  strict.free_bytes_min = UINT64_MAX;
  expect(strict, "blobs", "was damaged");
  expect(strict, "permissions", "souls.db can be reached by other users");
  expect(strict, "disk", "are free");
  expect(strict, "clock", "3600 seconds in the future");
}

TEST_F(DoctorTest, FindsADamagedDatabase) {
  ASSERT_TRUE(store_->write([&](Transaction& t) -> Status {
    for (int i = 0; i < 2000; ++i) {
      if (auto noted = t.blobs().note(sha256(std::to_string(i)), 1, 1); !noted) return noted;
    }
    return {};
  }));
  store_.reset();
  const auto path = Folder{root_}.database();
  const auto bytes = fs::file_size(path);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(bytes - 3 * 4096));
    file << std::string(2 * 4096, '\x5a');
  }
  const auto problems = sqlite::check_file(path);
  ASSERT_TRUE(problems) << problems.error().detail;
  EXPECT_FALSE(problems->empty());
  open_store();
  const auto findings = examine(options());
  ASSERT_TRUE(findings);
  const auto found = of(*findings, "database");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].severity, Severity::bad);
  EXPECT_NE(found[0].advice.find("backup"), std::string::npos);
  EXPECT_LE(found.size(), limits::kFindingsMax);
}

TEST_F(DoctorTest, ReadsAsManyBlobsAsItIsToldTo) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(blobs_->put(std::to_string(i)));
  auto some = options();
  some.blobs_read_max = 3;
  EXPECT_NE(of(*examine(some), "blobs")[0].what.find("3 of 10"), std::string::npos);
  some.blobs_read_max = 0;
  EXPECT_NE(of(*examine(some), "blobs")[0].what.find("10 of 10"), std::string::npos);
  Context stopped;
  stopped.should_stop = [] { return true; };
  EXPECT_EQ(examine(some, stopped).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace souls::storage::test
