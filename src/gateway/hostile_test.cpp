// What a public address meets: requests that two readers would take differently, and peers that are slow, greedy or
// many.
#include <gtest/gtest.h>

#include <thread>

#include "gateway/door_fixture.hpp"

namespace souls::gateway {
namespace {

using namespace test;

const std::string kKey = "Host: 127.0.0.1\r\nAuthorization: Bearer good\r\n";

class Hostile : public Door {
 protected:
  void SetUp() override {
    router_.add(
        Method::get, "/hidden", access::kAnyone,
        [this](const Request&) -> Result<Response> {
          ++hidden_;
          return text_answer("hidden");
        },
        Pace::at_once);
    Door::SetUp();
  }
  ServerOptions options() const override {
    ServerOptions options = quick_options();
    options.rates.requests_per_second = options.rates.requests_per_second_user = 1e5;
    options.rates.requests_per_second_address = 1e5;
    return options;
  }

  /// Others are served: by a connection of their own, at once.
  void expect_service() {
    const auto begun = std::chrono::steady_clock::now();
    Raw other = tcp("127.0.0.99");
    other.say("GET /hello HTTP/1.1\r\n" + kKey + "Connection: close\r\n\r\n");
    EXPECT_EQ(status_of_answer(other.hear()), 200);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
  }
  void expect_refusal(const std::string& request) {
    hidden_ = 0;
    const std::string answer = tcp().say(request).finish().hear();
    const int status = status_of_answer(answer);
    EXPECT_TRUE(status == 400 || status == 501 || status == 505) << request << "\n→ " << answer;
    EXPECT_EQ(count(answer, "HTTP/1.1 "), 1U) << request << "\n→ " << answer;
    EXPECT_EQ(hidden_, 0) << request;
  }

  std::atomic<int> hidden_{0};
};

TEST_F(Hostile, LengthsThatReadersTakeDifferentlyHideNoRequest) {
  const std::string hidden = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  for (const char* lengths : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                              "Content-Length: 5\r\nContent-Length: 6\r\n",
                              "Content-Length: 5\r\nContent-Length: 5\r\n",
                              "Content-Length: 5, 5\r\n",
                              "Content-Length: 5,\r\n",
                              "Content-Length: +5\r\n",
                              "Content-Length: -5\r\n",
                              "Content-Length: 0x5\r\n",
                              "Content-Length: 5 5\r\n",
                              "Content-Length: 5.0\r\n",
                              "Content-Length:\r\n",
                              "Content-Length: \r\n",
                              "Content-Length: 99999999999999999999999\r\n",
                              "Content-Length : 5\r\n",
                              "Content-Length\r\n: 5\r\n",
                              "Content-Length:\r\n 5\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked, identity\r\n",
                              "Transfer-Encoding: identity, chunked\r\n",
                              "Transfer-Encoding: gzip, chunked\r\n",
                              "Transfer-Encoding: xchunked\r\n",
                              "Transfer-Encoding: identity\r\n",
                              "Transfer-Encoding: \"chunked\"\r\n",
                              "Transfer-Encoding:\r\n chunked\r\n",
                              "Transfer-Encoding:\x0b"
                              "chunked\r\n",
                              "Transfer-Encoding: chunked\r \n",
                              "Transfer-Encoding : chunked\r\n",
                              " Transfer-Encoding: chunked\r\n",
                              "X: a\rTransfer-Encoding: chunked\r\n",
                              "X: a\nTransfer-Encoding: chunked\r\n",
                              "X: a\r\n\tTransfer-Encoding: chunked\r\n",
                              "Transfer_Encoding chunked\r\n",
                              ": chunked\r\n",
                              "Transfer-\x01"
                              "Encoding: chunked\r\n"}) {
    expect_refusal("POST /echo HTTP/1.1\r\n" + kKey + lengths + "\r\n" + hidden);
  }
  expect_refusal("POST /echo HTTP/1.0\r\n" + kKey + "Transfer-Encoding: chunked\r\n\r\n" + hidden);
  expect_refusal("POST /echo HTTP/1.1\r\n" + kKey + std::string("X: a\0b\r\n", 8) + "\r\n" + hidden);
  expect_service();
}

TEST_F(Hostile, RequestLinesThatReadersTakeDifferentlyAreRefused) {
  const std::string rest = "\r\n" + kKey + "\r\n";
  for (const char* line : {"GET /hidden",
                           "GET  /hidden HTTP/1.1",
                           "GET\t/hidden HTTP/1.1",
                           "GET /hidden HTTP/1.1 ",
                           " GET /hidden HTTP/1.1",
                           "GET /hidden HTTP/2.0",
                           "GET /hidden http/1.1",
                           "GET /hidden HTTP/1.10",
                           "GET http://a/hidden HTTP/1.1",
                           "GET hidden HTTP/1.1",
                           "GET /hid den HTTP/1.1",
                           "GET /%2e%2e/hidden HTTP/1.1",
                           "GET /a%00/../hidden HTTP/1.1",
                           "GET //hidden HTTP/1.1",
                           "GET * HTTP/1.1",
                           "CONNECT a:80 HTTP/1.1",
                           "PRI * HTTP/2.0",
                           ""}) {
    expect_refusal(line + rest);
  }
  expect_refusal("\r\nGET /hidden HTTP/1.1" + rest);
  expect_refusal("GET /hidden HTTP/1.1\nHost: a\n\n");
  expect_refusal("GET /hidden HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
  expect_refusal("GET /hidden HTTP/1.1\r\n\r\n");
  expect_refusal(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));  // TLS at a port without it
}

TEST_F(Hostile, ChunksThatReadersTakeDifferentlyHideNoRequest) {
  const std::string post = "POST /echo HTTP/1.1\r\n" + kKey + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  for (const char* chunks :
       {"zz\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n", ";a=b\r\nhello\r\n0\r\n\r\n", "5;a\nb\r\nhello\r\n0\r\n\r\n", "0\r\n \r\n\r\n",
        "0\n\n", "0\r\nX: a\nY: b\r\n\r\n"}) {
    expect_refusal(post + chunks + hidden);
  }
  const std::string answer = tcp().say(post + "5\r\nhello\r\n0\r\nX-Trailer: dropped\r\n\r\n").finish().hear();
  EXPECT_EQ(status_of_answer(answer), 200);
  EXPECT_TRUE(answer.ends_with("\r\n\r\nhello")) << answer;
}

TEST_F(Hostile, HeaderFloodsEndEarly) {
  std::string many = "GET /hello HTTP/1.1\r\n" + kKey;
  for (int i = 0; i < 200; ++i) many += "A: b\r\n";
  EXPECT_EQ(status_of_answer(tcp().say(many + "\r\n").hear()), 431);
  Raw endless = tcp();
  endless.say("GET /hello HTTP/1.1\r\nX: ");
  for (int i = 0; i < 100; ++i) endless.say(std::string(100'000, 'x'));
  EXPECT_EQ(status_of_answer(endless.hear()), 431);
  EXPECT_EQ(status_of_answer(tcp().say("GET /" + std::string(100'000, 'x')).hear()), 431);
  expect_service();
}

TEST_F(Hostile, BodiesNobodyMaySendAreNotRead) {
  // No key: refused before the body, which may be as large as it likes.
  Raw nobody = tcp();
  nobody.say("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 90000\r\n\r\n");
  EXPECT_EQ(status_of_answer(nobody.hear()), 401);
  for (const char* length : {"Content-Length: 104857600\r\n", "Transfer-Encoding: chunked\r\n"}) {
    Raw large = tcp();
    large.say("POST /echo HTTP/1.1\r\n" + kKey + length + "\r\n");
    const std::string chunk = "186a0\r\n" + std::string(100'000, 'x') + "\r\n";
    for (int i = 0; i < 1000; ++i) large.say(chunk);
    EXPECT_EQ(status_of_answer(large.hear()), 413) << length;
  }
  for (const char* coding : {"gzip", "br", "deflate", "zstd", "identity, gzip"}) {
    const std::string bomb =
        "POST /echo HTTP/1.1\r\n" + kKey + "Content-Encoding: " + coding + "\r\nContent-Length: 10\r\n\r\n";
    EXPECT_EQ(status_of_answer(tcp().say(bomb + std::string(10, '\0')).finish().hear()), 415) << coding;
  }
  expect_service();
}

TEST_F(Hostile, SlowHeadersAndBodiesHoldUpNobody) {
  std::vector<Raw> slow;
  for (int i = 0; i < 12; ++i) {
    slow.push_back(tcp(("127.0.0." + std::to_string(i + 1)).c_str()));
    slow.back().say(i % 2 ? "GET /hel" : "POST /echo HTTP/1.1\r\n" + kKey + "Content-Length: 90000\r\n\r\nabc");
  }
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) {
    expect_service();
    for (auto& peer : slow) peer.say("x");
    std::this_thread::sleep_for(20ms);
  }
  for (auto& peer : slow) EXPECT_EQ(peer.hear(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST_F(Hostile, OneAddressDoesNotTakeAllRoomForBodies) {
  Raw first = tcp();
  first.say("POST /echo HTTP/1.1\r\n" + kKey + "Content-Length: 90000\r\n\r\n" + std::string(89'000, 'x'));
  std::this_thread::sleep_for(50ms);
  const std::string post =
      "POST /echo HTTP/1.1\r\n" + kKey + "Content-Length: 40000\r\n\r\n" + std::string(40'000, 'x');
  EXPECT_EQ(status_of_answer(tcp().say(post).finish().hear()), 503);
  EXPECT_EQ(status_of_answer(tcp("127.0.0.2").say(post).finish().hear()), 200);
}

TEST_F(Hostile, IdleConnectionsYieldToNewOnes) {
  std::vector<Raw> idle;
  for (int i = 0; i < 60; ++i) idle.push_back(tcp(("127.0.0." + std::to_string(i % 40 + 1)).c_str()));
  expect_service();
  EXPECT_EQ(idle.front().hear(), "");
}

TEST_F(Hostile, ConnectionsInHandDoNotYield) {
  std::vector<Raw> busy;
  for (int i = 0; i < 20; ++i) {
    busy.push_back(tcp(("127.0.0." + std::to_string(i % 10 + 1)).c_str()));
    busy.back().say("GET /slow HTTP/1.1\r\n" + kKey + "\r\n");
  }
  while (slow_ < 4) std::this_thread::sleep_for(1ms);  // as many as there are threads
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(tcp("127.0.0.50").say(kHello).hear(), "");
  EXPECT_EQ(client().call(Method::get, "/healthz").error().code, ErrorCode::not_found)
      << "the control socket has room of its own";
  hold_ = false;
  for (auto& peer : busy) EXPECT_EQ(status_of_answer(peer.hear_until("done")), 200);
}

TEST_F(Hostile, OneAddressTakesItsShareOfConnections) {
  std::vector<Raw> held;
  for (int i = 0; i < 15; ++i) held.push_back(tcp());
  EXPECT_EQ(tcp().say("GET /hello HTTP/1.1\r\n" + kKey + "\r\n").hear(), "");
  expect_service();
}

TEST_F(Hostile, PipelinesAreAnsweredInOrderAndReadAsTheyAre) {
  Raw peer = tcp();
  std::string all;
  for (int i = 0; i < 2000; ++i) {
    const std::string body = "<" + std::to_string(i) + ">";
    all += "POST /echo HTTP/1.1\r\n" + kKey + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  std::thread talking([&] { peer.say(all).finish(); });
  const std::string answers = peer.hear();
  talking.join();
  EXPECT_EQ(count(answers, "HTTP/1.1 200 OK"), 2000U);
  std::size_t at = 0;
  for (int i = 0; i < 2000 && at != std::string::npos; ++i) at = answers.find("<" + std::to_string(i) + ">", at);
  EXPECT_NE(at, std::string::npos);
  // One that sends and never reads is left alone, then closed.
  Raw deaf = tcp();
  const auto begun = std::chrono::steady_clock::now();
  std::thread shouting([&] {
    for (int i = 0; i < 200; ++i) deaf.say(all);
  });
  expect_service();
  shouting.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
}

}  // namespace
}  // namespace souls::gateway
