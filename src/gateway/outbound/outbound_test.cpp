#include "gateway/outbound/outbound.hpp"

#include "gateway/outbound/receiver_fixture.hpp"

namespace souls::gateway {
namespace {

using test::Receiver;

const OutboundRules kHere = *OutboundRules::parse({"127.0.0.0/8"});

TEST(PublicAddresses, AreThoseOfTheInternetAlone) {
  for (const char* address : {"1.1.1.1", "9.9.9.9", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111",
                              "2a00:1450::1", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(is_public(*IpAddress::parse(address))) << address;
  }
  for (const char* address :
       {"0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
        "ff02::1"}) {
    EXPECT_FALSE(is_public(*IpAddress::parse(address))) << address;
  }
}

TEST(OutboundRules, AllowWhatTheOperatorAllows) {
  const auto rules = OutboundRules::parse({"10.1.0.0/16", "fd00::/8"}).value();
  EXPECT_TRUE(rules.allows(*IpAddress::parse("10.1.2.3"), false));
  EXPECT_TRUE(rules.allows(*IpAddress::parse("fd00::1"), true));
  EXPECT_TRUE(rules.allows(*IpAddress::parse("1.1.1.1"), true));
  EXPECT_FALSE(rules.allows(*IpAddress::parse("1.1.1.1"), false)) << "in clear text only where it is allowed";
  EXPECT_FALSE(rules.allows(*IpAddress::parse("10.2.0.1"), true));
  EXPECT_FALSE(OutboundRules::parse({"everything"}));
}

TEST(Urls, AreOfTheWebAndNameNoUser) {
  for (const char* url : {"https://example.org", "https://example.org:8443/a?b=c", "https://1.1.1.1/",
                          "https://[2606:4700::1111]/"}) {
    EXPECT_TRUE(check_url(url, {})) << url;
  }
  for (const char* url :
       {"", "example.org", "ftp://example.org", "file:///etc/passwd", "gopher://example.org", "https://",
        "https://ada@example.org", "https://ada:secret@example.org", "https://example.org/#x", "https://127.0.0.1/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest", "http://1.1.1.1/",
        "http://example.org/", "https://2130706433/", "https://0x7f.1/", "https://exa mple.org"}) {
    EXPECT_FALSE(check_url(url, {})) << url;
  }
  EXPECT_NE(check_url("http://example.org/", {}).error().message.find("https://"), std::string::npos);
  EXPECT_TRUE(check_url("http://hook.internal/", OutboundRules::parse({"10.0.0.0/8"}).value()));
}

TEST(Outbound, SendsAndHears) {
  Receiver receiver([](const std::string&) { return Receiver::plain("201 Created", "", "made"); });
  const auto answer = send({.url = receiver.url(), .headers = {"X-Test: yes"}, .body = "hello"}, kHere);
  ASSERT_TRUE(answer) << answer.error().message << answer.error().detail;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "made");
  const std::string request = receiver.requests(1).at(0);
  EXPECT_TRUE(request.starts_with("POST /hook HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("X-Test: yes\r\n"), std::string::npos);
  EXPECT_TRUE(request.ends_with("\r\n\r\nhello"));
  EXPECT_TRUE(send({.url = receiver.url()}, kHere));
  EXPECT_TRUE(receiver.requests(2).at(1).starts_with("GET /hook"));
}

TEST(Outbound, ReachesNoPrivateAddressByWhateverName) {
  Receiver receiver;
  for (const char* host : {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0x7f000001", "0"}) {
    const auto refused = send({.url = receiver.url(host), .body = ""}, {});
    ASSERT_FALSE(refused) << host;
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden) << host << ' ' << refused.error().message;
  }
  EXPECT_TRUE(receiver.requests(0).empty());
}

TEST(Outbound, FollowsNothing) {
  Receiver other, receiver([&](const std::string&) {
    return Receiver::plain("302 Found", "Location: " + other.url() + "\r\n");
  });
  EXPECT_EQ(send({.url = receiver.url(), .body = ""}, kHere)->status, 302);
  EXPECT_TRUE(other.requests(0).empty());
}

TEST(Outbound, IsBounded) {
  Receiver large([](const std::string&) { return Receiver::plain("200 OK", "", std::string(1'000'000, 'x')); });
  const auto cut = send({.url = large.url(), .body = "", .answer_bytes_max = 1000}, kHere);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->status, 200);
  EXPECT_EQ(cut->body.size(), 1000);
  EXPECT_TRUE(cut->is_cut);
  std::string lines;
  while (lines.size() < 1'000'000) lines += "X-More: " + std::string(1000, 'x') + "\r\n";
  Receiver talkative([&](const std::string&) { return Receiver::plain("200 OK", lines); });
  EXPECT_EQ(send({.url = talkative.url(), .body = ""}, kHere).error().code, ErrorCode::unavailable);
  Receiver silent([](const std::string&) { return std::string(); });
  EXPECT_EQ(send({.url = silent.url(), .body = "", .seconds_max = 0.2}, kHere).error().code, ErrorCode::deadline);
  const auto stopped = send({.url = silent.url(), .body = "", .should_stop = [] { return true; }}, kHere);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace souls::gateway
