#include "band/visuals/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "base/files.hpp"

namespace souls::band::visuals {
namespace {

constexpr std::size_t kPaletteBytesMax = 256 * 1024;
constexpr std::size_t kCombinationsMax = 1000;
constexpr std::size_t kColoursMax = 8;
constexpr std::size_t kCandidates = 12;

/// What a mood wants: mean lightness, warmth (towards orange), chroma of the strongest, range of lightness.
struct MoodTarget {
  std::string_view mood;
  float lightness, warmth, chroma, range;
};

constexpr std::array<MoodTarget, 10> kMoods = {{{"tender", 66, 0.5f, 45, 55},
                                                {"hopeful", 64, 0.7f, 75, 60},
                                                {"sad", 45, -0.6f, 45, 60},
                                                {"stormy", 38, -0.2f, 65, 70},
                                                {"playful", 66, 0.5f, 80, 55},
                                                {"bold", 52, 0.5f, 95, 70},
                                                {"still", 42, -0.7f, 35, 65},
                                                {"warm", 58, 1.0f, 70, 55},
                                                {"longing", 52, 0.1f, 60, 60},
                                                {"dreaming", 48, -0.1f, 70, 60}}};

const MoodTarget& target_of(std::string_view mood) {
  for (const auto& target : kMoods) {
    if (target.mood == mood) return target;
  }
  return kMoods[8];
}

struct Traits {
  float lightness = 0, warmth = 0, chroma_max = 0, range = 0, hue_spread = 0;
};

Traits traits_of(const std::vector<Rgb>& colours) {
  Traits traits;
  float low = 100, high = 0;
  std::vector<float> hues;
  for (const Rgb& colour : colours) {
    const Lab lab = to_lab(colour);
    traits.lightness += lab.l / static_cast<float>(colours.size());
    traits.warmth += (lab.a * 0.6f + lab.b * 0.8f) / 60 / static_cast<float>(colours.size());
    traits.chroma_max = std::max(traits.chroma_max, chroma(lab));
    low = std::min(low, lab.l);
    high = std::max(high, lab.l);
    if (chroma(lab) > 18) hues.push_back(hue_degrees(lab));
  }
  traits.range = high - low;
  for (const float a : hues) {
    for (const float b : hues) {
      const float d = std::fabs(a - b);
      traits.hue_spread = std::max(traits.hue_spread, std::min(d, 360 - d));
    }
  }
  return traits;
}

float misfit(const Combination& combination, const MoodTarget& target) {
  const Traits traits = traits_of(combination.colours);
  return std::fabs(traits.lightness - target.lightness) / 18 + std::fabs(traits.warmth - target.warmth) * 1.1f +
         std::fabs(traits.chroma_max - target.chroma) / 30 + std::max(0.0f, target.range - traits.range) / 22 -
         std::min(traits.hue_spread, 120.0f) / 120 - (combination.colours.size() >= 4 ? 0.25f : 0.0f);
}

/// Extra misfit for what the style can't print well.
float unfitness(const Combination& combination, PaletteNeed need) {
  if (need == PaletteNeed::any) return 0;
  const Palette palette = with_roles(combination);
  const float hues = hue_distance_degrees(palette.accent, palette.main);
  if (need == PaletteNeed::spread_hues) {
    const float spread = traits_of(combination.colours).hue_spread;
    return (spread < 60 ? (60 - spread) / 20 : 0) + std::max(0.0f, 22 - chroma(to_lab(palette.accent))) / 10;
  }
  if (need == PaletteNeed::clear_overprint) {
    // A warm ink over a cool one of like depth prints brown mud; one light ink keeps the overprint a colour.
    const float overprint = chroma(to_lab(palette.accent * palette.main));
    const float tones = contrast(palette.accent, palette.main);
    return std::max(0.0f, 30 - overprint) / 10 + (tones < 1.3f ? 0.8f : 0.0f) + (hues > 150 ? 0.5f : 0.0f) +
           std::max(0.0f, 35 - chroma(to_lab(palette.accent))) / 15;
  }
  float best_cool = 100;
  for (const Rgb& colour : combination.colours) {
    const Lab lab = to_lab(colour);
    if (lab.b < 6 && lab.a < 25) best_cool = std::min(best_cool, lab.l);
  }
  return best_cool > 45 ? 2.5f : 0;
}

}  // namespace

Result<std::vector<Combination>> load_combinations(const std::filesystem::path& file) {
  auto text = read_file(file, kPaletteBytesMax);
  if (!text) return fail(std::move(text.error()));
  std::vector<Combination> out;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line) && out.size() < kCombinationsMax;) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    Combination combination;
    words >> combination.number;
    for (std::string hex; words >> hex && combination.colours.size() < kColoursMax;) {
      combination.colours.push_back(from_hex(hex));
    }
    if (combination.colours.size() >= 3) out.push_back(std::move(combination));
  }
  if (out.empty()) return fail(ErrorCode::corrupt, "the package of cover art has no palettes", file.string());
  return out;
}

Palette with_roles(const Combination& combination) {
  std::vector<Rgb> colours = combination.colours;
  std::stable_sort(colours.begin(), colours.end(), [](Rgb a, Rgb b) { return to_lab(a).l > to_lab(b).l; });
  Palette palette;
  palette.number = combination.number;
  const Rgb light = colours.front(), dark = colours.back();
  const bool has_paper = to_lab(light).l > 82, has_ink = to_lab(dark).l < 26;
  palette.paper = has_paper ? light : mix(light, {1, 0.985f, 0.95f}, 0.78f);
  palette.ink = has_ink ? dark : dark * 0.30f;
  if (has_paper) colours.erase(colours.begin());
  if (has_ink && !colours.empty()) colours.pop_back();
  std::stable_sort(colours.begin(), colours.end(), [](Rgb a, Rgb b) { return chroma(to_lab(a)) > chroma(to_lab(b)); });
  if (colours.empty()) colours.push_back(dark);
  while (colours.size() < 3) colours.push_back(mix(colours.back(), colours.size() % 2 ? palette.ink : palette.paper, 0.45f));
  palette.accent = colours[0];
  palette.main = colours[1];
  palette.second = colours[2];
  return palette;
}

Palette choose_palette(const std::vector<Combination>& combinations, std::string_view mood, PaletteNeed need,
                       Random& random) {
  const MoodTarget& target = target_of(mood);
  std::vector<std::pair<float, std::size_t>> scored;
  for (std::size_t i = 0; i < combinations.size(); ++i) {
    scored.emplace_back(misfit(combinations[i], target) + unfitness(combinations[i], need), i);
  }
  std::sort(scored.begin(), scored.end());
  const int last = static_cast<int>(std::min(kCandidates, scored.size())) - 1;
  const auto pick = static_cast<std::size_t>(random.integer(0, last));
  Palette palette = with_roles(combinations[scored[pick].second]);
  palette.dark = is_dark_mood(mood);
  return palette;
}

bool is_dark_mood(std::string_view mood) { return mood == "stormy" || mood == "sad" || mood == "still"; }

bool is_serious_mood(std::string_view mood) {
  return is_dark_mood(mood) || mood == "longing" || mood == "dreaming";
}

const std::vector<std::string>& moods() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const auto& target : kMoods) out.emplace_back(target.mood);
    return out;
  }();
  return names;
}

}  // namespace souls::band::visuals
