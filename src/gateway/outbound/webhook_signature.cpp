#include "gateway/outbound/webhook_signature.hpp"

#include <sodium.h>

#include <array>

#include "base/limits.hpp"

namespace souls::gateway {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

std::string base64(const unsigned char* bytes, std::size_t count) {
  std::string text(sodium_base64_ENCODED_LEN(count, kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, count, kBase64);
  text.pop_back();  // the final zero
  return text;
}

std::vector<unsigned char> key_of(std::string_view secret) {
  if (secret.starts_with(kPrefix)) secret.remove_prefix(kPrefix.size());
  std::vector<unsigned char> key(secret.size() + 1);
  std::size_t length = 0;
  if (sodium_base642bin(key.data(), key.size(), secret.data(), secret.size(), nullptr, &length, nullptr, kBase64) != 0) {
    length = 0;
  }
  key.resize(length);
  return key;
}

}  // namespace

std::string draw_webhook_secret() {
  static const int started = sodium_init();
  static_cast<void>(started);
  std::array<unsigned char, limits::kWebhookSecretBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return std::string(kPrefix) + base64(bytes.data(), bytes.size());
}

std::string webhook_signature(const std::vector<std::string>& secrets, std::string_view id, std::int64_t time_s,
                              std::string_view body) {
  const std::string signed_text = std::string(id) + '.' + std::to_string(time_s) + '.' + std::string(body);
  std::string signatures;
  for (const std::string& secret : secrets) {
    const auto key = key_of(secret);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256_final(&state, code.data());
    signatures += (signatures.empty() ? "v1," : " v1,") + base64(code.data(), code.size());
  }
  return signatures;
}

}  // namespace souls::gateway
