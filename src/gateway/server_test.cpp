#include "gateway/server.hpp"

#include <sys/stat.h>

#include <fstream>

#include "gateway/door_fixture.hpp"

namespace souls::gateway {
namespace {

using namespace test;

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
  EXPECT_EQ(refused_with("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
  EXPECT_EQ(refused_with("TRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
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
  first.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + std::string(80'000, 'x'));
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + std::string(90'000, 'x')),
            503);
  first.say(std::string(10'000, 'x'));
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

TEST_F(Door, SendsWhatHasNoLengthYetInChunks) {
  const std::string answer = raw().say("GET /bundle HTTP/1.1\r\nHost: a\r\n\r\n" + kHello).finish().hear();
  EXPECT_NE(answer.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << answer;
  EXPECT_NE(
      answer.find("\r\n\r\n00000007\r\npiece 0\r\n00000007\r\npiece 2\r\n00000007\r\npiece 3\r\n0\r\n\r\nHTTP/1.1 200"),
      std::string::npos)
      << answer;
  EXPECT_TRUE(answer.ends_with("hello u_me")) << "the connection goes on";
  const std::string old = raw().say("GET /bundle HTTP/1.0\r\nHost: a\r\n\r\n").hear();
  EXPECT_TRUE(old.ends_with("\r\n\r\npiece 0piece 2piece 3")) << old;
  EXPECT_EQ(old.find("chunked"), std::string::npos);
  const std::string head = raw().say("HEAD /bundle HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").hear();
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
}

TEST_F(Door, BreaksOffWhereABodyBreaksOff) {
  const std::string answer = raw().say("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n").hear();
  EXPECT_GT(answer.size(), 300'000);
  EXPECT_FALSE(answer.ends_with("0\r\n\r\n")) << "nobody takes it for the whole";
}

TEST_F(Door, WaitsForAnAnswerUntilItIsThere) {
  Raw peer = raw();
  peer.say("GET /later HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  while (looks_ < 1) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(client().call(Method::get, "/hello").value(), "hello u_me");
  is_there_ = true;
  feed_.add(1, "u_me", "{}");
  EXPECT_TRUE(peer.hear().ends_with("there"));
}

TEST_F(Door, WaitsForAnAnswerNoLongerThanItMay) {
  EXPECT_TRUE(
      raw().say("GET /later?short HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").hear().ends_with("too late"));
  Raw peer = raw();
  peer.say("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  while (looks_ < 3) std::this_thread::sleep_for(1ms);
  server_->drain(2);
  EXPECT_TRUE(peer.hear().ends_with("too late")) << "a server that drains answers what waits";
}

TEST_F(Door, TellsWhenNobodyWaitsAnyMore) {
  {
    Raw peer = raw();
    peer.say("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    while (looks_ < 1) std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(is_gone_);
  }
  for (int i = 0; i < 200 && !is_gone_; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(is_gone_);
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

TEST_F(Door, LosesNothingForAStreamThatReadsSlowly) {
  Raw peer = std::move(raw().say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
  peer.hear_until("\r\n\r\n");
  const std::string much(100'000, 'm');
  for (int i = 0; i < 30; ++i) feed_.add(1, "u_me", much);
  for (std::uint64_t next = 1; next <= 30; ++next) {
    std::this_thread::sleep_for(10ms);
    const std::string event = "id: " + std::to_string(next) + "\nevent: step\ndata: " + much + "\n\n";
    ASSERT_EQ(peer.hear_bytes(event.size()), event);
  }
  feed_.add(1, "u_me", "{}");
  EXPECT_EQ(peer.hear_until("\n\n"), "id: 31\nevent: step\ndata: {}\n\n");
}

TEST_F(Door, EndsAStreamThatTakesNothing) {
  Raw peer = std::move(raw().say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
  peer.hear_until("\r\n\r\n");
  feed_.add(30, "u_me", std::string(100'000, 'm'));
  std::this_thread::sleep_for(1200ms);
  EXPECT_LT(peer.hear().size(), 3'000'000U);
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
