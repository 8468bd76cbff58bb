#include "cli/settings.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace souls::cli {
namespace {

class ConfigurationTest : public testing::Test {
 protected:
  std::string file(const std::string& text) {
    const auto path = std::filesystem::path(testing::TempDir()) / ("souls." + std::to_string(::getpid()) + ".toml");
    std::ofstream(path) << text;
    return path;
  }
  std::string refusal(const Status& status) { return status ? "" : status.error().message; }
  double rate() const { return configuration_.settings().server.rates.requests_per_second; }

  Configuration configuration_;
};

TEST_F(ConfigurationTest, FlagsWinOverVariablesOverTheFileOverDefaults) {
  EXPECT_EQ(rate(), limits::kRequestsPerSecond);
  ASSERT_TRUE(configuration_.read_file(file("[limits]\nrequests_per_second = 30\nidle_seconds = 5.5\n")));
  EXPECT_EQ(rate(), 30);
  ASSERT_TRUE(configuration_.read_variables({"PATH=/bin", "SOULS_HOME=here", "SOULS_LIMITS_REQUESTS_PER_SECOND=40"}));
  EXPECT_EQ(rate(), 40);
  ASSERT_TRUE(configuration_.set("limits.requests_per_second", "50.5", "--set"));
  EXPECT_EQ(rate(), 50.5);
  EXPECT_EQ(configuration_.settings().server.idle_seconds_max, 5.5);
}

TEST_F(ConfigurationTest, ReadsEveryType) {
  ASSERT_TRUE(configuration_.read_file(
      file("[server]\nlisten = [\"127.0.0.1:1\", \"[::1]:2\"]\ninsecure = true\ntls_key = 'a \"b\"'\n"
           "[workers]\nlocal = 3\n")));
  const Settings& settings = configuration_.settings();
  EXPECT_EQ(settings.listen, (std::vector<std::string>{"127.0.0.1:1", "[::1]:2"}));
  EXPECT_TRUE(settings.insecure);
  EXPECT_EQ(settings.tls_key, "a \"b\"");
  EXPECT_EQ(settings.workers, 3U);
  ASSERT_TRUE(configuration_.read_variables(
      {"SOULS_SERVER_LISTEN=127.0.0.1:3,127.0.0.1:4", "SOULS_SERVER_INSECURE=false", "SOULS_WORKERS_LOCAL=0"}));
  EXPECT_EQ(settings.workers, 0U);
  EXPECT_EQ(settings.listen, (std::vector<std::string>{"127.0.0.1:3", "127.0.0.1:4"}));
  EXPECT_FALSE(settings.insecure);
}

TEST_F(ConfigurationTest, RefusesWhatItDoesNotKnow) {
  EXPECT_NE(refusal(configuration_.read_file(file("[limits]\nrequest_per_second = 3\n")))
                .find(":2 sets \"limits.request_per_second\""),
            std::string::npos);
  EXPECT_NE(refusal(configuration_.read_file(file("workers = 3\n"))), "");
  EXPECT_NE(refusal(configuration_.read_file(file("[limits\n"))).find("is no TOML"), std::string::npos);
  EXPECT_NE(refusal(configuration_.read_variables({"SOULS_LIMITS_REQUESTS=3"})), "");
  EXPECT_NE(refusal(configuration_.set("limits.nothing", "3", "--set")), "");
  EXPECT_FALSE(configuration_.read_file("/nowhere.toml"));
}

TEST_F(ConfigurationTest, RefusesWrongTypesAndBounds) {
  for (const char* text : {"requests_per_second = \"3\"", "requests_per_second = 0", "requests_per_second = -1",
                           "requests_per_second = nan", "requests_per_second = inf", "connections = 1.5",
                           "connections = 0", "connections = true", "connections = [1]", "connections = 10000001"}) {
    EXPECT_FALSE(configuration_.read_file(file(std::string("[limits]\n") + text + "\n"))) << text;
  }
  EXPECT_FALSE(configuration_.read_file(file("[server]\nlisten = \"127.0.0.1:1\"\n")));
  EXPECT_FALSE(configuration_.read_file(file("[server]\nlisten = [1]\n")));
  EXPECT_FALSE(configuration_.read_file(file("[server]\ninsecure = 1\n")));
  for (const char* text : {"", "x", "1 ", "1e999", "0x10", "-1"}) {
    EXPECT_FALSE(configuration_.set("limits.connections", text, "--set")) << text;
  }
  EXPECT_FALSE(configuration_.set("server.insecure", "yes", "--set"));
  EXPECT_EQ(refusal(configuration_.set("limits.headers", "9999", "--set")),
            "\"limits.headers\" must be a whole number from 8 to 1000, which it isn't in --set");
}

TEST_F(ConfigurationTest, NeedsTlsOrAWordForWhatOthersCanReach) {
  const auto checked = [](std::initializer_list<std::pair<const char*, const char*>> settings) {
    Configuration configuration;
    for (const auto& [name, text] : settings) EXPECT_TRUE(configuration.set(name, text, "--set"));
    return configuration.check();
  };
  EXPECT_TRUE(checked({{"server.listen", "127.0.0.1:1,[::1]:1"}}));
  for (const char* open : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1", "127.0.0.1:1,0.0.0.0:1"}) {
    EXPECT_FALSE(checked({{"server.listen", open}})) << open;
    EXPECT_TRUE(checked({{"server.listen", open}, {"server.insecure", "true"}}));
    EXPECT_TRUE(checked({{"server.listen", open}, {"server.tls_certificate", "c"}, {"server.tls_key", "k"}}));
  }
  EXPECT_FALSE(checked({{"server.tls_certificate", "c"}}));
  EXPECT_FALSE(checked({{"server.listen", "here"}}));
  EXPECT_FALSE(checked({{"server.trusted_proxies", "here"}}));
  EXPECT_FALSE(checked({{"limits.body_bytes", "2000"}, {"limits.bodies_bytes", "1999"}}));
}

TEST_F(ConfigurationTest, KnowsProvidersByTheirNames) {
  ASSERT_TRUE(configuration_.read_file(
      file("[oidc.own]\nissuer = \"https://id.example.org\"\nclient_id = \"souls\"\nallow_domains = [\"example.org\"]\n"
           "[oidc.other]\nissuer = \"http://127.0.0.1:1\"\nclient_id = \"x\"\n[webhooks]\nallow_private = [\"10.0.0.0/8\"]\n")));
  ASSERT_TRUE(configuration_.check());
  const Settings& settings = configuration_.settings();
  ASSERT_EQ(settings.oidc.size(), 2U);
  const auto& own = settings.oidc[settings.oidc[0].name == "own" ? 0 : 1];
  EXPECT_EQ(own.issuer, "https://id.example.org");
  EXPECT_EQ(own.allow_domains, std::vector<std::string>{"example.org"});
  EXPECT_TRUE(configuration_.outbound()->allows(*gateway::IpAddress::parse("10.1.2.3"), false));
  Configuration again;
  ASSERT_TRUE(again.read_file(file(configuration_.print())));
  EXPECT_EQ(again.settings().oidc.size(), 2U);
  EXPECT_NE(refusal(configuration_.set("oidc.own.nothing", "x", "--set")), "");
  EXPECT_NE(refusal(configuration_.set("oidc.issuer", "x", "--set")), "");
  ASSERT_TRUE(configuration_.set("oidc.own.issuer", "http://id.example.org", "--set"));
  EXPECT_NE(refusal(configuration_.check()).find("oidc.own.issuer"), std::string::npos);
}

TEST_F(ConfigurationTest, TakesProvidersFromVariables) {
  ASSERT_TRUE(configuration_.read_file(file("[oidc.My_Own]\nissuer = \"https://id.example.org\"\nclient_id = \"x\"\n")));
  ASSERT_TRUE(configuration_.read_variables({"SOULS_OIDC_MY_OWN_CLIENT_ID=souls", "SOULS_OIDC_NEW_ISSUER=http://127.0.0.1:1",
                                             "SOULS_OIDC_NEW_CLIENT_ID=y", "SOULS_OIDC_NEW_ALLOW_DOMAINS=a.org,b.org"}));
  const auto& providers = configuration_.settings().oidc;
  ASSERT_EQ(providers.size(), 2U);
  EXPECT_EQ(providers[0].client_id, "souls");
  EXPECT_EQ(providers[1].name, "new");
  EXPECT_EQ(providers[1].issuer, "http://127.0.0.1:1");
  EXPECT_EQ(providers[1].allow_domains, (std::vector<std::string>{"a.org", "b.org"}));
  for (const char* wrong : {"SOULS_OIDC_ISSUER=x", "SOULS_OIDC__ISSUER=x", "SOULS_OIDC_NEW_SECRET=x"}) {
    EXPECT_NE(refusal(configuration_.read_variables({wrong})), "") << wrong;
  }
}

TEST_F(ConfigurationTest, TellsWhichVariablesNothingReads) {
  ASSERT_TRUE(configuration_.read_variables({"SOULS_LIMIT_CONNECTIONS=3", "SOULS_HOME=here", "SOULS_KEY=x", "PATH=/bin"}));
  EXPECT_EQ(configuration_.unknown_variables(), std::vector<std::string>{"SOULS_LIMIT_CONNECTIONS"});
}

TEST_F(ConfigurationTest, PrintsAFileThatSetsTheSame) {
  ASSERT_TRUE(
      configuration_.read_variables({"SOULS_SERVER_LISTEN=127.0.0.1:3,[::1]:4", "SOULS_LIMITS_BURST_SECONDS=0.5"}));
  ASSERT_TRUE(configuration_.set("server.tls_key", "a\"\\b\n", "--tls-key"));
  const std::string printed = configuration_.print();
  EXPECT_NE(printed.find("burst_seconds = 0.5  # SOULS_LIMITS_BURST_SECONDS\n"), std::string::npos) << printed;
  EXPECT_NE(printed.find("lease_seconds = 30  # default\n"), std::string::npos);
  Configuration again;
  ASSERT_TRUE(again.read_file(file(printed)));
  EXPECT_EQ(again.settings().listen, configuration_.settings().listen);
  EXPECT_EQ(again.settings().tls_key, "a\"\\b\n");
  EXPECT_EQ(again.settings().server.rates.burst_seconds, 0.5);
}

}  // namespace
}  // namespace souls::cli
