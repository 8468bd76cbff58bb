#pragma once
// The typed operations on a song: one vocabulary for the command line, the API and the studio.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "song/plan.hpp"
#include "song/score.hpp"

namespace souls::song {

struct SetTitle {
  std::string title;
  bool operator==(const SetTitle&) const = default;
};

/// New words for a line of a section; `line` counts from 1.
struct SetLine {
  std::string section;
  int line = 1;
  std::string text;
  bool operator==(const SetLine&) const = default;
};

/// Makes a section anew from another seed: all of it, one part ("lyrics", "harmony", "melody", "drums", or a track's
/// name), or one line of its words.
struct Regenerate {
  std::string section;
  std::optional<std::string> part;
  std::optional<int> line;
  Seed seed = 0;
  bool operator==(const Regenerate&) const = default;
};

/// Notes of a track in a section, drawn by hand; beats count from the section's start.
struct SetNotes {
  std::string track;
  std::string section;
  std::vector<Note> notes;
  bool operator==(const SetNotes&) const = default;
};

/// Chords of a section; beats count from its start.
struct SetChords {
  std::string section;
  std::vector<Chord> chords;
  bool operator==(const SetChords&) const = default;
};

enum class SectionAction { add, remove, move, repeat, resize };
std::string_view to_string(SectionAction action);

/// A change of form. `position` counts sections from 1 in the form that results.
struct SetSection {
  SectionAction action = SectionAction::add;
  std::string section;              ///< the section's name; for add and repeat the new one's, unique
  std::optional<SectionKind> kind;  ///< add
  std::optional<int> measures;      ///< add, resize
  std::optional<int> position;      ///< add, move, repeat; the end when absent, for repeat right after its source
  std::optional<std::string> source;  ///< repeat: the section that is repeated
  bool operator==(const SetSection&) const = default;
};

struct SetTempo {
  double tempo_bpm = 100;
  bool operator==(const SetTempo&) const = default;
};

struct SetKey {
  Key key;
  bool operator==(const SetKey&) const = default;
};

/// Another singer: of the named track, else of the lead.
struct SetVoice {
  std::string voice;
  std::optional<std::string> track;
  bool operator==(const SetVoice&) const = default;
};

struct SetInstrument {
  std::string track;
  std::string instrument;
  bool operator==(const SetInstrument&) const = default;
};

/// Settings of a track that a hand changes; what is absent stays.
struct SetMix {
  std::string track;
  std::optional<double> level_db;
  std::optional<double> pan;
  std::optional<bool> mute;
  std::optional<double> reverb_db;
  std::optional<double> delay_db;
  bool operator==(const SetMix&) const = default;
};

/// What a hand decides of the cover; what is absent stays or is chosen anew from `seed`.
struct SetCover {
  std::optional<std::string> style;
  std::optional<std::string> hero;  ///< a motif or a word for one; swiss, light and most of typo show none, but follow it
  std::vector<std::string> palette;  ///< "#rrggbb", 2 to 8 of them, or empty
  std::optional<Seed> seed;
  bool operator==(const SetCover&) const = default;
};

/// Targets of lock, unlock and restore: "title", "cover", "mix", "SECTION", "SECTION/LINE" (a number), "SECTION/PART"
/// or "TRACK".
struct Lock {
  std::string target;
  bool operator==(const Lock&) const = default;
};
struct Unlock {
  std::string target;
  bool operator==(const Unlock&) const = default;
};
/// Drops what hands did to the target, so that it is again what the band made.
struct Restore {
  std::string target;
  bool operator==(const Restore&) const = default;
};

using Edit = std::variant<SetTitle, SetLine, Regenerate, SetNotes, SetChords, SetSection, SetTempo, SetKey, SetVoice,
                          SetInstrument, SetMix, SetCover, Lock, Unlock, Restore>;

/// Canonical JSON of one operation: {"line":2,"op":"set_line","section":"Chorus 2","text":"…"}.
std::string to_json(const Edit& edit);
/// A list of operations (at most limits::kEditsMax), or one operation, as JSON.
Result<std::vector<Edit>> edits_from_json(std::string_view text);

/// Whether the operation can be done to a song of this plan; else one sentence says what is wrong and what is allowed.
Status check_edit(const Edit& edit, const Plan& plan);

// ---- arguments of the command line
/// "Chorus 2/3=new words"
Result<SetLine> parse_line_edit(std::string_view text);
/// "Bridge", "Bridge/melody" or "Bridge/2" (a line)
Result<Regenerate> parse_regenerate(std::string_view text, Seed seed);
/// "Bass=saw_bass"
Result<SetInstrument> parse_instrument(std::string_view text);

}  // namespace souls::song
