#pragma once
// A scene is data: one hero, one light, one ground. Styles that show places draw it each by its own process.

#include <string>
#include <string_view>
#include <vector>

#include "band/visuals/fonts.hpp"
#include "band/visuals/lettering.hpp"
#include "band/visuals/motifs.hpp"
#include "band/visuals/palette.hpp"
#include "base/context.hpp"

namespace souls::band::visuals {

/// How near the beholder stands: a small hero under a wide sky, one at a third, or one that fills the page.
enum class Framing { far, classic, near };

struct Scene {
  const Motif* hero = nullptr;
  const Motif* companion = nullptr;  ///< a small second motif, or none
  float x = 0.6f, base = 0.7f, height = 0.3f;
  bool flip = false;
  Ground ground = Ground::hill;
  LightKind light = LightKind::moon;
  bool disc = true;  ///< moon or sun can be seen; not where the hero shines itself
  float light_x = 0.3f, light_y = 0.3f, light_radius = 0.13f;
  float horizon = 0.66f;
  Framing framing = Framing::classic;

  Placement hero_placement() const { return {hero, x, base, height, flip, 0}; }
};

/// Scene from the motifs (hero first). All numbers are drawn here, before any pixel.
Scene make_scene(const std::vector<const Motif*>& motifs, float horizon, Random& random);

/// Moves the disc clear of the hero, or wholly behind it: edges that just touch or bite look like a mistake.
void part_disc_from_hero(Scene& scene);
/// Moves the disc behind the hero, wide enough to be seen around it.
void put_disc_behind(Scene& scene);
/// Shrinks and moves the hero until its whole box stands inside the side margins and below the ceiling.
void keep_inside(Scene& scene, float margin, float ceiling);

/// What a style is given.
struct Brief {
  std::string title;   ///< drawable
  std::string artist;  ///< drawable
  std::string mood;
  std::vector<const Motif*> motifs;  ///< hero first, never empty
  Palette palette;
  const Fonts* fonts = nullptr;
  int side = 3000;
  Seed seed = 0;
  const Context* context = nullptr;

  bool stopped() const { return context->stopped(); }
};

/// What a style gives back: the picture in sRGB, and the type on it.
struct Picture {
  Canvas canvas;
  std::vector<Lettering> lettering;
};

/// Palette and drawing of a style.
struct Style {
  std::string_view name;
  PaletteNeed need;
  Picture (*draw)(const Brief&, Random&);
};

Picture draw_swiss(const Brief& brief, Random& random);
Picture draw_riso(const Brief& brief, Random& random);
Picture draw_linocut(const Brief& brief, Random& random);
Picture draw_papercut(const Brief& brief, Random& random);
Picture draw_inkwash(const Brief& brief, Random& random);
Picture draw_neon(const Brief& brief, Random& random);
Picture draw_light(const Brief& brief, Random& random);
Picture draw_typo(const Brief& brief, Random& random);
Picture draw_starchart(const Brief& brief, Random& random);

/// A line of heights across the page, one a pixel column: hills, crests, shores.
std::vector<float> ridge(int side, Random& random, float y, float amplitude, float cells, int octaves);
/// The area below a ridge.
Mask below(int side, const std::vector<float>& line);
/// A hill that carries the hero at `x`.
std::vector<float> hill_line(int side, Random& random, float x, float y, float amplitude);
/// The height of a line at x (0 to 1).
float line_at(const std::vector<float>& line, float x);

inline float roll(Random& random, float low, float high) {
  return static_cast<float>(random.uniform(static_cast<double>(low), static_cast<double>(high)));
}

}  // namespace souls::band::visuals
