#include "song/formats/text.hpp"

#include <cmath>
#include <cstdint>

#include "song/formats/formats.hpp"

namespace souls::song::formats {
namespace {

/// Length in bytes of the valid character at the front (RFC 3629), or 0.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length == 0 || lead >= 0xf5 || text.size() < length) return 0;
  std::uint32_t code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  const bool noncharacter = code == 0xfffe || code == 0xffff;
  return code < kLeast[length] || code > 0x10ffff || surrogate || noncharacter ? 0 : length;
}

std::string filtered(std::string_view text, bool one_line) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_bytes(text);
    const char first = text.front();
    if (length == 0) {
      out += "\xef\xbf\xbd";
    } else if (length > 1 || static_cast<unsigned char>(first) >= 0x20) {
      if (first != 0x7f) out += text.substr(0, length);
    } else if (first == '\n' || first == '\t') {
      out += one_line ? ' ' : first;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

/// mm:ss.xx, to the nearest hundredth.
std::string stamp(double time_s) {
  const long hundredths = std::lround(std::max(0.0, time_s) * 100);
  const auto two = [](long number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(hundredths / 6000) + ":" + two(hundredths / 100 % 60) + "." + two(hundredths % 100);
}

/// LRC has no escapes: an angle bracket inside a word would start a time.
std::string lrc_word(std::string_view text) {
  std::string out;
  for (const char c : clean_line(text)) {
    if (c == '<') out += "‹";
    else if (c == '>') out += "›";
    else out += c;
  }
  return out;
}

}  // namespace

std::string clean_text(std::string_view text) { return filtered(text, false); }
std::string clean_line(std::string_view text) { return filtered(text, true); }

std::string write_lyrics_text(const Document& document) {
  if (document.lyrics.lines.empty()) return "[Instrumental]\n";
  std::string text;
  const Line* previous = nullptr;
  for (const Line& line : document.lyrics.lines) {
    if (!previous || previous->section != line.section) {
      text += (previous ? "\n[" : "[") + clean_line(line.section) + "]\n";
    }
    text += clean_line(line.text) + "\n";
    previous = &line;
  }
  return text;
}

std::string write_lrc(const Document& document) {
  std::string text = "[ti:" + clean_line(document.title) + "]\n[ar:" + clean_line(document.plan.artist) + "]\n";
  text += "[re:Synthetic Souls]\n[#:AI-made, " + std::string(kDigitalSourceType) + "]\n";
  for (const Line& line : document.lyrics.lines) {
    if (line.words.empty()) continue;
    text += "[" + stamp(line.words.front().start_s) + "]";
    for (const Word& word : line.words) {
      if (&word != &line.words.front()) text += " ";
      text += "<" + stamp(word.start_s) + "> " + lrc_word(word.text);
    }
    text += "\n";
  }
  return text;
}

}  // namespace souls::song::formats
