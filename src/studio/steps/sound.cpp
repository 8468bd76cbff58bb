#include "band/sound/sound.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "song/formats/formats.hpp"
#include "song/json.hpp"
#include "studio/song_graph.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

using nlohmann::json;
namespace sound = band::sound;
namespace formats = song::formats;

song::Traits traits_from(const json& j) {
  song::Traits traits;
  traits.groove = j.at("groove");
  traits.swing = j.at("swing");
  traits.humanise = j.at("humanise");
  traits.rig = j.at("rig");
  traits.comping = j.value("comping", "");
  return traits;
}

Result<std::vector<song::Note>> read_notes(const StepCall& call, std::string_view name) {
  if (!call.has(name)) return std::vector<song::Note>{};
  return song::notes_from_json(call.input(name));
}

Result<sound::RenderTask> read_task(const StepCall& call) {
  const json p = json::parse(call.parameters);
  sound::RenderTask task;
  task.traits = traits_from(p.at("traits"));
  const json& track = p.at("track");
  task.track = {track.at("name"), *song::parse_role(track.at("role").get<std::string>()), track.at("instrument"), track.at("comping")};
  task.tempo_bpm = p.at("tempo_bpm");
  task.time_signature = *song::parse_time_signature(p.at("time_signature").get<std::string>());
  task.length_beats = p.at("length_beats");
  task.energy = p.at("energy");
  task.mix.track = task.track.name;
  task.mix.pan = p.value("pan", 0.0);
  task.mix.reverb_db = p.value("reverb_db", 0.0);
  task.mix.delay_db = p.value("delay_db", 0.0);
  task.seed = call.seed;
  for (const auto& [name, notes] : {std::pair{"notes", &task.notes}, {"kick", &task.kick}, {"vocal", &task.vocal}}) {
    auto read = read_notes(call, name);
    if (!read) return fail(read.error());
    *notes = std::move(*read);
  }
  return task;
}

/// Brings a section's sound to the lead-in that all have between steps.
Audio with_common_lead_in(const sound::SectionSound& made) {
  Audio placed(made.audio.channels.size(), 0);
  const std::size_t missing = kLeadInFrames - std::min(kLeadInFrames, made.lead_in_frames);
  for (std::size_t c = 0; c < placed.channels.size(); ++c) {
    placed.channels[c].assign(missing, 0.0f);
    placed.channels[c].insert(placed.channels[c].end(), made.audio.channels[c].begin(), made.audio.channels[c].end());
  }
  return placed;
}

/// 24-bit steps, so that the stems as files sum to what is mastered.
void quantise(Audio& audio) {
  constexpr double kSteps = 8388608;
  for (auto& channel : audio.channels) {
    for (float& x : channel) {
      const double level = std::clamp(std::nearbyint(static_cast<double>(x) * kSteps), -kSteps, kSteps - 1);
      x = static_cast<float>(level / kSteps);
    }
  }
}

/// What brings a track to its place in the balance, in dB: rounded to hundredths, so that it reads back the same.
double balance_gain_db(const Audio& stem, double target_lufs) {
  const double loudness = sound::stem_loudness_lufs(stem);
  if (loudness <= -70) return 0;
  return std::clamp(std::round((target_lufs - loudness) * 100) / 100, -40.0, 40.0);
}

/// A track's sections, each at its place.
Result<Audio> assembled(const StepCall& call, const json& p, double gain_db) {
  std::vector<sound::SectionSound> sounds;
  std::vector<std::size_t> places;
  for (const json& place : p.at("places")) {
    auto audio = formats::decode_samples(call.input(place.at("input").get<std::string>()));
    if (!audio) return fail(audio.error());
    sounds.push_back({std::move(*audio), kLeadInFrames});
    places.push_back(place.at("frame"));
  }
  std::vector<sound::PlacedSound> placed;
  for (std::size_t i = 0; i < sounds.size(); ++i) placed.push_back({&sounds[i], places[i]});
  return sound::assemble_stem(placed, p.at("frames").get<std::size_t>(), gain_db);
}

void add_to(Audio& mix, const Audio& stem) {
  for (std::size_t c = 0; c < mix.channels.size(); ++c) {
    const auto& from = stem.channels[std::min(c, stem.channels.size() - 1)];
    const std::size_t count = std::min(from.size(), mix.frames());
    for (std::size_t i = 0; i < count; ++i) mix.channels[c][i] += from[i];
  }
}

/// Scales to a peak of −1 dBFS.
void normalise(Audio& mix) {
  float peak = 0;
  for (const auto& channel : mix.channels) {
    for (const float x : channel) peak = std::max(peak, std::abs(x));
  }
  if (peak <= 0) return;
  for (auto& channel : mix.channels) {
    for (float& x : channel) x *= 0.891f / peak;
  }
}

}  // namespace

Result<Outputs> run_sound(const StepCall& call, sound::Studio& studio, const Context& context) {
  const auto task = read_task(call);
  if (!task) return fail(task.error());
  Result<sound::SectionSound> made;
  if (call.has("voice")) {
    const auto dry = formats::decode_samples(call.input("voice"));
    if (!dry) return fail(dry.error());
    made = studio.treat_voice(*task, *dry, kLeadInFrames, context);
  } else {
    made = studio.render(*task, context);
  }
  if (!made) return fail(made.error());
  return Outputs{{"sound", formats::encode_samples(with_common_lead_in(*made))}};
}

Result<Outputs> run_balance(const StepCall& call) {
  const json p = json::parse(call.parameters);
  const auto stem = assembled(call, p, 0);
  if (!stem) return fail(stem.error());
  return Outputs{{"gain", gain_text(balance_gain_db(*stem, p.at("target_lufs")))}};
}

/// Lays a track's sections out, at the gain that is its place in the balance and the level that hands gave it.
Result<Outputs> run_stem(const StepCall& call) {
  const json p = json::parse(call.parameters);
  const double gain_db = json::parse(call.input("gain")).get<double>();
  const double level_db = p.value("mute", false) ? -400.0 : p.value("level_db", 0.0);
  auto made = assembled(call, p, gain_db + level_db);
  if (!made) return fail(made.error());
  Audio& stem = *made;
  quantise(stem);
  auto encoded = formats::encode_audio(stem, formats::AudioFormat::flac24);
  if (!encoded) return fail(encoded.error());
  formats::Tags tags;
  tags.title = p.at("track");
  tags.artist = p.at("artist");
  auto tagged = formats::tag_audio(std::move(*encoded), formats::AudioFormat::flac24, tags);
  if (!tagged) return fail(tagged.error());
  return Outputs{{"stem", std::move(*tagged)}};
}

Result<Outputs> run_mix(const StepCall& call, const Context& context) {
  const json p = json::parse(call.parameters);
  Audio mix(2, p.at("frames").get<std::size_t>());
  for (const auto& [name, bytes] : call.inputs) {
    const auto stem = formats::decode_audio(bytes);
    if (!stem) return fail(stem.error());
    add_to(mix, *stem);
    if (context.stopped()) return cancelled();
  }
  auto mastered = sound::master(mix, traits_from(p.at("traits")), context);
  if (!mastered) return fail(mastered.error());
  quantise(*mastered);
  return Outputs{{"master", formats::encode_samples(*mastered)}};
}

/// A section's rough mix, for who listens while the rest is made: tracks in their balance, no master.
Result<Outputs> run_preview(const StepCall& call, const Context& context) {
  const json p = json::parse(call.parameters);
  Audio mix(2, p.at("frames").get<std::size_t>());
  for (const json& track : p.at("tracks")) {
    auto audio = formats::decode_samples(call.input(track.at("input").get<std::string>()));
    if (!audio) return fail(audio.error());
    const sound::SectionSound section{std::move(*audio), kLeadInFrames};
    Audio stem = sound::assemble_stem({{&section, 0}}, mix.frames(), 0);
    const double gain_db = balance_gain_db(stem, track.at("target_lufs"));
    const auto gain = static_cast<float>(std::pow(10, gain_db / 20));
    for (auto& channel : stem.channels) {
      for (float& x : channel) x *= gain;
    }
    add_to(mix, stem);
    if (context.stopped()) return cancelled();
  }
  normalise(mix);
  auto encoded = formats::encode_audio(mix, formats::AudioFormat::mp3);
  if (!encoded) return fail(encoded.error());
  return Outputs{{"preview", std::move(*encoded)}};
}

}  // namespace souls::studio
