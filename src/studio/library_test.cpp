#include "studio/library.hpp"

#include "song/json.hpp"
#include "storage/audit_table.hpp"
#include "storage/blob_table.hpp"
#include "storage/result_table.hpp"
#include "storage/task_table.hpp"
#include "studio/stored_songs_test.hpp"

namespace souls::studio {
namespace {

using storage::MakingState;
using storage::Transaction;
constexpr std::int64_t kDayMs = 24 * 3600 * 1000;

using LibraryTest = test::StoredSongsTest;

std::vector<song::Edit> tempo(double tempo_bpm) { return {song::SetTempo{tempo_bpm}}; }

TEST_F(LibraryTest, AcceptsASongAndItsFirstRevision) {
  const auto accepted = library().submit(ada_, request());
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(is_id(accepted->song, "s_"));
  EXPECT_EQ(accepted->revision, 1);
  const auto song = library().find(ada_, accepted->song).value();
  EXPECT_FALSE(song.title.empty());
  EXPECT_EQ(song.prompt, "a calm song about a river");
  EXPECT_EQ(song.state, MakingState::waiting);
  EXPECT_EQ(song.created_ms, now_ms_);
  const auto first = revision(ada_, accepted->song, 1);
  EXPECT_EQ(first.seed, 7u);
  EXPECT_EQ(song::request_from_json(first.request_json).value(), request());
}

TEST_F(LibraryTest, RefusesWhatCannotBe) {
  for (const std::string& prompt : {std::string(), std::string(limits::kPromptLettersMax + 1, 'p')}) {
    EXPECT_EQ(library().submit(ada_, request(prompt)).error().code, ErrorCode::invalid_request);
  }
  EXPECT_EQ(library().submit(random_id("u_"), request()).error().code, ErrorCode::not_found);
  EXPECT_EQ(library().submit(ada_, request(), std::string(200, 'k')).error().code, ErrorCode::invalid_request);
  EXPECT_EQ(library().submit(ada_, request(), "a b").error().code, ErrorCode::invalid_request);
  EXPECT_EQ(library().list(ada_, {})->size(), 0u);
}

TEST_F(LibraryTest, CountsAnOrderOfOneKeyOnce) {
  const auto first = library().submit(ada_, request(), "key-1").value();
  const auto again = library().submit(ada_, request(), "key-1").value();
  EXPECT_FALSE(first.is_repeated);
  EXPECT_TRUE(again.is_repeated);
  EXPECT_EQ(again.song, first.song);
  EXPECT_EQ(library().submit(ada_, request("another"), "key-1").error().code, ErrorCode::unprocessable);
  EXPECT_NE(library().submit(bob_, request(), "key-1")->song, first.song);
  EXPECT_EQ(library().list(ada_, {})->size(), 1u);

  const auto edited = library().edit(ada_, first.song, 1, tempo(90), "key-2").value();
  const auto edited_again = library().edit(ada_, first.song, 1, tempo(90), "key-2").value();
  EXPECT_EQ(edited.revision, 2);
  EXPECT_EQ(edited_again.revision, 2);
  EXPECT_TRUE(edited_again.is_repeated);
  EXPECT_EQ(library().edit(ada_, first.song, {}, tempo(95), "key-3")->revision, 3);
  EXPECT_EQ(library().edit(ada_, first.song, {}, tempo(95), "key-3")->revision, 3) << "not one that continues it";
  EXPECT_EQ(library().edit(ada_, first.song, {}, tempo(99), "key-3").error().code, ErrorCode::unprocessable);

  now_ms_ += limits::kIdempotencyHours * 3600 * 1000 + 1;
  EXPECT_NE(library().submit(ada_, request(), "key-1")->song, first.song);
}

TEST_F(LibraryTest, StopsWhereAnOrderSaysAndGoesOnWithTheRest) {
  const auto song = library().submit(ada_, request(), "key-1", {}, Until::score).value().song;
  EXPECT_EQ(library().submit(ada_, request(), "key-1", {}, Until::score)->song, song);
  EXPECT_EQ(library().submit(ada_, request(), "key-1").error().code, ErrorCode::unprocessable);
  EXPECT_EQ(revisions().order(ada_, song, 1)->until, Until::score);
  EXPECT_EQ(revisions().order(ada_, song, 1)->request, request());
  EXPECT_EQ(library().find(ada_, song)->until, "score");
  make(ada_, song, 1);
  EXPECT_EQ(library().edit(ada_, song, 1, {})->revision, 2);
  EXPECT_EQ(revisions().order(ada_, song, 2)->until, Until::all);
  EXPECT_EQ(library().find(ada_, song)->until, "");
  EXPECT_EQ(until_of(revision(ada_, song, 1)), Until::score);
  make(ada_, song, 2);
  EXPECT_EQ(library().edit(ada_, song, 2, {}).error().code, ErrorCode::invalid_request) << "it is whole";
  EXPECT_EQ(library().go_back(ada_, song, 2, 1)->revision, 3);
  EXPECT_EQ(library().list(ada_, {})->at(0).until, "score");
  EXPECT_EQ(library().edit(ada_, song, 3, tempo(90))->revision, 4);
  EXPECT_EQ(revisions().order(ada_, song, 4)->until, Until::all);
}

TEST_F(LibraryTest, ChangesASongThatIsAsExpectedOrNotAtAll) {
  const auto song = submit(ada_);
  const auto is_named = [](const std::string& title) {
    return [title](const storage::Song& found) { return found.title == title; };
  };
  ASSERT_TRUE(library().change(ada_, song, {"One", {{"a", "b"}}}));
  EXPECT_EQ(library().change(ada_, song, {"Two", {}}, is_named("Zero")).error().code, ErrorCode::lost_race);
  EXPECT_EQ(library().change(ada_, song, {"Two", {{""}}}).error().code, ErrorCode::invalid_request);
  EXPECT_EQ(library().find(ada_, song)->title, "One") << "changed in part";
  ASSERT_TRUE(library().change(ada_, song, {{}, {{"b", "c"}}}, is_named("One")));
  EXPECT_EQ(library().find(ada_, song)->tags, (std::vector<std::string>{"b", "c"}));
  ASSERT_TRUE(
      library().change(ada_, song, {.title = {}, .tags = {}, .add_tags = {"d", "c"}, .remove_tags = {"b", "x"}}));
  EXPECT_EQ(library().find(ada_, song)->tags, (std::vector<std::string>{"c", "d"}));
}

TEST_F(LibraryTest, ContinuesTheNewestRevisionOnly) {
  const auto song = submit(ada_);
  EXPECT_EQ(library().edit(ada_, song, 1, tempo(90))->revision, 2);
  const auto late = library().edit(ada_, song, 1, tempo(100));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::conflict);
  EXPECT_EQ(late.error().message, "the song has changed since revision 1: its newest revision is 2");
  EXPECT_EQ(library().edit(ada_, song, 2, tempo(100))->revision, 3);
  const auto order = revisions().order(ada_, song, 3);
  EXPECT_EQ(order.error().code, ErrorCode::unavailable);  // its ancestors aren't made
  EXPECT_EQ(revision(ada_, song, 3).edits_json, "[" + song::to_json(tempo(100)[0]) + "]");
  EXPECT_EQ(library().edit(ada_, song, 4, tempo(100)).error().code, ErrorCode::not_found);
  EXPECT_EQ(library().edit(ada_, song, 3, {}).error().code, ErrorCode::invalid_request);
  EXPECT_EQ(library().edit(ada_, song, 3, {song::SetLine{"No Such Part", 1, "x"}}).error().code, ErrorCode::not_found);
  EXPECT_EQ(library().edit(ada_, song, 3, tempo(9000)).error().code, ErrorCode::invalid_request);
}

TEST_F(LibraryTest, GoesBackToARevision) {
  const auto song = submit(ada_);
  make(ada_, song, 1, 1);
  ASSERT_TRUE(library().edit(ada_, song, 1, tempo(90)));
  make(ada_, song, 2, 2);
  now_ms_ += 5000;
  EXPECT_EQ(library().go_back(ada_, song, 1, 1).error().code, ErrorCode::conflict);
  EXPECT_EQ(library().go_back(ada_, song, 1, 2).error().code, ErrorCode::conflict);
  EXPECT_EQ(library().go_back(ada_, song, 2, 7).error().code, ErrorCode::not_found);
  ASSERT_EQ(library().go_back(ada_, song, 2, 1)->revision, 3);
  const auto third = revision(ada_, song, 3);
  EXPECT_EQ(third.state, MakingState::made);
  EXPECT_EQ(third.parent, 1);
  EXPECT_EQ(third.document, revision(ada_, song, 1).document);
  EXPECT_EQ(third.finished_ms, now_ms_);
  EXPECT_EQ(artifacts(ada_, song, 3), artifacts(ada_, song, 1));
  EXPECT_EQ(library().compare(ada_, song, 1, 3).value(), Comparison{});
  // What comes after continues the older one.
  ASSERT_TRUE(library().edit(ada_, song, 3, {song::SetTitle{"New"}}));
  const auto order = revisions().order(ada_, song, 4).value();
  EXPECT_EQ(order.edits, (std::vector<song::Edit>{song::SetTitle{"New"}}));
}

TEST_F(LibraryTest, MakesAgainWhenTheDocumentIsLost) {
  const auto song = submit(ada_);
  make(ada_, song, 1);
  ASSERT_TRUE(library().edit(ada_, song, 1, tempo(90)));
  ASSERT_TRUE(blobs_->remove(revision(ada_, song, 1).document));
  ASSERT_EQ(library().go_back(ada_, song, 2, 1)->revision, 3);
  EXPECT_EQ(revision(ada_, song, 3).state, MakingState::waiting);
  EXPECT_TRUE(revisions().order(ada_, song, 3)->gains_db.empty()) << "as the first one was made";
}

TEST_F(LibraryTest, MendsALostDocumentByItsRepetitionWhereAllElseIsTheSame) {
  const auto song = submit(ada_);
  make(ada_, song, 1, 1);
  const Digest lost = revision(ada_, song, 1).document;
  for (const auto& [number, seed] : {std::pair<int, Seed>{2, 2}, {3, 1}}) {
    ASSERT_TRUE(blobs_->remove(lost));
    ASSERT_EQ(library().go_back(ada_, song, number - 1, 1)->revision, number);
    ASSERT_TRUE(revisions().begin(ada_, song, number, {}));
    MadeSong made = made_song(seed);
    made.document.provenance.steps.at(0).seconds += 1;
    ASSERT_TRUE(revisions().finish(ada_, song, number, made));
    const bool is_same = revision(ada_, song, 1).document == revision(ada_, song, number).document;
    EXPECT_EQ(is_same, seed == 1) << "another mix came out";
  }
  EXPECT_EQ(artifacts(ada_, song, 1), artifacts(ada_, song, 3));
  EXPECT_FALSE(blobs_->exists(lost));
}

TEST_F(LibraryTest, MakesTheNewestAgainWhenAFileOfAnEditIsLost) {
  const auto song = submit(ada_);
  make(ada_, song, 1, 1);
  ASSERT_TRUE(library().edit(ada_, song, 1, tempo(90)));
  make(ada_, song, 2, 2);
  EXPECT_EQ(library().go_back(ada_, song, 2, 2).error().code, ErrorCode::conflict) << "nothing is lost";
  ASSERT_TRUE(blobs_->remove(sha256("mix 2")));
  ASSERT_EQ(library().go_back(ada_, song, 2, 2)->revision, 3);
  EXPECT_EQ(revision(ada_, song, 3).state, MakingState::waiting);
  EXPECT_EQ(revisions().order(ada_, song, 3)->edits, tempo(90));
  EXPECT_EQ(library().go_back(ada_, song, 3, 3).error().code, ErrorCode::conflict) << "it waits";
  ASSERT_EQ(library().go_back(ada_, song, 3, 1)->revision, 4);
  EXPECT_EQ(revision(ada_, song, 4).state, MakingState::made);
}

TEST_F(LibraryTest, ComparesRevisions) {
  const auto song = submit(ada_);
  make(ada_, song, 1, 1);
  ASSERT_TRUE(library().edit(ada_, song, 1, tempo(90)));
  const auto waiting = library().compare(ada_, song, 1, 2).value();
  EXPECT_EQ(waiting.edits_added, std::vector<std::string>{song::to_json(tempo(90)[0])});
  EXPECT_TRUE(waiting.files.empty());
  make(ada_, song, 2, 2);
  const auto compared = library().compare(ada_, song, 1, 2).value();
  ASSERT_EQ(compared.files.size(), 1u);
  EXPECT_EQ(compared.files[0].name, "mix.wav");
  EXPECT_EQ(compared.files[0].difference, Difference::changed);
  EXPECT_FALSE(compared.lines.empty());
  EXPECT_EQ(library().compare(bob_, song, 1, 2).error().code, ErrorCode::not_found);
  EXPECT_EQ(library().compare(ada_, song, 1, 3).error().code, ErrorCode::not_found);
}

TEST_F(LibraryTest, KeepsATitleThatAHandGave) {
  const auto named = submit(ada_), other = submit(ada_);
  ASSERT_TRUE(library().change(ada_, named, {"My Own", {}}));
  EXPECT_EQ(library().change(ada_, named, {" ", {}}).error().code, ErrorCode::invalid_request);
  EXPECT_EQ(library().change(bob_, named, {"Stolen", {}}).error().code, ErrorCode::not_found);
  make(ada_, named, 1);
  make(ada_, other, 1);
  EXPECT_EQ(library().find(ada_, named)->title, "My Own");
  EXPECT_EQ(library().find(ada_, other)->title, "Silver River");  // the document's
}

TEST_F(LibraryTest, TrashesRestoresAndSweeps) {
  const auto old_song = submit(ada_), new_song = submit(ada_), kept = submit(ada_);
  ASSERT_TRUE(library().trash(ada_, old_song));
  EXPECT_EQ(library().edit(ada_, old_song, 1, tempo(90)).error().code, ErrorCode::conflict);
  now_ms_ += 20 * kDayMs;
  ASSERT_TRUE(library().trash(ada_, old_song));  // again: its time goes on
  ASSERT_TRUE(library().trash(ada_, new_song));
  ASSERT_TRUE(library().trash(ada_, kept));
  ASSERT_TRUE(library().restore(ada_, kept));
  EXPECT_EQ(library().sweep().value(), 0u);
  now_ms_ += 11 * kDayMs;
  EXPECT_EQ(library().sweep().value(), 1u);
  EXPECT_EQ(library().find(ada_, old_song).error().code, ErrorCode::not_found);
  EXPECT_TRUE(library().find(ada_, new_song));
  ASSERT_TRUE(library().restore(ada_, new_song));
  EXPECT_EQ(library().list(ada_, {})->size(), 2u);
}

TEST_F(LibraryTest, DeletesSoThatNoWordIsLeft) {
  const auto song = submit(ada_, "an ode to Zanzibarium, the lost city");
  const auto kept = submit(ada_, "an ode to Quixotica, the found city");
  ASSERT_TRUE(library().edit(ada_, song, 1, {song::SetTitle{"Vexillology"}}));
  ASSERT_TRUE(library().change(ada_, song, {{}, {{"ephemerae"}}}));
  storage::RunRow run;
  run.name = song + "/1/plan";
  run.user = ada_;
  run.song = song;
  run.revision = 1;
  ASSERT_TRUE(in_write<storage::RunRow>(*store_, [&](Transaction& t) { return t.tasks().open_run(run); }));
  const auto remember = [&](const std::string& of, const std::string& step) {
    storage::ResultRow result;
    result.key = sha256(step);
    result.outputs = {{"out", sha256(step + " out"), 5}};
    result.song = of;
    ASSERT_TRUE(store_->write([&](Transaction& t) { return t.results().put(ada_, result); }));
  };
  remember(song, "one");
  remember(kept, "two");
  EXPECT_EQ(library().remove(bob_, song).error().code, ErrorCode::not_found);
  ASSERT_TRUE(library().remove(ada_, song));
  ASSERT_TRUE(library().sweep());
  const std::string bytes = database_bytes();
  for (const char* word : {"Zanzibarium", "zanzibarium", "Vexillology", "ephemerae", "/1/plan"}) {
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
  }
  EXPECT_NE(bytes.find("Quixotica"), std::string::npos);
  EXPECT_TRUE(library().find(ada_, kept));
  EXPECT_EQ(in_read<std::size_t>(*store_, [&](Transaction& t) { return t.results().count(ada_); }).value(), 1u);
  const auto rows =
      in_read<std::vector<storage::AuditRow>>(*store_, [](Transaction& t) { return t.audit().after(0, 10); }).value();
  ASSERT_EQ(rows.size(), 1u);
  const auto entry = storage::unpack_entry(rows.back().bytes).value();
  EXPECT_EQ(entry.kind, "song_deleted");
  EXPECT_EQ(entry.user, ada_);
  EXPECT_EQ(entry.run, song);
}

TEST_F(LibraryTest, KeepsToQuotas) {
  Quotas quotas;
  quotas.songs_max = 3;
  quotas.songs_at_once_max = 2;
  const auto first = library(quotas).submit(ada_, request()).value();
  ASSERT_TRUE(library(quotas).submit(ada_, request()));
  const auto at_once = library(quotas).submit(ada_, request());
  ASSERT_FALSE(at_once);
  EXPECT_EQ(at_once.error().code, ErrorCode::rate_limited);
  EXPECT_EQ(at_once.error().message, "2 of your songs are being made and 2 may be at once; wait for one, or cancel one");
  EXPECT_TRUE(library(quotas).submit(bob_, request()));
  make(ada_, first.song, 1);
  ASSERT_TRUE(library(quotas).submit(ada_, request()));
  const auto too_many = library(quotas).submit(ada_, request());
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().message, "you have 3 songs and may have 3; delete some first");

  // Less than the document of the one that is made.
  ASSERT_TRUE(store_->write([&](Transaction& t) { return t.blobs().set_quota(ada_, 10); }));
  quotas.songs_max = quotas.songs_at_once_max = 100;
  quotas.bytes_max = 1'000'000;  // what a user is given of his own counts
  const auto too_large = library(quotas).submit(ada_, request());
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().code, ErrorCode::forbidden);
  EXPECT_NE(too_large.error().message.find("10 bytes"), std::string::npos) << too_large.error().message;
}

TEST_F(LibraryTest, CountsSongsByTheDayAlsoThoseThatAreGone) {
  Quotas quotas;
  quotas.songs_per_day_max = 2;
  now_ms_ = 100 * kDayMs;
  const auto first = library(quotas).submit(ada_, request()).value();
  ASSERT_TRUE(library(quotas).submit(ada_, request()));
  ASSERT_TRUE(library().remove(ada_, first.song));
  now_ms_ += kDayMs - 1;
  const auto too_many = library(quotas).submit(ada_, request());
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, ErrorCode::rate_limited);
  EXPECT_EQ(too_many.error().message, "you have asked for 2 songs today, which is all that you may; ask again tomorrow (UTC)");
  EXPECT_TRUE(library(quotas).submit(bob_, request()));
  now_ms_ += 1;
  EXPECT_TRUE(library(quotas).submit(ada_, request()));
}

TEST_F(LibraryTest, RemembersWhatAnOrderCameWith) {
  const Asking asking{"k_1", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};
  const auto song = library().submit(ada_, request(), {}, asking).value().song;
  EXPECT_EQ(revision(ada_, song, 1).api_key, asking.api_key);
  EXPECT_EQ(revision(ada_, song, 1).trace, asking.trace);
}

TEST_F(LibraryTest, LetsListenersListen) {
  ASSERT_TRUE(store_->write([&](Transaction& t) {
    return t.users().update({.id = ada_, .name = "Ada", .role = storage::UserRole::listener});
  }));
  EXPECT_EQ(library().submit(ada_, request()).error().code, ErrorCode::forbidden);
}

TEST_F(LibraryTest, OutlivesTheProcess) {
  const auto song = submit(ada_);
  store_.reset();
  store_ = *storage::SqliteStore::open(root_ / "database" / "souls.db");
  EXPECT_EQ(library().find(ada_, song)->state, MakingState::waiting);
}

}  // namespace
}  // namespace souls::studio
