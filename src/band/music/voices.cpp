// A second voice beside the lead: thirds and sixths that agree with the chord.

#include <algorithm>
#include <array>
#include <cmath>

#include "band/music/part.hpp"

namespace souls::band::music {
namespace {

struct Choice {
  song::Pitch pitch = 0;
  double cost = 1e9;
};

/// What singing `pitch` under or over `lead` costs.
double interval_cost(const PartContext& context, const song::Note& lead, song::Pitch pitch, bool below) {
  const int distance = std::abs(lead.pitch - pitch);
  const int within = distance % 12;
  constexpr std::array<double, 12> kIntervals = {60, 400, 150, 0, 0, 45, 160, 55, 10, 10, 130, 300};
  double cost = kIntervals[static_cast<std::size_t>(within)] + 25.0 * (distance / 12);
  if ((pitch < lead.pitch) != below) cost += 45;
  const ChordSpan& span = span_at(context.spans, lead.start_beat);
  const std::array<int, 7> scale = chord_scale(context.plan.key, span);
  if (std::find(scale.begin(), scale.end(), pitch % 12) == scale.end()) cost += 500;
  const bool matters = context.metre.strength(lead.start_beat) >= 2 || lead.length_beats >= 1;
  if (!span.silent() && !span.contains(pitch)) cost += matters ? 60 : 25;
  return cost;
}

}  // namespace

std::vector<song::Note> make_harmony_voice(const PartContext& context) {
  std::vector<song::Note> notes;
  if (!context.sung()) return notes;
  // A higher voice sings above all through the song, else the second voice lies below.
  const song::Voice* lead_voice = song::find_voice(context.plan.voice);
  const double centre = (context.low + context.high) / 2.0;
  const bool below = lead_voice == nullptr || centre <= (lead_voice->low + lead_voice->high) / 2.0 + 2;
  song::Pitch before = -1, lead_before = -1;
  for (const song::Note& lead : context.melody) {
    Choice best;
    for (song::Pitch pitch = context.low; pitch <= context.high; ++pitch) {
      if (std::abs(pitch - lead.pitch) > 21) continue;
      double cost = interval_cost(context, lead, pitch, below);
      if (before >= 0) {
        cost += 7.0 * std::abs(pitch - before);
        const int old_distance = std::abs(lead_before - before) % 12, distance = std::abs(lead.pitch - pitch) % 12;
        const bool parallel = old_distance == distance && (distance == 0 || distance == 7) && lead.pitch != lead_before;
        if (parallel) cost += 60;
      }
      if (cost < best.cost) best = {pitch, cost};
    }
    if (best.cost >= 1e9) continue;
    song::Note note = lead;
    note.pitch = best.pitch;
    note.velocity = std::clamp(lead.velocity - 10, 1, 127);
    notes.push_back(note);
    before = best.pitch;
    lead_before = lead.pitch;
  }
  return notes;
}

}  // namespace souls::band::music
