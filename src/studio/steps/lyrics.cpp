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

/// What stays is as it was, to the comma.
void keep_others(std::vector<song::Line>& lines, const std::vector<song::Line>& was, std::size_t anew) {
  for (std::size_t l = 0; l < lines.size() && l < was.size(); ++l) {
    if (l != anew) lines[l] = was[l];
  }
}

}  // namespace

Result<Outputs> run_lyrics(const StepCall& call, band::lyrics::Lyricist& lyricist, const Context& context) {
  const auto plan = song::plan_from_json(call.input("plan"));
  if (!plan) return fail(plan.error());
  const json parameters = json::parse(call.parameters);
  const auto place = parameters.at("place").get<std::string>();
  band::lyrics::Rewriting rewriting;
  std::vector<song::Line> was;
  if (call.has("before")) {
    auto lines = song::lines_from_json(call.input("before"));
    if (!lines) return fail(lines.error());
    was = std::move(*lines);
    for (const song::Line& line : was) rewriting.before.push_back(line.text);
  }
  if (parameters.contains("line")) rewriting.line = parameters.at("line").get<std::size_t>() - 1;
  for (const song::SectionPlan& section : plan->sections) {
    if (section.words_place != place) continue;
    auto lines = lyricist.write_section(*plan, section, call.seed, rewriting, context);
    if (!lines) return fail(lines.error());
    if (rewriting.line) keep_others(*lines, was, *rewriting.line);
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
  if (own) band::lyrics::assign_rhyme_groups(lines);
  return lines_output(std::move(lines));
}

}  // namespace souls::studio
