// Geometry on a flat ground: one generator, at most four colours, a third of the page empty.

#include "band/visuals/swiss.hpp"

#include <algorithm>
#include <string>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/lens.hpp"
#include "band/visuals/noise.hpp"
#include "band/visuals/scene.hpp"

namespace souls::band::visuals {
namespace {

/// Distinct from the ground: moved away in lightness where it would vanish.
Rgb apart_from(Rgb colour, Rgb ground) {
  if (contrast(colour, ground) >= 1.35f) return colour;
  const float l = to_lab(ground).l;
  return with_lightness(colour, l > 55 ? l - 26 : l + 30);
}

SwissColours choose_colours(const Brief& brief, Random& random) {
  const Palette& p = brief.palette;
  const int choice = random.integer(0, 9);
  SwissColours c;
  c.dark = p.dark ? choice < 7 : choice == 9;
  c.ground = c.dark ? p.ink : mix(p.paper, {0.96f, 0.95f, 0.92f}, 0.3f);
  c.front = c.dark ? p.paper : p.ink;
  c.accent = p.accent;
  // A page in full colour, where the ink still reads on it.
  if (!c.dark && choice < 3 && contrast(p.accent, p.ink) > 7.2f) {
    c.ground = p.accent;
    c.accent = contrast(p.paper, p.accent) > 1.3f ? p.paper : p.main;
  }
  c.second = apart_from(p.main, c.ground);
  c.third = apart_from(p.second, c.ground);
  c.accent = apart_from(c.accent, c.ground);
  return c;
}

const SwissGenerator& choose_generator(const Brief& brief, Random& random) {
  const auto all = swiss_generators();
  const bool by_motif = random.chance(0.6);
  const auto any = static_cast<std::size_t>(random.integer(0, static_cast<int>(all.size()) - 1));
  std::vector<std::size_t> fitting;
  const std::string hero = " " + std::string(brief.motifs.front()->name) + " ";
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].motifs.find(hero) != std::string_view::npos) fitting.push_back(i);
  }
  const auto pick = static_cast<std::size_t>(random.integer(0, 59));
  return by_motif && !fitting.empty() ? all[fitting[pick % fitting.size()]] : all[any];
}

}  // namespace

Picture draw_swiss(const Brief& brief, Random& random) {
  const int side = brief.side;
  const SwissColours colours = choose_colours(brief, random);
  const bool mirror = random.chance(0.5), turned = random.chance(0.4);
  const SwissGenerator& generator = choose_generator(brief, random);
  // Stairs and hills stand and rain falls; the other ideas can hang as well, over a title at the foot.
  const bool upside =
      turned && generator.name != "rise" && generator.name != "sun_bars" && generator.name != "rain";
  const Grain grain(random, 1.1f);
  const Fbm tooth(random, 120, 2);

  Sheet sheet(side, colours.ground);
  sheet.pen().save();
  if (mirror) {
    sheet.pen().translate(1, 0);
    sheet.pen().scale(-1, 1);
  }
  if (upside) {
    sheet.pen().translate(0, 1);
    sheet.pen().scale(1, -1);
  }
  sheet.pen().save();
  sheet.pen().move(0, 0.285f);
  sheet.pen().to(1, 0.285f);
  sheet.pen().to(1, 1);
  sheet.pen().to(0, 1);
  sheet.pen().clip();
  generator.draw(sheet, colours, random);
  sheet.pen().restore();
  sheet.pen().restore();

  Picture picture{sheet.canvas(), {}};
  const Face face{"Inter Display", 700, -0.030f, 1.0f};
  const TypeSet title = fit_title(*brief.fonts, brief.title, face, 0.74f, 0.20f, 0.118f, 3);
  const TypeSet artist = fit_title(*brief.fonts, brief.artist, {"Inter", 500, -0.005f, 1.2f}, 0.125f, 0.10f, 0.022f, 3);
  const float top = upside ? 1 - kSwissMargin - title.height() : kSwissMargin;
  const float artist_top = upside ? 1 - kSwissMargin - artist.height() : kSwissMargin;
  Lettering title_ink = set_type(title, side, kSwissMargin, top + title.cap_height * title.size, Align::left);
  Lettering artist_ink =
      set_type(artist, side, 1 - kSwissMargin, artist_top + artist.cap_height * artist.size, Align::right);
  const Rgb front[] = {colours.front};
  lay_type(picture.canvas, title_ink, front, 4.9f);
  lay_type(picture.canvas, artist_ink, front, 4.9f);

  lay_on_paper(picture.canvas, grain, tooth, {0.010f, 0.009f, 0.006f, 0.009f, 0.007f});
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  return picture;
}

}  // namespace souls::band::visuals
