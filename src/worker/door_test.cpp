#include "worker/door.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "storage/temporary_file.hpp"
#include "tasks/thread_workers_test.hpp"
#include "worker/client.hpp"

namespace souls::worker {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;
using tasks::StepState;
using tasks::test::toy_step;

double seconds_since(steady_clock::time_point start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

class DoorTest : public testing::Test {
 protected:
  ~DoorTest() override { door_.reset(); }

  void open(double lease_seconds = 30, double step_seconds_max = 100) {
    door_.reset();
    auto door = Door::open(queue_, *folder_.blobs, {socket_, lease_seconds, step_seconds_max});
    ASSERT_TRUE(door) << door.error().message;
    door_ = std::move(*door);
  }
  /// A worker that has said hello.
  std::unique_ptr<Client> worker(const std::string& name, std::vector<tasks::Ability> can = {}) {
    auto client = std::make_unique<Client>(Channel(*Channel::connect(socket_)));
    EXPECT_TRUE(client->ask_for<Welcome>(Hello{kProtocolVersion, name, "test", "1", std::move(can)}));
    return client;
  }
  GiveStep lease(Client& client, double wait_seconds = 5) {
    auto given = client.ask_for<GiveStep>(AskLease{wait_seconds, {}});
    EXPECT_TRUE(given) << given.error().message;
    return given ? *given : GiveStep{};
  }
  Status write(Client& client, const Held& held, const std::string& name, const std::string& bytes) {
    const auto file = client.ask_for_file(AskOutput{held, name});
    return file ? storage::write_all(file->number(), bytes, name) : fail(file.error());
  }
  Result<Accepted> complete(Client& client, const Held& held, std::uint64_t bytes) {
    return client.ask_for<Accepted>(Complete{held, 0.5, bytes});
  }
  tasks::TaskId add(const std::string& id) {
    const auto task = queue_.enqueue("run", toy_step(id), 1).value();
    EXPECT_TRUE(queue_.make_ready(task, {{"in", *folder_.blobs->put("the input")}}));
    return task;
  }
  StepState state(tasks::TaskId task) { return queue_.look(task)->state; }
  bool becomes(tasks::TaskId task, StepState wanted, double seconds) {
    const auto start = steady_clock::now();
    while (state(task) != wanted && seconds_since(start) < seconds) std::this_thread::sleep_for(kBlink);
    return state(task) == wanted;
  }

  static constexpr std::chrono::milliseconds kBlink{2};
  tasks::test::Folder folder_{"door"};
  tasks::MemoryQueue queue_;
  const fs::path socket_ = folder_.root / "workers.sock";
  std::unique_ptr<Door> door_;
};

TEST_F(DoorTest, GivesAStepAndTakesWhatWasMade) {
  open();
  const auto task = add("a");
  const auto guest = worker("guest");
  const GiveStep given = lease(*guest);
  EXPECT_EQ(given.step, "a");
  EXPECT_EQ(given.capability, "toy");
  EXPECT_EQ(given.inputs, std::vector<std::string>{"in"});
  const auto input = guest->ask_for_file(AskInput{given.lease, "in"});
  ASSERT_TRUE(input);
  char bytes[16] = {};
  EXPECT_EQ(::read(input->number(), bytes, sizeof(bytes)), 9);
  EXPECT_STREQ(bytes, "the input");
  EXPECT_LT(::write(input->number(), "x", 1), 0) << "an input can't be written to";
  EXPECT_TRUE(guest->ask_for<GoOn>(Heartbeat{given.lease, tasks::Progress{7.5, std::string(500, 'p')}}));
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  EXPECT_EQ(queue_.look(task)->progress, (tasks::Progress{1, std::string(limits::kPhraseBytesMax, 'p')}));
  ASSERT_TRUE(write(*guest, given.lease, "text", "made"));
  ASSERT_TRUE(write(*guest, given.lease, "empty", ""));
  ASSERT_TRUE(complete(*guest, given.lease, 4));
  const auto done = queue_.look(task).value();
  EXPECT_EQ(done.state, StepState::succeeded);
  EXPECT_EQ(done.outcome.outputs, (std::vector<storage::NamedDigest>{{"text", sha256("made")}, {"empty", sha256("")}}));
  EXPECT_EQ(done.outcome.cpu_seconds, 0.5);
  EXPECT_EQ(done.outcome.bytes_out, 4u);
  EXPECT_GT(done.outcome.seconds, 0.2);
  EXPECT_EQ(complete(*guest, given.lease, 4).error().code, ErrorCode::conflict) << "a second delivery";
  EXPECT_TRUE(guest->ask_for<Idle>(AskLease{0, {}}));
}

TEST_F(DoorTest, IsForItsOwnUserOnly) {
  open();
  struct stat found {};
  ASSERT_EQ(::stat(socket_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be someone else";
  fs::permissions(socket_, fs::perms::all);
  fs::permissions(folder_.root, fs::perms::all);
  std::string answer;
  std::thread([&] {
    // The system call, unlike the function, changes this thread alone.
    if (::syscall(SYS_setresuid, -1, 65534, -1) != 0) return;
    auto socket = Channel::connect(socket_);
    if (!socket) return void(answer = socket.error().detail);
    Channel channel(std::move(*socket));
    const auto received = channel.receive(10);
    const auto* refused = received && *received ? std::get_if<Refused>(&(*received)->message) : nullptr;
    answer = refused != nullptr ? refused->message : "let in";
  }).join();
  EXPECT_EQ(answer, "workers of another user aren't let in");
}

TEST_F(DoorTest, TakesThePlaceOfOneThatWasKilledButNotOfOneThatLives) {
  open();
  EXPECT_EQ(Door::open(queue_, *folder_.blobs, {socket_, 30, 100}).error().code, ErrorCode::conflict);
  door_.reset();
  EXPECT_FALSE(fs::exists(socket_));
  const auto address = address_of(socket_).value();
  storage::Descriptor left(::socket(AF_UNIX, SOCK_STREAM, 0));
  ASSERT_EQ(::bind(left.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  left.reset();
  open();
  worker("guest");
  door_.reset();
  ASSERT_TRUE(write_file_atomically(socket_, "a song"));
  EXPECT_FALSE(Door::open(queue_, *folder_.blobs, {socket_, 30, 100}));
  EXPECT_TRUE(fs::exists(socket_)) << "what is no socket is left alone";
  EXPECT_EQ(Door::open(queue_, *folder_.blobs, {fs::path(std::string(200, 'x')), 30, 100}).error().code,
            ErrorCode::invalid_request);
}

TEST_F(DoorTest, RefusesAnotherVersionAndNamelessWorkersWithASentence) {
  open();
  const auto greet = [&](const Hello& hello) {
    Client client{Channel(*Channel::connect(socket_))};
    const std::string why = client.ask_for<Welcome>(hello).error().message;
    EXPECT_FALSE(client.ask(AskLease{0, {}}));
    return why;
  };
  EXPECT_EQ(greet({1, "guest", "", "", {}}), "version 2 of the worker protocol is spoken here, not version 1");
  for (const auto& name : {std::string(), std::string("a b"), std::string(65, 'a')}) {
    EXPECT_EQ(greet({kProtocolVersion, name, "", "", {}}),
              "a worker's name has 1 to 64 letters, digits, dots, hyphens and underscores");
  }
  EXPECT_EQ(greet({kProtocolVersion, "guest", "", "", std::vector<tasks::Ability>(257)}),
            "a worker can do at most 256 things");
}

TEST_F(DoorTest, EndsWithAWorkerThatBreaksTheProtocolAndServesTheOthers) {
  open();
  const auto task = add("a");
  const auto breaks = [&](const std::function<void(Channel&, int raw)>& act) {
    auto socket = *Channel::connect(socket_);
    const int raw = socket.number();
    Channel channel(std::move(socket));
    ASSERT_TRUE(channel.send(Hello{kProtocolVersion, "rogue", "", "", {}}));
    ASSERT_TRUE(channel.receive(5).value());
    ASSERT_TRUE(channel.send(AskLease{5, {}}));
    ASSERT_TRUE(std::holds_alternative<GiveStep>(channel.receive(5).value()->message));
    const auto start = steady_clock::now();
    act(channel, raw);
    while (true) {
      const auto last = channel.receive(5);
      if (!last) break;
      ASSERT_TRUE(*last) << "it is still talked with";
    }
    EXPECT_TRUE(becomes(task, StepState::queued, 1)) << "what it had goes back";
    EXPECT_LT(seconds_since(start), 1);
    ASSERT_TRUE(queue_.close_run("run"));
  };
  const auto again = [&](const auto& act) {
    auto socket = *Channel::connect(socket_);
    const int raw = socket.number();
    Channel channel(std::move(socket));
    act(channel, raw);
    for (auto last = channel.receive(5); last; last = channel.receive(5)) ASSERT_TRUE(*last) << "still talked with";
  };
  breaks([](Channel&, int raw) { ASSERT_EQ(::send(raw, "\3\0\0\0{}}", 7, 0), 7); });
  again([](Channel&, int raw) { ASSERT_EQ(::send(raw, "GET / HTTP/1.1\r\n\r\n", 18, 0), 18); });
  again([](Channel&, int raw) { ASSERT_EQ(::send(raw, "\1\0\4\0", 4, 0), 4) << "a frame above 256 KiB"; });
  again([](Channel& channel, int) { ASSERT_TRUE(channel.send(AskLease{0, {}})) << "no hello"; });
  again([](Channel& channel, int) { ASSERT_TRUE(channel.send(Welcome{})) << "an answer"; });
  again([](Channel& channel, int) { ASSERT_TRUE(channel.send(Hello{kProtocolVersion, "a", "", "", {}}, 0)); });
  again([](Channel& channel, int) {
    ASSERT_TRUE(channel.send(Hello{kProtocolVersion, "a", "", "", {}}));
    ASSERT_TRUE(channel.send(AskLease{9, {}}));
    ASSERT_TRUE(channel.send(AskLease{9, {}})) << "in the middle of a question";
  });
  add("b");
  EXPECT_EQ(lease(*worker("honest")).step, "b");
}

TEST_F(DoorTest, RefusesWhoClaimsAnothersLease) {
  open();
  const auto task = add("a");
  const auto owner = worker("owner"), thief = worker("thief");
  const GiveStep given = lease(*owner);
  Held other = given.lease;
  ++other.fence;
  for (const Held& held : {given.lease, other}) {
    for (const Message& question :
         {Message(Heartbeat{held, {}}), Message(AskInput{held, "in"}), Message(AskOutput{held, "text"}),
          Message(Complete{held, 0, 0}), Message(Fail{held, {ErrorCode::internal, "sabotage", {}}})}) {
      EXPECT_EQ(thief->ask(question).error().code, ErrorCode::conflict);
    }
  }
  EXPECT_EQ(complete(*owner, other, 0).error().code, ErrorCode::conflict);
  EXPECT_EQ(state(task), StepState::running);
  EXPECT_EQ(owner->ask(AskLease{0, {}}).error().code, ErrorCode::conflict) << "one step at a time";
  EXPECT_TRUE(complete(*owner, given.lease, 0));
}

TEST_F(DoorTest, RefusesALateResultByItsFence) {
  open(0.4);
  const auto task = add("a");
  const auto late = worker("late"), other = worker("other");
  const GiveStep first = lease(*late);
  ASSERT_TRUE(write(*late, first.lease, "text", "late"));
  const GiveStep second = lease(*other);
  EXPECT_EQ(second.step, "a");
  EXPECT_NE(second.lease, first.lease);
  EXPECT_EQ(complete(*late, first.lease, 4).error().code, ErrorCode::conflict);
  ASSERT_TRUE(write(*other, second.lease, "text", "made"));
  ASSERT_TRUE(complete(*other, second.lease, 4));
  EXPECT_EQ(queue_.look(task)->outcome.outputs.at(0).digest, sha256("made"));
  EXPECT_FALSE(folder_.blobs->exists(sha256("late"))) << "nothing of it was kept";
  add("b");
  EXPECT_EQ(lease(*late).step, "b") << "it may go on";
}

TEST_F(DoorTest, KeepsTheLeaseOfAWorkerThatAnswers) {
  open(0.4);
  add("a");
  const auto guest = worker("guest");
  const GiveStep given = lease(*guest);
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ASSERT_TRUE(guest->ask_for<GoOn>(Heartbeat{given.lease, {}})) << i;
  }
  EXPECT_TRUE(complete(*guest, given.lease, 0));
}

TEST_F(DoorTest, GivesAStepOfAWorkerThatIsGoneToTheNextAtOnce) {
  open();
  add("a");
  auto first = worker("first");
  lease(*first);
  const auto start = steady_clock::now();
  first.reset();
  EXPECT_EQ(lease(*worker("second")).step, "a");
  EXPECT_LT(seconds_since(start), 1);
}

TEST_F(DoorTest, StopsAStepWithinASecondWhetherItsWorkerListensOrNot) {
  open();
  const auto heard = add("heard");
  const auto listener = worker("listener");
  const GiveStep given = lease(*listener);
  const auto unheard = add("unheard");
  const auto deaf = worker("deaf");
  const GiveStep lost = lease(*deaf);
  const auto start = steady_clock::now();
  ASSERT_TRUE(queue_.cancel_run("run"));
  while (listener->ask_for<GoOn>(Heartbeat{given.lease, {}}) && seconds_since(start) < 5) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_LT(seconds_since(start), 0.5);
  EXPECT_TRUE(listener->ask_for<Accepted>(Fail{given.lease, cancelled().value()}));
  EXPECT_EQ(state(heard), StepState::cancelled);
  EXPECT_TRUE(becomes(unheard, StepState::cancelled, 1));
  EXPECT_LT(seconds_since(start), 1);
  EXPECT_EQ(deaf->ask(Heartbeat{lost.lease, {}}).error().code, ErrorCode::conflict);
}

TEST_F(DoorTest, EndsAStepThatTakesTooLong) {
  open(30, 0.3);
  const auto task = add("a");
  const auto guest = worker("guest");
  const GiveStep given = lease(*guest);
  EXPECT_TRUE(becomes(task, StepState::failed, 2));
  EXPECT_EQ(queue_.look(task)->failure.error.code, ErrorCode::deadline);
  EXPECT_EQ(complete(*guest, given.lease, 0).error().code, ErrorCode::conflict);
}

TEST_F(DoorTest, GivesAWorkerOnlyWhatItCanDo) {
  open();
  add("a");
  EXPECT_TRUE(worker("painter", {{"cover", 1}})->ask_for<Idle>(AskLease{0.2, {}}));
  EXPECT_EQ(lease(*worker("toymaker", {{"toy", 1}})).step, "a");
}

TEST_F(DoorTest, RefusesInputsAndOutputsThatAStepDoesNotHave) {
  open();
  const auto task = add("a");
  const auto guest = worker("guest");
  const GiveStep given = lease(*guest);
  EXPECT_EQ(guest->ask(AskInput{given.lease, "another"}).error().code, ErrorCode::not_found);
  ASSERT_TRUE(write(*guest, given.lease, "text", "four"));
  for (const auto& name : {std::string(), std::string(201, 'x')}) {
    EXPECT_EQ(guest->ask(AskOutput{given.lease, name}).error().code, ErrorCode::invalid_request);
  }
  EXPECT_EQ(complete(*guest, given.lease, 5).error().message, "a worker's outputs aren't as long as it says");
  EXPECT_EQ(state(task), StepState::failed);
}

TEST_F(DoorTest, BeginsAnOutputAnewThatIsAskedForAgain) {
  open();
  const auto task = add("a");
  const auto guest = worker("guest");
  const GiveStep given = lease(*guest);
  const auto broken_off = guest->ask_for_file(AskOutput{given.lease, "text"});
  ASSERT_TRUE(storage::write_all(broken_off->number(), "ha", "half"));
  ASSERT_TRUE(write(*guest, given.lease, "text", "whole"));
  ASSERT_TRUE(storage::write_all(broken_off->number(), "lf", "late"));
  ASSERT_TRUE(complete(*guest, given.lease, 5));
  EXPECT_EQ(queue_.look(task)->outcome.outputs, (std::vector<storage::NamedDigest>{{"text", sha256("whole")}}));
}

TEST_F(DoorTest, TellsADamagedInputBeforeAnyWorkerHearsOfTheStep) {
  open();
  const auto task = add("a");
  folder_.damage(sha256("the input"));
  EXPECT_TRUE(worker("guest")->ask_for<Idle>(AskLease{0.2, {}}));
  EXPECT_EQ(state(task), StepState::failed);
  EXPECT_EQ(queue_.look(task)->failure.kind, tasks::FailureKind::bad_input);
}

TEST_F(DoorTest, DrainsWhatIsInHandAndSendsTheOthersHome) {
  open();
  const auto task = add("a");
  const auto busy = worker("busy"), idle = worker("idle", {{"cover", 1}});
  const GiveStep given = lease(*busy);
  std::thread waits([&] { EXPECT_TRUE(idle->ask_for<Drain>(AskLease{30, {}})); });
  std::thread works([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    EXPECT_TRUE(busy->ask_for<GoOn>(Heartbeat{given.lease, {}}));
    EXPECT_TRUE(complete(*busy, given.lease, 0));
    EXPECT_TRUE(busy->ask_for<Drain>(AskLease{30, {}}));
  });
  const auto waiting = add("b");
  EXPECT_TRUE(door_->drain(10));
  waits.join();
  works.join();
  EXPECT_EQ(state(task), StepState::succeeded);
  EXPECT_EQ(state(waiting), StepState::queued);
}

TEST_F(DoorTest, GivesBackWhatIsNotFinishedWhenItDrains) {
  open();
  const auto task = add("a");
  const auto slow = worker("slow");
  lease(*slow);
  EXPECT_FALSE(door_->drain(0.2));
  EXPECT_EQ(state(task), StepState::queued);
  EXPECT_EQ(queue_.look(task)->failure.kind, tasks::FailureKind::given_back);
}

TEST_F(DoorTest, LetsInAsManyAsItMay) {
  open();
  std::vector<std::unique_ptr<Client>> workers;
  for (std::size_t i = 0; i < limits::kWorkersMax; ++i) workers.push_back(worker("guest"));
  Channel channel(*Channel::connect(socket_));
  const auto received = channel.receive(5).value();
  ASSERT_TRUE(received);
  EXPECT_EQ(std::get<Refused>(received->message).message, "at most 64 workers are let in");
  workers.pop_back();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  worker("next");
}

}  // namespace
}  // namespace souls::worker
