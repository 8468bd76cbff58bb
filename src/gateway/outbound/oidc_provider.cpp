#include "gateway/outbound/oidc_provider.hpp"

#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/files.hpp"
#include "base/text.hpp"
#include "gateway/target.hpp"

namespace souls::gateway {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kClientSecretBytesMax = 4096;
constexpr std::array<std::string_view, 3> kHere = {"http://127.0.0.1", "http://localhost", "http://[::1]"};

/// https, or a provider on this machine.
bool is_safe(const std::string& url) {
  if (url.starts_with("https://")) return true;
  return std::ranges::any_of(kHere, [&](std::string_view here) {
    return url.starts_with(here) && (url.size() == here.size() || url[here.size()] == ':' || url[here.size()] == '/');
  });
}

std::string text_in(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : std::string();
}

tl::unexpected<Error> unusable(const std::string& name, const std::string& what, const std::string& detail = {}) {
  return fail(ErrorCode::unavailable, "signing in by " + name + " doesn't work at present: " + what, detail);
}

/// SHA-256 in base64url without padding (RFC 7636, S256).
std::string challenge_of(const std::string& verifier) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, kVariant)> text{};
  return sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), kVariant);
}

std::string base64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    kVariant);
  text.pop_back();  // the final zero
  return text;
}

Result<std::string> read_secret(const std::string& file) {
  struct stat state {};
  if (::stat(file.c_str(), &state) != 0) {
    return fail(ErrorCode::invalid_request, "the file " + file + " with the client's secret can't be read");
  }
  if ((state.st_mode & 077) != 0) {
    return fail(ErrorCode::invalid_request, "others may read " + file + " with the client's secret; chmod 600 it");
  }
  auto text = read_file(file, kClientSecretBytesMax);
  if (!text) return text;
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return text;
}

bool names(const Json& list, std::string_view wanted) {
  return list.is_array() && std::find(list.begin(), list.end(), Json(wanted)) != list.end();
}

}  // namespace

Status check_oidc(const OidcOptions& options) {
  const std::string where = "oidc." + options.name;
  const auto invalid = [&](const std::string& what) { return fail(ErrorCode::invalid_request, where + what); };
  if (options.issuer.empty() || options.client_id.empty()) return invalid(" needs an issuer and a client_id");
  if (!is_safe(options.issuer)) return invalid(".issuer must begin with https://, but on this machine");
  if (options.client_secret_file.empty()) return {};
  const auto secret = read_secret(options.client_secret_file);
  return secret ? Status() : Status(fail(secret.error()));
}

Result<Json> OidcProvider::read(const std::string& url, std::optional<std::string> body,
                                std::vector<std::string> headers) const {
  if (!is_safe(url)) return unusable(options_.name, "it names an address without TLS", url);
  headers.emplace_back("Accept: application/json");
  const auto answer = send({.url = url,
                            .headers = std::move(headers),
                            .body = std::move(body),
                            .seconds_max = limits::kOidcSecondsMax,
                            .answer_bytes_max = limits::kOidcAnswerBytesMax},
                           rules_);
  if (!answer) return unusable(options_.name, answer.error().message, url + ": " + answer.error().detail);
  if (answer->status != 200 || answer->is_cut) {
    return unusable(options_.name, "it answered " + std::to_string(answer->status), url);
  }
  Json told = Json::parse(answer->body, nullptr, false);
  if (!told.is_object()) return unusable(options_.name, "it answered no JSON", url);
  return told;
}

Result<Json> OidcProvider::document() {
  const std::int64_t now_ms = clock_();
  {
    const std::lock_guard lock(mutex_);
    const double age_s = static_cast<double>(now_ms - document_ms_) / 1000;
    if (!document_.is_null() && age_s < limits::kOidcDocumentSeconds) return document_;
  }
  const bool ends = options_.issuer.ends_with('/');
  auto told = read(options_.issuer + (ends ? "" : "/") + ".well-known/openid-configuration");
  if (!told) return told;
  if (text_in(*told, "issuer") != options_.issuer) {
    return unusable(options_.name, "its document is of another issuer", text_in(*told, "issuer"));
  }
  for (const char* place : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
    if (!is_safe(text_in(*told, place))) return unusable(options_.name, "its document lacks a safe " + std::string(place));
  }
  const std::lock_guard lock(mutex_);
  document_ = *told;
  document_ms_ = now_ms;
  return told;
}

Result<Json> OidcProvider::keys(bool anew) {
  const std::int64_t now_ms = clock_();
  {
    const std::lock_guard lock(mutex_);
    const double age_s = static_cast<double>(now_ms - keys_ms_) / 1000;
    const double old_s = anew ? limits::kOidcKeysSecondsMin : limits::kOidcDocumentSeconds;
    if (!keys_.is_null() && age_s < old_s) return keys_;
  }
  const auto about = document();
  if (!about) return about;
  auto told = read(text_in(*about, "jwks_uri"));
  if (!told) return told;
  const std::lock_guard lock(mutex_);
  keys_ = *told;
  keys_ms_ = now_ms;
  return told;
}

Result<std::string> OidcProvider::authorization_url(const OidcFlow& flow) {
  const auto about = document();
  if (!about) return fail(about.error());
  std::string url = text_in(*about, "authorization_endpoint");
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url + "response_type=code&scope=openid%20email%20profile&client_id=" + escape(options_.client_id) +
         "&redirect_uri=" + escape(flow.redirect_uri) + "&state=" + escape(flow.state) + "&nonce=" + escape(flow.nonce) +
         "&code_challenge=" + challenge_of(flow.verifier) + "&code_challenge_method=S256";
}

Result<Json> OidcProvider::tokens_of(const std::string& code, const OidcFlow& flow) {
  const auto about = document();
  if (!about) return about;
  std::string body = "grant_type=authorization_code&code=" + escape(code) + "&redirect_uri=" +
                     escape(flow.redirect_uri) + "&code_verifier=" + escape(flow.verifier);
  std::vector<std::string> headers = {"Content-Type: application/x-www-form-urlencoded"};
  if (options_.client_secret_file.empty()) {
    body += "&client_id=" + escape(options_.client_id);
  } else {
    const auto secret = read_secret(options_.client_secret_file);
    if (!secret) return unusable(options_.name, "its client's secret can't be read", secret.error().message);
    const auto ways = about->find("token_endpoint_auth_methods_supported");
    const bool in_body = ways != about->end() && !names(*ways, "client_secret_basic") && names(*ways, "client_secret_post");
    if (in_body)
      body += "&client_id=" + escape(options_.client_id) + "&client_secret=" + escape(*secret);
    else
      headers.push_back("Authorization: Basic " + base64(escape(options_.client_id) + ':' + escape(*secret)));
  }
  auto told = read(text_in(*about, "token_endpoint"), body, std::move(headers));
  if (!told) return fail(ErrorCode::unauthenticated, "the provider doesn't take the code", told.error().detail);
  return told;
}

Result<OidcSubject> OidcProvider::believe(const std::string& token, const OidcFlow& flow) {
  const auto known = keys(false);
  if (!known) return fail(known.error());
  auto subject = verify_id_token(token, *known, options_, flow.nonce, clock_());
  if (subject) return subject;
  // The provider may sign with a new key by now.
  const auto anew = keys(true);
  if (!anew || *anew == *known) return subject;
  return verify_id_token(token, *anew, options_, flow.nonce, clock_());
}

Result<OidcSubject> OidcProvider::complete(OidcSubject subject, const std::string& access_token) {
  const auto about = document();
  if (!about) return fail(about.error());
  const std::string place = text_in(*about, "userinfo_endpoint");
  if (!subject.email.empty() || place.empty() || access_token.empty()) return subject;
  const auto told = read(place, {}, {"Authorization: Bearer " + access_token});
  if (!told) return fail(told.error());
  if (text_in(*told, "sub") != subject.subject) {
    return fail(ErrorCode::unauthenticated, "the provider tells of another than its token means");
  }
  subject.email = text_in(*told, "email");
  const auto verified = told->find("email_verified");
  subject.is_email_verified = verified != told->end() && *verified == true;
  if (subject.name.empty()) subject.name = text_in(*told, "name");
  return subject;
}

Result<OidcSubject> OidcProvider::redeem(const std::string& code, const std::string& issuer, const OidcFlow& flow) {
  const auto about = document();
  if (!about) return fail(about.error());
  const auto tells = about->find("authorization_response_iss_parameter_supported");
  const bool must_tell = tells != about->end() && *tells == true;
  if (must_tell || !issuer.empty()) {
    if (issuer != options_.issuer) return fail(ErrorCode::unauthenticated, "another provider sent the browser here");
  }
  const auto tokens = tokens_of(code, flow);
  if (!tokens) return fail(tokens.error());
  const std::string access_token = text_in(*tokens, "access_token");
  const bool is_clean = access_token.find_first_of("\r\n") == std::string::npos;
  return believe(text_in(*tokens, "id_token"), flow).and_then([&](OidcSubject subject) {
    return complete(std::move(subject), is_clean ? access_token : "");
  });
}

}  // namespace souls::gateway
