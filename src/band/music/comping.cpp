// Keys and guitars: a figure's rhythm on voice-led chords.

#include <algorithm>
#include <array>
#include <cmath>

#include "band/music/comping_figures.hpp"
#include "band/music/part.hpp"

namespace souls::band::music {
namespace {

VoicingFrame frame_for(const PartContext& context, std::string_view comping) {
  VoicingFrame frame;
  frame.low = context.low;
  frame.high = context.high;
  frame.centre = comping_centre(context);
  frame.rootless = context.has_role(song::Role::bass);
  frame.voices = 4;
  if (context.track.role == song::Role::guitar) {
    frame.centre = std::min(frame.centre, context.sung() ? 63.0 : 57.0);
    frame.voices = comping == "strum" ? 5 : 4;
    frame.rootless = false;
    frame.span_max = 24;
  } else if (comping == "block" || comping == "sustained") {
    frame.voices = context.section.energy < 0.3 ? 3 : 4;
  } else if (comping == "stabs") {
    frame.centre += 3;
  }
  return frame;
}

/// The lowest pitch of a class at or above `from` that can be played.
song::Pitch lowest_of(int pitch_class, song::Pitch from) { return from + ((pitch_class - from) % 12 + 12) % 12; }

class Comper {
 public:
  explicit Comper(const PartContext& context)
      : context_(context),
        comping_(context.comping()),
        frame_(frame_for(context, comping_)),
        voicings_(voice_chords(context.spans, frame_)),
        writer_(context) {}

  std::vector<song::Note> play() {
    for (int m = 0; m < context_.played_measures(); ++m) play_measure(m);
    if (context_.ends_song) ring();
    return writer_.finish();
  }

 private:
  const Voicing& voicing_at(double beat, const ChordSpan*& span) const {
    span = &span_at(context_.spans, beat);
    return voicings_[static_cast<std::size_t>(span - context_.spans.data())];
  }

  void play_measure(int m) {
    FigureFrame figure;
    figure.metre = context_.metre;
    figure.energy = context_.section.energy;
    figure.tempo_bpm = context_.plan.tempo_bpm;
    const bool second_half = context_.section.measures >= 8 && m >= context_.section.measures / 2;
    figure.pattern_seed = context_.place("pattern", second_half && context_.section.energy > 0.45 ? 1 : 0);
    figure.measure = m;
    std::vector<Hit> hits = figure_measure(comping_, figure);
    mark_changes(m, hits);
    if (m % 4 == 3 && m + 1 < context_.section.measures) breathe(hits);
    // A song starts with a sound, whatever the figure.
    const bool opens = m == 0 && !context_.plan.sections.empty() && context_.plan.sections.front().name == context_.section.name;
    if (opens && std::none_of(hits.begin(), hits.end(), [](const Hit& hit) { return hit.start < 0.1; })) {
      hits.push_back({0, hits.empty() ? 1.0 : std::min(1.0, hits.front().start), Touch::chord, 0, 0});
    }
    for (const Hit& hit : hits) touch(context_.measure_start(m) + hit.start, hit);
  }

  /// A chord that no hit marks within half a beat gets one, so that the harmony is heard.
  void mark_changes(int m, std::vector<Hit>& hits) const {
    if (comping_ == "stabs" || comping_ == "offbeat" || comping_ == "swing") return;
    const double start = context_.measure_start(m);
    for (const ChordSpan& span : context_.spans) {
      const double at = span.start - start;
      if (at < 0.1 || at > context_.metre.measure_beats - 0.4) continue;
      const bool marked = std::any_of(hits.begin(), hits.end(),
                                      [&](const Hit& h) { return h.start >= at - 1e-9 && h.start < at + 0.6; });
      if (!marked)
        hits.push_back({at, std::max(0.5, span.length()), comping_ == "power" ? Touch::power : Touch::chord, 0, 0});
    }
  }

  /// The fourth measure of a phrase eases: what follows its last pulse is left out, and rings instead.
  void breathe(std::vector<Hit>& hits) const {
    const double last = context_.metre.pulses.back().start;
    if (hits.size() < 4 || context_.section.energy > 0.9) return;
    const auto late = [&](const Hit& hit) { return hit.start > last + 1e-9; };
    if (std::count_if(hits.begin(), hits.end(), late) == 0) return;
    std::erase_if(hits, late);
    for (Hit& hit : hits) {
      if (hit.start >= last - 1e-9) hit.length = context_.metre.measure_beats - hit.start;
    }
  }

  /// A scale tone beside a voice, for the last note before another chord: it leads there.
  song::Pitch passing(const ChordSpan& span, double beat, song::Pitch pitch) const {
    const ChordSpan& next = span_at(context_.spans, span.end + 1e-6);
    if (beat < span.end - 0.6 || next.tones.root == span.tones.root || context_.metre.strength(beat) > 1) return pitch;
    Random random(context_.place("passing", static_cast<int>(std::lround(beat * 4))));
    if (!random.chance(0.5)) return pitch;
    const std::array<int, 7> scale = chord_scale(context_.plan.key, span);
    const int way = random.chance(0.5) ? 1 : -1;
    for (song::Pitch p = pitch + way; std::abs(p - pitch) <= 2; p += way) {
      if (std::find(scale.begin(), scale.end(), p % 12) != scale.end() && p <= context_.high && p >= context_.low)
        return p;
    }
    return pitch;
  }

  void touch(double beat, const Hit& hit) {
    const ChordSpan* span = nullptr;
    const Voicing& voicing = voicing_at(beat, span);
    if (voicing.empty()) return;
    const double length = std::min(hit.length, std::max(0.25, span->end - beat));
    const double velocity = accent_at(context_, beat) * 0.4 + level_at(context_, beat) * 0.6 + hit.accent;
    switch (hit.touch) {
      case Touch::chord:
        writer_.add_chord(beat, length, voicing, velocity);
        break;
      case Touch::upper:
        writer_.add_chord(
            beat, length,
            Voicing(voicing.end() - std::min<long>(3, std::max<long>(2, voicing.end() - voicing.begin() - 1)),
                    voicing.end()),
            velocity);
        break;
      case Touch::bass:
        writer_.add(beat, length, low_tone(*span, 0, voicing), velocity + 2);
        break;
      case Touch::fifth:
        writer_.add(beat, length, low_tone(*span, fifth_of(*span), voicing), velocity - 1);
        break;
      case Touch::single: {
        const auto count = static_cast<int>(voicing.size());
        song::Pitch pitch = voicing[static_cast<std::size_t>(hit.voice % count)] + 12 * (hit.voice / count);
        if (pitch > context_.high) pitch -= 12;
        writer_.add(beat, length, passing(*span, beat, pitch), velocity);
        break;
      }
      case Touch::power: {
        const song::Pitch root = lowest_of(span->tones.root, std::max(context_.low, 40));
        writer_.add(beat, length, root, velocity + 3);
        writer_.add(beat, length, root + fifth_of(*span), velocity);
        if (context_.section.energy > 0.5) writer_.add(beat, length, root + 12, velocity - 2);
        break;
      }
    }
  }

  static int fifth_of(const ChordSpan& span) {
    for (int interval : span.tones.intervals) {
      if (interval >= 6 && interval <= 8) return interval;
    }
    return 7;
  }

  /// A thumb's note: below the voicing, but no deeper than the instrument or the mud allow.
  song::Pitch low_tone(const ChordSpan& span, int interval, const Voicing& voicing) const {
    const int base = interval == 0 ? span.tones.bass : span.tones.root + interval;
    song::Pitch pitch = lowest_of(base % 12, std::max(context_.low, 40));
    while (pitch + 12 < voicing.front() - 5) pitch += 12;
    return pitch;
  }

  void ring() {
    const double beat = context_.measure_start(context_.section.measures - 1);
    const ChordSpan* span = nullptr;
    const Voicing& voicing = voicing_at(beat, span);
    if (!voicing.empty()) writer_.add_chord(beat, context_.metre.measure_beats, voicing, level_at(context_, beat) + 4);
  }

  const PartContext& context_;
  std::string_view comping_;
  VoicingFrame frame_;
  std::vector<Voicing> voicings_;
  PartWriter writer_;
};

}  // namespace

std::vector<song::Note> make_comping(const PartContext& context) { return Comper(context).play(); }

}  // namespace souls::band::music
