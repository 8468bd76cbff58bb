#pragma once
// Colours of a cover: one of Sanzo Wada's combinations, chosen by mood, with a role for each colour.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "band/visuals/colour.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace souls::band::visuals {

struct Combination {
  int number = 0;  ///< in Wada's dictionary
  std::vector<Rgb> colours;
};

/// Reads `palettes.txt` of the package: a number and three or more "rrggbb" a line, '#' starts a comment.
Result<std::vector<Combination>> load_combinations(const std::filesystem::path& file);

struct Palette {
  int number = 0;  ///< of the combination; 0 where a hand chose
  Rgb paper;   ///< lightest, L ≥ 82
  Rgb ink;     ///< darkest, L ≤ 26
  Rgb accent;  ///< most chroma
  Rgb main;
  Rgb second;
  bool dark = false;  ///< the mood asks for a dark ground
};

/// Gives the colours of a combination their roles.
Palette with_roles(const Combination& combination);

/// What a style needs of its colours besides the mood.
enum class PaletteNeed { any, spread_hues, clear_overprint, dark_cool };

/// One of the combinations that fit the mood best, drawn by the seed. Unknown moods count as "longing".
Palette choose_palette(const std::vector<Combination>& combinations, std::string_view mood, PaletteNeed need,
                       Random& random);

/// True for the moods that a dark ground suits.
bool is_dark_mood(std::string_view mood);
bool is_serious_mood(std::string_view mood);
const std::vector<std::string>& moods();

}  // namespace souls::band::visuals
