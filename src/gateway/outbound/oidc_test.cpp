// Signing in by a provider of OpenID Connect, true and false ones.

#include <jansson.h>
#include <sodium.h>

#include <atomic>

#include "gateway/identity/identity_fixture.hpp"
#include "gateway/outbound/oidc_provider.hpp"
#include "gateway/outbound/receiver_fixture.hpp"

extern "C" {
#include <jose/jwk.h>
#include <jose/jws.h>
}

namespace souls::gateway {
namespace {

using storage::UserRole;
using test::Receiver;
using test::Shows;

std::string base64url(const std::string& bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), kVariant);
  text.pop_back();
  return text;
}

Json json_of(json_t* value) {
  char* text = json_dumps(value, JSON_SORT_KEYS);
  const Json json = Json::parse(text);
  std::free(text);
  return json;
}

/// A key that signs, as a JWK with its private part.
Json make_key(const char* algorithm, const std::string& id) {
  json_t* key = json_pack("{s:s,s:s}", "alg", algorithm, "kid", id.c_str());
  EXPECT_TRUE(jose_jwk_gen(nullptr, key));
  const Json made = json_of(key);
  json_decref(key);
  return made;
}

Json public_part(Json key) {
  for (const char* part : {"d", "p", "q", "dp", "dq", "qi", "key_ops"}) key.erase(part);
  return key;
}

std::string sign(const Json& key, const Json& claims, Json header = {}) {
  if (header.is_null()) header = {{"alg", key["alg"]}, {"kid", key["kid"]}};
  const std::string text = Json{{"payload", base64url(claims.dump())}}.dump();
  json_t* jws = json_loads(text.c_str(), 0, nullptr);
  json_t* signature = json_pack("{s:s}", "protected", base64url(header.dump()).c_str());
  json_t* jwk = json_loads(key.dump().c_str(), 0, nullptr);
  EXPECT_TRUE(jose_jws_sig(nullptr, jws, signature, jwk));
  const Json made = json_of(jws);
  for (json_t* each : {jws, signature, jwk}) json_decref(each);
  return made["protected"].get<std::string>() + '.' + made["payload"].get<std::string>() + '.' +
         made["signature"].get<std::string>();
}

const Json& rsa() {
  static const Json key = make_key("RS256", "rsa");
  return key;
}
const Json& ec() {
  static const Json key = make_key("ES256", "ec");
  return key;
}
Json key_set() { return {{"keys", {public_part(rsa()), public_part(ec())}}}; }

constexpr std::int64_t kNowMs = 1'000'000'000'000;
const OidcOptions kOptions{.name = "own", .issuer = "https://id.example.org", .client_id = "souls"};

Json claims(const std::string& issuer = kOptions.issuer) {
  return {{"iss", issuer},           {"aud", "souls"},           {"sub", "248289761001"},
          {"nonce", "n-0S6_WzA2Mj"}, {"iat", kNowMs / 1000},     {"exp", kNowMs / 1000 + 300},
          {"name", "Ada"},           {"email", "ada@example.org"}, {"email_verified", true}};
}

Json with(Json changed, const char* name, const Json& value) {
  changed[name] = value;
  return changed;
}
Json without(Json changed, const char* name) {
  changed.erase(name);
  return changed;
}

std::string verify(const std::string& token, std::int64_t now_ms = kNowMs, const Json& keys = key_set()) {
  const auto subject = verify_id_token(token, keys, kOptions, "n-0S6_WzA2Mj", now_ms);
  if (subject) return "believed";
  EXPECT_EQ(subject.error().code, ErrorCode::unauthenticated);
  return subject.error().message.substr(subject.error().message.find(": ") + 2);
}

TEST(IdToken, IsBelievedWhenAllIsRight) {
  for (const Json& key : {rsa(), ec()}) {
    const auto subject = verify_id_token(sign(key, claims()), key_set(), kOptions, "n-0S6_WzA2Mj", kNowMs);
    ASSERT_TRUE(subject) << subject.error().message;
    EXPECT_EQ(subject->subject, "248289761001");
    EXPECT_EQ(subject->email, "ada@example.org");
    EXPECT_TRUE(subject->is_email_verified);
  }
  EXPECT_EQ(verify(sign(rsa(), with(claims(), "aud", {"souls"}))), "believed");
  EXPECT_EQ(verify(sign(rsa(), with(with(claims(), "aud", {"souls", "other"}), "azp", "souls"))), "believed");
  EXPECT_EQ(verify(sign(ec(), claims(), {{"alg", "ES256"}})), "believed") << "without a key's id";
}

TEST(IdToken, IsNotBelievedWhenItsClaimsAreWrong) {
  EXPECT_EQ(verify(sign(rsa(), with(claims(), "iss", "https://evil.example"))), "another issuer made it");
  EXPECT_EQ(verify(sign(rsa(), with(claims(), "iss", "https://id.example.org/"))), "another issuer made it");
  for (const Json& audience : {Json("other"), Json{"other"}, Json{"souls", "other"}, Json(7)}) {
    EXPECT_EQ(verify(sign(rsa(), with(claims(), "aud", audience))), "it is for another client");
  }
  EXPECT_EQ(verify(sign(rsa(), with(claims(), "azp", "other"))), "it is for another client");
  EXPECT_EQ(verify(sign(rsa(), with(claims(), "nonce", "another"))), "it is of another sign-in");
  EXPECT_EQ(verify(sign(rsa(), without(claims(), "nonce"))), "it is of another sign-in");
  EXPECT_EQ(verify(sign(rsa(), claims()), kNowMs + 360'000), "it has expired");
  EXPECT_EQ(verify(sign(rsa(), claims()), kNowMs - 61'000), "it isn't good yet");
  EXPECT_EQ(verify(sign(rsa(), with(claims(), "nbf", kNowMs / 1000 + 100))), "it isn't good yet");
  EXPECT_EQ(verify(sign(rsa(), without(claims(), "exp"))), "it doesn't say how long it is good");
  EXPECT_EQ(verify(sign(rsa(), without(claims(), "sub"))), "it means nobody");
}

TEST(IdToken, IsNotBelievedWhenItsSignatureIsWrong) {
  const std::string good = sign(rsa(), claims());
  const std::string payload = base64url(claims().dump());
  const std::string none = base64url(R"({"alg":"none"})") + '.' + payload + '.';
  EXPECT_EQ(verify(none), "it isn't signed by RS256 or ES256");
  EXPECT_EQ(verify(base64url(R"({"alg":"nOnE"})") + '.' + payload + '.'), "it isn't signed by RS256 or ES256");
  EXPECT_EQ(verify(good.substr(0, good.rfind('.') + 1)), "its signature is wrong");
  const std::size_t first = good.find('.'), second = good.rfind('.');
  EXPECT_EQ(verify(good.substr(0, first + 1) + base64url(with(claims(), "sub", "x").dump()) + good.substr(second)),
            "its signature is wrong");
  EXPECT_EQ(verify(sign(make_key("RS256", "rsa"), claims())), "its signature is wrong");
  EXPECT_EQ(verify(sign(make_key("RS256", "another"), claims())), "no key of the provider signed it");
  // The public key as a shared secret.
  Json shared = {{"kty", "oct"}, {"alg", "HS256"}, {"kid", "rsa"}, {"k", public_part(rsa())["n"]}};
  EXPECT_EQ(verify(sign(shared, claims())), "it isn't signed by RS256 or ES256");
  EXPECT_EQ(verify(sign(rsa(), claims(), {{"alg", "RS256"}, {"kid", "ec"}})), "no key of the provider signed it");
  EXPECT_EQ(verify(good, kNowMs, {{"keys", Json::array()}}), "no key of the provider signed it");
  EXPECT_EQ(verify(good, kNowMs, {{"keys", {with(public_part(rsa()), "use", "enc")}}}), "no key of the provider signed it");
  EXPECT_EQ(verify(sign(rsa(), claims(), {{"alg", "RS256"}, {"kid", "rsa"}, {"crit", {"exp"}}})),
            "it asks for what isn't known here");
  for (const std::string& text : {std::string(), std::string("a.b"), std::string("a.b.c.d"), std::string(20'000, 'a')}) {
    EXPECT_EQ(verify(text), "it is no signed token");
  }
}

/// A provider over HTTP, as true or false as a test wants it.
class OidcSignIn : public test::IdentityTest {
 protected:
  OidcSignIn() : provider_([this](const std::string& request) { return answer_to(request); }) {
    issuer_ = provider_.url().substr(0, provider_.url().rfind('/'));
    claims_ = claims(issuer_);
    claims_["iat"] = now_ms_ / 1000;
    claims_["exp"] = now_ms_ / 1000 + 300;
    OidcOptions options{.name = "own", .issuer = issuer_, .client_id = "souls", .allow_domains = {"good.example"}};
    api_->oidc.push_back(std::make_unique<OidcProvider>(options, *OutboundRules::parse({"127.0.0.0/8"}), clock_));
    options.name = "other";
    api_->oidc.push_back(std::make_unique<OidcProvider>(options, *OutboundRules::parse({"127.0.0.0/8"}), clock_));
    owner_ = add_user("ada@example.org", UserRole::owner);
  }

  static std::string json(const Json& body) {
    return Receiver::plain("200 OK", "Content-Type: application/json\r\n", body.dump());
  }
  std::string answer_to(const std::string& request) {
    if (request.starts_with("GET /.well-known/openid-configuration ")) {
      return json({{"issuer", told_issuer_.empty() ? issuer_ : told_issuer_},
                   {"authorization_endpoint", issuer_ + "/auth"},
                   {"token_endpoint", issuer_ + "/token"},
                   {"jwks_uri", issuer_ + "/keys"},
                   {"userinfo_endpoint", issuer_ + "/userinfo"},
                   {"authorization_response_iss_parameter_supported", tells_issuer_.load()}});
    }
    if (request.starts_with("GET /keys ")) return json(key_set());
    if (request.starts_with("GET /userinfo ")) {
      EXPECT_NE(request.find("Authorization: Bearer a\r\n"), std::string::npos);
      return json({{"sub", told_subject_}, {"email", "ada@example.org"}, {"email_verified", true}});
    }
    if (request.starts_with("POST /token ")) {
      token_request_ = request;
      if (is_code_used_.exchange(true)) return Receiver::plain("400 Bad Request", "", R"({"error":"invalid_grant"})");
      return json({{"access_token", "a"}, {"token_type", "Bearer"}, {"id_token", token_(claims_)}});
    }
    return Receiver::plain("404 Not Found");
  }

  struct Begun {
    std::string location, cookie;
    std::string parameter(const std::string& name) const {
      const std::size_t begin = location.find(name + '=') + name.size() + 1;
      return location.substr(begin, location.find('&', begin) - begin);
    }
  };
  static std::string header_of(const Response& response, const std::string& wanted, const std::string& starts = "") {
    for (const auto& [name, value] : response.headers) {
      if (name == wanted && value.starts_with(starts)) return value;
    }
    return {};
  }
  Begun begin() {
    const Response sent = ask(Method::get, "/v1/sessions/oidc/own", test::kRemote);
    EXPECT_EQ(sent.status, 303) << sent.body;
    const std::string cookie = header_of(sent, "Set-Cookie", "__Host-souls_oidc=");
    Begun begun{header_of(sent, "Location"), cookie.substr(0, cookie.find(';'))};
    claims_["nonce"] = begun.parameter("nonce");
    return begun;
  }
  Response come_back(const Begun& begun, const std::string& query, const std::string& provider = "own") {
    return ask(Method::get, "/v1/sessions/oidc/" + provider + "/callback?" + query, test::kRemote,
               {.headers = {{"cookie", begun.cookie}}});
  }
  Response sign_in() {
    const Begun begun = begin();
    return come_back(begun, "code=c1&state=" + begun.parameter("state"));
  }
  /// Who the answer's session is; empty where there is none.
  std::string signed_in(const Response& response) {
    const std::string cookie = header_of(response, "Set-Cookie", "__Host-souls_session=");
    if (response.status != 303 || cookie.empty()) return {};
    const std::size_t begin = cookie.find('=') + 1;
    const Shows shows{.session = cookie.substr(begin, cookie.find(';') - begin)};
    return Json::parse(ask(Method::get, "/v1/me", test::kRemote, shows).body).value("id", "");
  }

  std::string issuer_, told_issuer_, owner_, token_request_, told_subject_ = "248289761001";
  std::atomic<bool> is_code_used_ = false, tells_issuer_ = false;
  Json claims_;
  std::function<std::string(const Json&)> token_ = [](const Json& all) { return sign(rsa(), all); };
  Receiver provider_;
};

TEST_F(OidcSignIn, LinksTheVerifiedAddressAndKnowsTheSubjectFromThenOn) {
  const Begun begun = begin();
  EXPECT_EQ(begun.parameter("code_challenge_method"), "S256");
  EXPECT_EQ(begun.parameter("code_challenge").size(), 43);
  EXPECT_EQ(begun.parameter("redirect_uri"), escape("https://souls.example/v1/sessions/oidc/own/callback"));
  EXPECT_EQ(signed_in(come_back(begun, "code=c1&session_state=x&state=" + begun.parameter("state"))), owner_);
  EXPECT_NE(token_request_.find("code_verifier="), std::string::npos);
  EXPECT_NE(token_request_.find("code=c1"), std::string::npos);
  is_code_used_ = false;
  claims_["email"] = "moved@elsewhere.example";
  EXPECT_EQ(signed_in(sign_in()), owner_);
  std::vector<std::string> kinds;
  for (const auto& entry : audit()) kinds.push_back(entry.kind);
  EXPECT_EQ(std::ranges::count(kinds, "sign_in_linked"), 1);
}

TEST_F(OidcSignIn, LetsNobodyInWhoIsNotKnownHere) {
  claims_["email"] = "bob@example.org";
  EXPECT_EQ(sign_in().status, 403);
  is_code_used_ = false;
  claims_["email"] = "ada@example.org";
  claims_["email_verified"] = false;
  EXPECT_EQ(sign_in().status, 403) << "anyone may claim an address";
  is_code_used_ = false;
  claims_["email_verified"] = "true";
  EXPECT_EQ(sign_in().status, 403);
  is_code_used_ = false;
  claims_["email_verified"] = true;
  claims_["email"] = "eve@evil.example@good.example";
  EXPECT_NE(sign_in().status, 303);
}

TEST_F(OidcSignIn, InvitedPeopleAndAllowedDomainsComeIn) {
  const auto invited = accounts_->add_user(local_, {"carol@example.org", "", UserRole::listener, std::nullopt});
  claims_["email"] = "Carol@example.org";
  EXPECT_EQ(signed_in(sign_in()), invited->id);
  is_code_used_ = false;
  claims_["sub"] = "another";
  claims_["email"] = "dan@GOOD.example";
  const std::string dan = signed_in(sign_in());
  ASSERT_FALSE(dan.empty());
  const auto user = studio::in_read<storage::User>(*store_, [&](storage::Transaction& t) { return t.users().find(dan); });
  EXPECT_EQ(user->role, UserRole::member);
  is_code_used_ = false;
  claims_["sub"] = "third";
  claims_["email"] = "eve@notgood.example";
  EXPECT_EQ(sign_in().status, 403);
}

TEST_F(OidcSignIn, AsksForAnAddressThatTheTokenDoesNotTell) {
  claims_.erase("email");
  claims_.erase("email_verified");
  told_subject_ = "another";
  EXPECT_EQ(sign_in().status, 401);
  is_code_used_ = false;
  told_subject_ = claims_["sub"];
  EXPECT_EQ(signed_in(sign_in()), owner_);
}

TEST_F(OidcSignIn, BelongsToTheBrowserThatBeganIt) {
  const Begun begun = begin(), other = begin();
  const std::string state = begun.parameter("state");
  EXPECT_EQ(come_back({begun.location, ""}, "code=c1&state=" + state).status, 401) << "no cookie";
  EXPECT_EQ(come_back(other, "code=c1&state=" + state).status, 401) << "another's cookie";
  EXPECT_EQ(come_back(begun, "code=c1&state=").status, 401);
  EXPECT_EQ(come_back(begun, "code=c1").status, 401);
  EXPECT_EQ(come_back(begun, "code=c1&state=" + state, "other").status, 401) << "another provider's";
  EXPECT_EQ(come_back({begun.location, begun.cookie + "x"}, "code=c1&state=" + state).status, 401);
  EXPECT_EQ(come_back(begun, "error=access_denied&state=" + state).status, 401);
  EXPECT_EQ(come_back(begun, "code=c1&state=" + state).status, 401) << "once only";
}

TEST_F(OidcSignIn, TakesEachCodeAndEachSignInOnce) {
  const Begun begun = begin();
  const std::string query = "code=c1&state=" + begun.parameter("state");
  EXPECT_EQ(signed_in(come_back(begun, query)), owner_);
  is_code_used_ = false;  // also where the provider would take it again
  EXPECT_EQ(come_back(begun, query).status, 401);
  is_code_used_ = true;
  EXPECT_EQ(sign_in().status, 401);
}

TEST_F(OidcSignIn, EndsWithItsTime) {
  const Begun begun = begin();
  now_ms_ += static_cast<std::int64_t>(limits::kOidcFlowSeconds * 1000);
  EXPECT_EQ(come_back(begun, "code=c1&state=" + begun.parameter("state")).status, 401);
}

TEST_F(OidcSignIn, BelievesNoFalseToken) {
  const auto refused = [&](const char* why) {
    is_code_used_ = false;
    EXPECT_EQ(sign_in().status, 401) << why;
  };
  token_ = [](const Json& all) { return sign(rsa(), with(all, "nonce", "of another")); };
  refused("nonce");
  token_ = [](const Json& all) { return sign(rsa(), with(all, "aud", "another")); };
  refused("audience");
  token_ = [](const Json& all) { return sign(rsa(), with(all, "iss", "https://id.example.org")); };
  refused("issuer");
  token_ = [](const Json& all) { return sign(rsa(), with(all, "exp", all["iat"].get<std::int64_t>() - 61)); };
  refused("expired");
  token_ = [](const Json& all) { return base64url(R"({"alg":"none"})") + '.' + base64url(all.dump()) + '.'; };
  refused("alg none");
  token_ = [](const Json& all) { return sign(make_key("RS256", "rsa"), all); };
  refused("another's key");
  token_ = [](const Json&) { return std::string(); };
  refused("no token");
}

TEST_F(OidcSignIn, IsNotMixedUpBetweenProviders) {
  Begun begun = begin();
  EXPECT_EQ(come_back(begun, "code=c1&iss=https%3A%2F%2Fevil.example&state=" + begun.parameter("state")).status, 401);
  begun = begin();
  EXPECT_EQ(signed_in(come_back(begun, "code=c1&iss=" + escape(issuer_) + "&state=" + begun.parameter("state"))), owner_);
}

TEST_F(OidcSignIn, AProviderThatTellsItsNameMustTellIt) {
  tells_issuer_ = true;
  EXPECT_EQ(sign_in().status, 401);
}

TEST_F(OidcSignIn, ADocumentOfAnotherIssuerIsNotTaken) {
  told_issuer_ = "https://evil.example";
  EXPECT_EQ(ask(Method::get, "/v1/sessions/oidc/own", test::kRemote).status, 503);
  EXPECT_EQ(ask(Method::get, "/v1/sessions/oidc/nobody", test::kRemote).status, 404);
  EXPECT_EQ(Json::parse(ask(Method::get, "/v1/sessions/oidc", test::kRemote).body)["providers"].size(), 2);
}

}  // namespace
}  // namespace souls::gateway
