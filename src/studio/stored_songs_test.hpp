#pragma once
// A store, blobs and two users, for tests of what is done with stored songs.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/ids.hpp"
#include "song/document_fixture.hpp"
#include "storage/file_blob_store.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "storage/user_table.hpp"
#include "studio/library.hpp"
#include "studio/revisions.hpp"

namespace souls::studio::test {

class StoredSongsTest : public testing::Test {
 protected:
  StoredSongsTest() {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ / "database");
    store_ = *storage::SqliteStore::open(root_ / "database" / "souls.db");
    blobs_ = *storage::FileBlobStore::open_folder(root_ / "home", {false});
    for (const std::string& user : {ada_, bob_}) {
      EXPECT_TRUE(store_->write([&](storage::Transaction& t) { return t.users().add({.id = user, .name = "N " + user}); }));
    }
  }
  ~StoredSongsTest() override {
    blobs_.reset();
    store_.reset();
    std::filesystem::remove_all(root_);
  }

  Library library(const Quotas& quotas = {}) { return {*store_, *blobs_, [this] { return now_ms_; }, quotas}; }
  Revisions revisions() { return {*store_, *blobs_, [this] { return now_ms_; }}; }

  static song::Request request(const std::string& prompt = "a calm song about a river") {
    song::Request request;
    request.prompt = prompt;
    request.seed = 7;
    return request;
  }

  std::string submit(const std::string& user, const std::string& prompt = "a calm song about a river") {
    const auto accepted = library().submit(user, request(prompt));
    EXPECT_TRUE(accepted) << accepted.error().message;
    return accepted ? accepted->song : "";
  }

  /// A made song of a fixture's document, with a file of its own and one that all share.
  MadeSong made_song(Seed seed) {
    MadeSong made;
    song::FixtureOptions options;
    options.seed = seed;
    options.awkward_text = false;
    made.document = song::fixture_document(options);
    made.files["mix.wav"] = *blobs_->put("mix " + std::to_string(seed));
    made.files["stems/Bass.flac"] = *blobs_->put("the same bass");
    made.steps_made = 4;
    made.steps_reused = 30;
    return made;
  }

  void make(const std::string& user, const std::string& song, int number, Seed seed = 1) {
    ASSERT_TRUE(revisions().begin(user, song, number, {{"lyra", "1.0.0", sha256("lyra")}}));
    const Status finished = revisions().finish(user, song, number, made_song(seed));
    ASSERT_TRUE(finished) << finished.error().message << finished.error().detail;
  }

  storage::Revision revision(const std::string& user, const std::string& song, int number) {
    auto found = in_read<storage::Revision>(
        *store_, [&](storage::Transaction& t) { return t.songs().find_revision(user, song, number); });
    EXPECT_TRUE(found);
    return found.value_or(storage::Revision{});
  }
  std::vector<storage::Artifact> artifacts(const std::string& user, const std::string& song, int number) {
    return in_read<std::vector<storage::Artifact>>(
               *store_, [&](storage::Transaction& t) { return t.songs().artifacts(user, song, number); })
        .value();
  }

  /// All bytes of the database's files.
  std::string database_bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(root_ / "database")) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  const std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / ("stored_songs." + std::to_string(::getpid()));
  const std::string ada_ = random_id("u_"), bob_ = random_id("u_");
  std::int64_t now_ms_ = 1'000'000'000;
  std::unique_ptr<storage::SqliteStore> store_;
  std::unique_ptr<storage::FileBlobStore> blobs_;
};

}  // namespace souls::studio::test
