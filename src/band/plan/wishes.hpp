#pragma once
// What a prompt's own words ask for.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "band/plan/style.hpp"
#include "band/plan/text.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

/// How much of the song is sung in harmony.
enum class Harmony { chorus, throughout, none };

struct InstrumentWish {
  std::string said;      ///< "acoustic guitar"
  std::string_view ids;  ///< instruments that mean it, '|' between; empty when a whole role is meant
  std::optional<song::Role> role;
};

struct Wishes {
  std::vector<const Style*> styles;          ///< that are named, the deciding one first
  std::optional<std::string> unknown_style;  ///< "in the style of …", and no table has it
  std::optional<double> tempo_bpm;
  int tempo_feel = 0;  ///< −2 very slow to 2 very fast
  std::optional<song::Key> key;
  std::optional<song::Mode> mode;
  std::optional<song::TimeSignature> metre;
  std::optional<double> length_s;
  std::map<std::string, double> moods;  ///< weight of each mood; negative where it is denied
  bool mood_named = false;
  // Form
  std::vector<song::SectionKind> without;
  std::vector<song::SectionKind> with;
  std::optional<int> verses;
  std::optional<int> choruses;
  std::optional<int> loud_chorus;   ///< 1 loud, −1 quiet
  std::optional<int> intro_length;  ///< 1 long, −1 short
  // Sounds
  std::vector<InstrumentWish> instruments;
  std::vector<InstrumentWish> banned;
  bool solo_instrument = false;  ///< nothing but the instruments named
  bool acoustic = false, electronic = false, a_cappella = false;
  // Voices
  std::optional<std::string> voice;
  std::string gender;  ///< "female", "male" or ""
  std::optional<Harmony> harmony;
  bool choir = false;
  bool instrumental = false;
  /// Words → what they came to, for people.
  std::vector<std::string> decisions;
};

/// Reads the prompt, and marks the tokens that ask for something.
Wishes read_wishes(std::vector<Token>& tokens);

}  // namespace souls::band::plan
