#include "band/plan/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>

namespace souls::band::plan {
namespace {

/// Reads one code point at `at` and moves behind it; nothing when the bytes are malformed.
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at);
  if (first < 0x80) {
    ++at;
    return first;
  }
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return std::nullopt;
  char32_t value = first & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte(at + i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  at += length;
  return value;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

char32_t lower_of(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;  // Latin-1
  if (c >= 0x391 && c <= 0x3A9) return c + 32;             // Greek
  if (c >= 0x410 && c <= 0x42F) return c + 32;             // Cyrillic
  return c;
}

char32_t upper_of(char32_t c) {
  if (c >= 'a' && c <= 'z') return c - 32;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
  if (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) return c - 32;
  if (c >= 0x430 && c <= 0x44F) return c - 32;
  return c;
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x3000 || c == 0xFEFF;
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// Letters of any script: whatever is beyond ASCII and is neither punctuation nor a symbol.
bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c >= 0x2000 && c <= 0x2BFF) return false;  // punctuation, arrows, signs, shapes
  if (c >= 0x3000 && c <= 0x3004) return false;  // CJK punctuation
  if (c >= 0x3008 && c <= 0x3020) return false;
  if (c >= 0xFE00 && c <= 0xFE6F) return false;               // variation selectors, small forms
  if (c >= 0xFF00 && c <= 0xFF20) return false;               // full-width punctuation and digits
  return !(c >= 0x1F000 && c <= 0x1FAFF) && !(c >= 0xE0000);  // pictures, tags
}

bool ends_clause(char32_t c) {
  constexpr std::u32string_view kEnds = U",;.!?:()[]{}\"|\n\u2013\u2014\u2026\u201C\u201D\u3001\u3002\uFF0C";
  return kEnds.find(c) != std::u32string_view::npos;
}

/// Signs that belong to a word when both neighbours say so.
bool joins(char32_t sign, char32_t before, char32_t after) {
  if (sign == '\'') return is_letter(before) && is_letter(after);
  if (sign == '/' || sign == ':' || sign == '.') return is_digit(before) && is_digit(after);
  if (sign == '&') return is_letter(before) && is_letter(after);
  return false;
}

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    if (!c) break;
    if (*c == 0x2019 || *c == 0x2018 || *c == 0x60 || *c == 0xB4)
      out.push_back('\'');
    else if (*c == 0x266D)
      out.push_back('b');
    else if (*c == 0x266F)
      out.push_back('#');
    else if (*c == 0x2010 || *c == 0x2011)
      out.push_back('-');
    else
      out.push_back(*c);
  }
  return out;
}

constexpr std::array<std::string_view, 26> kSmallWords = {
    "a",    "an",   "the", "of",  "in",   "on",   "at",   "to", "for", "and", "or", "but", "by",
    "with", "from", "as",  "nor", "into", "onto", "than", "if", "vs",  "de",  "la", "le",  "und"};

}  // namespace

bool has_control_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    if (!c) return false;
    if ((*c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r') || (*c >= 0x7F && *c < 0xA0)) return true;
  }
  return false;
}

bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    if (!c || !is_space(*c)) return false;
  }
  return true;
}

std::vector<Token> tokenize(std::string_view text) {
  const std::vector<char32_t> chars = code_points(text);
  std::vector<Token> tokens;
  std::string raw;
  int clause = 0;
  bool hyphen_before = false;
  const auto at = [&](std::size_t i) { return i < chars.size() ? chars[i] : U' '; };
  const auto flush = [&] {
    if (raw.empty()) return;
    tokens.push_back({raw, to_lower(raw), clause, hyphen_before, false});
    raw.clear();
    hyphen_before = false;
  };
  for (std::size_t i = 0; i < chars.size(); ++i) {
    const char32_t c = chars[i];
    const char32_t before = i == 0 ? U' ' : chars[i - 1];
    if (is_letter(c) || is_digit(c) || joins(c, before, at(i + 1)) || (c == '#' && is_letter(before))) {
      append_utf8(raw, c);
      continue;
    }
    flush();
    if (c == '-' && i > 0 && !is_space(before) && !is_space(at(i + 1)) && !tokens.empty()) {
      hyphen_before = true;
    } else if (c == '-' || ends_clause(c)) {
      if (!tokens.empty() && tokens.back().clause == clause) ++clause;
    } else if (c == '&') {
      raw = "and";
      flush();
    }
  }
  flush();
  return tokens;
}

std::string to_lower(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    if (!c) break;
    append_utf8(out, lower_of(*c));
  }
  return out;
}

std::string to_upper_first(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  if (!text.empty()) {
    if (const auto c = next_code_point(text, at)) append_utf8(out, upper_of(*c));
  }
  out += text.substr(at);
  return out;
}

void calm_shouting(std::vector<Token>& tokens) {
  bool long_word = false;
  for (const Token& token : tokens) {
    if (token.raw == token.lower &&
        std::any_of(token.raw.begin(), token.raw.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
      return;
    const bool capitals = std::all_of(token.raw.begin(), token.raw.end(), [](char c) { return c < 'a' || c > 'z'; });
    if (!capitals) return;
    long_word = long_word || token.raw.size() >= 4;
  }
  if (!long_word) return;
  for (Token& token : tokens) token.raw = token.lower;
}

std::string title_case(const std::vector<Token>& tokens) {
  std::string out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (i > 0) out += token.hyphenated ? '-' : ' ';
    const bool inner = i > 0 && i + 1 < tokens.size();
    if (inner && std::find(kSmallWords.begin(), kSmallWords.end(), token.lower) != kSmallWords.end()) {
      out += token.lower;
    } else {
      out += to_upper_first(token.raw);
    }
  }
  return out;
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) pieces.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pieces;
}

int estimate_syllables(std::string_view word) {
  const std::string lower = to_lower(word);
  int groups = 0, digits = 0, others = 0;
  bool letters = false, vowel_before = false;
  for (std::size_t at = 0; at < lower.size();) {
    const auto c = next_code_point(lower, at);
    if (!c) break;
    const bool vowel =
        *c < 0x80 ? std::string_view("aeiouy").find(static_cast<char>(*c)) != std::string_view::npos : is_letter(*c);
    if (vowel && *c >= 0x250)
      ++others;  // scripts without an alphabet of vowels: a syllable for every two letters
    else if (vowel && !vowel_before)
      ++groups;
    vowel_before = vowel;
    letters = letters || is_letter(*c);
    if (is_digit(*c)) ++digits;
  }
  const auto ends = [&](std::string_view tail) { return lower.size() > tail.size() && lower.ends_with(tail); };
  const bool silent_e = ends("e") && !ends("le") && !ends("ee") && !ends("ye");
  const bool silent_ed = ends("ed") && !ends("ted") && !ends("ded") && !ends("eed");
  const bool silent_es = ends("es") && !ends("ses") && !ends("zes") && !ends("ches") && !ends("shes") && !ends("ges") &&
                         !ends("ces") && !ends("ees") && !ends("ies") && !ends("xes");
  if (groups > 1 && (silent_e || silent_ed || silent_es)) --groups;
  const int total = groups + digits + (others + 1) / 2;
  return total > 0 ? total : letters ? 1 : 0;
}

int estimate_line_syllables(std::string_view line) {
  int sum = 0;
  for (const Token& token : tokenize(line)) sum += estimate_syllables(token.raw);
  return sum;
}

std::string number_text(double value) {
  const long hundredths = std::lround(value * 100);
  std::string out = std::to_string(hundredths / 100);
  const long rest = std::labs(hundredths % 100);
  if (rest == 0) return out;
  out += rest < 10 ? ".0" : ".";
  out += std::to_string(rest);
  if (out.back() == '0') out.pop_back();
  return out;
}

}  // namespace souls::band::plan
