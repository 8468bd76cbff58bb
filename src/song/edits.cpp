#include "song/edits.hpp"

#include <charconv>

#include "base/text.hpp"

namespace souls::song {
namespace {

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The whole text as a number of at most six digits.
std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  if (text.empty() || text.size() > 6) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

tl::unexpected<Error> misread(std::string_view text, std::string_view form) {
  return fail(ErrorCode::invalid_request,
              "\"" + std::string(cut_utf8(text, 60)) + "\" can't be read; write it as " + std::string(form));
}

}  // namespace

Result<SetLine> parse_line_edit(std::string_view text) {
  constexpr std::string_view kForm = "\"SECTION/LINE=new words\", such as \"Chorus 2/3=new words\"";
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return misread(text, kForm);
  const std::string_view place = text.substr(0, equals);
  const std::size_t slash = place.rfind('/');
  if (slash == std::string_view::npos) return misread(text, kForm);
  const std::optional<int> line = parse_number(trim(place.substr(slash + 1)));
  const std::string_view section = trim(place.substr(0, slash));
  const std::string_view words = trim(text.substr(equals + 1));
  if (!line || *line < 1 || section.empty() || words.empty()) return misread(text, kForm);
  return SetLine{std::string(section), *line, std::string(words)};
}

Result<Regenerate> parse_regenerate(std::string_view text, Seed seed) {
  constexpr std::string_view kForm = "\"SECTION\", \"SECTION/PART\" or \"SECTION/LINE\", such as \"Bridge/melody\"";
  const std::size_t slash = text.find('/');
  Regenerate edit;
  edit.section = trim(text.substr(0, slash));
  edit.seed = seed;
  if (edit.section.empty()) return misread(text, kForm);
  if (slash == std::string_view::npos) return edit;
  const std::string_view part = trim(text.substr(slash + 1));
  if (part.empty()) return misread(text, kForm);
  if (const std::optional<int> line = parse_number(part)) edit.line = *line;
  else edit.part = part;
  return edit;
}

Result<SetInstrument> parse_instrument(std::string_view text) {
  constexpr std::string_view kForm = "\"TRACK=INSTRUMENT\", such as \"Bass=saw_bass\"";
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return misread(text, kForm);
  const std::string_view track = trim(text.substr(0, equals));
  const std::string_view instrument = trim(text.substr(equals + 1));
  if (track.empty() || instrument.empty()) return misread(text, kForm);
  return SetInstrument{std::string(track), std::string(instrument)};
}

}  // namespace souls::song
