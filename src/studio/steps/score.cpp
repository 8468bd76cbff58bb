#include <map>
#include <nlohmann/json.hpp>

#include "song/formats/formats.hpp"
#include "song/json.hpp"
#include "studio/assemble.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

namespace formats = song::formats;

/// Inputs are named "lines/SECTION", "chords/SECTION" and "notes/SECTION/TRACK"; neither name holds a slash.
Status take_input(std::map<std::string, SectionParts>& parts, std::string_view name, std::string_view bytes) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view kind = name.substr(0, slash);
  const std::string_view rest = name.substr(slash + 1);
  const std::size_t second = rest.find('/');
  SectionParts& section = parts[std::string(rest.substr(0, second))];
  const auto keep = [](auto& place, auto read) -> Status {
    if (!read) return fail(read.error());
    place = std::move(*read);
    return {};
  };
  if (kind == "lines") return keep(section.lines, song::lines_from_json(bytes));
  if (kind == "chords") return keep(section.chords, song::chords_from_json(bytes));
  return keep(section.notes[std::string(rest.substr(second + 1))], song::notes_from_json(bytes));
}

}  // namespace

Result<Outputs> run_score(const StepCall& call) {
  const auto request = song::request_from_json(nlohmann::json::parse(call.parameters).at("request").dump());
  if (!request) return fail(request.error());
  const auto plan = song::plan_from_json(call.input("plan"));
  if (!plan) return fail(plan.error());
  std::map<std::string, SectionParts> parts;
  for (const auto& [name, bytes] : call.inputs) {
    if (auto taken = take_input(parts, name, bytes); !taken) return fail(taken.error());
  }
  const song::Document document = assemble(*request, *plan, parts);
  return Outputs{{"document", song::to_json(document)},
                 {"lyrics.txt", formats::write_lyrics_text(document)},
                 {"lyrics.lrc", formats::write_lrc(document)},
                 {"score.mid", formats::write_midi(document)},
                 {"score.musicxml", formats::write_musicxml(document)}};
}

}  // namespace souls::studio
