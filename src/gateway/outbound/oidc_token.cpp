// Whether an ID token is to be believed.
#include <jansson.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "gateway/outbound/oidc_provider.hpp"

extern "C" {
#include <jose/jws.h>
}

namespace souls::gateway {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTokenBytesMax = 16 * 1024;
constexpr std::size_t kSubjectBytesMax = 255;
constexpr std::size_t kModulusLettersMin = 342;  ///< 2048 bits in base64

struct Forget {
  void operator()(json_t* value) const { json_decref(value); }
};
using Jansson = std::unique_ptr<json_t, Forget>;

tl::unexpected<Error> unbelievable(const std::string& what) {
  return fail(ErrorCode::unauthenticated, "the provider's token isn't to be believed: " + what);
}

/// The bytes of base64url without padding; empty where it is none.
std::optional<std::string> decode(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &length, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
    return std::nullopt;
  }
  bytes.resize(length);
  return bytes;
}

Json decode_json(std::string_view text) {
  const auto bytes = decode(text);
  return bytes ? Json::parse(*bytes, nullptr, false) : Json();
}

std::string text_in(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : std::string();
}

std::optional<double> number_in(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_number() ? std::optional(field->get<double>()) : std::nullopt;
}

/// The key without all that isn't needed to verify by that algorithm; null where it is none for it.
Json key_for(const Json& key, const std::string& algorithm) {
  if (!key.is_object()) return nullptr;
  const std::string use = text_in(key, "use"), meant = text_in(key, "alg");
  if ((!use.empty() && use != "sig") || (!meant.empty() && meant != algorithm)) return nullptr;
  if (algorithm == "RS256" && text_in(key, "kty") == "RSA" && text_in(key, "n").size() >= kModulusLettersMin) {
    return {{"kty", "RSA"}, {"alg", "RS256"}, {"n", text_in(key, "n")}, {"e", text_in(key, "e")}};
  }
  if (algorithm == "ES256" && text_in(key, "kty") == "EC" && text_in(key, "crv") == "P-256") {
    return {{"kty", "EC"}, {"alg", "ES256"}, {"crv", "P-256"}, {"x", text_in(key, "x")}, {"y", text_in(key, "y")}};
  }
  return nullptr;
}

Jansson jansson(const Json& value) {
  const std::string text = value.dump();
  return Jansson(json_loadb(text.data(), text.size(), 0, nullptr));
}

struct Parts {
  std::string header, payload, signature;
};

std::optional<Parts> split(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (token.size() > kTokenBytesMax || second == std::string_view::npos) return std::nullopt;
  if (token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return Parts{std::string(token.substr(0, first)), std::string(token.substr(first + 1, second - first - 1)),
               std::string(token.substr(second + 1))};
}

Status check_signature(const Parts& parts, const Json& keys) {
  const Json header = decode_json(parts.header);
  if (!header.is_object()) return unbelievable("it is no signed token");
  const std::string algorithm = text_in(header, "alg"), id = text_in(header, "kid");
  if (algorithm != "RS256" && algorithm != "ES256") return unbelievable("it isn't signed by RS256 or ES256");
  if (header.contains("crit")) return unbelievable("it asks for what isn't known here");
  const Jansson signature =
      jansson({{"protected", parts.header}, {"payload", parts.payload}, {"signature", parts.signature}});
  const auto list = keys.find("keys");
  if (!signature || list == keys.end() || !list->is_array()) return unbelievable("the provider has no keys");
  bool has_key = false;
  for (const Json& each : *list) {
    const Json key = key_for(each, algorithm);
    if (key.is_null() || (!id.empty() && text_in(each, "kid") != id)) continue;
    has_key = true;
    if (jose_jws_ver(nullptr, signature.get(), nullptr, jansson(key).get(), false)) return {};
  }
  return unbelievable(has_key ? "its signature is wrong" : "no key of the provider signed it");
}

bool is_for(const Json& claims, const std::string& client) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  const bool is_named =
      audience->is_array() ? std::find(audience->begin(), audience->end(), Json(client)) != audience->end() : *audience == client;
  const bool is_only = !audience->is_array() || audience->size() == 1;
  const std::string party = text_in(claims, "azp");
  return is_named && (party.empty() ? is_only : party == client);
}

Status check_claims(const Json& claims, const OidcOptions& options, std::string_view nonce, std::int64_t now_ms) {
  if (!claims.is_object()) return unbelievable("it says nothing");
  if (text_in(claims, "iss") != options.issuer) return unbelievable("another issuer made it");
  if (!is_for(claims, options.client_id)) return unbelievable("it is for another client");
  const double now_s = static_cast<double>(now_ms) / 1000;
  const auto expires = number_in(claims, "exp"), issued = number_in(claims, "iat"), begins = number_in(claims, "nbf");
  if (!expires || !issued) return unbelievable("it doesn't say how long it is good");
  if (now_s >= *expires + limits::kOidcClockSkewSeconds) return unbelievable("it has expired");
  if (std::max(*issued, begins.value_or(*issued)) > now_s + limits::kOidcClockSkewSeconds) {
    return unbelievable("it isn't good yet");
  }
  if (nonce.empty() || text_in(claims, "nonce") != nonce) return unbelievable("it is of another sign-in");
  const std::string subject = text_in(claims, "sub");
  if (subject.empty() || subject.size() > kSubjectBytesMax) return unbelievable("it means nobody");
  return {};
}

}  // namespace

Result<OidcSubject> verify_id_token(std::string_view token, const Json& keys, const OidcOptions& options,
                                    std::string_view nonce, std::int64_t now_ms) {
  const auto parts = split(token);
  if (!parts) return unbelievable("it is no signed token");
  if (auto signed_by_it = check_signature(*parts, keys); !signed_by_it) return fail(signed_by_it.error());
  const Json claims = decode_json(parts->payload);
  if (auto checked = check_claims(claims, options, nonce, now_ms); !checked) return fail(checked.error());
  const auto verified = claims.find("email_verified");
  return OidcSubject{options.issuer, text_in(claims, "sub"), text_in(claims, "email"),
                     verified != claims.end() && *verified == true, text_in(claims, "name")};
}

}  // namespace souls::gateway
