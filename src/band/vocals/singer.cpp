#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "band/vocals/performance.hpp"
#include "band/vocals/synthesis.hpp"
#include "band/vocals/vocals.hpp"
#include "base/limits.hpp"

namespace souls::band::vocals {
namespace {

constexpr std::string_view kVoiceFile = "voice.htsvoice";
constexpr double kTailS = 1.0;
constexpr double kFadeS = 0.05;
constexpr double kSingSpeed = 0.6;
constexpr double kReadSpeed = 0.9;
constexpr double kPauseS = 0.6;
constexpr double kSectionSecondsMax = limits::kLengthSecondsMax * 2;

/// A machine's metal throat: two combs side by side, so that no note falls into a hole of both.
void ring(std::vector<float>& samples) {
  constexpr std::array<std::size_t, 2> kDelays = {150, 233};
  constexpr float kFeedback = 0.42f;
  std::vector<float> first = samples;
  std::vector<float>& second = samples;
  for (std::size_t i = kDelays[0]; i < first.size(); ++i) first[i] += kFeedback * first[i - kDelays[0]];
  for (std::size_t i = kDelays[1]; i < second.size(); ++i) second[i] += kFeedback * second[i - kDelays[1]];
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = 0.5f * (first[i] + second[i]);
}

/// Rounds off what stands above 0.7, so that no peak passes 1.
void limit_peaks(std::vector<float>& samples) {
  constexpr float kKnee = 0.7f, kRoom = 1 - kKnee;
  for (float& x : samples) {
    const float above = (std::abs(x) - kKnee) / kRoom;
    if (above > 0) x = std::copysign(kKnee + kRoom * above / (1 + above), x);
  }
}

/// Silence at the very edges, so that sections join without a click.
void fade_edges(std::vector<float>& samples) {
  const std::size_t head = std::min<std::size_t>(96, samples.size());
  const std::size_t tail = std::min(static_cast<std::size_t>(kFadeS * kSampleRateHz), samples.size());
  for (std::size_t i = 0; i < head; ++i) samples[i] *= static_cast<float>(i) / static_cast<float>(head);
  for (std::size_t i = 0; i < tail; ++i) {
    samples[samples.size() - 1 - i] *= static_cast<float>(i) / static_cast<float>(tail);
  }
}

Audio mono(std::vector<float> samples) {
  Audio audio;
  audio.channels.push_back(std::move(samples));
  return audio;
}

Result<const SingerStyle*> style_of(const std::string& voice) {
  const SingerStyle* style = find_style(voice);
  if (style) return style;
  std::string known;
  for (const song::Voice& v : song::voices()) known += (known.empty() ? "" : ", ") + v.id;
  return fail(ErrorCode::invalid_request, "there is no voice \"" + voice + "\"; the voices are " + known);
}

class HtsSinger final : public Singer {
 public:
  explicit HtsSinger(std::unique_ptr<VoiceModel> model) : model_(std::move(model)) {}

  Result<Sung> sing(const SingTask& task, const Context& context) override;
  Result<Audio> say(const std::vector<song::Line>& lines, const std::string& voice, const Context& context) override;

 private:
  Result<std::vector<ModelLine>> speak(const std::vector<song::Line>& lines, Delivery delivery, const Context& context);

  Tract& tract_of(const SingerStyle& style) {
    std::unique_ptr<Tract>& tract = tracts_[std::string(style.id)];
    if (!tract) tract = std::make_unique<Tract>(style);
    return *tract;
  }

  std::unique_ptr<VoiceModel> model_;
  std::map<std::string, std::unique_ptr<Tract>> tracts_;
};

Result<std::vector<ModelLine>> HtsSinger::speak(const std::vector<song::Line>& lines, Delivery delivery,
                                                const Context& context) {
  if (lines.size() > limits::kLyricLinesMax) {
    return fail(ErrorCode::invalid_request, "there are " + std::to_string(lines.size()) + " lines; " +
                                                std::to_string(limits::kLyricLinesMax) + " can be sung at once");
  }
  const double speed = delivery == Delivery::sung ? kSingSpeed : kReadSpeed;
  std::vector<ModelLine> spoken;
  int syllables = 0;
  for (const song::Line& line : lines) {
    if (context.stopped()) return cancelled();
    Result<Utterance> utterance = write_labels(line, delivery);
    if (!utterance) return fail(utterance.error());
    ModelLine model;
    model.utterance = std::move(*utterance);
    model.first_syllable = syllables;
    if (!model.utterance.phones.empty()) {
      Result<SpokenLine> sound = model_->speak(model.utterance.labels, speed);
      if (!sound) return fail(sound.error());
      model.spoken = std::move(*sound);
      syllables += model.utterance.phones.back().syllable + 1;
    }
    spoken.push_back(std::move(model));
  }
  return spoken;
}

Result<Sung> HtsSinger::sing(const SingTask& task, const Context& context) {
  const Result<const SingerStyle*> style = style_of(task.voice);
  if (!style) return fail(style.error());
  const double end_s = task.length_beats * 60 / task.tempo_bpm;
  if (!(task.tempo_bpm >= limits::kTempoBpmMin && task.tempo_bpm <= limits::kTempoBpmMax) || !(end_s > 0) ||
      end_s > kSectionSecondsMax) {
    return fail(ErrorCode::invalid_request, "a section can be sung at 40 to 220 bpm and for up to 20 minutes");
  }
  Result<std::vector<ModelLine>> lines = speak(task.lines, Delivery::sung, context);
  if (!lines) return fail(lines.error());
  Result<std::vector<Unit>> units = group_notes(task.notes, *lines, task.tempo_bpm, end_s);
  if (!units) return fail(units.error());
  const Timing timing = place_sounds(std::move(*units), *lines, end_s);
  const int frame_count = static_cast<int>(std::ceil((kLeadInS + end_s + kTailS) / kFrameS));
  const std::vector<float> f0 = pitch_contour(timing.units, **style, frame_count, task.seed);
  Tract& tract = tract_of(**style);
  const std::vector<FrameControl> frames = perform(timing, *lines, f0, **style, tract, task.seed);

  const auto advance = [&](double fraction) {
    const auto reached = static_cast<std::size_t>(fraction * static_cast<double>(frames.size()));
    const std::size_t at = std::min(frames.size() - 1, reached);
    const int line = std::max(frames[at].line, 0);
    context.report(fraction, "singing line " + std::to_string(line + 1) + " of " + std::to_string(task.lines.size()));
  };
  const auto cepstrum = [&](const FrameControl& frame, std::span<float, kCepstrumSize> out) {
    cepstrum_at((*lines)[frame.line].spoken, static_cast<double>(frame.source), out);
  };
  Result<std::vector<float>> samples =
      synthesize(frames, tract, cepstrum, **style, derive_seed(task.seed, {"noise"}), context, advance);
  if (!samples) return fail(samples.error());
  Sung sung;
  sung.lead_in_frames = static_cast<std::size_t>(kLeadInS * kSampleRateHz);
  samples->resize(sung.lead_in_frames + static_cast<std::size_t>((end_s + kTailS) * kSampleRateHz));
  if ((*style)->machine) ring(*samples);
  limit_peaks(*samples);
  fade_edges(*samples);
  sung.audio = mono(std::move(*samples));
  return sung;
}

Result<Audio> HtsSinger::say(const std::vector<song::Line>& lines, const std::string& voice, const Context& context) {
  const Result<const SingerStyle*> style = style_of(voice);
  if (!style) return fail(style.error());
  Result<std::vector<ModelLine>> spoken = speak(lines, Delivery::read, context);
  if (!spoken) return fail(spoken.error());
  Tract& tract = tract_of(**style);
  std::vector<float> all;
  for (std::size_t i = 0; i < spoken->size(); ++i) {
    const ModelLine& line = (*spoken)[i];
    if (line.utterance.phones.empty()) continue;
    const std::vector<FrameControl> frames = read_aloud(line, **style, tract);
    const auto cepstrum = [&](const FrameControl& frame, std::span<float, kCepstrumSize> out) {
      cepstrum_at(line.spoken, static_cast<double>(frame.source), out);
    };
    const auto advance = [&](double fraction) {
      context.report((static_cast<double>(i) + fraction) / static_cast<double>(spoken->size()),
                     "reading line " + std::to_string(i + 1) + " of " + std::to_string(spoken->size()));
    };
    Result<std::vector<float>> samples = synthesize(frames, tract, cepstrum, **style, i + 1, context, advance);
    if (!samples) return fail(samples.error());
    samples->resize(frames.size() * kFrameSamples);
    if ((*style)->machine) ring(*samples);
    limit_peaks(*samples);
    fade_edges(*samples);
    all.insert(all.end(), samples->begin(), samples->end());
    all.resize(all.size() + static_cast<std::size_t>(kPauseS * kSampleRateHz), 0.0f);
  }
  return mono(std::move(all));
}

}  // namespace

Result<std::unique_ptr<Singer>> Singer::load(const std::filesystem::path& package) {
  Result<std::unique_ptr<VoiceModel>> model = VoiceModel::load(package / kVoiceFile);
  if (!model) return fail(model.error());
  return std::unique_ptr<Singer>(std::make_unique<HtsSinger>(std::move(*model)));
}

}  // namespace souls::band::vocals
