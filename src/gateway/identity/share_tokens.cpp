#include "gateway/identity/share_tokens.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "gateway/identity/tokens.hpp"

namespace souls::gateway {
namespace {

constexpr std::string_view kPrefix = "sh_";
constexpr std::size_t kNameLetters = 16;
constexpr std::size_t kSignatureBytes = 16;
constexpr std::size_t kTokenLetters = kNameLetters + 2 * kSignatureBytes;

bool is_token(std::string_view text) {
  return text.size() == kTokenLetters &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
}

}  // namespace

std::string ShareTokens::token(const storage::ShareLink& link) const {
  const std::string text = link.id + '\n' + link.user + '\n' + link.song + '\n' +
                           std::string(storage::to_string(link.allows)) + '\n' + std::to_string(link.expires_ms);
  std::array<unsigned char, kSignatureBytes> signature{};
  crypto_generichash(signature.data(), signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  std::array<char, 2 * kSignatureBytes + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), signature.data(), signature.size());
  return link.id.substr(std::min(kPrefix.size(), link.id.size())) + hex.data();
}

std::string ShareTokens::id_of(std::string_view token) {
  return std::string(kPrefix) + std::string(is_token(token) ? token.substr(0, kNameLetters) : "");
}

bool ShareTokens::is_valid(std::string_view shown, const storage::ShareLink& link, std::int64_t now_ms) const {
  const bool is_ours = is_same(shown, token(link));
  const bool is_in_time = now_ms < link.expires_ms;
  return is_ours && is_in_time;
}

}  // namespace souls::gateway
