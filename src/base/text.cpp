#include "base/text.hpp"

#include <algorithm>
#include <cstddef>

namespace souls {
namespace {

struct Form {
  unsigned char mask, lead;
  std::size_t length;
  char32_t low;
};

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

bool is_utf8(std::string_view text) {
  constexpr Form kForms[] = {{0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) {
      ++at;
      continue;
    }
    const Form* form = nullptr;
    for (const Form& candidate : kForms) {
      if ((first & candidate.mask) == candidate.lead) form = &candidate;
    }
    if (!form || at + form->length > text.size()) return false;
    char32_t code = first & static_cast<unsigned char>(~form->mask);
    for (std::size_t i = 1; i < form->length; ++i) {
      if (!continues(text[at + i])) return false;
      code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    if (code < form->low || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    at += form->length;
  }
  return true;
}

std::size_t count_letters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string_view cut_utf8(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && continues(text[end])) --end;
  return text.substr(0, end);
}

std::string_view cut_letters(std::string_view text, std::size_t letters_max) {
  std::size_t letters = 0;
  const auto end = std::ranges::find_if(text, [&](char c) { return !continues(c) && ++letters > letters_max; });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

bool is_text(std::string_view text, std::size_t letters_max) {
  return is_utf8(text) && count_letters(text) <= letters_max;
}

bool is_line(std::string_view text) {
  return is_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace souls
