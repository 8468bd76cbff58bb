// Parts around the chords: pads, strings that answer the tune, arpeggios, hooks, risers.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "band/music/comping_figures.hpp"
#include "band/music/part.hpp"

namespace souls::band::music {
namespace {

using song::SectionKind;

/// Holds voicings: tones that two chords share sound on.
void hold_chords(const PartContext& context, const std::vector<Voicing>& voicings, double velocity_change,
                 PartWriter& writer) {
  for (std::size_t i = 0; i < voicings.size(); ++i) {
    for (song::Pitch pitch : voicings[i]) {
      const auto has = [&](std::size_t k) {
        return std::find(voicings[k].begin(), voicings[k].end(), pitch) != voicings[k].end();
      };
      const bool final_chord = context.ends_song && context.spans[i].start >= context.last_onset() - 1e-9;
      // A held tone is struck anew every four measures and for the last chord.
      const double phrase = 4 * context.metre.measure_beats;
      const bool fresh = std::abs(std::fmod(context.spans[i].start, phrase)) < 1e-9;
      if (i > 0 && has(i - 1) && !fresh && !final_chord) continue;
      double end = context.spans[i].end;
      for (std::size_t k = i + 1; k < voicings.size() && has(k); ++k) {
        const bool next_fresh = std::abs(std::fmod(context.spans[k].start, phrase)) < 1e-9;
        if (next_fresh || (context.ends_song && context.spans[k].start >= context.last_onset() - 1e-9)) break;
        end = context.spans[k].end;
      }
      writer.add(context.spans[i].start, end - context.spans[i].start, pitch,
                 level_at(context, context.spans[i].start) + velocity_change + (pitch == voicings[i].back() ? 3 : -2));
    }
  }
}

/// Steps through the scale of the moment from chord tone to chord tone, to fill a rest of the tune.
void answer(const PartContext& context, const Gap& gap, song::Pitch from, int number, double step_beats,
            double velocity_change, PartWriter& writer) {
  Random random(context.place("answer", number % 2));  // two answers take turns
  const int direction = random.chance(0.5) ? 1 : -1;
  const int notes_max = random.integer(3, 5);
  song::Pitch pitch = from;
  const ChordSpan& first = span_at(context.spans, gap.start);
  while (!first.silent() && !first.contains(pitch) && pitch < context.high) ++pitch;
  int played = 0;
  for (double beat = gap.start; beat < gap.end - 1e-9 && played < notes_max; beat += step_beats, ++played) {
    const ChordSpan& span = span_at(context.spans, beat);
    const bool last = played + 1 == notes_max || beat + step_beats > gap.end - 1e-9;
    if (played > 0) {
      const std::array<int, 7> scale = chord_scale(context.plan.key, span);
      const int way = played >= 3 ? -direction : direction;
      for (song::Pitch p = pitch + way; std::abs(p - pitch) <= 5; p += way) {
        const bool fits = last || context.metre.strength(beat) >= 3
                              ? span.silent() || span.contains(p)
                              : std::find(scale.begin(), scale.end(), ((p % 12) + 12) % 12) != scale.end();
        if (fits && p >= context.low && p <= context.high) {
          pitch = p;
          break;
        }
      }
    }
    const double length = last ? std::min(gap.end - beat, 2.0) : step_beats;
    writer.add(beat, length, pitch, accent_at(context, beat) + velocity_change);
  }
}

/// A quiet line of held thirds and sevenths over the tune, for instruments that find no rest to answer in.
void guide_tones(const PartContext& context, PartWriter& writer) {
  double mean = 0;
  for (const song::Note& note : context.melody) mean += note.pitch;
  mean = context.melody.empty() ? 62 : mean / static_cast<double>(context.melody.size());
  double before = std::clamp(mean + 10, context.low + 3.0, std::max(context.low + 3.0, context.high - 3.0));
  for (const ChordSpan& span : context.spans) {
    song::Pitch best = -1;
    double least = 1e9;
    for (song::Pitch p = context.low; p <= context.high; ++p) {
      if (span.silent() || !span.contains(p)) continue;
      const int above = ((p - span.tones.root) % 12 + 12) % 12;
      const double cost = std::abs(p - before) + (above == 0 || above == 7 ? 2.5 : 0) + 0.15 * std::abs(p - mean - 10);
      if (cost < least) {
        least = cost;
        best = p;
      }
    }
    if (best < 0) continue;
    writer.add(span.start, span.length(), best, level_at(context, span.start) - 8);
    before = best;
  }
}

double upward(double beat, double grid) { return std::ceil(beat / grid - 1e-9) * grid; }

double melody_mean(const PartContext& context) {
  double mean = 0;
  for (const song::Note& note : context.melody) mean += note.pitch;
  return context.melody.empty() ? 62 : mean / static_cast<double>(context.melody.size());
}

}  // namespace

std::vector<song::Note> make_pad(const PartContext& context) {
  if (!context.track.comping.empty() && context.track.comping != "sustained") return make_comping(context);
  VoicingFrame frame;
  frame.low = std::max(context.low, 43);
  frame.high = context.high;
  frame.centre = comping_centre(context) + (context.section.energy > 0.7 ? 6 : 1);
  frame.voices = context.section.energy < 0.3 ? 3 : context.section.energy > 0.75 ? 5 : 4;
  frame.rootless = false;
  frame.span_max = 26;
  PartWriter writer(context);
  hold_chords(context, voice_chords(context.spans, frame), -6, writer);
  return writer.finish();
}

std::vector<song::Note> make_strings(const PartContext& context) {
  if (!context.track.comping.empty() && context.track.comping != "sustained") return make_comping(context);
  PartWriter writer(context);
  VoicingFrame frame;
  frame.low = context.low;
  frame.high = context.high;
  const double tune = melody_mean(context);
  frame.centre = context.section.energy > 0.55 ? std::min(tune + 8, 73.0) : std::max(52.0, tune - 6);
  frame.voices = context.section.energy < 0.35 ? 2 : 3;
  const std::vector<Voicing> voicings = voice_chords(context.spans, frame);
  hold_chords(context, voicings, -4, writer);
  // Where the tune breathes, the upper voice moves.
  const double step = context.section.energy > 0.6 && context.plan.tempo_bpm < 110 ? 0.5 : 1.0;
  int number = 0;
  for (const Gap& gap : melody_gaps(context, 1.5)) {
    const double start = upward(gap.start, step);
    if (start >= gap.end - step || context.section.energy < 0.2) continue;
    const Gap inside = {start, std::min(gap.end, start + 2 * context.metre.measure_beats)};
    const Voicing& voicing = voicings[static_cast<std::size_t>(&span_at(context.spans, start) - context.spans.data())];
    if (voicing.empty() || inside.end > context.last_onset()) continue;
    answer(context, inside, std::clamp(voicing.back() + 2, context.low, std::min(context.high - 4, 82)), number++, step,
           2, writer);
  }
  return writer.finish();
}

std::vector<song::Note> make_arp(const PartContext& context) {
  PartWriter writer(context);
  VoicingFrame frame;
  frame.low = context.low;
  frame.high = context.high;
  frame.centre = std::max(67.0, melody_mean(context) + 8);
  frame.voices = 4;
  frame.span_max = 16;
  const std::vector<Voicing> voicings = voice_chords(context.spans, frame);
  Random random(context.place("arp"));
  static constexpr std::array<std::array<int, 8>, 5> kOrders = {{{0, 1, 2, 3, 0, 1, 2, 3},
                                                                 {0, 1, 2, 3, 2, 1, 0, 1},
                                                                 {3, 2, 1, 0, 3, 2, 1, 0},
                                                                 {0, 2, 1, 3, 0, 2, 1, 3},
                                                                 {0, 3, 1, 3, 2, 3, 1, 3}}};
  const auto first = static_cast<std::size_t>(random.integer(0, 4));
  const auto second = static_cast<std::size_t>(random.integer(0, 4));
  const bool fast = 60 / context.plan.tempo_bpm / 4 < 0.095 || context.plan.traits.swing > 0.54;
  const double step = fast || context.section.energy < 0.4 ? 0.5 : 0.25;
  const double end = context.measure_start(context.played_measures());
  std::size_t k = 0;
  for (double beat = 0; beat < end - 1e-9; beat += step, ++k) {
    const ChordSpan& span = span_at(context.spans, beat);
    const Voicing& voicing = voicings[static_cast<std::size_t>(&span - context.spans.data())];
    if (std::abs(beat - span.start) < 1e-9) k = 0;
    if (voicing.empty()) continue;
    const int measure = context.metre.measure_of(beat);
    const auto& order = kOrders[measure % 4 == 3 ? second : first];
    const bool rests = context.section.energy < 0.6 && k % 8 == 5;  // the figure breathes
    const auto count = static_cast<int>(voicing.size());
    const int voice = order[k % 8];
    song::Pitch pitch = voicing[static_cast<std::size_t>(voice % count)] + 12 * (voice / count);
    if (k % 16 >= 8 && context.section.energy > 0.65 && pitch + 12 <= context.high) pitch += 12;
    if (!rests) writer.add(beat, step * 0.9, pitch, accent_at(context, beat) - 6);
  }
  if (context.ends_song) {
    const double beat = context.last_onset();
    const Voicing& voicing = voicings[static_cast<std::size_t>(&span_at(context.spans, beat) - context.spans.data())];
    if (!voicing.empty()) writer.add(beat, context.metre.measure_beats, voicing.front(), level_at(context, beat));
  }
  return writer.finish();
}

std::vector<song::Note> make_lead_synth(const PartContext& context) {
  PartWriter writer(context);
  // The first instrument of the role plays the tune where nobody sings.
  const auto first =
      std::find_if(context.section.tracks.begin(), context.section.tracks.end(), [&](const std::string& name) {
        const song::TrackPlan* other = context.plan.find_track(name);
        return other != nullptr && other->role == song::Role::lead_synth;
      });
  const bool mine = first != context.section.tracks.end() && *first == context.track.name;
  if (!context.melody.empty() && !context.sung() && mine) {
    for (const song::Note& note : context.melody) {
      song::Pitch pitch = note.pitch;
      while (pitch < context.low) pitch += 12;
      while (pitch > context.high) pitch -= 12;
      writer.add(note.start_beat, note.length_beats, pitch, note.velocity);
    }
    return writer.finish();
  }
  // Else it answers in the rests of the tune.
  const double fine = context.plan.traits.swing > 0.54 || context.plan.tempo_bpm > 118 ? 0.5 : 0.25;
  const double step = context.section.energy > 0.6 ? std::max(fine, 0.5) : 1.0;
  int number = 0;
  for (const Gap& gap : melody_gaps(context, context.section.energy > 0.5 ? 1.5 : 2.0)) {
    const double start = upward(gap.start + 0.5, 0.5);
    if (start >= gap.end - 1 || gap.start < 1e-9) continue;
    if (context.ends_song && gap.end > context.last_onset()) continue;
    const Gap inside = {start, std::min(gap.end, start + context.metre.measure_beats)};
    const auto from = static_cast<song::Pitch>(std::lround(melody_mean(context) + 12));
    answer(context, inside, std::clamp(from, context.low + 5, context.high - 5), number++, step, 0, writer);
  }
  if (number * 4 < context.section.measures) guide_tones(context, writer);  // a tune that hardly rests
  return writer.finish();
}

std::vector<song::Note> make_fx(const PartContext& context) {
  PartWriter writer(context);
  const double measure = context.metre.measure_beats;
  const bool lifts = context.next != nullptr &&
                     (context.next->kind == SectionKind::chorus || context.next->kind == SectionKind::solo ||
                      context.next->energy > context.section.energy + 0.15);
  const song::Pitch middle = std::clamp(60, context.low, context.high);
  const bool opens = context.section.kind == SectionKind::chorus || context.section.kind == SectionKind::intro ||
                     context.section.kind == SectionKind::solo;
  if (opens)
    writer.add(0, std::min(2 * measure, context.length_beats()), std::clamp(48, context.low, context.high),
               level_at(context, 0) - 14);
  if (lifts && !context.ends_song && context.section.measures >= 2) {
    const int span = context.section.measures >= 8 ? 2 : 1;
    writer.add(context.length_beats() - span * measure, span * measure, middle, level_at(context, 0));
  }
  return writer.finish();
}

}  // namespace souls::band::music
