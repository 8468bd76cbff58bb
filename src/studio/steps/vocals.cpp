#include "band/vocals/vocals.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "song/formats/formats.hpp"
#include "song/json.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {

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
