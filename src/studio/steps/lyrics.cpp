#include "band/lyrics/lyrics.hpp"

#include <nlohmann/json.hpp>

#include "song/json.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

using nlohmann::json;

/// Lines pass between steps without the section's name, so that sections that share their words share what is made of them.
Outputs lines_output(std::vector<song::Line> lines) {
  for (song::Line& line : lines) line.section.clear();
  return {{"lines", song::to_json(lines)}};
}

}  // namespace

Result<Outputs> run_lyrics(const StepCall& call, band::lyrics::Lyricist& lyricist, const Context& context) {
  const auto plan = song::plan_from_json(call.input("plan"));
  if (!plan) return fail(plan.error());
  const auto place = json::parse(call.parameters).at("place").get<std::string>();
  std::vector<std::string> before;
  if (call.has("before")) {
    const auto lines = song::lines_from_json(call.input("before"));
    if (!lines) return fail(lines.error());
    for (const song::Line& line : *lines) before.push_back(line.text);
  }
  for (const song::SectionPlan& section : plan->sections) {
    if (section.words_place != place) continue;
    auto lines = lyricist.write_section(*plan, section, call.seed, before, context);
    if (!lines) return fail(lines.error());
    return lines_output(std::move(*lines));
  }
  return fail(ErrorCode::internal, "the plan has no place " + place);
}

/// A hand's lines over generated ones, and words of the asker's own.
Result<Outputs> run_words(const StepCall& call, const band::lyrics::Lexicon& lexicon) {
  const json parameters = json::parse(call.parameters);
  std::vector<song::Line> lines;
  if (call.has("lines")) {
    auto generated = song::lines_from_json(call.input("lines"));
    if (!generated) return fail(generated.error());
    lines = std::move(*generated);
  }
  const auto pronounce = [&](const std::string& text) {
    return band::lyrics::pronounce(lexicon, text).map([](song::Line line) {
      line.origin = song::Origin::edited;
      return line;
    });
  };
  for (const auto& text : parameters.value("own", json::array())) {
    auto line = pronounce(text.get<std::string>());
    if (!line) return fail(line.error());
    lines.push_back(std::move(*line));
  }
  bool own = !parameters.value("own", json::array()).empty();
  for (const auto& change : parameters.value("changes", json::array())) {
    const auto index = change.at("line").get<std::size_t>() - 1;
    if (index >= lines.size()) continue;
    auto line = pronounce(change.at("text").get<std::string>());
    if (!line) return fail(line.error());
    line->rhyme_group = lines[index].rhyme_group;
    lines[index] = std::move(*line);
    own = true;
  }
  if (call.has("variant")) {  // single lines made anew: taken from another writing of the section
    const auto variant = song::lines_from_json(call.input("variant"));
    if (!variant) return fail(variant.error());
    for (const auto& number : parameters.value("renewed", json::array())) {
      const auto index = number.get<std::size_t>() - 1;
      if (index < lines.size() && index < variant->size()) lines[index] = (*variant)[index];
    }
  }
  if (own) band::lyrics::assign_rhyme_groups(lines);
  return lines_output(std::move(lines));
}

}  // namespace souls::studio
