#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "song/json.hpp"
#include "song/json_values.hpp"

namespace souls::song {
namespace {

constexpr double kSecondsMax = 100000;

Json json_of(const Word& word) {
  Json syllables = Json::array();
  for (const Syllable& syllable : word.syllables) {
    syllables.push_back({{"text", syllable.text}, {"phonemes", syllable.phonemes}, {"stress", syllable.stress}});
  }
  return {{"text", word.text}, {"syllables", std::move(syllables)}, {"start_s", word.start_s}, {"end_s", word.end_s}};
}

void read(const Place& place, Syllable& syllable) {
  place.text("text", syllable.text, 0, kNameLettersMax);
  place.texts("phonemes", syllable.phonemes, 16, 4);
  place.integer("stress", syllable.stress, 0, 2, Need::optional);
}

void read(const Place& place, Word& word) {
  place.text("text", word.text, 1, kNameLettersMax);
  place.each("syllables", limits::kLineSyllablesMax,
             [&](const Place& syllable) { read(syllable, word.syllables.emplace_back()); });
  place.number("start_s", word.start_s, 0, kSecondsMax, Need::optional);
  place.number("end_s", word.end_s, 0, kSecondsMax, Need::optional);
}

void read(const Place& place, Line& line) {
  place.text("section", line.section, 0, kNameLettersMax);
  place.text("text", line.text, 0, kSentenceLettersMax);
  place.each("words", limits::kLineSyllablesMax, [&](const Place& word) { read(word, line.words.emplace_back()); });
  place.text("rhyme_group", line.rhyme_group, 0, kNameLettersMax, Need::optional);
  place.number("start_s", line.start_s, 0, kSecondsMax, Need::optional);
  place.number("end_s", line.end_s, 0, kSecondsMax, Need::optional);
  place.word("origin", line.origin, parse_origin, "\"generated\" or \"edited\"", Need::optional);
  place.flag("locked", line.locked, Need::optional);
  int count = line.syllable_count();
  place.integer("syllables", count, 0, static_cast<int>(limits::kLineSyllablesMax), Need::optional);
  if (place.fine() && count != line.syllable_count()) {
    place.at("syllables").complain("is " + std::to_string(count) + ", but the words have " +
                                   std::to_string(line.syllable_count()));
  }
}

}  // namespace

std::string_view to_string(Origin origin) { return origin == Origin::edited ? "edited" : "generated"; }

std::optional<Origin> parse_origin(std::string_view text) {
  if (text == "generated") return Origin::generated;
  if (text == "edited") return Origin::edited;
  return std::nullopt;
}

Json json_of(const std::vector<Line>& lines) {
  Json list = Json::array();
  for (const Line& line : lines) {
    Json words = Json::array();
    for (const Word& word : line.words) words.push_back(json_of(word));
    list.push_back({{"section", line.section},
                    {"text", line.text},
                    {"syllables", line.syllable_count()},
                    {"words", std::move(words)},
                    {"rhyme_group", line.rhyme_group},
                    {"start_s", line.start_s},
                    {"end_s", line.end_s},
                    {"origin", to_string(line.origin)},
                    {"locked", line.locked}});
  }
  return list;
}

void read(const Place& place, std::vector<Line>& lines) {
  place.each(limits::kLyricLinesMax, [&](const Place& line) { read(line, lines.emplace_back()); });
}

std::string to_json(const std::vector<Line>& lines) { return compact(json_of(lines)); }

Result<std::vector<Line>> lines_from_json(std::string_view text) {
  std::vector<Line> lines;
  const Status status = with_json(text, "lines", limits::kSongJsonBytesMax, [&](const Place& place) { read(place, lines); });
  if (!status) return fail(status.error());
  return lines;
}

}  // namespace souls::song
