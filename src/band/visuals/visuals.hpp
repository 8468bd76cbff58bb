#pragma once
// Pixel: cover art by a procedural art director.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"
#include "song/document.hpp"
#include "song/plan.hpp"

namespace souls::band::visuals {

struct CoverTask {
  std::string title;
  std::string artist;
  song::CoverBrief brief;
  std::vector<std::string> lyrics;  ///< lines, for motifs
  int side_px = 3000;
  Seed seed = 0;
};

/// 8-bit sRGB, three bytes a pixel, rows from the top, and what stands on it.
struct Cover {
  int side_px = 0;
  std::vector<std::uint8_t> rgb;
  song::CoverScene scene;
};

/// `package` holds the fonts and the palettes. Single-threaded; at most 5 s at 3000 px with writing the PNG.
Result<Cover> make_cover(const CoverTask& task, const std::filesystem::path& package, const Context& context);

/// The names of the nine styles.
const std::vector<std::string>& cover_styles();

/// The names of the motifs, each of which may be a hero.
std::vector<std::string_view> cover_heroes();
/// Whether a hero that a hand names is one of them, or a word that calls one.
bool is_cover_hero(std::string_view hero);

}  // namespace souls::band::visuals
