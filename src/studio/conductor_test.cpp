#include "studio/conductor.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <thread>

#include "base/cases_test.hpp"
#include "storage/result_table.hpp"
#include "storage/task_table.hpp"
#include "studio/small_plan_test.hpp"
#include "studio/steps/step.hpp"
#include "studio/stored_songs_test.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::studio {
namespace {

using storage::MakingState;

/// No worker leases here: what is started stays at its first step. Songs that are made are the business of tests/e2e.
class ConductorTest : public test::StoredSongsTest {
 protected:
  ConductorTest() : queue_(*tasks::StoredQueue::open(*store_)), packages_(test::small_registry()) {}

  std::unique_ptr<Conductor> conduct(const ConductorOptions& options = {}) {
    return std::make_unique<Conductor>(Orchestra{*store_, *blobs_, *queue_, packages_, [this] { return now_ms_; }},
                                       options);
  }

  /// Whether it is so within 30 s.
  template <class Condition>
  static bool soon(const Condition& condition) {
    for (int i = 0; i < 3000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  bool comes_to(const std::string& user, const std::string& song, MakingState state) {
    return soon([&] { return revision(user, song, 1).state == state; });
  }

  std::size_t count(MakingState state, const std::string& user) {
    const auto songs = library().list(user, {.count = 50}).value();
    return static_cast<std::size_t>(std::ranges::count(songs, state, &storage::Song::state));
  }

  /// Of a song, or the newest of all.
  std::vector<storage::TaskRow> open_tasks(const std::string& song = {}) {
    return in_read<std::vector<storage::TaskRow>>(*store_, [&](storage::Transaction& t) {
             storage::TaskFilter filter;
             filter.only_open = true;
             filter.song = song;
             return t.tasks().list(filter);
           })
        .value();
  }

  std::unique_ptr<tasks::StoredQueue> queue_;
  const models::Registry packages_;
};

TEST_F(ConductorTest, StartsAFewSongsOfEachUserAndNoMore) {
  std::string first, other;
  for (int i = 0; i < 4; ++i) (i == 0 ? first : other) = submit(ada_, "song " + std::to_string(i));
  const auto conductor = conduct({.songs_at_once_per_user = 2});
  ASSERT_TRUE(comes_to(ada_, first, MakingState::making));
  const std::string of_bob = submit(bob_);
  EXPECT_TRUE(comes_to(bob_, of_bob, MakingState::making)) << "a full table of another user holds nobody up";
  EXPECT_EQ(count(MakingState::making, ada_), 2u);
  EXPECT_EQ(count(MakingState::waiting, ada_), 2u);
}

/// Twenty users' songs at work, and two workers whose steps take as long as it takes to queue a new user's first one.
class BusyConductorTest : public ConductorTest {
 protected:
  static constexpr int kUsers = 20, kSongs = test_cases(50), kWorkers = 2;

  void add_user(const std::string& user) {
    ASSERT_TRUE(store_->write([&](storage::Transaction& t) { return t.users().add({.id = user, .name = user}); }));
  }

  std::string order(const std::string& user, const std::string& prompt) {
    const auto accepted = library({.songs_at_once_max = kSongs}).submit(user, request(prompt));
    EXPECT_TRUE(accepted) << accepted.error().message;
    return accepted ? accepted->song : "";
  }

  void fill() {
    std::vector<std::thread> users;
    for (int i = 0; i < kUsers; ++i) {
      users.emplace_back([&, user = random_id("u_")] {
        add_user(user);
        for (int song = 0; song < kSongs; ++song) order(user, "song " + std::to_string(song));
      });
    }
    for (auto& user : users) user.join();
  }

  tasks::Lease lease() {
    auto lease = queue_->lease({"w", {}, 300, 30}).value();
    EXPECT_TRUE(lease);
    return lease.value_or(tasks::Lease{});
  }
  std::string song_of(const tasks::Lease& lease) {
    const std::string run = queue_->look(lease.task)->run;
    return run.substr(0, run.find('/'));
  }

  /// What the graph grows from is real; all else has the outputs that others read.
  void complete(const tasks::Lease& lease) {
    tasks::Outcome outcome{{}, 1};
    if (lease.step.package == "plan") {
      StepCall call{lease.step.capability, lease.step.parameters, lease.step.seed, {}};
      std::vector<std::string> bytes;
      bytes.reserve(lease.inputs.size());
      for (const auto& input : lease.inputs) {
        call.inputs[input.name] = bytes.emplace_back(blobs_->read(input.digest, limits::kSongJsonBytesMax).value());
      }
      const Outputs made = band_.run(call, {}).value();
      for (const auto& [name, output] : made) outcome.outputs.push_back({name, *blobs_->put(output)});
    } else {
      for (const char* name : {"lines", "chords", "notes", "kick", "voice", "sound", "stem", "gain", "preview", "scene", "cover",
                               "thumbnail", "document", "lyrics.txt", "master", "encoded", "file"}) {
        outcome.outputs.push_back({name, *blobs_->put(name)});
      }
    }
    ASSERT_TRUE(queue_->complete(lease.task, lease.fence, outcome));
  }

  Band band_{packages_};
};

TEST_F(BusyConductorTest, ServesANewUsersSongWithinTwoStepsTime) {
  fill();
  const auto conductor = conduct();
  ASSERT_TRUE(soon([&] { return open_tasks().size() == kUsers * 2; }));
  std::deque<tasks::Lease> held;
  const auto work = [&] {
    held.push_back(lease());
    if (held.size() <= kWorkers) return;
    complete(held.front());
    held.pop_front();
  };
  // Songs that are planned, briefed, written: each time in the middle of a round of turns.
  std::set<std::string> capabilities;
  for (const int steps : {7, 40, 40, 40, 45}) {
    for (int i = 0; i < steps; ++i) work();
    const std::string user = random_id("u_");
    add_user(user);
    const std::string song = order(user, "a short one");
    ASSERT_TRUE(soon([&] { return !open_tasks(song).empty(); }));
    capabilities.insert(held.back().step.capability);
    int leased_before = 0;
    for (work(); song_of(held.back()) != song; work()) ASSERT_LT(++leased_before, kUsers);
    EXPECT_LE(leased_before, 2 * kWorkers) << "after " << steps << " more steps";
  }
  EXPECT_GE(capabilities.size(), 2u) << "the songs went on";
}

TEST_F(ConductorTest, QueuesTheStepsForTheirUserAndSong) {
  const std::string song = submit(ada_);
  const auto conductor = conduct();
  ASSERT_TRUE(comes_to(ada_, song, MakingState::making));
  const auto lease = queue_->lease({"w", {}, 30, 5}).value();
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->step.capability, "plan");
  const auto run = in_read<std::optional<storage::RunRow>>(
      *store_, [&](storage::Transaction& t) { return t.tasks().find_run(song + "/1/plan"); });
  ASSERT_TRUE(run && *run);
  EXPECT_EQ((*run)->user, ada_);
  EXPECT_EQ((*run)->song, song);
}

TEST_F(ConductorTest, CancelsWhatWaitsAndWhatIsBeingMade) {
  const std::string made = submit(ada_), waiting = submit(ada_, "another song");
  const auto conductor = conduct({.songs_at_once_per_user = 1});
  ASSERT_TRUE(comes_to(ada_, made, MakingState::making));
  ASSERT_TRUE(soon([&] { return !open_tasks().empty(); }));
  EXPECT_TRUE(conductor->cancel(ada_, waiting, 1));
  EXPECT_EQ(revision(ada_, waiting, 1).state, MakingState::cancelled);
  EXPECT_TRUE(conductor->cancel(ada_, made, 1));
  EXPECT_EQ(revision(ada_, made, 1).state, MakingState::cancelled);
  EXPECT_EQ(conductor->cancel(ada_, made, 1).error().code, ErrorCode::conflict);
  EXPECT_EQ(conductor->cancel(bob_, made, 1).error().code, ErrorCode::not_found);
  EXPECT_TRUE(soon([&] { return open_tasks().empty(); }));
}

TEST_F(ConductorTest, LeavesWhatIsBeingMadeToTheNextOne) {
  const std::string song = submit(ada_);
  conduct().reset();
  auto conductor = conduct();
  ASSERT_TRUE(comes_to(ada_, song, MakingState::making));
  conductor.reset();
  EXPECT_EQ(revision(ada_, song, 1).state, MakingState::making);
  const auto before = open_tasks();
  ASSERT_FALSE(before.empty());
  conductor = conduct();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(open_tasks().size(), before.size()) << "its tasks are gone on with, not queued twice";
}

TEST_F(ConductorTest, RemembersAResultWithItsRecordAsTheStepSucceeds) {
  tasks::StoredQueueOptions options;
  options.on_success = remember_result(*blobs_, [this] { return now_ms_; });
  queue_.reset();
  queue_ = *tasks::StoredQueue::open(*store_, std::move(options));
  const std::string song = submit(ada_);
  const auto conductor = conduct();
  const auto lease = queue_->lease({"w", {}, 30, 5}).value();
  ASSERT_TRUE(lease);
  const Digest plan = *blobs_->put("no plan");
  ASSERT_TRUE(queue_->complete(lease->task, lease->fence, {{{"plan", plan}}, 2, 1, 7}));
  const Digest key = tasks::step_key(lease->step, lease->inputs, tasks::compute_class());
  const auto find = [&](const std::string& user) {
    return in_read<std::optional<storage::ResultRow>>(
               *store_, [&](storage::Transaction& t) { return t.results().find(user, key); })
        .value();
  };
  const auto row = find(ada_);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->outputs, (std::vector<storage::ResultOutput>{{"plan", plan, 7}}));
  EXPECT_EQ(row->song, song);
  EXPECT_EQ(row->step, "plan");
  EXPECT_EQ(row->asked_by, ada_);
  EXPECT_FALSE(find(bob_)) << "a user's results are his alone";
}

TEST_F(ConductorTest, TellsWhenNothingIsBeingMadeAnyMore) {
  std::atomic<int> idle{0};
  const std::string song = submit(ada_);
  const auto conductor = conduct({.on_idle = [&] { ++idle; }});
  ASSERT_TRUE(comes_to(ada_, song, MakingState::making));
  EXPECT_EQ(idle, 0);
  ASSERT_TRUE(conductor->cancel(ada_, song, 1));
  EXPECT_TRUE(soon([&] { return idle == 1; }));
}

std::size_t bytes_resident() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST_F(ConductorTest, GivesMemoryBack) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "its heap is another";
#endif
  constexpr std::size_t kPieces = 4000, kPieceBytes = 16 * 1024;
  std::vector<std::unique_ptr<std::string>> pieces;
  for (std::size_t i = 0; i < kPieces; ++i) pieces.push_back(std::make_unique<std::string>(kPieceBytes, 'x'));
  const std::string last(100, 'y');  // holds the end of the heap
  const auto kept = std::make_unique<std::string>(kPieceBytes, 'z');
  pieces.clear();
  const std::size_t before = bytes_resident();
  ConductorOptions().on_idle();
  EXPECT_LT(bytes_resident() + kPieces * kPieceBytes / 2, before);
}

TEST_F(ConductorTest, FailsARevisionWithTheSentenceOfItsStep) {
  const std::string song = submit(ada_);
  const auto conductor = conduct();
  const auto lease = queue_->lease({"w", {}, 30, 5}).value();
  ASSERT_TRUE(lease);
  ASSERT_TRUE(queue_->fail(lease->task, lease->fence,
                           {tasks::FailureKind::error, {ErrorCode::invalid_request, "no such song can be", ""}}));
  ASSERT_TRUE(comes_to(ada_, song, MakingState::failed));
  EXPECT_EQ(revision(ada_, song, 1).error, "no such song can be");
  EXPECT_EQ(conductor->retry(bob_, song, 1).error().code, ErrorCode::not_found);
  ASSERT_TRUE(conductor->retry(ada_, song, 1));
  const auto again = queue_->lease({"w", {}, 30, 5}).value();
  ASSERT_TRUE(again) << "taken up again by hand";
  EXPECT_EQ(again->step.id, lease->step.id);
  EXPECT_EQ(conductor->retry(ada_, song, 1).error().code, ErrorCode::conflict) << "it is being made";
}

TEST_F(ConductorTest, FailsTheRevisionThatMeetsAnExceptionAndNoOther) {
  std::atomic<bool> is_broken{false};
  Conductor conductor({*store_, *blobs_, *queue_, packages_, [&]() -> std::int64_t {
                         if (is_broken.exchange(false)) throw std::out_of_range("map::at");
                         return now_ms_;
                       }});
  const std::string broken = submit(ada_);
  ASSERT_TRUE(comes_to(ada_, broken, MakingState::making));
  const auto lease = queue_->lease({"w", {}, 30, 5}).value();
  ASSERT_TRUE(lease);
  is_broken = true;  // what a step made is remembered with its time
  ASSERT_TRUE(queue_->complete(lease->task, lease->fence, {{{"plan", *blobs_->put("no plan")}}, 2, 1, 7}));
  ASSERT_TRUE(comes_to(ada_, broken, MakingState::failed));
  EXPECT_EQ(revision(ada_, broken, 1).error, "the making of this song met something that it doesn't know");
  EXPECT_TRUE(soon([&] { return open_tasks(broken).empty(); }));
  const std::string other = submit(bob_);
  EXPECT_TRUE(comes_to(bob_, other, MakingState::making));
}

}  // namespace
}  // namespace souls::studio
