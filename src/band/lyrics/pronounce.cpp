#include "band/lyrics/pronounce.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "band/lyrics/numbers.hpp"
#include "base/limits.hpp"

namespace souls::band::lyrics {
namespace {

constexpr std::uint32_t kBadCodepoint = 0xFFFD;

std::uint32_t take_codepoint(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
  if (length == 0 || text.size() < length) {
    text.remove_prefix(1);
    return kBadCodepoint;
  }
  std::uint32_t codepoint = length == 1 ? lead : lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) codepoint = codepoint << 6 | (byte(i) & 0x3F);
  text.remove_prefix(length);
  return codepoint;
}

/// ASCII letters for a letter with accents; empty for anything else.
std::string_view fold(std::uint32_t codepoint) {
  static constexpr std::array<std::pair<std::u32string_view, std::string_view>, 26> kFolds = {{
      {U"ÀÁÂÃÅĀĂĄàáâãåāăą", "a"},
      {U"ÄÆäæ", "ae"},
      {U"ÇĆĈĊČçćĉċč", "c"},
      {U"ĎĐďđÐð", "d"},
      {U"ÈÉÊËĒĔĖĘĚèéêëēĕėęě", "e"},
      {U"ĜĞĠĢĝğġģ", "g"},
      {U"ĤĦĥħ", "h"},
      {U"ÌÍÎÏĨĪĬĮİìíîïĩīĭįı", "i"},
      {U"Ĵĵ", "j"},
      {U"Ķķ", "k"},
      {U"ĹĻĽĿŁĺļľŀł", "l"},
      {U"ÑŃŅŇñńņň", "n"},
      {U"ÒÓÔÕŌŎŐØòóôõōŏőø", "o"},
      {U"Öö", "o"},
      {U"Œœ", "oe"},
      {U"ŔŖŘŕŗř", "r"},
      {U"ŚŜŞŠśŝşš", "s"},
      {U"ß", "ss"},
      {U"ŢŤŦţťŧ", "t"},
      {U"Þþ", "th"},
      {U"ÙÚÛŨŪŬŮŰŲùúûũūŭůűų", "u"},
      {U"Üü", "u"},
      {U"Ŵŵ", "w"},
      {U"ÝŶŸýŷÿ", "y"},
      {U"ŹŻŽźżž", "z"},
      {U"ſ", "s"},
  }};
  for (const auto& [letters, ascii] : kFolds) {
    if (letters.find(static_cast<char32_t>(codepoint)) != std::u32string_view::npos) return ascii;
  }
  return {};
}

bool is_foreign_letter(std::uint32_t codepoint) {
  const bool punctuation = codepoint >= 0x2000 && codepoint < 0x2C00;
  const bool symbols = (codepoint >= 0x3000 && codepoint < 0x3040) || (codepoint >= 0xFE00 && codepoint < 0xFE70) ||
                       codepoint >= 0x1F000 || codepoint == kBadCodepoint ||
                       (codepoint >= 0xE000 && codepoint < 0xF900);
  return codepoint >= 0x0370 && !punctuation && !symbols;
}

/// One run of a word that is pronounced by itself: what it says in lower-case ASCII, and its bytes in the word.
struct Part {
  std::string letters;
  std::size_t start = 0, end = 0;
};

struct Written {
  std::vector<Part> parts;
  bool foreign = false;
};

/// Divides a written word at hyphens, dashes, full stops and all else that is neither letter nor apostrophe.
Written read_word(std::string_view word) {
  Written written;
  std::string_view rest = word;
  bool open = false;
  while (!rest.empty()) {
    const std::size_t at = word.size() - rest.size();
    const std::uint32_t codepoint = take_codepoint(rest);
    std::string letters;
    if ((codepoint >= 'a' && codepoint <= 'z') || (codepoint >= 'A' && codepoint <= 'Z')) {
      letters = static_cast<char>(codepoint | 0x20);
    } else if (codepoint == '\'' || codepoint == 0x2019 || codepoint == 0x2018) {
      letters = "'";
    } else {
      letters = fold(codepoint);
    }
    written.foreign = written.foreign || is_foreign_letter(codepoint);
    const bool combining = codepoint >= 0x0300 && codepoint < 0x0370;
    if (letters.empty() && !(combining && open)) {
      open = false;
      continue;
    }
    if (!open) written.parts.push_back({{}, at, at});
    open = true;
    written.parts.back().letters += letters;
    written.parts.back().end = word.size() - rest.size();
  }
  std::erase_if(written.parts,
                [](const Part& part) { return part.letters.find_first_not_of('\'') == std::string::npos; });
  return written;
}

std::string without_quotes(std::string letters) {
  if (letters.size() > 2 && letters.front() == '\'' && letters.back() == '\'')
    return letters.substr(1, letters.size() - 2);
  return letters;
}

/// The word's syllables; their texts join to the word without its outer punctuation.
song::Word sing(const Lexicon& lexicon, std::string_view text, const Written& written) {
  song::Word word;
  word.text = text;
  for (std::size_t p = 0; p < written.parts.size(); ++p) {
    const Part& part = written.parts[p];
    // What stands between two parts (a hyphen) ends the first.
    const std::size_t end = p + 1 < written.parts.size() ? written.parts[p + 1].start : part.end;
    const Sounds sounds = sounds_of_word(lexicon, without_quotes(part.letters));
    for (song::Syllable& syllable : spell_syllables(text.substr(part.start, end - part.start), sounds)) {
      word.syllables.push_back(std::move(syllable));
    }
  }
  return word;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "AI" as people say it, letter by letter; other words as they are.
std::string spelled_initials(std::string token) {
  const std::size_t at = token.find("AI");
  const auto is_letter = [&](std::size_t i) {
    return i < token.size() && ((token[i] | 0x20) >= 'a' && (token[i] | 0x20) <= 'z');
  };
  if (at == std::string::npos || (at > 0 && is_letter(at - 1)) || is_letter(at + 2)) return token;
  return token.replace(at, 2, "A.I.");
}

/// Writes numbers and signs out as words: "3am" → "three a.m.", "50%" → "fifty percent", "&" → "and".
std::string written_out(std::string_view token) {
  std::string words;
  const auto space = [&] {
    if (!words.empty() && words.back() != ' ') words += ' ';
  };
  for (std::size_t i = 0; i < token.size();) {
    const char c = token[i];
    if (is_digit(c)) {
      std::size_t end = i;
      while (end < token.size() && (is_digit(token[end]) || (token[end] == ',' && end + 3 < token.size() &&
                                                             is_digit(token[end + 1]) && is_digit(token[end + 3])))) {
        ++end;
      }
      std::string digits(token.substr(i, end - i));
      std::erase(digits, ',');
      std::string suffix;
      for (std::size_t j = end;
           j < token.size() && suffix.size() < 3 && (token[j] | 0x20) >= 'a' && (token[j] | 0x20) <= 'z'; ++j) {
        suffix += static_cast<char>(token[j] | 0x20);
      }
      const bool ordinal = suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th";
      const bool half_day = suffix == "am" || suffix == "pm";
      space();
      words += ordinal ? ordinal_words(digits) : number_words(digits);
      if (half_day) words += suffix == "am" ? " a.m." : " p.m.";
      i = end + (ordinal || half_day ? 2 : 0);
      if (i < token.size() && (is_digit(token[i]) || ((token[i] | 0x20) >= 'a' && (token[i] | 0x20) <= 'z')))
        words += ' ';
    } else if (c == '&' || c == '%' || c == '@' || c == '+') {
      space();
      words += c == '&' ? "and" : c == '%' ? "percent" : c == '@' ? "at" : "plus";
      if (i + 1 < token.size()) words += ' ';
      ++i;
    } else if ((c == ':' || c == '/') && i > 0 && i + 1 < token.size() && is_digit(token[i + 1])) {
      words += ' ';
      ++i;
    } else {
      words += c;
      ++i;
    }
  }
  return spelled_initials(words);
}

std::vector<std::string> split_tokens(std::string_view text) {
  std::vector<std::string> tokens(1);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view before = rest;
    const std::uint32_t codepoint = take_codepoint(rest);
    const bool space = codepoint <= 0x20 || codepoint == 0xA0 || (codepoint >= 0x2000 && codepoint <= 0x200D) ||
                       codepoint == 0x3000 || codepoint == 0xFEFF || codepoint == 0x7F;
    if (!space) tokens.back() += before.substr(0, before.size() - rest.size());
    if (space && !tokens.back().empty()) tokens.emplace_back();
  }
  if (tokens.back().empty()) tokens.pop_back();
  return tokens;
}

}  // namespace

Result<song::Line> pronounce(const Lexicon& lexicon, const std::string& text) {
  if (text.size() > limits::kLyricLineBytesMax) {
    return fail(ErrorCode::invalid_request, "a line of lyrics has " + std::to_string(text.size()) + " bytes; at most " +
                                                std::to_string(limits::kLyricLineBytesMax) + " are allowed");
  }
  song::Line line;
  for (const std::string& token : split_tokens(text)) {
    for (const std::string& written_token : split_tokens(written_out(token))) {
      const Written written = read_word(written_token);
      if (written.foreign) {
        return fail(ErrorCode::invalid_request,
                    "'" + written_token + "' can't be sung: words must be in Latin letters");
      }
      if (written_token.size() > limits::kWordBytesMax) {
        return fail(ErrorCode::invalid_request,
                    "a word of the lyrics is longer than " + std::to_string(limits::kWordBytesMax) + " letters");
      }
      song::Word word = sing(lexicon, written_token, written);
      if (!word.syllables.empty()) {
        line.words.push_back(std::move(word));
      } else if (!line.words.empty()) {
        line.words.back().text += written_token;  // a dash that stands alone
      }
    }
  }
  if (line.words.empty()) return fail(ErrorCode::invalid_request, "a line of the lyrics has no words that can be sung");
  if (line.syllable_count() > static_cast<int>(limits::kLineSyllablesMax)) {
    return fail(ErrorCode::invalid_request, "the line '" + text + "' has " + std::to_string(line.syllable_count()) +
                                                " syllables; at most " + std::to_string(limits::kLineSyllablesMax) +
                                                " are allowed");
  }
  for (const song::Word& word : line.words) line.text += (line.text.empty() ? "" : " ") + word.text;
  return line;
}

}  // namespace souls::band::lyrics
