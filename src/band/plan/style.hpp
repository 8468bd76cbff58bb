#pragma once
// Styles: what a kind of music decides when the prompt doesn't.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

/// One row of the tables. Lists are separated by '|'; the first entry is the most typical.
struct Style {
  std::string name;
  std::string_view aliases;
  // Traits, in the vocabulary of song/traits.hpp.
  std::string_view groove;
  double swing = 0.5;
  std::string_view harmony, bassline, comping, melody, humanise, rig;
  double tempo_low_bpm = 80;  ///< quarter notes, in the first of its metres
  double tempo_high_bpm = 120;
  std::string_view metres;   ///< "4/4|6/8"
  double minor_share = 0.4;  ///< how often it is in minor
  std::string_view form;     ///< a family of forms
  std::string_view lineup;   ///< a band
  std::string_view moods;
  double syllables_per_s = 2.4;
  std::string_view schemes;  ///< rhymes of four lines, verse first, chorus second: "ABCB|AABB"
  std::string_view covers;   ///< cover styles
  bool composed = false;
};

/// Made by hand, each for itself.
std::span<const Style> styles_by_hand();
/// Composed from traits.
std::span<const Style> styles_by_traits();
/// Both, in this order.
const std::vector<const Style*>& all_styles();

/// The style of that name or alias, in any case and with hyphens or blanks. Null when there is none.
const Style* find_style(std::string_view name);

/// A style for a name that no table has, composed from what the name's words remind of, else from the mood.
struct ComposedStyle {
  Style style;
  std::string why;  ///< for people
};
ComposedStyle compose_unknown_style(std::string_view name, std::string_view mood, Random& random);

/// A style for a prompt that names none.
const Style& style_for_mood(std::string_view mood, Random& random);

/// `head` keeps form, tempo and metre; `colour` gives its sounds and players.
Style blend(const Style& head, const Style& colour);

/// The groove that fits the metre: a waltz isn't counted in four.
std::string groove_in_metre(std::string_view groove, const song::TimeSignature& metre, double swing);

std::string describe(const Style& style);

}  // namespace souls::band::plan
