#pragma once
// The plan: everything that is decided before the first word or note.

#include <string>
#include <vector>

#include "base/random.hpp"
#include "song/catalogue.hpp"
#include "song/score.hpp"
#include "song/theory.hpp"

namespace souls::song {

enum class SectionKind { intro, verse, prechorus, chorus, bridge, solo, interlude, outro };
std::string_view to_string(SectionKind kind);
std::optional<SectionKind> parse_section_kind(std::string_view text);

/// Where one line of lyrics stands in its section, and what it must look like. A line owns its measures: no other line
/// is sung there. The last beat or so of a line is free, so that the singer can breathe.
struct LinePlan {
  int first_measure = 0;  ///< counted from the section's start
  int measures = 2;
  int syllables = 8;
  /// One letter a syllable: 'x' stressed, '.' unstressed, e.g. ".x.x.x.x". A wish that lyrics try to meet; the melody
  /// follows the words as they came.
  std::string stress;
  char rhyme = 'A';  ///< lines of the section with the same letter rhyme; '-' rhymes with none
  bool operator==(const LinePlan&) const = default;
};

struct SectionPlan {
  std::string name;  ///< unique in the song: "Verse 1", "Chorus 2"
  SectionKind kind = SectionKind::verse;
  int measures = 8;
  double start_beat = 0;    ///< quarter notes from the song's start
  double length_beats = 32;
  double energy = 0.5;      ///< 0 to 1
  /// Name of the place from which seeds are derived: equal for sections that repeat one another ("Chorus"), so that
  /// their words, chords and tune come out the same; their own name for those that don't ("Verse 2").
  std::string words_place;
  /// The same for chords and melody: "Verse" for both verses.
  std::string music_place;
  std::vector<LinePlan> lines;     ///< empty for instrumental sections
  /// Phrases of a melody that the asker brought, from the section's start: line i sings phrase i, and where there are no
  /// lines the lead instrument plays them. Empty where the band composes.
  std::vector<std::vector<Note>> melody;
  std::vector<std::string> words;  ///< the asker's own words, a line each; else empty
  /// Names of the tracks that play in this section.
  std::vector<std::string> tracks;
  bool operator==(const SectionPlan&) const = default;
};

/// How a style makes its music; every field is one of a closed vocabulary that band/music and band/sound know.
struct Traits {
  std::string groove;    ///< drum and rhythm feel: "straight", "four_on_floor", "shuffle", "waltz_swing", "one_drop", …
  double swing = 0.5;    ///< where the off-beat eighth falls, 0.5 straight to 0.67 triplet
  std::string harmony;   ///< progression family: "pop", "folk", "jazz", "modal", "minor_epic", "funk", …
  std::string bassline;  ///< "roots", "octaves", "walking", "pedal", "syncopated", "arpeggio", …
  std::string comping;   ///< how keys and guitars play: "block", "strum", "arpeggio", "stabs", "broken", "sustained", …
  std::string melody;    ///< how tunes move: "lyrical", "anthemic", "riff", "gentle", "syncopated", …
  std::string humanise;  ///< row of the timing table: "tight", "medium", "loose", "laid_back"
  std::string rig;       ///< family of sounds and of the master: "synthwave", "folk", "lofi", …
  bool operator==(const Traits&) const = default;
};

struct TrackPlan {
  std::string name;  ///< unique in the song; stems and MIDI tracks carry it: "Lead Vocal", "Bass", "Warm Pad"
  Role role = Role::keys;
  std::string instrument;  ///< id in instruments(); for lead and harmony vocals the id of a voice
  std::string comping;     ///< overrides Traits::comping when not empty
  bool operator==(const TrackPlan&) const = default;
};

/// Colours and ideas for the cover, from the prompt and the mood.
struct CoverBrief {
  std::string style;                ///< swiss, riso, linocut, papercut, inkwash, neon, light, typo or starchart
  std::string mood;                 ///< tender, hopeful, sad, stormy, playful, bold, still, warm, longing or dreaming
  std::vector<std::string> motifs;  ///< words from the prompt that call motifs, best first; may be empty
  std::string hero = {};             ///< a word for the motif that a hand chose; goes before all others, or empty
  std::vector<std::string> palette = {};  ///< "#rrggbb" that a hand chose; empty: chosen by mood
  bool operator==(const CoverBrief&) const = default;
};

struct Plan {
  std::string title;
  std::string artist = "Synthetic Souls";
  std::string style;  ///< "lullaby", "bossa nova"
  std::string mood;   ///< as in CoverBrief
  std::vector<std::string> theme;  ///< content words of the prompt, most telling first
  Key key;
  double tempo_bpm = 100;
  TimeSignature time_signature;
  std::string voice;  ///< the lead singer; empty for an instrumental
  std::string harmony_voice;
  Traits traits;
  std::vector<TrackPlan> tracks;
  std::vector<SectionPlan> sections;
  CoverBrief cover;
  /// Words of the prompt that asked for something, and what came of them: for people ("in 6/8" → "metre 6/8").
  std::vector<std::string> decisions;

  double end_beat() const {
    return sections.empty() ? 0 : sections.back().start_beat + sections.back().length_beats;
  }
  double seconds(double beat) const { return beat * 60 / tempo_bpm; }
  const SectionPlan* find_section(std::string_view name) const;
  const TrackPlan* find_track(std::string_view name) const;
  bool operator==(const Plan&) const = default;
};

}  // namespace souls::song
