// The server at a TCP port: who is let in, how often, behind which proxies, and TLS.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <memory>

#include "gateway/door_fixture.hpp"
#include "gateway/tls.hpp"

namespace souls::gateway {
namespace {

using namespace test;
namespace asio = boost::asio;

const std::string kKey = "Host: 127.0.0.1\r\nAuthorization: Bearer good\r\n";
const std::string kEnd = "Connection: close\r\n\r\n";
const std::string kKnown = "GET /hello HTTP/1.1\r\n" + kKey + kEnd;
const std::string kNobody = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kEnd;

/// The value of a line of the header; empty when there is none.
std::string line_of(const std::string& answer, const std::string& name) {
  const std::size_t at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

class Port : public Door {
 protected:
  void SetUp() override {
    router_.add(
        Method::get, "/peer", access::kAnyone,
        [](const Request& request) -> Result<Response> {
          const Peer& peer = request.peer;
          return text_answer(peer.address + (peer.is_secure ? " secure" : "") +
                             (peer.is_loopback() ? " loopback" : ""));
        },
        Pace::at_once, 0);
    router_.add(
        Method::post, "/sign-in", access::kSignIn,
        [](const Request& request) -> Result<Response> { return text_answer(request.body); }, Pace::computes);
    router_.add(
        Method::get, "/dear", access::kCaller, [](const Request&) -> Result<Response> { return text_answer("dear"); },
        Pace::at_once, 5);
    Door::SetUp();
  }
  ServerOptions options() const override {
    ServerOptions options = quick_options();
    options.trusted_proxies = {"127.0.0.77"};
    options.host_names = {"souls.example"};
    options.rates = {.requests_per_second = 1,
                     .requests_per_second_user = 2,
                     .requests_per_second_address = 3,
                     .burst_seconds = 10,
                     .sign_ins_per_minute = 4};
    return options;
  }
  std::string ask(const std::string& request, const char* from = "127.0.0.1") { return tcp(from).say(request).hear(); }
  std::string peer(const std::string& header, const char* from) {
    const std::string answer = ask("GET /peer HTTP/1.1\r\nHost: souls.example\r\n" + header + kEnd, from);
    return answer.substr(std::min(answer.find("\r\n\r\n"), answer.size() - 4) + 4);
  }
};

TEST_F(Port, LetsInOnlyThoseWhoAreKnown) {
  const std::string refused = ask(kNobody);
  EXPECT_EQ(status_of_answer(refused), 401);
  EXPECT_NE(line_of(refused, "WWW-Authenticate"), "");
  EXPECT_EQ(status_of_answer(ask(kKnown)), 200);
  EXPECT_EQ(status_of_answer(ask("GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kEnd)), 404);
}

TEST_F(Port, GoesOnAfterARefusal) {
  Raw peer = tcp();
  peer.say("GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_EQ(status_of_answer(peer.hear_until("}")), 401);
  EXPECT_EQ(status_of_answer(peer.say(kKnown).hear()), 200);
}

TEST_F(Port, SaysHowItsAnswersMayBeUsed) {
  const std::string answer = ask(kKnown);
  EXPECT_EQ(line_of(answer, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(line_of(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(line_of(answer, "Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(line_of(answer, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(line_of(answer, "Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_EQ(line_of(answer, "Strict-Transport-Security"), "") << "not over plain HTTP";
}

TEST_F(Port, KnowsWhomProxiesSpeakFor) {
  EXPECT_EQ(peer("", "127.0.0.1"), "127.0.0.1 loopback");
  EXPECT_EQ(peer("X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(peer("Forwarded: for=192.0.2.1\r\n", "127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(peer("X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "127.0.0.77"), "192.0.2.1 secure");
  EXPECT_EQ(peer("X-Forwarded-For: 127.0.0.1, 192.0.2.1\r\n", "127.0.0.77"), "192.0.2.1");
  EXPECT_EQ(
      peer("X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: http\r\n", "127.0.0.77"),
      "192.0.2.1");
  EXPECT_EQ(peer("X-Forwarded-For: 127.0.0.1\r\n", "127.0.0.77"), "127.0.0.1");
  EXPECT_EQ(peer("", "127.0.0.77"), "127.0.0.77");
}

TEST_F(Port, AnswersToItsOwnNamesOnly) {
  const auto status = [&](const std::string& host) {
    return status_of_answer(ask("GET /peer HTTP/1.1\r\nHost: " + host + "\r\n" + kEnd));
  };
  for (const char* own : {"127.0.0.1", "127.0.0.1:8787", "[::1]:8787", "localhost", "LOCALHOST:1", "souls.example",
                          "Souls.Example:443"}) {
    EXPECT_EQ(status(own), 200) << own;
  }
  for (const char* other :
       {"evil.example", "localhost.evil.example", "souls.example.evil", "127.0.0.1.evil.example", "x"}) {
    EXPECT_EQ(status(other), 421) << other;
  }
}

TEST_F(Port, LimitsAKeyAndItsUser) {
  const std::string first = ask(kKnown);
  EXPECT_EQ(line_of(first, "RateLimit"), "\"key\";r=9;t=1");
  EXPECT_EQ(line_of(first, "RateLimit-Policy"),
            "\"key\";q=10;w=10, \"user\";q=20;w=10, \"address\";q=30;w=10, \"sign-in\";q=4;w=60");
  for (int i = 0; i < 9; ++i) EXPECT_EQ(status_of_answer(ask(kKnown)), 200);
  const std::string refused = ask(kKnown);
  EXPECT_EQ(status_of_answer(refused), 429);
  EXPECT_EQ(line_of(refused, "Retry-After"), "1");
  EXPECT_EQ(line_of(refused, "RateLimit"), "\"key\";r=0;t=10");
  EXPECT_NE(refused.find("\"violated-policies\":[\"key\"]"), std::string::npos) << refused;
  // Other keys of the same user, from elsewhere, share what is left to him.
  const auto other = [&](const std::string& key) {
    return ask("GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key + "\r\n" + kEnd, "127.0.0.2");
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status_of_answer(other("good2")), 200) << i;
  const std::string spent = other("good3");
  EXPECT_EQ(status_of_answer(spent), 429);
  EXPECT_NE(spent.find("\"violated-policies\":[\"user\"]"), std::string::npos) << spent;
  EXPECT_EQ(client().call(Method::get, "/hello").value(), "hello u_me") << "who runs the server is not limited";
}

TEST_F(Port, TakesMoreForADearRoute) {
  EXPECT_EQ(status_of_answer(ask("GET /dear HTTP/1.1\r\n" + kKey + kEnd)), 200);
  EXPECT_EQ(status_of_answer(ask("GET /dear HTTP/1.1\r\n" + kKey + kEnd)), 200);
  EXPECT_EQ(status_of_answer(ask("GET /dear HTTP/1.1\r\n" + kKey + kEnd)), 429);
}

TEST_F(Port, LimitsAnAddressWhoeverAsks) {
  for (int i = 0; i < 30; ++i) EXPECT_EQ(status_of_answer(ask(kNobody, "127.0.0.5")), 401) << i;
  EXPECT_EQ(status_of_answer(ask(kNobody, "127.0.0.5")), 429);
  EXPECT_EQ(status_of_answer(ask(kKnown, "127.0.0.5")), 429);
  EXPECT_EQ(status_of_answer(ask(kKnown, "127.0.0.6")), 200);
  const std::string forwarded = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.5\r\n" + kEnd;
  EXPECT_EQ(status_of_answer(ask(forwarded, "127.0.0.77")), 429) << "the same address by a proxy";
}

TEST_F(Port, LimitsTriesToSignInStrictly) {
  const std::string sign_in = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n" + kEnd + "me";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(status_of_answer(ask(sign_in)), 200) << i;
  const std::string refused = ask(sign_in);
  EXPECT_EQ(status_of_answer(refused), 429);
  EXPECT_EQ(line_of(refused, "RateLimit").substr(0, 12), "\"sign-in\";r=");
  EXPECT_EQ(status_of_answer(ask(kKnown)), 200) << "all else goes on";
  EXPECT_EQ(status_of_answer(ask(sign_in, "127.0.0.2")), 200);
}

TEST_F(Port, TakesLittleFromThoseWhoAreUnknown) {
  const std::string large(20'000, 'x');
  const std::string head = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  EXPECT_EQ(status_of_answer(ask(head + "Content-Length: 20000\r\n\r\n" + large)), 413);
  EXPECT_EQ(status_of_answer(ask(head + "Transfer-Encoding: chunked\r\n\r\n4e20\r\n" + large + "\r\n0\r\n\r\n")), 413);
}

TEST_F(Port, CountsWhatItDoes) {
  ask(kKnown);
  ask(kNobody);
  ask("nonsense\r\n\r\n");
  const std::string text = server_->metrics().text();
  EXPECT_NE(text.find("souls_requests_total{route=\"/hello\",method=\"GET\",status=\"200\"} 1\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("souls_requests_total{route=\"/hello\",method=\"GET\",status=\"401\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("souls_turned_away_total{reason=\"malformed\"} 1\n"), std::string::npos);
}

TEST_F(Port, ListensToIpv6AsWell) {
  const auto port = server_->listen_tcp(ListenAddress::parse("[::1]:0").value());
  if (!port) GTEST_SKIP() << "this machine has no IPv6";
  asio::io_context io;
  asio::ip::tcp::socket socket(io);
  socket.connect({asio::ip::address_v6::loopback(), *port});
  asio::write(socket, asio::buffer("GET /peer HTTP/1.1\r\nHost: [::1]\r\n" + kEnd));
  std::string answer(4096, '\0');
  boost::system::error_code error;
  answer.resize(asio::read(socket, asio::buffer(answer), error));
  EXPECT_TRUE(answer.ends_with("::1 loopback")) << answer;
}

TEST_F(Port, SaysWhenAPortIsTaken) {
  const auto taken = server_->listen_tcp({*IpAddress::parse("127.0.0.1"), port_});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::unavailable);
}

/// A self-signed certificate for a name, and its key, in two files.
void make_certificate(const std::string& name, const fs::path& certificate_file, const fs::path& key_file) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  const auto write = [](const fs::path& path, auto put) {
    const std::unique_ptr<FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "w"), std::fclose);
    ASSERT_TRUE(file);
    put(file.get());
  };
  write(certificate_file, [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
  write(key_file, [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

class TlsPort : public Port {
 protected:
  void SetUp() override {
    Port::SetUp();
    make_certificate("one", folder_ / "one.pem", folder_ / "one.key");
    make_certificate("two", folder_ / "two.pem", folder_ / "two.key");
    ASSERT_TRUE(server_->use_tls(folder_ / "one.pem", folder_ / "one.key"));
  }

  struct Heard {
    std::string answer, name, protocol;
  };
  /// What a client that speaks at most that version hears.
  Heard ask_by_tls(const std::string& request, int version_max = TLS1_3_VERSION) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.native_handle(), version_max);
    SSL_CTX_set_security_level(context.native_handle(), 0);
    asio::io_context io;
    asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
    boost::system::error_code error;
    stream.next_layer().connect({asio::ip::address_v4::loopback(), port_}, error);
    stream.handshake(asio::ssl::stream_base::client, error);
    if (error) return {};
    Heard heard;
    heard.protocol = SSL_get_version(stream.native_handle());
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(stream.native_handle()),
                                                                  X509_free);
    char name[64];
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    heard.name = name;
    asio::write(stream, asio::buffer(request), error);
    char piece[4096];
    while (!error) heard.answer.append(piece, stream.read_some(asio::buffer(piece), error));
    EXPECT_EQ(error, asio::error::eof) << "it says that it ends";
    return heard;
  }
};

TEST_F(TlsPort, SpeaksTls) {
  const Heard heard = ask_by_tls("GET /peer HTTP/1.1\r\nHost: localhost\r\n" + kEnd);
  EXPECT_TRUE(heard.answer.ends_with("127.0.0.1 secure loopback")) << heard.answer;
  EXPECT_EQ(line_of(heard.answer, "Strict-Transport-Security"), "max-age=31536000");
  EXPECT_EQ(heard.protocol, "TLSv1.3");
  EXPECT_EQ(ask_by_tls(kKnown, TLS1_2_VERSION).protocol, "TLSv1.2");
  EXPECT_EQ(ask_by_tls(kKnown, TLS1_1_VERSION).protocol, "") << "too old";
  EXPECT_EQ(ask(kKnown).find("HTTP/"), std::string::npos) << "no plain HTTP at this port";
}

/// What OpenSSL takes without being told depends on how it was built: so what it is told is looked at.
TEST_F(TlsPort, TakesNothingOlderThanTls12) {
  const auto context = open_tls(folder_ / "one.pem", folder_ / "one.key");
  ASSERT_TRUE(context) << context.error().message;
  SSL_CTX* raw = (*context)->native_handle();
  EXPECT_EQ(SSL_CTX_get_min_proto_version(raw), TLS1_2_VERSION);
  EXPECT_NE(SSL_CTX_get_options(raw) & SSL_OP_NO_RENEGOTIATION, 0U);
  const STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(raw);
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
    EXPECT_TRUE(SSL_CIPHER_is_aead(sk_SSL_CIPHER_value(ciphers, i))) << SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i));
  }
}

TEST_F(TlsPort, SendsAndTakesMuch) {
  const std::string body(90'000, 'b');
  const Heard heard = ask_by_tls("POST /echo HTTP/1.1\r\n" + kKey + "Content-Length: 90000\r\n" + kEnd + body);
  EXPECT_TRUE(heard.answer.ends_with("\r\n\r\n" + body));
}

TEST_F(TlsPort, TakesANewCertificateWithoutAPause) {
  EXPECT_EQ(ask_by_tls(kKnown).name, "one");
  ASSERT_TRUE(server_->use_tls(folder_ / "two.pem", folder_ / "two.key"));
  EXPECT_EQ(ask_by_tls(kKnown).name, "two");
  EXPECT_FALSE(server_->use_tls(folder_ / "one.pem", folder_ / "two.key")) << "they don't belong together";
  EXPECT_FALSE(server_->use_tls(folder_ / "none.pem", folder_ / "one.key"));
  EXPECT_EQ(ask_by_tls(kKnown).name, "two");
}

TEST_F(TlsPort, ClosesOnHandshakesThatGoNowhere) {
  Raw silent = tcp(), half = tcp();
  half.say("\x16\x03\x01");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(silent.hear() + half.hear(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
}

}  // namespace
}  // namespace souls::gateway
