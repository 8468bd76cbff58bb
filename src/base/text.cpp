#include "base/text.hpp"

#include <cstddef>

namespace souls {
namespace {

struct Form {
  unsigned char mask, lead;
  std::size_t length;
  char32_t low;
};

}  // namespace

bool is_utf8(std::string_view text) {
  constexpr Form kForms[] = {{0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const Form* form = nullptr;
    for (const Form& candidate : kForms) {
      if ((first & candidate.mask) == candidate.lead) form = &candidate;
    }
    if (!form || at + form->length > text.size()) return false;
    char32_t code = first & static_cast<unsigned char>(~form->mask);
    for (std::size_t i = 1; i < form->length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0) != 0x80) return false;
      code = (code << 6) | (next & 0x3F);
    }
    if (code < form->low || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    at += form->length;
  }
  return true;
}

}  // namespace souls
