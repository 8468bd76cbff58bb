// Results and blobs in the store: whose they are, what they take up, and how they are found again.

#include <set>

#include "storage/blob_table.hpp"
#include "storage/file_blob_store.hpp"
#include "storage/songs_fixture_test.hpp"
#include "storage/stored_result_memory.hpp"

namespace souls::storage::test {
namespace {

class ResultTableConformance : public SongsTest {
 protected:
  static ResultRow row(const std::string& name, std::vector<ResultOutput> outputs) {
    ResultRow result;
    result.key = sha256(name);
    result.outputs = std::move(outputs);
    result.seconds = 1.5;
    result.capability = "vocals";
    result.package = "vox";
    result.version = "1.2.0";
    result.parameters = sha256("{}");
    result.asked_by = "k_1";
    result.song = "s_1";
    result.revision = 2;
    result.step = "vocals/Chorus 1";
    result.made_ms = result.used_ms = 1000;
    return result;
  }

  void put(const std::string& user, const ResultRow& result) {
    ASSERT_TRUE(write([&](Transaction& t) { return t.results().put(user, result); })) << last_error_;
  }
  std::uint64_t bytes_of(const std::string& user) {
    return *call([&](Transaction& t) { return t.blobs().bytes_of(user); });
  }
  Result<std::optional<ResultRow>> find(const std::string& user, const std::string& name) {
    return call([&](Transaction& t) { return t.results().find(user, sha256(name)); });
  }
};

TEST_P(ResultTableConformance, GivesBackTheWholeRecordToItsUserAlone) {
  const ResultRow result = row("a", {{"dry", sha256("1"), 10}, {"wet", sha256("2"), 20}, {"again", sha256("1"), 10}});
  put(ada_, result);
  EXPECT_EQ(find(ada_, "a").value(), result);
  EXPECT_FALSE(find(bob_, "a").value()) << "not even that it is there";
  EXPECT_FALSE(find(ada_, "b").value());
  ASSERT_TRUE(write([&](Transaction& t) { return t.results().forget(bob_, sha256("a")); }));
  EXPECT_TRUE(find(ada_, "a").value());
}

TEST_P(ResultTableConformance, ForgetsWhatWasMadeForASong) {
  put(ada_, row("a", {{"dry", sha256("1"), 10}}));
  put(bob_, row("a", {{"dry", sha256("1"), 10}}));
  ResultRow other = row("b", {{"dry", sha256("2"), 20}});
  other.song = "s_2";
  put(ada_, other);
  ASSERT_TRUE(write([&](Transaction& t) { return t.results().forget_song(ada_, "s_1"); }));
  EXPECT_FALSE(find(ada_, "a").value());
  EXPECT_TRUE(find(ada_, "b").value());
  EXPECT_TRUE(find(bob_, "a").value());
  EXPECT_EQ(bytes_of(ada_), 20u);
}

TEST_P(ResultTableConformance, KeepsResultsWhenItIsOpenedAgain) {
  put(ada_, row("a", {{"dry", sha256("1"), 10}}));
  reopen();
  EXPECT_EQ(find(ada_, "a").value(), row("a", {{"dry", sha256("1"), 10}}));
}

TEST_P(ResultTableConformance, ReplacesWhatWasThereAndCountsItOnce) {
  put(ada_, row("a", {{"dry", sha256("1"), 10}, {"wet", sha256("2"), 20}}));
  put(ada_, row("a", {{"dry", sha256("3"), 5}}));
  EXPECT_EQ(find(ada_, "a").value()->outputs.size(), 1u);
  EXPECT_EQ(bytes_of(ada_), 5u);
}

TEST_P(ResultTableConformance, CountsEachBlobOnceForEachUserWithTheirSongs) {
  const std::string song = add_song(ada_, "One");
  ASSERT_TRUE(write([&](Transaction& t) {
    return t.songs().put_artifact(ada_, song, 1, {"mix.wav", sha256("mix"), 1000, "audio/wav"});
  }));
  put(ada_, row("a", {{"mix", sha256("mix"), 1000}, {"stem", sha256("stem"), 30}}));
  put(ada_, row("b", {{"stem", sha256("stem"), 30}}));
  put(bob_, row("a", {{"stem", sha256("stem"), 30}}));
  EXPECT_EQ(bytes_of(ada_), 1030u);
  EXPECT_EQ(bytes_of(bob_), 30u);
  ASSERT_TRUE(write([&](Transaction& t) { return t.results().forget(ada_, sha256("a")); }));
  EXPECT_EQ(bytes_of(ada_), 1030u) << "the song has the mix, the other result the stem";
  ASSERT_TRUE(write([&](Transaction& t) { return t.results().forget(ada_, sha256("b")); }));
  EXPECT_EQ(bytes_of(ada_), 1000u);
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, song); }));
  EXPECT_EQ(bytes_of(ada_), 0u);
  EXPECT_EQ(bytes_of(bob_), 30u);
}

TEST_P(ResultTableConformance, RefusesWhoIsNotThereAndWhatIsTooMuch) {
  const auto code = [&](const std::string& user, const ResultRow& result) {
    return store_->write([&](Transaction& t) { return t.results().put(user, result); }).error().code;
  };
  EXPECT_EQ(code("u_nobody", row("a", {})), ErrorCode::not_found);
  EXPECT_EQ(code(ada_, ResultRow{}), ErrorCode::invalid_request);
  EXPECT_EQ(code(ada_, row("a", std::vector<ResultOutput>(limits::kStepOutputsMax + 1))), ErrorCode::invalid_request);
}

TEST_P(ResultTableConformance, ForgetsWhatWasUsedLongestAgo) {
  for (int i = 0; i < 5; ++i) {
    auto result = row(std::to_string(i), {{"out", sha256(std::to_string(i)), 1}});
    result.used_ms = 1000 + i;
    put(ada_, result);
    put(bob_, result);
  }
  ASSERT_TRUE(write([&](Transaction& t) { return t.results().mark_used(ada_, sha256("0"), 9000); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.results().forget_unused(ada_, 1004, 2); }).value(), 2u);
  EXPECT_TRUE(find(ada_, "0").value());
  EXPECT_FALSE(find(ada_, "1").value());
  EXPECT_FALSE(find(ada_, "2").value());
  EXPECT_TRUE(find(ada_, "3").value());
  EXPECT_EQ(call([&](Transaction& t) { return t.results().forget_unused(ada_, 1004, 9); }).value(), 1u);
  EXPECT_EQ(call([&](Transaction& t) { return t.results().count(ada_); }).value(), 2u);
  EXPECT_EQ(call([&](Transaction& t) { return t.results().count(bob_); }).value(), 5u);
}

TEST_P(ResultTableConformance, GoesWithItsUser) {
  put(ada_, row("a", {{"dry", sha256("1"), 10}}));
  put(bob_, row("a", {{"dry", sha256("1"), 10}}));
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().set_quota(ada_, 5); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(ada_); })) << last_error_;
  EXPECT_FALSE(find(ada_, "a").value());
  EXPECT_TRUE(find(bob_, "a").value());
  EXPECT_EQ(bytes_of(ada_), 0u);
  EXPECT_FALSE(call([&](Transaction& t) { return t.blobs().quota(ada_); }).value());
}

using BlobTableConformance = ResultTableConformance;

TEST_P(BlobTableConformance, KnowsWhatWasStoredVerifiedAndLost) {
  const Digest digest = sha256("blob");
  EXPECT_FALSE(call([&](Transaction& t) { return t.blobs().find(digest); }).value());
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().note(digest, 7, 100); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().set_verified(digest, 7, 200); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.blobs().find(digest); }).value(), (BlobRow{digest, 7, 100, 200, 0}));
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().set_lost(digest, 300); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().set_lost(sha256("never known"), 300); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.blobs().lost(10); }).value().size(), 2u);
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().note(digest, 7, 400); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.blobs().lost(10); }).value().size(), 1u) << "stored again";
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().forget(digest); }));
  EXPECT_FALSE(call([&](Transaction& t) { return t.blobs().find(digest); }).value());
}

TEST_P(BlobTableConformance, TellsWhereABlobIsUsed) {
  const std::string song = add_song(ada_, "One");
  ASSERT_TRUE(write([&](Transaction& t) {
    return t.songs().put_artifact(ada_, song, 1, {"stems/Lead.flac", sha256("1"), 10, "audio/flac"});
  }));
  put(bob_, row("a", {{"dry", sha256("1"), 10}}));
  const auto uses = call([&](Transaction& t) { return t.blobs().uses(sha256("1"), 10); }).value();
  ASSERT_EQ(uses.size(), 2u);
  EXPECT_EQ(uses[0], (BlobUse{ada_, song, 1, "stems/Lead.flac", {}, {}, {}, {}, {}}));
  EXPECT_EQ(uses[1], (BlobUse{bob_, "s_1", 2, "dry", "vocals/Chorus 1", "vocals", "vox", "1.2.0", sha256("a")}));
  EXPECT_EQ(call([&](Transaction& t) { return t.blobs().uses(sha256("1"), 1); }).value().size(), 1u);
  std::set<Digest> used;
  ASSERT_TRUE(store_->read([&](Transaction& t) {
    return t.blobs().each_used([&](const Digest& digest) { used.insert(digest); });
  }));
  EXPECT_EQ(used, std::set<Digest>{sha256("1")});
}

TEST_P(BlobTableConformance, HoldsUsersToTheirQuotas) {
  put(ada_, row("a", {{"dry", sha256("1"), 600}}));
  const auto may = [&](std::uint64_t more) {
    return store_->read([&](Transaction& t) { return check_quota(t.blobs(), ada_, more); });
  };
  EXPECT_TRUE(may(1'000'000));
  EXPECT_FALSE(may(limits::kUserBytesMax)) << "the system's own";
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().set_quota(ada_, 1000); }));
  EXPECT_TRUE(may(400));
  const auto refused = may(401);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_NE(refused.error().message.find("600 bytes of the 1.0 kB"), std::string::npos) << refused.error().message;
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().set_quota(ada_, 500); }));
  EXPECT_FALSE(may(0));
  ASSERT_TRUE(write([&](Transaction& t) { return t.blobs().set_quota(ada_, std::nullopt); }));
  EXPECT_TRUE(may(401));
  EXPECT_EQ(store_->write([&](Transaction& t) { return t.blobs().set_quota("u_x", 1); }).error().code,
            ErrorCode::not_found);
}

class StoredResultMemoryConformance : public ResultTableConformance {
 protected:
  ~StoredResultMemoryConformance() override { std::filesystem::remove_all(root_); }

  const std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / ("stored_results." + std::to_string(::getpid()));
  std::unique_ptr<FileBlobStore> blobs_ = std::move(*FileBlobStore::open_folder(root_, {false}));
};

TEST_P(StoredResultMemoryConformance, RemembersForItsUserAndNoOther) {
  StoredResultMemory ada(*store_, *blobs_, ada_);
  StoredResultMemory bob(*store_, *blobs_, bob_);
  const StepResult result{{{"out", *blobs_->put("sound")}}, 2.5, "vox", "1.0.0"};
  ASSERT_TRUE(ada.remember(sha256("key"), result));
  EXPECT_EQ(ada.find(sha256("key")).value(), result);
  EXPECT_FALSE(bob.find(sha256("key")).value());
  EXPECT_EQ(bytes_of(ada_), 5u);
  ASSERT_TRUE(ada.forget(sha256("key")));
  EXPECT_FALSE(ada.find(sha256("key")).value());
}

TEST_P(StoredResultMemoryConformance, CountsAMissingBlobAsNotRemembered) {
  StoredResultMemory ada(*store_, *blobs_, ada_);
  const auto digest = blobs_->put("sound");
  ASSERT_TRUE(ada.remember(sha256("key"), {{{"out", *digest}}, 1, "vox", "1"}));
  ASSERT_TRUE(blobs_->remove(*digest));
  EXPECT_FALSE(ada.find(sha256("key")).value());
  EXPECT_EQ(ada.remember(sha256("other"), {{{"out", *digest}}, 1, "vox", "1"}).error().code, ErrorCode::not_found);
}

TEST_P(StoredResultMemoryConformance, KnowsToTheHourWhenAResultWasUsed) {
  std::int64_t now_ms = 1'000'000'000;
  StoredResultMemory ada(*store_, *blobs_, ada_, [&] { return now_ms; });
  ASSERT_TRUE(ada.remember(sha256("key"), {{}, 1, "vox", "1"}));
  const std::uint64_t commits = store_->commits();
  now_ms += 60'000;
  ASSERT_TRUE(ada.find(sha256("key")).value());
  EXPECT_EQ(store_->commits(), commits) << "a hit costs no write";
  now_ms += 3'600'000;
  ASSERT_TRUE(ada.find(sha256("key")).value());
  EXPECT_EQ(find(ada_, "key").value()->used_ms, now_ms);
  now_ms -= 2 * 3'600'000;
  ASSERT_TRUE(ada.find(sha256("key")).value()) << "with a clock that was set back";
}

TEST_P(StoredResultMemoryConformance, KeepsTheRecordOfTheStepAndWritesNothingWhereAllIsKnown) {
  const StepResult result{{{"out", *blobs_->put("sound")}}, 1, "vox", "1"};
  ResultRow told = row_of_result(*blobs_, sha256("key"), result, 5).value();
  told.step = "vocals/Chorus";
  put(ada_, told);
  StoredResultMemory ada(*store_, *blobs_, ada_);
  const std::uint64_t commits = store_->commits();
  ASSERT_TRUE(ada.remember(sha256("key"), result));
  EXPECT_EQ(store_->commits(), commits);
  EXPECT_EQ(find(ada_, "key").value()->step, "vocals/Chorus");
  const StepResult other{{{"out", *blobs_->put("another")}}, 1, "vox", "2"};
  ASSERT_TRUE(ada.remember(sha256("key"), other));
  EXPECT_EQ(ada.find(sha256("key")).value(), other);
}

INSTANTIATE_TEST_SUITE_P(, ResultTableConformance, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, BlobTableConformance, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, StoredResultMemoryConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
