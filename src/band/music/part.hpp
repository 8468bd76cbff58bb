#pragma once
// What makers of parts share: the section around them, ranges, and a writer that keeps notes inside both.

#include <string_view>
#include <vector>

#include "band/music/chords.hpp"
#include "band/music/metre.hpp"
#include "band/music/music.hpp"
#include "band/music/voicing.hpp"

namespace souls::band::music {

/// One track in one section, with all that its maker may look at.
struct PartContext {
  const song::Plan& plan;
  const song::SectionPlan& section;
  const song::TrackPlan& track;
  const std::vector<song::Note>& melody;
  std::vector<ChordSpan> spans;
  Metre metre;
  song::Pitch low = 0;  ///< playable by the instrument and allowed by the role
  song::Pitch high = 127;
  bool ends_song = false;  ///< the last measure holds one chord that rings
  const song::SectionPlan* next = nullptr;
  Seed seed = 0;

  double length_beats() const { return section.measures * metre.measure_beats; }
  double measure_start(int measure) const { return measure * metre.measure_beats; }
  /// No note may start after this beat.
  double last_onset() const { return ends_song ? measure_start(section.measures - 1) : length_beats() - 1e-6; }
  int played_measures() const { return ends_song ? section.measures - 1 : section.measures; }
  bool sung() const { return !melody.empty() && melody.front().syllable.has_value(); }
  bool has_role(song::Role role) const;  ///< plays in this section
  std::string_view comping() const {
    return track.comping.empty() ? std::string_view(plan.traits.comping) : track.comping;
  }
  Seed place(std::string_view what, int number = 0) const;
};

/// A place of `length` beats from `start` in which the melody rests.
struct Gap {
  double start = 0;
  double end = 0;
};
std::vector<Gap> melody_gaps(const PartContext& context, double shortest_beats);

/// Where chords should lie so that they leave the tune its register.
double comping_centre(const PartContext& context);

/// Collects notes; drops what lies outside the range, the section or the song's last onset, and cuts what rings over.
class PartWriter {
 public:
  explicit PartWriter(const PartContext& context) : context_(context) {}
  void add(double start, double length, song::Pitch pitch, double velocity);
  void add_chord(double start, double length, const Voicing& voicing, double velocity);
  /// Sorted; of notes that start together on one pitch the longest stays, and no pitch sounds twice at once.
  std::vector<song::Note> finish();
  /// One note at a time: a note ends where the next one starts, and of two that start together the later added stays.
  std::vector<song::Note> finish_line();

 private:
  const PartContext& context_;
  std::vector<song::Note> notes_;
};

/// Velocity of an accompaniment before accents: by energy, with a swell over four measures.
double level_at(const PartContext& context, double beat);
/// The same with an accent by the strength of the position.
double accent_at(const PartContext& context, double beat);

std::vector<song::Note> make_comping(const PartContext& context);
std::vector<song::Note> make_bass(const PartContext& context);
std::vector<song::Note> make_harmony_voice(const PartContext& context);
std::vector<song::Note> make_pad(const PartContext& context);
std::vector<song::Note> make_strings(const PartContext& context);
std::vector<song::Note> make_arp(const PartContext& context);
std::vector<song::Note> make_lead_synth(const PartContext& context);
std::vector<song::Note> make_fx(const PartContext& context);

}  // namespace souls::band::music
