#include "studio/revisions.hpp"

#include "song/json.hpp"
#include "studio/stored_songs_test.hpp"
#include "tasks/audit.hpp"

namespace souls::studio {
namespace {

using storage::MakingState;

using RevisionsTest = test::StoredSongsTest;

TEST_F(RevisionsTest, GoesFromWaitingToMade) {
  const auto song = submit(ada_);
  const std::vector<storage::ChosenPackage> packages = {{"lyra", "1.0.0", sha256("lyra")}};
  ASSERT_TRUE(revisions().begin(ada_, song, 1, packages));
  ASSERT_TRUE(revisions().begin(ada_, song, 1, {}));  // after a restart; the first choice stands
  EXPECT_EQ(library().find(ada_, song)->state, MakingState::making);
  const auto cover = *blobs_->put("a cover");
  ASSERT_TRUE(revisions().show_preview(ada_, song, 1, "cover.png", cover));
  EXPECT_EQ(artifacts(ada_, song, 1).at(0),
            (storage::Artifact{"cover.png", cover, 7, "image/png", storage::ArtifactKind::preview}));
  ASSERT_TRUE(revisions().show_preview(ada_, song, 1, "previews/cover.png", cover));

  const auto made = made_song(3);
  now_ms_ += 100;
  ASSERT_TRUE(revisions().finish(ada_, song, 1, made));
  ASSERT_TRUE(revisions().finish(ada_, song, 1, made));  // told twice
  const auto makers = tasks::who_made(*store_, revision(ada_, song, 1).document).value();
  ASSERT_EQ(makers.size(), 1u);
  EXPECT_EQ(makers[0].user, ada_);
  EXPECT_EQ(makers[0].inputs.size(), made.files.size());
  const auto done = revision(ada_, song, 1);
  EXPECT_EQ(done.state, MakingState::made);
  EXPECT_EQ(done.packages, packages);
  EXPECT_EQ(done.steps_made, 4);
  EXPECT_EQ(done.steps_reused, 30);
  EXPECT_EQ(done.finished_ms, now_ms_);
  EXPECT_EQ(read_document(*blobs_, done.document).value(), made.document);
  const auto files = artifacts(ada_, song, 1);
  ASSERT_EQ(files.size(), 4u);  // of the previews the small cover stays
  EXPECT_EQ(files[0].path, "mix.wav");
  EXPECT_EQ(files[0].media_type, "audio/wav");
  EXPECT_EQ(files[0].bytes, 5u);
  EXPECT_EQ(files[1].path, "previews/cover.png");
  EXPECT_EQ(files[2].path, "song.json");
  EXPECT_EQ(files[2].digest, done.document);
  EXPECT_EQ(files[3].path, "stems/Bass.flac");
  // The words are found.
  const std::string word = made.document.lyrics.lines.at(0).words.at(0).text;
  EXPECT_EQ(library().search(ada_, {word})->size(), 1u);
}

TEST_F(RevisionsTest, EndsOnce) {
  const auto song = submit(ada_);
  ASSERT_TRUE(revisions().end(ada_, song, 1, {ErrorCode::cancelled, "stopped on request", {}}));
  EXPECT_EQ(revision(ada_, song, 1).state, MakingState::cancelled);
  EXPECT_EQ(revision(ada_, song, 1).error, "");
  ASSERT_TRUE(revisions().end(ada_, song, 1, {ErrorCode::internal, "too late", {}}));
  EXPECT_EQ(revision(ada_, song, 1).state, MakingState::cancelled);
  EXPECT_EQ(revisions().begin(ada_, song, 1, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(revisions().finish(ada_, song, 1, made_song(1)).error().code, ErrorCode::conflict);
  ASSERT_TRUE(revisions().retry(ada_, song, 1));
  EXPECT_EQ(revisions().retry(ada_, song, 1).error().code, ErrorCode::conflict);
  ASSERT_TRUE(revisions().begin(ada_, song, 1, {}));
  ASSERT_TRUE(revisions().end(ada_, song, 1, {ErrorCode::internal, "the singer lost her voice", {}}));
  EXPECT_EQ(revision(ada_, song, 1).error, "the singer lost her voice");
  EXPECT_EQ(library().find(ada_, song)->state, MakingState::failed);
  EXPECT_EQ(revisions().show_preview(ada_, song, 1, "x.png", *blobs_->put("x")).error().code, ErrorCode::conflict);
}

TEST_F(RevisionsTest, FinishesOnlyWhatTheBlobsHold) {
  const auto song = submit(ada_);
  ASSERT_TRUE(revisions().begin(ada_, song, 1, {}));
  auto made = made_song(1);
  made.files["mix.mp3"] = sha256("nowhere");
  EXPECT_EQ(revisions().finish(ada_, song, 1, made).error().code, ErrorCode::not_found);
  EXPECT_EQ(revision(ada_, song, 1).state, MakingState::making);
}

TEST_F(RevisionsTest, KeepsTheBalanceOfTheNearestMadeAncestor) {
  const auto song = submit(ada_);
  EXPECT_TRUE(revisions().order(ada_, song, 1)->gains_db.empty());
  ASSERT_TRUE(library().edit(ada_, song, 1, {song::SetTempo{90}}));
  EXPECT_EQ(revisions().order(ada_, song, 2).error().code, ErrorCode::unavailable);
  make(ada_, song, 1);
  const auto order = revisions().order(ada_, song, 2).value();
  EXPECT_EQ(order.request, request());
  EXPECT_EQ(order.edits, (std::vector<song::Edit>{song::SetTempo{90}}));
  EXPECT_EQ(order.gains_db.at("Bass"), -3.25);
  // One that failed is passed over.
  ASSERT_TRUE(revisions().end(ada_, song, 2, {ErrorCode::internal, "no", {}}));
  ASSERT_TRUE(library().edit(ada_, song, 2, {song::SetTitle{"Third"}}));
  const auto third = revisions().order(ada_, song, 3).value();
  EXPECT_EQ(third.edits.size(), 2u);
  EXPECT_EQ(third.gains_db.at("Bass"), -3.25);
  // What is before one that is made holds nothing up.
  make(ada_, song, 3);
  ASSERT_TRUE(revisions().retry(ada_, song, 2));
  ASSERT_TRUE(library().edit(ada_, song, 3, {song::SetTitle{"Fourth"}}));
  EXPECT_EQ(revisions().order(ada_, song, 4)->gains_db.at("Bass"), -3.25);
}

TEST_F(RevisionsTest, TellsNothingOfAnothersSong) {
  const auto song = submit(ada_);
  const std::string nowhere = random_id("s_");
  for (const std::string& id : {song, nowhere}) {
    for (const Status& status :
         {revisions().begin(bob_, id, 1, {}), revisions().end(bob_, id, 1, {}), revisions().retry(bob_, id, 1),
          revisions().finish(bob_, id, 1, made_song(1)), revisions().show_preview(bob_, id, 1, "x", *blobs_->put("x"))}) {
      EXPECT_EQ(status.error().code, ErrorCode::not_found);
      EXPECT_EQ(status.error().message, "there is no such song");
    }
    EXPECT_EQ(revisions().order(bob_, id, 1).error().message, "there is no such song");
  }
}

TEST(MediaTypes, FollowTheEnding) {
  EXPECT_EQ(media_type_of("stems/Bass.flac"), "audio/flac");
  EXPECT_EQ(media_type_of("song.json"), "application/json");
  EXPECT_EQ(media_type_of("noending"), "application/octet-stream");
}

}  // namespace
}  // namespace souls::studio
