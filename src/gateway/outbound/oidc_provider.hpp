#pragma once
// OpenID Connect: what a provider tells of itself, and whether a token of it is to be believed (OpenID Connect Core 1.0,
// Discovery 1.0; RFC 7636, 9207).

#include <cstdint>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/outbound/outbound.hpp"
#include "storage/wall_clock.hpp"

namespace souls::gateway {

/// As an operator sets it.
struct OidcOptions {
  std::string name = {};    ///< "google"
  std::string issuer = {};  ///< https, or http on this machine
  std::string client_id = {};
  std::string client_secret_file = {};          ///< mode 0600; empty: a public client
  std::vector<std::string> allow_domains = {};  ///< of e-mail addresses that may sign up by themselves; none: nobody may
};

/// invalid_request with a sentence.
Status check_oidc(const OidcOptions& options);

/// Whom a token means.
struct OidcSubject {
  std::string issuer;
  std::string subject;
  std::string email;  ///< empty where it tells none
  bool is_email_verified = false;
  std::string name;
};

/// What a sign-in began with: random texts, and where the browser comes back to.
struct OidcFlow {
  std::string provider;
  std::string state, nonce, verifier;
  std::string redirect_uri;
  std::int64_t expires_ms = 0;
};

/// Whether an ID token is to be believed: signed by RS256 or ES256 with one of the keys (a JWK Set), by that issuer, for
/// that client, in time, and for this sign-in. unauthenticated with a sentence that names the first thing wrong.
Result<OidcSubject> verify_id_token(std::string_view token, const nlohmann::json& keys, const OidcOptions& options,
                                    std::string_view nonce, std::int64_t now_ms);

/// Keeps what the provider tells of itself for limits::kOidcDocumentSeconds, and reads its keys again when one isn't
/// known. Safe to call from many threads; calls wait for the provider.
class OidcProvider {
 public:
  OidcProvider(OidcOptions options, OutboundRules rules, storage::WallClock clock)
      : options_(std::move(options)), rules_(std::move(rules)), clock_(std::move(clock)) {}

  const OidcOptions& options() const { return options_; }
  /// Where a browser is sent.
  Result<std::string> authorization_url(const OidcFlow& flow);
  /// Whom the code means. `issuer`: what the browser brought as "iss"; empty where it brought none.
  Result<OidcSubject> redeem(const std::string& code, const std::string& issuer, const OidcFlow& flow);

 private:
  Result<nlohmann::json> read(const std::string& url, std::optional<std::string> body = {},
                              std::vector<std::string> headers = {}) const;
  Result<nlohmann::json> document();
  Result<nlohmann::json> keys(bool anew);
  /// What the token endpoint gives for a code.
  Result<nlohmann::json> tokens_of(const std::string& code, const OidcFlow& flow);
  Result<OidcSubject> believe(const std::string& token, const OidcFlow& flow);
  /// What the token doesn't tell of the subject, from the provider's UserInfo.
  Result<OidcSubject> complete(OidcSubject subject, const std::string& access_token);

  const OidcOptions options_;
  const OutboundRules rules_;
  const storage::WallClock clock_;
  std::mutex mutex_;  ///< guards those below
  nlohmann::json document_, keys_;
  std::int64_t document_ms_ = 0, keys_ms_ = 0;
};

}  // namespace souls::gateway
