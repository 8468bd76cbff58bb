#include "gateway/identity/passwords.hpp"

#include <sodium.h>
#include <strings.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace souls::gateway {
namespace {

/// A hash at that cost that no password is known to have: a salt and a result of zeros.
std::string nobodys_hash(const PasswordCost& cost) {
  return "$argon2id$v=19$m=" + std::to_string(cost.memory_bytes / 1024) + ",t=" + std::to_string(cost.passes) +
         ",p=1$" + std::string(22, 'A') + '$' + std::string(43, 'A');
}

/// One letter again and again, of however many bytes.
bool repeats_one_letter(std::string_view text) {
  const std::size_t bytes = text.size() / count_letters(text);
  for (std::size_t at = bytes; at < text.size(); ++at) {
    if (text[at] != text[at - bytes]) return false;
  }
  return true;
}

bool is_email(std::string_view password, std::string_view email) {
  return password.size() == email.size() && ::strncasecmp(password.data(), email.data(), email.size()) == 0;
}

Status check_password(std::string_view password, std::string_view email) {
  const std::size_t letters = count_letters(password);
  if (letters < limits::kPasswordLettersMin || letters > limits::kPasswordLettersMax || !is_line(password)) {
    return fail(ErrorCode::invalid_request,
                "a password must be one line of " + std::to_string(limits::kPasswordLettersMin) + " to " +
                    std::to_string(limits::kPasswordLettersMax) + " characters; a few words are good ones");
  }
  if (is_email(password, email)) return fail(ErrorCode::unprocessable, "the e-mail address is no password");
  if (repeats_one_letter(password)) {
    return fail(ErrorCode::invalid_request, "a password of one letter is guessed at once");
  }
  return {};
}

}  // namespace

Passwords::Passwords(PasswordCost cost) : cost_(cost) {
  static const int started = sodium_init();
  static_cast<void>(started);
  nobodys_ = nobodys_hash(cost);
}

Result<std::string> Passwords::hash(std::string_view password, std::string_view email) const {
  if (auto checked = check_password(password, email); !checked) return fail(checked.error());
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes, cost_.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::unavailable, "there is no memory to check a password at present");
  }
  return std::string(text.data());
}

bool Passwords::verify(const std::string& hash, std::string_view password) const {
  const std::string& compared = hash.empty() ? nobodys_ : hash;
  const bool is_his = crypto_pwhash_str_verify(compared.c_str(), password.data(), password.size()) == 0;
  return is_his && !hash.empty();
}

bool Passwords::is_outdated(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

}  // namespace souls::gateway
