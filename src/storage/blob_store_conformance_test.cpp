#include "storage/blob_store_conformance_test.hpp"

#include <barrier>
#include <fstream>
#include <map>
#include <thread>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "base/random.hpp"

namespace souls::storage::test {

namespace fs = std::filesystem;

void damage_file(const fs::path& root, const Digest& digest) {
  const auto path = Folder{root}.blob(digest);
  fs::permissions(path, fs::perms::owner_all);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const char first = static_cast<char>(file.get());
  file.seekp(0);
  file.put(static_cast<char>(first ^ 1));
}

std::vector<BlobStoreKind> blob_stores() {
  const auto open_files = [](bool durable) {
    return [durable](const fs::path& root) -> std::unique_ptr<BlobStore> {
      auto store = FileBlobStore::open_folder(root, {durable});
      if (!store) ADD_FAILURE() << store.error().message << " " << store.error().detail;
      return store ? std::move(*store) : nullptr;
    };
  };
  return {{"DurableFiles", open_files(true), damage_file}, {"Files", open_files(false), damage_file}};
}

namespace {

class BlobStoreConformance : public testing::TestWithParam<BlobStoreKind> {
 protected:
  BlobStoreConformance() : root_(fs::path(testing::TempDir()) / ("conform." + std::to_string(::getpid()))) {
    fs::remove_all(root_);
    store_ = GetParam().open(root_);
  }
  ~BlobStoreConformance() override {
    store_.reset();
    fs::remove_all(root_);
  }

  std::map<std::string, StoredBlob> list() {
    std::map<std::string, StoredBlob> found;
    EXPECT_TRUE(store_->list([&](const StoredBlob& blob) -> Status {
      found[blob.digest.hex] = blob;
      return {};
    }));
    return found;
  }

  const fs::path root_;
  std::unique_ptr<BlobStore> store_;
};

/// Bytes of many lengths around those where a store may change its way of writing.
std::vector<std::string> contents() {
  std::vector<std::string> all;
  Random random(7);
  for (const std::size_t bytes : {0u, 1u, 4095u, 4096u, 4097u, 1048575u, 1048576u, 1048577u, 3000001u}) {
    std::string content(bytes, '\0');
    for (char& letter : content) letter = static_cast<char>(random.next());
    all.push_back(content);
  }
  return all;
}

TEST_P(BlobStoreConformance, GivesBackWhatWasPutHoweverItWasPut) {
  const auto source = fs::path(testing::TempDir()) / ("source." + std::to_string(::getpid()));
  for (const std::string& content : contents()) {
    const Digest digest = sha256(content);
    ASSERT_TRUE(write_file_atomically(source, content));
    const std::vector<std::function<Result<Digest>()>> ways{
        [&] { return store_->put(content); },
        [&] { return store_->put_file(source); },
        [&] {
          auto draft = store_->draft();
          for (std::size_t at = 0; at < content.size(); at += 70'001) {
            EXPECT_TRUE((*draft)->write(std::string_view(content).substr(at, 70'001)));
          }
          return (*draft)->keep();
        },
        [&] {
          auto draft = store_->draft();
          const std::string_view first = std::string_view(content).substr(0, content.size() / 2);
          EXPECT_TRUE((*draft)->write(first)) << "and the rest by descriptor";
          const std::string_view rest = std::string_view(content).substr(first.size());
          EXPECT_EQ(::write((*draft)->descriptor(), rest.data(), rest.size()), static_cast<ssize_t>(rest.size()));
          return (*draft)->keep();
        }};
    for (const auto& put : ways) {
      ASSERT_TRUE(store_->remove(digest));
      const auto named = put();
      ASSERT_TRUE(named) << named.error().detail;
      EXPECT_EQ(*named, digest);
      EXPECT_TRUE(store_->read(digest, content.size()).value() == content) << content.size();
      EXPECT_EQ(store_->verify(digest).value(), content.size());
      EXPECT_EQ(store_->look(digest)->bytes, content.size());
      EXPECT_TRUE(store_->open_verified(digest));
    }
  }
  EXPECT_EQ(store_->put_file(root_ / "nowhere").error().code, ErrorCode::not_found);
  fs::remove(source);
}

TEST_P(BlobStoreConformance, KeepsBlobsWhenItIsOpenedAgain) {
  const auto digest = store_->put("kept");
  store_.reset();
  store_ = GetParam().open(root_);
  EXPECT_EQ(store_->read(*digest, 10).value(), "kept");
}

TEST_P(BlobStoreConformance, ListsEachBlobOnce) {
  std::map<std::string, std::uint64_t> put;
  for (int i = 0; i < 100; ++i) {
    const std::string content(static_cast<std::size_t>(i), 'l');
    put[store_->put(content)->hex] = content.size();
    ASSERT_TRUE(store_->put(content));
  }
  std::map<std::string, std::uint64_t> listed;
  ASSERT_TRUE(store_->list([&](const StoredBlob& blob) -> Status {
    EXPECT_TRUE(listed.emplace(blob.digest.hex, blob.bytes).second) << "told twice";
    EXPECT_EQ(store_->look(blob.digest)->version, blob.version);
    return {};
  }));
  EXPECT_EQ(listed, put);
  int seen = 0;
  const auto stopped = store_->list([&](const StoredBlob&) -> Status {
    return ++seen == 10 ? Status(fail(ErrorCode::cancelled, "enough")) : Status();
  });
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  EXPECT_EQ(seen, 10);
}

TEST_P(BlobStoreConformance, FindsDamageAndCountsItAsMissing) {
  const std::vector<std::function<ErrorCode(const Digest&)>> ways{
      [&](const Digest& digest) { return store_->read(digest, 100).error().code; },
      [&](const Digest& digest) { return store_->open_verified(digest).error().code; },
      [&](const Digest& digest) { return store_->verify(digest).error().code; }};
  for (const auto& read : ways) {
    const auto digest = store_->put("a whole blob");
    ASSERT_TRUE(digest);
    ASSERT_TRUE(store_->open_verified(*digest));
    GetParam().damage(root_, *digest);
    EXPECT_EQ(read(*digest), ErrorCode::corrupt);
    EXPECT_FALSE(store_->exists(*digest));
    EXPECT_EQ(store_->look(*digest).error().code, ErrorCode::not_found);
    EXPECT_EQ(read(*digest), ErrorCode::not_found);
    EXPECT_TRUE(list().empty());
  }
}

TEST_P(BlobStoreConformance, PuttingAgainHealsDamage) {
  const auto digest = store_->put("heal me");
  GetParam().damage(root_, *digest);
  ASSERT_TRUE(store_->put("heal me"));
  EXPECT_EQ(store_->read(*digest, 100).value(), "heal me");
}

TEST_P(BlobStoreConformance, RemovesOnlyWhatHasNotBeenPutAgain) {
  const auto digest = store_->put("twice");
  const StoredBlob first = list().at(digest->hex);
  ASSERT_TRUE(store_->put("twice"));
  EXPECT_FALSE(store_->remove_unchanged(first).value());
  EXPECT_EQ(store_->read(*digest, 100).value(), "twice");
  EXPECT_TRUE(store_->remove_unchanged(list().at(digest->hex)).value());
  EXPECT_FALSE(store_->exists(*digest));
  EXPECT_FALSE(store_->remove_unchanged(first).value()) << "it is gone already";
  ASSERT_TRUE(store_->put("twice"));
  EXPECT_FALSE(store_->remove_unchanged(first).value());
  EXPECT_TRUE(store_->exists(*digest));
}

/// Whatever the order, a `put` that has returned isn't undone by the removal of what was listed before it.
TEST_P(BlobStoreConformance, NeverRemovesABlobThatIsPutAtTheSameTime) {
  std::barrier turn(2);
  StoredBlob before;
  std::thread sweeper([&] {
    for (int i = 0; i < 100; ++i) {
      turn.arrive_and_wait();
      EXPECT_TRUE(store_->remove_unchanged(before));
      turn.arrive_and_wait();
    }
  });
  for (int i = 0; i < 100; ++i) {
    before = store_->look(store_->put("again").value()).value();
    turn.arrive_and_wait();
    EXPECT_TRUE(store_->put("again"));
    turn.arrive_and_wait();
    EXPECT_EQ(store_->read(before.digest, 10).value_or("lost"), "again");
  }
  sweeper.join();
}

TEST_P(BlobStoreConformance, TakesTheSameBytesFromManyThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const std::string content(1000, static_cast<char>('a' + i));
        const auto digest = store_->put(content);
        EXPECT_TRUE(digest && store_->read(*digest, 1000).value() == content);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(list().size(), 20u);
}

TEST_P(BlobStoreConformance, RefusesWhatIsNotThereOrTooLong) {
  EXPECT_EQ(store_->read(sha256("never put"), 100).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->verify(sha256("never put")).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->open({"../../etc/passwd"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->look({"../../etc/passwd"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->read(*store_->put("12345"), 4).error().code, ErrorCode::invalid_request);
  EXPECT_TRUE(store_->remove(sha256("never put")));
  EXPECT_FALSE(store_->exists({"x"}));
}

INSTANTIATE_TEST_SUITE_P(, BlobStoreConformance, testing::ValuesIn(blob_stores()),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace souls::storage::test
