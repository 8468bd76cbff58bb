#include "band/visuals/visuals.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/scene.hpp"
#include "band/visuals/words.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace souls::band::visuals {
namespace {

constexpr int kSidePxMin = 64;
constexpr int kSidePxMax = 4000;
constexpr int kBoxPage = 3000;  ///< text boxes are told in pixels of a page of this side

constexpr std::array<Style, 9> kStyles = {{{"swiss", PaletteNeed::any, draw_swiss},
                                           {"riso", PaletteNeed::clear_overprint, draw_riso},
                                           {"linocut", PaletteNeed::any, draw_linocut},
                                           {"papercut", PaletteNeed::spread_hues, draw_papercut},
                                           {"inkwash", PaletteNeed::any, draw_inkwash},
                                           {"neon", PaletteNeed::spread_hues, draw_neon},
                                           {"light", PaletteNeed::dark_cool, draw_light},
                                           {"typo", PaletteNeed::any, draw_typo},
                                           {"starchart", PaletteNeed::any, draw_starchart}}};

const Style* find_style(std::string_view name) {
  const auto found = std::find_if(kStyles.begin(), kStyles.end(), [&](const Style& s) { return s.name == name; });
  return found == kStyles.end() ? nullptr : &*found;
}

/// Heroes for songs whose words call none.
std::vector<const Motif*> fallback_motifs(Random& random) {
  static const std::vector<std::string_view> kFallback = {"figure", "mountain", "bird", "balloon", "tree", "boat",
                                                          "star",   "couple",   "road", "plane"};
  return {find_motif(random.pick(kFallback))};
}

/// The hero that a hand named first (by its own name or by a word), then what the words call.
std::vector<const Motif*> motifs_for(const CoverTask& task) {
  std::vector<const Motif*> out;
  if (const Motif* hero = find_motif(task.brief.hero)) out.push_back(hero);
  for (const auto name : motifs_of(task.title, task.brief, task.lyrics)) {
    const Motif* motif = find_motif(name);
    if (motif != nullptr && std::find(out.begin(), out.end(), motif) == out.end()) out.push_back(motif);
  }
  return out;
}

/// The colours that a hand chose, or one of Wada's combinations by mood.
Result<Palette> palette_of(const song::CoverBrief& brief, const std::vector<Combination>& combinations,
                           PaletteNeed need, Random& random) {
  if (brief.palette.empty()) return choose_palette(combinations, brief.mood, need, random);
  if (brief.palette.size() < 2 || brief.palette.size() > 8) {
    return fail(ErrorCode::invalid_request, "a cover's palette has 2 to 8 colours");
  }
  Combination chosen;
  for (const std::string& colour : brief.palette) {
    if (!is_hex(colour))
      return fail(ErrorCode::invalid_request, "\"" + colour + "\" isn't a colour such as \"#1a2b3c\"");
    chosen.colours.push_back(from_hex(colour));
  }
  Palette palette = with_roles(chosen);
  palette.dark = is_dark_mood(brief.mood);
  return palette;
}

/// Lays letters that measure too low again on a quieter ground, until they hold.
void hold_contrast(Picture& picture, std::vector<std::uint8_t>& rgb, Seed seed) {
  for (const Lettering& type : picture.lettering) {
    for (const float strength : {0.45f, 0.7f, 0.85f, 1.0f}) {
      if (measured_contrast(rgb, picture.canvas.side, type.box) >= static_cast<double>(kContrastMin) + 0.2) break;
      strengthen(picture.canvas, type, strength);
      rgb = to_bytes(picture.canvas, seed);
    }
  }
}

song::TextBox text_box(const Lettering& type, const std::vector<std::uint8_t>& rgb, int side) {
  const auto px = [](float v) { return std::clamp(static_cast<int>(std::lround(v * kBoxPage)), 0, kBoxPage); };
  song::TextBox out;
  out.text = type.text;
  out.x = px(type.box.x);
  out.y = px(type.box.y);
  out.width = px(type.box.right()) - out.x;
  out.height = px(type.box.bottom()) - out.y;
  out.contrast = std::round(measured_contrast(rgb, side, type.box) * 100) / 100;
  return out;
}

}  // namespace

const std::vector<std::string>& cover_styles() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Style& style : kStyles) out.emplace_back(style.name);
    return out;
  }();
  return names;
}

std::vector<std::string_view> cover_heroes() {
  std::vector<std::string_view> names;
  for (const Motif& motif : motifs()) names.push_back(motif.name);
  return names;
}

bool is_cover_hero(std::string_view hero) {
  const auto words = words_of(hero);
  return find_motif(hero) != nullptr ||
         std::any_of(words.begin(), words.end(), [](const std::string& word) { return !motif_of_word(word).empty(); });
}

Result<Cover> make_cover(const CoverTask& task, const std::filesystem::path& package, const Context& context) {
  const Style* style = find_style(task.brief.style);
  if (style == nullptr) return fail(ErrorCode::invalid_request, "there is no cover style \"" + task.brief.style + "\"");
  if (task.side_px < kSidePxMin || task.side_px > kSidePxMax) {
    return fail(ErrorCode::invalid_request, "a cover's side must be 64 to 4000 pixels");
  }
  auto fonts = Fonts::load(package / "fonts");
  if (!fonts) return fail(std::move(fonts.error()));
  const auto combinations = load_combinations(package / "palettes.txt");
  if (!combinations) return fail(combinations.error());

  Brief brief;
  brief.fonts = fonts->get();
  brief.title = (*fonts)->drawable(cut_letters(task.title, limits::kTitleLettersMax));
  brief.artist = (*fonts)->drawable(cut_letters(task.artist, limits::kTitleLettersMax));
  if (brief.artist.empty()) brief.artist = "Synthetic Souls";
  if (brief.title.empty()) brief.title = brief.artist;
  brief.mood = task.brief.mood;
  brief.side = task.side_px;
  brief.context = &context;
  std::string words;
  for (const auto& motif : task.brief.motifs) words += motif + "\n";
  brief.seed = derive_seed(task.seed, {"cover", task.brief.style, task.title, task.brief.mood, words});
  Random random(brief.seed);
  brief.motifs = motifs_for(task);
  Random fallback(derive_seed(brief.seed, {"fallback"}));
  if (brief.motifs.empty()) brief.motifs = fallback_motifs(fallback);
  Random colours(derive_seed(brief.seed, {"palette"}));
  const auto palette = palette_of(task.brief, *combinations, style->need, colours);
  if (!palette) return fail(palette.error());
  brief.palette = *palette;

  if (context.stopped()) return cancelled();
  context.report(0.05, "drawing the cover");
  Picture picture = style->draw(brief, random);
  if (context.stopped()) return cancelled();
  context.report(0.9, "checking the cover's type");
  Cover cover;
  cover.side_px = task.side_px;
  cover.rgb = to_bytes(picture.canvas, brief.seed);
  hold_contrast(picture, cover.rgb, brief.seed);
  cover.scene.style = task.brief.style;
  cover.scene.hero = std::string(brief.motifs.front()->name);
  const Palette& p = brief.palette;
  for (const Rgb colour : {p.paper, p.accent, p.main, p.second, p.ink}) cover.scene.palette.push_back(to_hex(colour));
  for (const Lettering& type : picture.lettering) cover.scene.text_boxes.push_back(text_box(type, cover.rgb, task.side_px));
  context.report(1, "the cover is drawn");
  return cover;
}

}  // namespace souls::band::visuals
