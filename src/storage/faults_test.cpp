// What a store of blobs does on a disk that fails: by seed, hundreds of times.
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "base/cases_test.hpp"
#include "storage/faulty_file_system_test.hpp"
#include "storage/file_blob_store.hpp"

namespace souls::storage::test {
namespace {

namespace fs = std::filesystem;

/// In memory where that can be: what these disks hold is a matter of the layer above them.
fs::path fresh_root() {
  const fs::path memory = "/dev/shm";
  auto root = (fs::exists(memory) ? memory : fs::path(testing::TempDir())) / ("faults." + std::to_string(::getpid()));
  fs::remove_all(root);
  return root;
}

/// One store's life on a failing disk.
class Life {
 public:
  explicit Life(Seed seed) : random_(seed), root_(fresh_root()) { reopen(); }
  ~Life() {
    store_.reset();
    fs::remove_all(root_);
  }

  FaultPlan& plan() { return plan_; }
  bool sync_has_failed() const { return sync_has_failed_; }
  std::size_t acknowledged() const { return acknowledged_.size(); }

  void reopen() {
    store_.reset();
    auto opened = FileBlobStore::open_folder(root_, {true, &files_});
    ASSERT_TRUE(opened) << opened.error().detail;
    store_ = std::move(*opened);
    sync_has_failed_ = false;
  }

  /// One call, and what has to hold of its answer whatever strikes it.
  void act(Fault fault) {
    if (!acknowledged_.empty() && random_.chance(0.4)) {
      check_read(*std::next(acknowledged_.begin(), random_.integer(0, static_cast<int>(acknowledged_.size()) - 1)));
    } else {
      check_put(fault);
    }
  }

  void check_put(Fault fault) {
    std::string bytes(static_cast<std::size_t>(random_.integer(1, 6000)), '\0');
    if (random_.chance(0.05)) bytes.resize(1'200'000);
    for (std::size_t i = 0; i < bytes.size(); i += 100) bytes[i] = static_cast<char>(random_.next());
    const int struck = plan_.struck();
    const auto digest = put(bytes);
    if (sync_has_failed_) {
      EXPECT_FALSE(digest) << "nothing is promised after a sync that failed";
    }
    if (digest) {
      EXPECT_EQ(*digest, sha256(bytes));
      acknowledged_[*digest] = bytes;
      return;
    }
    EXPECT_EQ(digest.error().code, ErrorCode::unavailable) << digest.error().detail;
    EXPECT_TRUE(plan_.struck() > struck || sync_has_failed_) << digest.error().detail;
    if (fault == Fault::disk_full) {
      EXPECT_NE(digest.error().message.find("full"), std::string::npos) << digest.error().message;
    }
    if (fault == Fault::failed_sync) sync_has_failed_ = true;
  }

  void check_all() {
    for (const auto& blob : acknowledged_) check_read(blob);
  }

  void cut_power() {
    store_.reset();
    files_.cut_power(fs::absolute(Folder{root_}.blobs()));
    reopen();
  }

 private:
  Result<Digest> put(const std::string& bytes) {
    switch (random_.integer(0, 2)) {
      case 0:
        return store_->put(bytes);
      case 1: {
        const auto source = root_ / "source";
        std::ofstream(source, std::ios::binary) << bytes;
        // A source that is read wrongly is another content.
        auto digest = store_->put_file(source);
        if (digest && *digest != sha256(bytes)) return store_->put(bytes);
        return digest;
      }
      default: {
        auto draft = store_->draft();
        if (!draft) return fail(draft.error());
        EXPECT_EQ(::write((*draft)->descriptor(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
        auto digest = (*draft)->keep();
        if (digest && *digest != sha256(bytes)) return store_->put(bytes);
        return digest;
      }
    }
  }

  void check_read(const std::pair<const Digest, std::string>& blob) {
    const auto read = store_->read(blob.first, 2'000'000);
    ASSERT_TRUE(read) << read.error().message << " " << read.error().detail;
    ASSERT_TRUE(*read == blob.second);
    ASSERT_TRUE(store_->verify(blob.first));
  }

  Random random_;
  const fs::path root_;
  FaultPlan plan_;
  FaultyFileSystem files_{plan_};
  std::unique_ptr<FileBlobStore> store_;
  std::map<Digest, std::string> acknowledged_;
  bool sync_has_failed_ = false;
};

TEST(BlobFaults, LoseNothingThatWasAcknowledgedAndEndWithTheirCause) {
  int struck = 0;
  for (Seed seed = 0; seed < static_cast<Seed>(test_cases(300)) && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Life life(seed);
    const auto fault = static_cast<Fault>(seed % kFaults);
    for (int i = 0; i < 5; ++i) life.act(Fault::none);
    life.plan().arm(fault, seed, 0.3);
    for (int i = 0; i < 12; ++i) life.act(fault);
    struck += life.plan().struck();
    life.plan().disarm();
    life.check_all();
    if (life.sync_has_failed()) life.reopen();
    const std::size_t before = life.acknowledged();
    life.check_put(Fault::none);
    EXPECT_EQ(life.acknowledged(), before + 1) << "it works again";
    life.cut_power();
    life.check_all();
    life.check_put(Fault::none);
    life.cut_power();
    life.check_all();
  }
  EXPECT_GT(struck, test_cases(500));
}

/// The layer itself is tested too: a store that isn't durable loses what it said it has.
TEST(BlobFaults, WouldShowThatWithoutSyncsAPowerCutLosesBlobs) {
  const auto root = fresh_root();
  FaultPlan plan;
  FaultyFileSystem files(plan);
  const auto digest = (*FileBlobStore::open_folder(root, {false, &files}))->put("not synced");
  ASSERT_TRUE(digest);
  files.cut_power(fs::absolute(Folder{root}.blobs()));
  EXPECT_FALSE((*FileBlobStore::open_folder(root))->exists(*digest));
  fs::remove_all(root);
}

}  // namespace
}  // namespace souls::storage::test
