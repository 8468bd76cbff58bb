#include "song/theory.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace souls::song {
namespace {

constexpr std::array<std::string_view, 12> kSharpNames = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
constexpr std::array<std::string_view, 12> kFlatNames = {"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Reads a note name with its accidental ("C", "F#", "B♭", "e flat") off the front; −1 when there is none.
int take_pitch_class(std::string_view& text, bool allow_words) {
  constexpr std::array<int, 7> kOfLetter = {9, 11, 0, 2, 4, 5, 7};  // A to G
  if (text.empty()) return -1;
  // Keys may be written in lower case, chord symbols not: "b" and "B" would be one.
  const char letter =
      allow_words ? static_cast<char>(std::toupper(static_cast<unsigned char>(text.front()))) : text.front();
  if (letter < 'A' || letter > 'G') return -1;
  text.remove_prefix(1);
  int pitch_class = kOfLetter[static_cast<std::size_t>(letter - 'A')];
  if (allow_words) {
    std::string_view rest = text;
    while (rest.starts_with(' ') || rest.starts_with('-')) rest.remove_prefix(1);
    const std::string word = lower(rest.substr(0, 5));
    if (word.starts_with("sharp") || word.starts_with("flat")) {
      const bool sharp = word.starts_with("sharp");
      text = rest.substr(sharp ? 5 : 4);
      return (pitch_class + (sharp ? 1 : 11)) % 12;
    }
  }
  if (take(text, "#") || take(text, "♯")) pitch_class += 1;
  else if (take(text, "b") || take(text, "♭")) pitch_class += 11;
  return pitch_class % 12;
}

}  // namespace

std::string to_string(const Key& key) {
  return pitch_class_name(key.tonic, key) + (key.mode == Mode::major ? " major" : " minor");
}

std::optional<Key> parse_key(std::string_view text) {
  text = trim(text);
  Key key;
  key.tonic = take_pitch_class(text, true);
  if (key.tonic < 0) return std::nullopt;
  const bool separated = text.starts_with(' ') || text.starts_with('-');
  while (text.starts_with(' ') || text.starts_with('-')) text.remove_prefix(1);
  const std::string mode = lower(text);
  if (text == "M" || mode.empty() || mode == "major" || mode == "maj") {
    key.mode = Mode::major;
  } else if (mode == "m" || mode == "minor" || mode == "min") {
    key.mode = Mode::minor;
  } else {
    return std::nullopt;
  }
  if (separated && mode.empty()) return std::nullopt;
  return key;
}

int key_fifths(const Key& key) {
  const int major_tonic = key.mode == Mode::major ? key.tonic : (key.tonic + 3) % 12;
  const int fifths = major_tonic * 7 % 12;  // 0 to 11 sharps
  return fifths <= 6 ? fifths : fifths - 12;
}

std::array<int, 7> scale_of(const Key& key) {
  constexpr std::array<int, 7> kMajor = {0, 2, 4, 5, 7, 9, 11};
  constexpr std::array<int, 7> kMinor = {0, 2, 3, 5, 7, 8, 10};
  std::array<int, 7> scale{};
  for (std::size_t i = 0; i < 7; ++i) scale[i] = (key.tonic + (key.mode == Mode::major ? kMajor : kMinor)[i]) % 12;
  return scale;
}

std::string to_string(const TimeSignature& signature) {
  return std::to_string(signature.numerator) + "/" + std::to_string(signature.denominator);
}

std::optional<TimeSignature> parse_time_signature(std::string_view text) {
  text = trim(text);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  TimeSignature signature;
  const auto read = [](std::string_view digits, int& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  if (!read(text.substr(0, slash), signature.numerator) || !read(text.substr(slash + 1), signature.denominator)) {
    return std::nullopt;
  }
  const int d = signature.denominator;
  const bool good = signature.numerator >= 2 && signature.numerator <= 15 && (d == 2 || d == 4 || d == 8 || d == 16);
  return good ? std::optional(signature) : std::nullopt;
}

int beat_strength(double beat, double measure_beats) {
  double position = std::round(std::fmod(beat, measure_beats) * 4) / 4;
  if (position < 0) position += measure_beats;
  if (position == 0 || position == measure_beats) return 4;
  if (std::fmod(measure_beats, 2) == 0 && position == measure_beats / 2) return 3;
  if (position == std::floor(position)) return 2;
  return position * 2 == std::floor(position * 2) ? 1 : 0;
}

std::optional<ChordTones> parse_chord(std::string_view symbol) {
  if (symbol == "N.C." || symbol == "NC") return ChordTones{};
  ChordTones chord;
  chord.root = take_pitch_class(symbol, false);
  if (chord.root < 0) return std::nullopt;
  chord.bass = chord.root;
  std::string_view quality = symbol.substr(0, symbol.find('/'));
  if (quality.size() < symbol.size()) {
    std::string_view bass = symbol.substr(quality.size() + 1);
    chord.bass = take_pitch_class(bass, false);
    if (chord.bass < 0 || !bass.empty()) return std::nullopt;
  }
  struct Quality {
    std::string_view name;
    std::vector<int> intervals;
  };
  static const std::vector<Quality> kQualities = {
      {"", {0, 4, 7}},          {"maj", {0, 4, 7}},          {"m", {0, 3, 7}},           {"min", {0, 3, 7}},
      {"5", {0, 7}},            {"dim", {0, 3, 6}},          {"aug", {0, 4, 8}},         {"+", {0, 4, 8}},
      {"sus2", {0, 2, 7}},      {"sus4", {0, 5, 7}},         {"6", {0, 4, 7, 9}},        {"m6", {0, 3, 7, 9}},
      {"7", {0, 4, 7, 10}},     {"maj7", {0, 4, 7, 11}},     {"m7", {0, 3, 7, 10}},      {"mM7", {0, 3, 7, 11}},
      {"m7b5", {0, 3, 6, 10}},  {"dim7", {0, 3, 6, 9}},      {"7sus4", {0, 5, 7, 10}},   {"add9", {0, 4, 7, 14}},
      {"madd9", {0, 3, 7, 14}}, {"9", {0, 4, 7, 10, 14}},    {"maj9", {0, 4, 7, 11, 14}}, {"m9", {0, 3, 7, 10, 14}},
      {"7b9", {0, 4, 7, 10, 13}}, {"7#9", {0, 4, 7, 10, 15}}, {"13", {0, 4, 7, 10, 14, 21}}, {"m11", {0, 3, 7, 10, 14, 17}},
      {"69", {0, 4, 7, 9, 14}}};
  const auto found = std::find_if(kQualities.begin(), kQualities.end(), [&](const Quality& q) { return q.name == quality; });
  if (found == kQualities.end()) return std::nullopt;
  chord.intervals = found->intervals;
  return chord;
}

std::string pitch_class_name(int pitch_class, const Key& key) {
  const auto index = static_cast<std::size_t>(((pitch_class % 12) + 12) % 12);
  return std::string(key_fifths(key) < 0 ? kFlatNames[index] : kSharpNames[index]);
}

}  // namespace souls::song
