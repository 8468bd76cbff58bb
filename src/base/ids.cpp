#include "base/ids.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace souls {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kIdLetters = 16;

}  // namespace

std::string random_id(std::string_view prefix) {
  std::array<unsigned char, kIdLetters> bytes{};
  // Requests of up to 256 bytes come whole once the generator is seeded; before that the call waits.
  while (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    if (errno != EINTR) std::abort();
  }
  std::string id(prefix);
  for (const unsigned char byte : bytes) id += kLetters[byte % kLetters.size()];
  return id;
}

bool is_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + kIdLetters) return false;
  text.remove_prefix(prefix.size());
  return std::ranges::all_of(text, [](char c) { return kLetters.find(c) != std::string_view::npos; });
}

}  // namespace souls
