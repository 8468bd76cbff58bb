#include "band/vocals/vocals.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "song/formats/formats.hpp"
#include "song/json.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

/// Sentences and rows, each short enough to be a line.
std::vector<std::string> spoken_lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_blank = text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t';
    const bool is_end = i > 0 && std::string_view(".!?;:").find(text[i - 1]) != std::string_view::npos;
    const bool is_long = lines.back().size() > limits::kLyricLineBytesMax / 2;
    if (text[i] == '\n' || (is_blank && (is_end || is_long)))
      lines.emplace_back();
    else
      lines.back() += is_blank ? ' ' : text[i];
  }
  std::erase_if(lines, [](const std::string& line) { return line.find_first_not_of(' ') == std::string::npos; });
  return lines;
}

}  // namespace

Result<Outputs> run_say(const StepCall& call, band::vocals::Singer& singer, const band::lyrics::Lexicon& lexicon,
                        const Context& context) {
  const auto parameters = nlohmann::json::parse(call.parameters);
  std::vector<song::Line> lines;
  for (const std::string& text : spoken_lines(parameters.at("text"))) {
    auto line = band::lyrics::pronounce(lexicon, text);
    if (!line) return fail(line.error());
    lines.push_back(std::move(*line));
  }
  const auto speech = singer.say(lines, parameters.at("voice"), context);
  if (!speech) return fail(speech.error());
  return Outputs{{"speech", song::formats::encode_samples(*speech)}};
}

Result<Outputs> run_vocals(const StepCall& call, band::vocals::Singer& singer, const Context& context) {
  const auto parameters = nlohmann::json::parse(call.parameters);
  auto lines = song::lines_from_json(call.input("lines"));
  if (!lines) return fail(lines.error());
  auto notes = song::notes_from_json(call.input("notes"));
  if (!notes) return fail(notes.error());
  band::vocals::SingTask task;
  task.voice = parameters.at("voice").get<std::string>();
  task.tempo_bpm = parameters.at("tempo_bpm").get<double>();
  task.length_beats = parameters.at("length_beats").get<double>();
  task.lines = std::move(*lines);
  task.notes = std::move(*notes);
  task.seed = call.seed;
  auto sung = singer.sing(task, context);
  if (!sung) return fail(sung.error());
  Audio placed(1, 0);
  placed.channels[0].assign(kLeadInFrames - std::min(kLeadInFrames, sung->lead_in_frames), 0.0f);
  if (!sung->audio.empty()) {
    const auto& samples = sung->audio.channels[0];
    placed.channels[0].insert(placed.channels[0].end(), samples.begin(), samples.end());
  }
  return Outputs{{"voice", song::formats::encode_samples(placed)}};
}

}  // namespace souls::studio
