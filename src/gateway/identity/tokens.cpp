#include "gateway/identity/tokens.hpp"

#include <sodium.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <cctype>
#include <cstdint>

#include "base/ids.hpp"

namespace souls::gateway {
namespace {

constexpr std::string_view kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kKeyPrefix = "ss_";
constexpr std::size_t kKeyLetters = 32;
constexpr std::size_t kCheckLetters = 6;
constexpr std::size_t kCookieLetters = 43;
constexpr std::size_t kCodeGroup = 4;

/// The system's generator. libsodium's was started where the store's secrets were opened; starting it again is free.
std::string random_letters(std::size_t count) {
  static const int started = sodium_init();
  static_cast<void>(started);
  std::string text(count, '\0');
  for (char& letter : text) letter = kLetters[randombytes_uniform(static_cast<std::uint32_t>(kLetters.size()))];
  return text;
}

std::string check_letters(std::string_view text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  std::string check(kCheckLetters, '0');
  auto rest = static_cast<std::uint32_t>(crc.checksum());
  for (std::size_t i = kCheckLetters; i > 0; --i, rest /= 62) check[i - 1] = kLetters[rest % 62];
  return check;
}

bool are_letters(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

std::string draw_key() {
  const std::string key = std::string(kKeyPrefix) + random_letters(kKeyLetters);
  return key + check_letters(key);
}

bool is_key(std::string_view text) {
  constexpr std::size_t kChecked = kKeyPrefix.size() + kKeyLetters;
  return text.starts_with(kKeyPrefix) && text.size() == kChecked + kCheckLetters &&
         are_letters(text.substr(kKeyPrefix.size())) &&
         check_letters(text.substr(0, kChecked)) == text.substr(kChecked);
}

std::string draw_cookie() { return random_letters(kCookieLetters); }
bool is_cookie(std::string_view text) { return text.size() == kCookieLetters && are_letters(text); }

std::string csrf_token(std::string_view session_cookie) {
  return sha256("souls csrf\n" + std::string(session_cookie)).hex;
}

std::string draw_setup_code() {
  std::string code = random_id("");
  for (std::size_t at = code.size() - kCodeGroup; at > 0; at -= kCodeGroup) code.insert(at, 1, '-');
  return code;
}

std::string plain_setup_code(std::string_view typed) {
  std::string plain;
  for (const char c : typed) {
    if (std::isalnum(static_cast<unsigned char>(c)))
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return plain;
}

bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace souls::gateway
