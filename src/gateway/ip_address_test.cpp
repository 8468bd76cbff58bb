#include "gateway/ip_address.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

TEST(IpAddress, IsReadAndWritten) {
  for (const char* text : {"127.0.0.1", "192.0.2.7", "::1", "2001:db8::5", "::"}) {
    EXPECT_EQ(IpAddress::parse(text).value().to_string(), text);
  }
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.7"), IpAddress::parse("192.0.2.7"));
  for (const char* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "01.2.3.4", "::1%lo", "1.2.3.4:80", "[::1]"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpAddress, KnowsLoopback) {
  for (const char* text : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(IpAddress::parse(text)->is_loopback()) << text;
  }
  for (const char* text : {"128.0.0.1", "0.0.0.0", "::", "::2", "1::1"}) {
    EXPECT_FALSE(IpAddress::parse(text)->is_loopback()) << text;
  }
}

TEST(IpAddress, CountsAnIpv6NetworkAsOne) {
  EXPECT_EQ(IpAddress::parse("2001:db8:1:2:3:4:5:6")->site(), IpAddress::parse("2001:db8:1:2:ffff::1")->site());
  EXPECT_NE(IpAddress::parse("2001:db8:1:2::1")->site(), IpAddress::parse("2001:db8:1:3::1")->site());
  EXPECT_NE(IpAddress::parse("192.0.2.1")->site(), IpAddress::parse("192.0.2.2")->site());
}

TEST(IpNetwork, ContainsWhatItsBitsSay) {
  const auto contains = [](const char* network, const char* address) {
    return IpNetwork::parse(network).value().contains(*IpAddress::parse(address));
  };
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.129"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(contains("192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(contains("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  for (const char* text : {"", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "here/8"}) {
    EXPECT_FALSE(IpNetwork::parse(text)) << text;
  }
}

TEST(TrustedProxies, TellWhoAsks) {
  const auto proxies = TrustedProxies::parse({"127.0.0.1", "10.0.0.0/8"}).value();
  const auto client = [&](const char* peer, const char* forwarded) {
    return proxies.client(*IpAddress::parse(peer), forwarded).to_string();
  };
  EXPECT_EQ(client("127.0.0.1", "192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client("127.0.0.1", "6.6.6.6, 192.0.2.1 , 10.1.1.1"), "192.0.2.1");
  EXPECT_EQ(client("127.0.0.1", "2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(client("127.0.0.1", ""), "127.0.0.1");
  EXPECT_EQ(client("127.0.0.1", "10.1.1.1"), "10.1.1.1");
  EXPECT_EQ(client("127.0.0.1", "192.0.2.1, nonsense"), "127.0.0.1");
  EXPECT_EQ(client("192.0.2.9", "192.0.2.1"), "192.0.2.9");  // no proxy of ours: not believed
  EXPECT_EQ(TrustedProxies().client(*IpAddress::parse("127.0.0.1"), "192.0.2.1").to_string(), "127.0.0.1");
}

TEST(ListenAddress, IsReadStrictly) {
  const auto v4 = ListenAddress::parse("127.0.0.1:8787").value();
  EXPECT_EQ(v4.address.to_string(), "127.0.0.1");
  EXPECT_EQ(v4.port, 8787);
  const auto v6 = ListenAddress::parse("[::1]:0").value();
  EXPECT_EQ(v6.address.to_string(), "::1");
  EXPECT_EQ(v6.port, 0);
  for (const char* text : {"", ":8787", "8787", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
                           "[127.0.0.1]:80", "localhost:80", "[::1]", "127.0.0.1:8 "}) {
    EXPECT_FALSE(ListenAddress::parse(text)) << text;
  }
}

}  // namespace
}  // namespace souls::gateway
