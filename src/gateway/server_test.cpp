#include "gateway/server.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <fstream>
#include <thread>

#include "gateway/admission_fixture.hpp"
#include "gateway/client.hpp"
#include "gateway/feed_fixture.hpp"

namespace souls::gateway {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A socket that says what it is told to, byte for byte.
class Raw {
 public:
  explicit Raw(const fs::path& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    timeval limit{10, 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  Raw& say(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
  }
  Raw& finish() {
    ::shutdown(socket_.number(), SHUT_WR);
    return *this;
  }
  /// All until the other end closes, or nothing comes for ten seconds.
  std::string hear() {
    std::string heard;
    char piece[4096];
    for (;;) {
      const ssize_t got = ::recv(socket_.number(), piece, sizeof piece, 0);
      if (got <= 0) return heard;
      heard.append(piece, static_cast<std::size_t>(got));
    }
  }
  std::string hear_until(std::string_view end) {
    std::string heard;
    char c;
    while (!heard.ends_with(end) && ::recv(socket_.number(), &c, 1, 0) == 1) heard += c;
    return heard;
  }

 private:
  storage::Descriptor socket_;
};

int status_of_answer(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::atoi(answer.c_str() + 9) : 0;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

Response text_answer(std::string text) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(text);
  return response;
}

ServerOptions quick_options() {
  ServerOptions options;
  options.header_bytes_max = 2048;
  options.target_bytes_max = 512;
  options.body_bytes_max = 100'000;
  options.bodies_bytes_max = 150'000;
  options.connections_max = 20;
  options.computing_max = 3;
  options.idle_seconds_max = 1;
  options.header_seconds_max = 0.3;
  options.body_seconds_max = 0.3;
  options.write_seconds_max = 0.5;
  options.event_silence_seconds_max = 0.2;
  options.events_in_memory_max = 8;
  return options;
}

class Door : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("door." + std::to_string(::getpid()));
    fs::remove_all(folder_);
    path_ = folder_ / "run" / "control.sock";
    router_.add(Method::get, "/hello", access::kCaller,
                [](const Request& request) -> Result<Response> { return text_answer("hello " + request.caller.user); });
    router_.add(
        Method::post, "/echo", access::kCaller,
        [](const Request& request) -> Result<Response> { return text_answer(request.body); }, Pace::at_once);
    const auto slow = [this](const Request&) -> Result<Response> {
      ++slow_;
      while (hold_) std::this_thread::sleep_for(1ms);
      return text_answer("done");
    };
    router_.add(Method::get, "/slow", access::kCaller, slow);
    router_.add(Method::get, "/hash", access::kCaller, slow, Pace::computes);
    router_.add(Method::get, "/fault", access::kCaller,
                [](const Request&) -> Result<Response> { throw std::runtime_error("secret"); });
    router_.add(Method::get, "/file", access::kCaller, [this](const Request&) -> Result<Response> {
      Response response;
      response.file = FileBody{storage::Descriptor(::open((folder_ / "file").c_str(), O_RDONLY)), file_bytes_};
      return response;
    });
    router_.add(Method::get, "/events", access::kCaller, [](const Request& request) -> Result<Response> {
      EventsBody stream;
      if (const auto* last = request.header("last-event-id")) stream.after = std::stoull(*last);
      stream.wanted = [](const StoredEvent& event) { return event.user == "u_me"; };
      Response response;
      response.events = stream;
      return response;
    });
    server_ = std::make_unique<Server>(router_, &feed_, admission_, quick_options());
    ASSERT_TRUE(server_->listen_local(path_));
    ASSERT_TRUE(server_->start());
  }
  void TearDown() override {
    hold_ = false;
    server_.reset();
    fs::remove_all(folder_);
  }

  Raw raw() { return Raw(path_); }
  Client client() { return Client(path_); }
  int refused_with(const std::string& request) { return status_of_answer(raw().say(request).finish().hear()); }

  fs::path folder_, path_;
  test::MemoryFeed feed_;
  test::OneCaller admission_;
  std::atomic<bool> hold_{true};
  std::atomic<int> slow_{0};
  std::uint64_t file_bytes_ = 0;
  Router router_;
  std::unique_ptr<Server> server_;
};

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(Door, AnswersTheClientThatBelongsToIt) {
  EXPECT_EQ(client().call(Method::get, "/hello").value(), "hello u_me");
  EXPECT_EQ(client().call(Method::post, "/echo", "words").value(), "words");
  const auto missing = client().call(Method::get, "/nowhere");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_EQ(missing.error().message, "there is nothing at this address");
}

TEST_F(Door, IsForTheSameUserOnly) {
  struct stat found {};
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  ASSERT_EQ(::stat(path_.parent_path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
}

TEST_F(Door, TellsWhenNoOneIsThere) {
  const auto answer = Client(folder_ / "none.sock").call(Method::get, "/hello");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_EQ(answer.error().message, "no server is running here; start one with `souls serve`");
}

TEST_F(Door, HasOneServerAndReplacesOneThatIsGone) {
  Server second(router_, nullptr, admission_, quick_options());
  const auto taken = second.listen_local(path_);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::conflict);
  // A socket that no one listens at any more, as a killed server leaves it.
  const fs::path left = folder_ / "left.sock";
  {
    const storage::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, left.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ASSERT_TRUE(fs::exists(left));
  EXPECT_TRUE(second.listen_local(left));
}

TEST_F(Door, AnswersRequestsThatCameTogetherInTheirOrder) {
  const std::string answers =
      raw()
          .say(kHello + "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none" +
               "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ntw\r\n1\r\no\r\n0\r\n\r\n" +
               "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
          .hear();
  EXPECT_EQ(count(answers, "HTTP/1.1 200 OK\r\n"), 4U) << answers;
  EXPECT_LT(answers.find("\r\n\r\none"), answers.find("\r\n\r\ntwo"));
  EXPECT_TRUE(answers.ends_with("\r\n\r\nhello u_me"));
}

TEST_F(Door, ReadsRequestsThatComeInPieces) {
  Raw peer = raw();
  for (const char c : kHello) {
    peer.say(std::string(1, c));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(status_of_answer(peer.hear_until("hello u_me")), 200);
}

TEST_F(Door, RefusesWhatIsMalformed) {
  EXPECT_EQ(refused_with("hello\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET /hello HTTP/1.1\r\n\r\n"), 400);  // no Host
  EXPECT_EQ(refused_with("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET /hello HTTP/1.1\r\nHost : a\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET hello HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET /a/../hello HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET /hello HTTP/3.7\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(refused_with("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
  EXPECT_EQ(refused_with("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
  EXPECT_EQ(refused_with("GET /hello HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n"), 501);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: gold\r\nContent-Length: 0\r\n\r\n"), 417);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"),
            415);
}

TEST_F(Door, RefusesBodiesWhoseLengthIsToldTwice) {
  const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  const std::string hidden = "0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const char* lengths :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
    const std::string answer = raw().say(post + lengths + "\r\n" + hidden).finish().hear();
    EXPECT_TRUE(status_of_answer(answer) == 400 || status_of_answer(answer) == 501) << lengths << answer;
    EXPECT_EQ(count(answer, "HTTP/1.1 "), 1U) << lengths << answer;
  }
}

TEST_F(Door, BoundsHeadersTargetsAndBodies) {
  EXPECT_EQ(refused_with("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(3000, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(refused_with("GET /" + std::string(600, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n"), 413);
  const std::string large(200'000, 'x');
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + large), 413);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n" + large +
                         "\r\n0\r\n\r\n"),
            413);
  EXPECT_EQ(client().call(Method::post, "/echo", std::string(100'000, 'x')).value().size(), 100'000U);
  const auto refused = client().call(Method::post, "/echo", std::string(3'000'000, 'x'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the body of the request is too large");
}

TEST_F(Door, BoundsAllBodiesTogether) {
  Raw first = raw();
  first.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + std::string(90'000, 'x')),
            503);
  first.say(std::string(90'000, 'x'));
  EXPECT_EQ(status_of_answer(first.finish().hear()), 200);
  EXPECT_EQ(client().call(Method::post, "/echo", std::string(90'000, 'x')).value().size(), 90'000U);
}

TEST_F(Door, AsksForABodyThatWaitsToBeAskedFor) {
  Raw peer = raw();
  peer.say("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(peer.hear_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(status_of_answer(peer.say("words").hear_until("words")), 200);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 999999\r\n\r\n"),
            413);
}

TEST_F(Door, ClosesOnThoseThatAreSlow) {
  const auto seconds_until_closed = [&](const std::string& said) {
    const auto begun = std::chrono::steady_clock::now();
    const std::string heard = raw().say(said).hear();
    EXPECT_EQ(heard, "") << said;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  };
  EXPECT_LT(seconds_until_closed("GET /hel"), 2);
  EXPECT_LT(seconds_until_closed("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nfour"), 2);
  const double idle = seconds_until_closed("");
  EXPECT_GT(idle, 0.9);
  EXPECT_LT(idle, 4);
}

TEST_F(Door, ClosesOnThoseThatTakeNothing) {
  file_bytes_ = 8 << 20;
  std::ofstream(folder_ / "file") << std::string(file_bytes_, 'f');
  Raw peer = raw();
  peer.say("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(1200ms);
  EXPECT_LT(peer.hear().size(), file_bytes_);
}

TEST_F(Door, ServesOthersWhileSomeWait) {
  std::vector<std::thread> waiting;
  for (int i = 0; i < 3; ++i)
    waiting.emplace_back([&] { EXPECT_EQ(client().call(Method::get, "/slow").value(), "done"); });
  while (slow_ < 3) std::this_thread::sleep_for(1ms);
  Raw half = raw();
  half.say("GET /hello HT");
  EXPECT_EQ(client().call(Method::get, "/hello").value(), "hello u_me");
  hold_ = false;
  for (auto& thread : waiting) thread.join();
}

TEST_F(Door, TakesABoundedNumberOfConnections) {
  std::vector<Raw> held;
  for (int i = 0; i < 20; ++i) held.push_back(raw());
  EXPECT_EQ(status_of_answer(held.back().say(kHello).hear_until("hello u_me")), 200);
  EXPECT_EQ(raw().say(kHello).hear(), "");
  held.clear();
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(client().call(Method::get, "/hello").value(), "hello u_me");
}

TEST_F(Door, KeepsItsOwnFaultsToItself) {
  const std::string answer = raw().say("GET /fault HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").hear();
  EXPECT_EQ(status_of_answer(answer), 500);
  EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST_F(Door, SendsFilesWhole) {
  std::string content;
  for (int i = 0; content.size() < 3'000'000; ++i) content += std::to_string(i) + ' ';
  std::ofstream(folder_ / "file") << content;
  file_bytes_ = content.size();
  ASSERT_TRUE(client().download("/file", folder_ / "copy"));
  std::ifstream copy(folder_ / "copy");
  EXPECT_TRUE(std::string(std::istreambuf_iterator<char>(copy), {}) == content);
  const std::string header = raw().say("HEAD /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").hear();
  EXPECT_TRUE(header.ends_with("\r\n\r\n"));
  EXPECT_NE(header.find("Content-Length: " + std::to_string(file_bytes_)), std::string::npos) << header;
}

TEST_F(Door, NeverPassesAShortFileForAWholeOne) {
  std::ofstream(folder_ / "file") << std::string(400'000, 'f');
  file_bytes_ = 500'000;
  EXPECT_FALSE(client().download("/file", folder_ / "copy"));
}

/// Events of a stream until `count` of them came.
std::vector<StreamEvent> read_events(const Client& client, std::optional<std::uint64_t> after, std::size_t count) {
  std::vector<StreamEvent> events;
  const auto end = client.follow("/events", after, 5, [&](const StreamEvent* event) {
    if (event) events.push_back(*event);
    return event && events.size() < count;
  });
  EXPECT_TRUE(end) << end.error().message;
  return events;
}

TEST_F(Door, StreamsEventsAsTheyCome) {
  std::thread later([&] {
    std::this_thread::sleep_for(500ms);
    feed_.add(1, "u_other", "{}");
    feed_.add(2, "u_me", "{\"n\":1}");
  });
  const auto events = read_events(client(), {}, 2);
  later.join();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].id, 2U);
  EXPECT_EQ(events[0].kind, "step");
  EXPECT_EQ(events[1].id, 3U);
  EXPECT_EQ(events[1].data, "{\"n\":1}");
}

TEST_F(Door, ResumesAStreamFromMemoryAndFromTheFeed) {
  feed_.add(3, "u_me", "{}");
  feed_.add(600, "u_other", "{}");
  feed_.add(2, "u_me", "{}");
  std::this_thread::sleep_for(200ms);
  std::vector<std::uint64_t> ids;
  for (const auto& event : read_events(client(), 1, 4)) ids.push_back(event.id.value());
  EXPECT_EQ(ids, (std::vector<std::uint64_t>{2, 3, 604, 605}));
  ASSERT_EQ(read_events(client(), 604, 1).front().id, 605U);
}

TEST_F(Door, TellsAStreamThatItMissedSomething) {
  feed_.add(50, "u_me", "{}");
  feed_.forget(20);
  std::this_thread::sleep_for(200ms);
  auto events = read_events(client(), 10, 1);
  EXPECT_EQ(events.at(0).kind, "reset");
  EXPECT_EQ(events.at(0).id, 50U);
  EXPECT_EQ(read_events(client(), 20, 1).at(0).id, 21U);
  EXPECT_EQ(read_events(client(), 99, 1).at(0).kind, "reset");  // of another life of the database
}

TEST_F(Door, EndsAStreamWhoseCallerHasLostHisRight) {
  Raw peer = std::move(raw().say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
  peer.hear_until("\r\n\r\n");
  feed_.add(1, "u_me", "{}");
  EXPECT_NE(peer.hear_until("\n\n").find("id: 1"), std::string::npos);
  admission_.revoke();
  feed_.add(1, "u_me", "{}");
  EXPECT_EQ(peer.hear().find("id: 2"), std::string::npos);
  EXPECT_EQ(refused_with(kHello), 401);
}

TEST_F(Door, ComputesForABoundedNumberAndServesOthersMeanwhile) {
  std::vector<Raw> waiting;
  for (int i = 0; i < 3; ++i)
    waiting.push_back(std::move(raw().say("GET /hash HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")));
  while (slow_ < static_cast<int>(limits::kPasswordsAtOnceMax)) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(refused_with("GET /hash HTTP/1.1\r\nHost: a\r\n\r\n"), 503);
  EXPECT_EQ(client().call(Method::get, "/hello").value(), "hello u_me");
  EXPECT_EQ(slow_, static_cast<int>(limits::kPasswordsAtOnceMax)) << "no more than so many at once";
  hold_ = false;
  for (Raw& each : waiting) EXPECT_EQ(status_of_answer(each.hear()), 200);
  EXPECT_EQ(client().call(Method::get, "/hash").value(), "done");
}

TEST_F(Door, AsksForCallersThatAreNotInMemory) {
  admission_.ask_store(true);
  EXPECT_EQ(client().call(Method::get, "/hello").value(), "hello u_me");
  admission_.revoke();
  EXPECT_EQ(client().call(Method::get, "/hello").error().code, ErrorCode::unauthenticated);
}

TEST_F(Door, RefusesTwoOfWhatTellsTheCaller) {
  for (const char* name : {"Authorization", "Cookie", "Origin", "X-CSRF-Token"}) {
    const std::string line = std::string(name) + ": a\r\n";
    EXPECT_EQ(refused_with("GET /hello HTTP/1.1\r\nHost: a\r\n" + line + line + "\r\n"), 400) << name;
  }
}

TEST_F(Door, FillsTheSilenceOfAStream) {
  Raw peer = raw();
  peer.say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  peer.hear_until("\r\n\r\n");
  EXPECT_EQ(peer.hear_until("\n\n"), ": \n\n");
}

TEST_F(Door, DrainsWithoutLosingWhatHasBegun) {
  Raw busy = raw();
  busy.say("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  Raw idle = raw(), stream = raw();
  stream.say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  stream.hear_until("\r\n\r\n");
  while (slow_ < 1) std::this_thread::sleep_for(1ms);
  std::thread draining([&] { server_->drain(5); });
  EXPECT_EQ(idle.hear(), "");
  stream.hear();
  stream.finish();
  std::this_thread::sleep_for(100ms);
  EXPECT_FALSE(client().call(Method::get, "/hello"));
  hold_ = false;
  const std::string answer = busy.hear();
  EXPECT_EQ(status_of_answer(answer), 200);
  EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("done"));
  busy.finish();
  draining.join();
}

TEST(Stream, IsReadInPiecesOfAnySize) {
  const std::string text =
      ": hi\n\nid: 7\nevent: step\ndata: {\"a\":1}\n\ndata: x\r\ndata: y\r\nid: no\r\n\r\nevent: empty\n\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    StreamReader reader;
    std::vector<StreamEvent> events;
    for (std::size_t at = 0; at < text.size(); at += size) {
      ASSERT_TRUE(reader.take(std::string_view(text).substr(at, size), [&](const StreamEvent& event) {
        events.push_back(event);
        return true;
      }));
    }
    ASSERT_EQ(events.size(), 2U) << size;
    EXPECT_EQ(events[0].id, 7U);
    EXPECT_EQ(events[0].kind, "step");
    EXPECT_EQ(events[0].data, "{\"a\":1}");
    EXPECT_EQ(events[1].data, "x\ny");
    EXPECT_FALSE(events[1].id);
  }
}

}  // namespace
}  // namespace souls::gateway
