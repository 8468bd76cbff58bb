// Workers from elsewhere, over HTTP: a real server at a port, and the worker's own end.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <thread>

#include "gateway/identity/identity_fixture.hpp"
#include "gateway/remote_server.hpp"
#include "gateway/server.hpp"
#include "storage/audit_table.hpp"
#include "tasks/memory_queue.hpp"
#include "worker/other_process_test.hpp"
#include "worker/reception.hpp"

namespace souls::gateway {
namespace {

using storage::Scope;
using storage::Scopes;
using storage::UserRole;
using worker::AskLease;
using worker::GiveStep;
using worker::Held;

constexpr auto kBlink = std::chrono::milliseconds(5);

class Workers : public test::IdentityTest {
 protected:
  Workers() {
    ada_ = add_user("ada@example.org", UserRole::owner);
    reception_.emplace(memory_queue_, *blobs_, worker::ReceptionOptions{.roster = &roster_});
    api_->reception = &*reception_;
    api_->roster = &roster_;
    router_ = make_router(*api_);
    ServerOptions options;
    options.threads = 1;
    options.log_requests = false;
    server_.emplace(router_, nullptr, *identity_, options);
    port_ = server_->listen_tcp(*ListenAddress::parse("127.0.0.1:0")).value_or(0);
    EXPECT_TRUE(server_->start());
    key_ = key_of(ada_, Scopes().add(Scope::worker));
  }
  ~Workers() override { server_.reset(); }

  std::unique_ptr<RemoteServer> connect(const std::string& key) {
    const auto url = ServerUrl::parse("http://127.0.0.1:" + std::to_string(port_)).value();
    HttpClientOptions options;
    options.headers = {{"Authorization", "Bearer " + key}};
    return std::make_unique<RemoteServer>(
        *HttpClient::open(url, options), [] { return false; }, 1);
  }
  std::unique_ptr<RemoteServer> worker() {
    auto link = connect(key_);
    EXPECT_TRUE(link->ask_for<worker::Welcome>(hello()));
    return link;
  }
  static worker::Hello hello() { return {worker::kProtocolVersion, "far", "test", "1", {{"toy", 1}}}; }
  tasks::TaskId add(const std::string& input) {
    tasks::Step step;
    step.id = "vocals/Chorus 1 " + std::to_string(++added_);
    step.capability = "toy";
    const auto task = memory_queue_.enqueue("run", step, 1).value();
    EXPECT_TRUE(
        memory_queue_.make_ready(task, {{"words/Chorus 1.txt", *blobs_->put(input)}, {"\u00f6 %", *blobs_->put("")}}));
    return task;
  }
  std::string made(tasks::TaskId task) {
    const auto outcome = memory_queue_.look(task)->outcome;
    return outcome.outputs.empty() ? "" : blobs_->read(outcome.outputs[0].digest, 100'000'000).value();
  }
  /// What comes back when this is said and no more.
  std::string say(const std::string& text, bool hear = true) {
    storage::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    EXPECT_EQ(::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    std::string heard;
    char piece[4096];
    for (ssize_t got = 1; hear && got > 0;) {
      got = ::recv(socket.number(), piece, sizeof piece, 0);
      if (got > 0) heard.append(piece, static_cast<std::size_t>(got));
    }
    return heard;
  }
  std::string put(const Held& held, const std::string& length) {
    return "PUT /v1/workers/" + roster_.list()[0].id + "/leases/" + std::to_string(held.task) + '/' +
           std::to_string(held.fence) + "/outputs/text HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key_ +
           "\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
  }

  tasks::MemoryQueue memory_queue_;
  worker::Roster roster_;
  std::optional<worker::Reception> reception_;
  std::optional<Server> server_;
  std::uint16_t port_ = 0;
  std::string ada_, key_;
  int added_ = 0;
};

TEST_F(Workers, MakeAStepFromAfar) {
  const auto link = worker();
  const auto idle = link->ask(AskLease{0, {}});
  ASSERT_TRUE(idle && std::holds_alternative<worker::Idle>(*idle));
  std::string input(300'000, 'i');
  input[1] = '\0';
  tasks::TaskId task = 0;
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    task = add(input);
  });
  const auto given = link->ask_for<GiveStep>(AskLease{20, {}});
  later.join();
  ASSERT_TRUE(given) << given.error().message;
  EXPECT_EQ(given->step, "vocals/Chorus 1 1");
  for (const auto& [name, bytes] : {std::pair(given->inputs[0], input), std::pair(given->inputs[1], std::string())}) {
    const auto file = link->read_input({given->lease, name});
    ASSERT_TRUE(file) << file.error().message;
    std::string read(bytes.size() + 1, '?');
    EXPECT_EQ(::pread(file->number(), read.data(), read.size(), 0), static_cast<ssize_t>(bytes.size()));
    EXPECT_EQ(read.substr(0, bytes.size()), bytes);
  }
  EXPECT_TRUE(link->ask_for<worker::GoOn>(worker::Heartbeat{given->lease, tasks::Progress{0.5, "half way"}}));
  // More than a body may have that is kept in memory.
  const std::string output(limits::kRequestBodyBytesMax + 1'000'000, 'o');
  ASSERT_TRUE(link->write_output({given->lease, "stems/Bass \u00f6.wav"}, output));
  ASSERT_TRUE(link->write_output({given->lease, "empty"}, ""));
  const auto done = link->ask_for<worker::Accepted>(worker::Complete{given->lease, 1.5, output.size()});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(made(task), output);
  EXPECT_EQ(memory_queue_.look(task)->outcome.outputs[0].name, "stems/Bass \u00f6.wav");
  EXPECT_EQ(memory_queue_.look(task)->outcome.outputs[1].digest, sha256(""));
  link->leave();
  EXPECT_TRUE(roster_.list().empty());
}

TEST_F(Workers, WaitForStepsWithoutHoldingUpOthers) {
  std::vector<std::unique_ptr<RemoteServer>> links;
  std::vector<std::thread> waiting;
  std::atomic<int> given{0};
  for (int i = 0; i < 8; ++i) {
    links.push_back(worker());
    waiting.emplace_back([&, link = links.back().get()] {
      const auto answer = link->ask(AskLease{20, {}});
      given += answer && std::holds_alternative<GiveStep>(*answer);
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_NE(say("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").find(" 200 "),
            std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << "though one thread serves all";
  for (int i = 0; i < 8; ++i) add("x");
  for (auto& thread : waiting) thread.join();
  EXPECT_EQ(given, 8);
}

TEST_F(Workers, HaveAKeyThatOpensNothingElseAndNoOtherKeyIsAWorkers) {
  const auto status_of = [&](const std::string& key, Method method, const std::string& target, const Json& body = {}) {
    return status(method, target, test::kRemote, {.key = key}, body.is_null() ? "" : body.dump());
  };
  const Json hello = {{"protocol", 2},
                      {"name", "far"},
                      {"program", "p"},
                      {"version", "1"},
                      {"can", {{{"capability", "toy"}, {"contract_version", 1}}}}};
  EXPECT_EQ(status_of(key_, Method::post, "/v1/workers", hello), 201);
  for (const char* target :
       {"/v1/songs", "/v1/workers", "/v1/tasks", "/v1/events", "/v1/keys", "/v1/audit", "/v1/users"}) {
    EXPECT_EQ(status_of(key_, Method::get, target), 403) << target;
  }
  EXPECT_EQ(status_of(key_, Method::post, "/v1/workers/w_x/drain"), 403);
  const std::string songs = key_of(ada_, Scopes().add(Scope::songs_read).add(Scope::songs_write).add(Scope::admin));
  EXPECT_EQ(status_of(songs, Method::post, "/v1/workers", hello), 403);
  EXPECT_EQ(status_of(songs, Method::get, "/v1/workers/w_x/leases/1/1/inputs/x"), 403);
  EXPECT_EQ(status_of(songs, Method::get, "/v1/workers"), 200);
  const std::string member = add_user("bob@example.org", UserRole::member);
  EXPECT_FALSE(accounts_->make_key(local_, {member, "", Scopes().add(Scope::worker), {}})) << "workers see all";
  const std::string other = key_of(ada_, Scopes().add(Scope::worker));
  const std::string mine = roster_.list()[0].id;
  for (const std::string& worker : {mine, std::string("w_none")}) {
    EXPECT_EQ(status_of(other, Method::remove, "/v1/workers/" + worker), 404);
    EXPECT_EQ(status_of(other, Method::post, "/v1/workers/" + worker + "/leases",
                        {{"wait_seconds", 0}, {"warm", Json::array()}}),
              404);
    EXPECT_EQ(status_of(other, Method::get, "/v1/workers/" + worker + "/leases/1/1/inputs/x"), 404);
  }
  const Json told = Json::parse(ask(Method::get, "/v1/workers", test::kRemote, {.key = songs}).body);
  EXPECT_EQ(told["workers"][0]["origin"], "remote");
  EXPECT_EQ(told["workers"][0]["address"], "203.0.113.5");
  EXPECT_EQ(told["workers"][0]["can"], Json({"toy"}));
  EXPECT_EQ(status_of(songs, Method::post, "/v1/workers/" + mine + "/drain"), 204);
  EXPECT_EQ(status_of(songs, Method::post, "/v1/workers/w_none/drain"), 404);
}

TEST_F(Workers, SendAgainWhatBrokeOff) {
  const auto link = worker();
  const auto task = add("x");
  const auto given = link->ask_for<GiveStep>(AskLease{5, {}}).value();
  say(put(given.lease, "100000") + std::string(50'000, 'h'), false);
  ASSERT_TRUE(link->write_output({given.lease, "text"}, "whole"));
  EXPECT_NE(say(put(given.lease, "4294967297")).find(" 413 "), std::string::npos) << "one byte too many";
  ASSERT_TRUE(link->write_output({given.lease, "text"}, "whole"));
  ASSERT_TRUE(link->ask_for<worker::Accepted>(worker::Complete{given.lease, 0, 5}));
  EXPECT_EQ(made(task), "whole");
  EXPECT_NE(say(put(given.lease, "1") + "x").find(" 404 "), std::string::npos) << "the lease is over";
}

TEST_F(Workers, LearnOfARevokedKeyAtOnce) {
  const auto made = accounts_->make_key(local_, {ada_, "", Scopes().add(Scope::worker), {}}).value();
  const auto link = connect(made.key);
  ASSERT_TRUE(link->ask_for<worker::Welcome>(hello()));
  add("x");
  const auto given = link->ask_for<GiveStep>(AskLease{5, {}}).value();
  ASSERT_TRUE(link->read_input({given.lease, given.inputs[0]}));
  EXPECT_EQ(status(Method::remove, "/v1/keys/" + made.kept.id, test::kControlPeer), 204);
  const auto again = worker()->ask_for<GiveStep>(AskLease{5, {}});
  ASSERT_TRUE(again) << "its step came back, long before the lease would have ended";
  EXPECT_EQ(again->lease.task, given.lease.task);
  EXPECT_FALSE(link->read_input({given.lease, given.inputs[0]}));
  EXPECT_TRUE(link->is_gone());
  EXPECT_EQ(link->ask(AskLease{5, {}}).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(connect("nonsense")->ask(hello()).error().code, ErrorCode::unauthenticated);
}

TEST_F(Workers, MayBeWrittenInPython) {
  ::setenv("SOULS_KEY", key_.c_str(), 1);
  worker::test::OtherProcess shouter(
      "python3", {SOULS_SOURCE_DIR "/examples/worker.py", "http://127.0.0.1:" + std::to_string(port_), "shouter"},
      folder_ / "shouter.log");
  ::unsetenv("SOULS_KEY");
  tasks::Step step;
  step.id = "shout it";
  step.capability = "shout";
  step.parameters = R"({"seconds_per_line": 0.3})";
  const auto task = memory_queue_.enqueue("run", step, 1).value();
  ASSERT_TRUE(memory_queue_.make_ready(task, {{"words/all", *blobs_->put("la la\nl\u00f6\n")}}));
  ASSERT_TRUE(worker::test::soon([&] { return memory_queue_.look(task)->state == tasks::StepState::succeeded; }))
      << worker::test::text_of(folder_ / "shouter.log");
  EXPECT_EQ(made(task), "LA LA\nL\u00d6\n");
  step.id = "shout for long";
  const auto long_task = memory_queue_.enqueue("run", step, 1).value();
  ASSERT_TRUE(memory_queue_.make_ready(long_task, {{"words", *blobs_->put(std::string(100, '\n'))}}));
  ASSERT_TRUE(worker::test::soon([&] { return memory_queue_.look(long_task)->state == tasks::StepState::running; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  ASSERT_TRUE(memory_queue_.cancel(long_task));
  EXPECT_TRUE(worker::test::soon([&] { return memory_queue_.look(long_task)->state == tasks::StepState::cancelled; }));
  EXPECT_EQ(shouter.end(SIGTERM), 0);
}

TEST(ServerUrlTest, ReadsAddressesOfServers) {
  const auto at = [](const char* text) { return ServerUrl::parse(text).value(); };
  EXPECT_EQ(at("https://souls.example").port, "443");
  EXPECT_EQ(at("https://souls.example:8787/").host, "souls.example");
  EXPECT_EQ(at("http://[::1]:80").host, "::1");
  EXPECT_TRUE(at("http://[::1]:80").is_loopback());
  EXPECT_TRUE(at("http://127.0.0.1").is_loopback());
  EXPECT_TRUE(at("http://localhost:1").is_loopback());
  EXPECT_FALSE(at("http://127.0.0.1.example").is_loopback());
  for (const char* text : {"", "souls.example", "ftp://x", "https://", "https://a b", "https://x:", "https://x:1234567",
                           "https://u@x", "https://x/path", "https://[::1", "https://x\r\nA: b"}) {
    EXPECT_EQ(ServerUrl::parse(text).error().code, ErrorCode::invalid_request) << text;
  }
}

}  // namespace
}  // namespace souls::gateway
