#include "worker/reception.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include "storage/temporary_file.hpp"
#include "tasks/thread_workers_test.hpp"

namespace souls::worker {
namespace {

using std::chrono::steady_clock;
using tasks::StepState;
using tasks::test::toy_step;

const std::string kKey = "k_mine";

class ReceptionTest : public testing::Test {
 protected:
  void open(ReceptionOptions options = {}) {
    options.roster = &roster_;
    reception_.emplace(queue_, *folder_.blobs, options);
  }
  std::string arrive(const std::string& key = kKey, std::vector<tasks::Ability> can = {{"toy", 1}}) {
    const auto arrived =
        reception_->arrive(key, "203.0.113.5", {kProtocolVersion, "guest", "test", "1", std::move(can)});
    EXPECT_TRUE(arrived) << arrived.error().message;
    return arrived ? arrived->worker : "";
  }
  Result<Message> lease(const std::string& worker, double wait_seconds = 5) {
    auto awaited = reception_->ask_for_step(kKey, worker, {wait_seconds, {}});
    if (!awaited) return fail(awaited.error());
    if (awaited->answer) return *awaited->answer;
    return wait_for(*awaited);
  }
  static Result<Message> wait_for(const Reception::Awaited& awaited) {
    while (true) {
      pollfd readable{awaited.readable.number(), POLLIN, 0};
      EXPECT_EQ(::poll(&readable, 1, 10'000), 1);
      auto answer = awaited.take();
      if (!answer) return fail(answer.error());
      if (*answer) return **answer;
    }
  }
  GiveStep step(const std::string& worker) {
    const auto answer = lease(worker);
    EXPECT_TRUE(answer) << answer.error().message;
    const auto* given = answer ? std::get_if<GiveStep>(&*answer) : nullptr;
    EXPECT_NE(given, nullptr);
    return given != nullptr ? *given : GiveStep{};
  }
  ErrorCode refusal(const std::string& worker, const Message& question, const std::string& key = kKey) {
    const auto answer = reception_->ask(key, worker, question);
    EXPECT_FALSE(answer);
    return answer ? ErrorCode::internal : answer.error().code;
  }
  void write(const std::string& worker, const Held& held, const std::string& bytes) {
    const auto file = reception_->ask_for_file(kKey, worker, AskOutput{held, "text"});
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(storage::write_all(file->number(), bytes, "text"));
  }
  tasks::TaskId add(const std::string& id) {
    const auto task = queue_.enqueue("run", toy_step(id), 1).value();
    EXPECT_TRUE(queue_.make_ready(task, {{"in", *folder_.blobs->put("the input")}}));
    return task;
  }
  bool becomes(tasks::TaskId task, StepState wanted) {
    const auto start = steady_clock::now();
    while (queue_.look(task)->state != wanted && steady_clock::now() - start < std::chrono::seconds(5)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return queue_.look(task)->state == wanted;
  }

  tasks::test::Folder folder_{"reception"};
  tasks::MemoryQueue queue_;
  Roster roster_;
  std::optional<Reception> reception_;
};

TEST_F(ReceptionTest, TakesAStepFromLeaseToReport) {
  open();
  const auto worker = arrive();
  const auto asked = reception_->ask_for_step(kKey, worker, {5, {}});
  ASSERT_TRUE(asked && !asked->answer);
  const auto task = add("a");
  const auto answer = wait_for(*asked);
  const Held held = std::get<GiveStep>(*answer).lease;
  const auto present = roster_.list();
  ASSERT_EQ(present.size(), 1U);
  EXPECT_EQ(present[0].id, worker);
  EXPECT_EQ(present[0].address, "203.0.113.5");
  ASSERT_TRUE(present[0].making);
  EXPECT_EQ(present[0].making->step, "a");
  const auto input = reception_->ask_for_file(kKey, worker, AskInput{held, "in"});
  char bytes[16] = {};
  ASSERT_EQ(::read(input->number(), bytes, sizeof(bytes)), 9);
  EXPECT_STREQ(bytes, "the input");
  write(worker, held, "made");
  EXPECT_TRUE(std::holds_alternative<GoOn>(*reception_->ask(kKey, worker, Heartbeat{held, {}})));
  EXPECT_TRUE(reception_->ask(kKey, worker, Complete{held, 0.5, 4}));
  EXPECT_EQ(queue_.look(task)->state, StepState::succeeded);
  EXPECT_TRUE(reception_->ask(kKey, worker, Complete{held, 0.5, 4})) << "its answer may have been lost";
  EXPECT_FALSE(roster_.list()[0].making);
  EXPECT_EQ(roster_.list()[0].steps, 1);
  EXPECT_TRUE(std::holds_alternative<Idle>(*lease(worker, 0)));
}

TEST_F(ReceptionTest, ShowsNobodyWhatIsAnothers) {
  open();
  const auto mine = arrive(), also_mine = arrive(), others = arrive("k_other");
  add("a");
  const Held held = step(mine).lease;
  for (const Message& question :
       {Message(Heartbeat{held, {}}), Message(AskInput{held, "in"}), Message(AskOutput{held, "x"}),
        Message(Complete{held, 0, 0}), Message(Fail{held, {}})}) {
    EXPECT_EQ(refusal(mine, question, "k_other"), ErrorCode::not_found) << "by another's worker";
    EXPECT_EQ(refusal(others, question, "k_other"), ErrorCode::not_found) << "by another's lease";
    EXPECT_EQ(refusal(also_mine, question), ErrorCode::not_found) << "by a lease of the same key's other worker";
    EXPECT_EQ(refusal("w_none", question), ErrorCode::not_found);
  }
  EXPECT_FALSE(reception_->ask_for_file("k_other", mine, AskInput{held, "in"}));
  EXPECT_FALSE(reception_->ask_for_step("k_other", mine, {0, {}}));
  EXPECT_FALSE(reception_->leave("k_other", mine));
  EXPECT_TRUE(reception_->ask(kKey, mine, Heartbeat{held, {}}));
}

TEST_F(ReceptionTest, GivesAStepAgainWhoseAnswerWasLost) {
  open();
  const auto task = add("a");
  const auto worker = arrive();
  const Held held = step(worker).lease;
  EXPECT_EQ(step(worker).lease, held);
  EXPECT_TRUE(reception_->ask(kKey, worker, Heartbeat{held, {}}));
  EXPECT_EQ(lease(worker).error().code, ErrorCode::conflict) << "it has heard of it";
  ASSERT_TRUE(reception_->leave(kKey, worker));
  EXPECT_TRUE(becomes(task, StepState::queued));
}

TEST_F(ReceptionTest, AnswersTheLastOfSeveralQuestionsForAStep) {
  open();
  const auto worker = arrive();
  const auto lost = reception_->ask_for_step(kKey, worker, {5, {}});
  const auto asked = reception_->ask_for_step(kKey, worker, {5, {}});
  add("a");
  EXPECT_TRUE(std::holds_alternative<GiveStep>(*wait_for(*asked)));
  EXPECT_EQ(lost->take().error().code, ErrorCode::conflict);
}

TEST_F(ReceptionTest, CountsNoTryOfOneThatLeavesBeforeItBegins) {
  open();
  const auto task = add("a");
  const auto worker = arrive();
  step(worker);
  ASSERT_TRUE(reception_->leave(kKey, worker));
  EXPECT_EQ(queue_.look(task)->failure.kind, tasks::FailureKind::given_back);
  EXPECT_TRUE(roster_.list().empty());
  EXPECT_EQ(refusal(worker, Heartbeat{}), ErrorCode::not_found);
}

TEST_F(ReceptionTest, TakesTheStepFromOneThatFallsSilentAndRefusesItsLateResult) {
  ReceptionOptions options;
  options.lease_seconds = 0.3;
  options.silence_seconds_max = 1;
  open(options);
  const auto task = add("a");
  const auto silent = arrive(), other = arrive();
  const Held held = step(silent).lease;
  write(silent, held, "late");
  const Held again = step(other).lease;
  EXPECT_EQ(again.task, task);
  EXPECT_GT(again.fence, held.fence);
  EXPECT_FALSE(reception_->ask_for_file(kKey, silent, AskInput{held, "in"})) << "only while the lease is held";
  write(other, again, "made");
  ASSERT_TRUE(reception_->ask(kKey, other, Complete{again, 0, 4}));
  EXPECT_EQ(refusal(silent, Complete{held, 0, 4}), ErrorCode::conflict);
  EXPECT_EQ(queue_.look(task)->outcome.outputs[0].digest, sha256("made"));
  const auto start = steady_clock::now();
  while (!roster_.list().empty() && steady_clock::now() - start < std::chrono::seconds(5)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_TRUE(roster_.list().empty()) << "who says nothing is gone";
}

TEST_F(ReceptionTest, LeasesNothingThatWouldComeOutOtherwise) {
  ReceptionOptions options;
  options.own = {{"toy", 1, "aa"}, {"cover", 1, "bb"}};
  open(options);
  add("a");
  for (const std::vector<tasks::Ability>& can :
       {std::vector<tasks::Ability>{}, {{"toy", 1}}, {{"toy", 1, "cc"}}, {{"toy", 2, "aa"}}}) {
    EXPECT_FALSE(reception_->arrive(kKey, "", {kProtocolVersion, "guest", "test", "1", can}));
  }
  const auto partly = arrive(kKey, {{"toy", 1, "cc"}, {"cover", 1, "bb"}, {"shout", 1}});
  EXPECT_TRUE(std::holds_alternative<Idle>(*lease(partly, 0.2)));
  EXPECT_EQ(roster_.list()[0].can, (std::vector<tasks::Ability>{{"cover", 1, "bb"}, {"shout", 1}}));
  EXPECT_EQ(step(arrive(kKey, {{"toy", 1, "aa"}})).step, "a");
}

TEST_F(ReceptionTest, TellsOfACancelAndOfAnotherProtocol) {
  open();
  const auto task = add("a");
  const auto worker = arrive();
  const Held held = step(worker).lease;
  ASSERT_TRUE(queue_.cancel(task));
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  EXPECT_TRUE(std::holds_alternative<Cancel>(*reception_->ask(kKey, worker, Heartbeat{held, {}})));
  EXPECT_TRUE(reception_->ask(kKey, worker, Fail{held, {ErrorCode::cancelled, "stopped", {}}}));
  EXPECT_EQ(queue_.look(task)->state, StepState::cancelled);
  const auto refused = reception_->arrive(kKey, "", {1, "old", "test", "1", {{"toy", 1}}});
  EXPECT_EQ(refused.error().message, "version 2 of the worker protocol is spoken here, not version 1");
}

TEST_F(ReceptionTest, DrainsOneOrAll) {
  open();
  const auto task = add("a");
  const auto busy = arrive(), idle = arrive();
  const Held held = step(busy).lease;
  ASSERT_TRUE(reception_->drain_one(idle));
  EXPECT_TRUE(std::holds_alternative<Drain>(*lease(idle)));
  EXPECT_FALSE(reception_->drain_one("w_none"));
  std::thread draining([&] { EXPECT_TRUE(reception_->drain(10)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(reception_->arrive(kKey, "", {kProtocolVersion, "late", "test", "1", {{"toy", 1}}}).error().code,
            ErrorCode::unavailable);
  EXPECT_TRUE(reception_->ask(kKey, busy, Complete{held, 0, 0}));
  draining.join();
  EXPECT_EQ(queue_.look(task)->state, StepState::succeeded);
  EXPECT_EQ(lease(busy).error().code, ErrorCode::unavailable) << "the server may come back";
}

TEST_F(ReceptionTest, LetsInSoMany) {
  open();
  for (std::size_t i = 0; i < limits::kWorkersMax; ++i) arrive();
  EXPECT_EQ(reception_->arrive(kKey, "", {kProtocolVersion, "one", "test", "1", {{"toy", 1}}}).error().code,
            ErrorCode::rate_limited);
}

}  // namespace
}  // namespace souls::worker
