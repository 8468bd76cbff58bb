// Light: a photograph of nothing but light, with a serif title.

#include "band/visuals/light.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/lens.hpp"

namespace souls::band::visuals {
namespace {

using Draw = void (*)(Canvas&, const LightRamp&, Random&);

Draw choose_kind(const Brief& brief, Random& random) {
  constexpr std::array<Draw, 4> kAll = {draw_caustic, draw_bokeh, draw_veil, draw_prism};
  static constexpr std::array<std::string_view, 4> kMotifs = {
      " boat lighthouse whale wave anchor bolt hand eye ",
      " umbrella kettle train towers car road candle cup lamp snow_globe couple record phone_box ",
      " robot dish child cradle star moon satellite ladder chip tree_robot mountain ",
      " letter window door piano book bird butterfly key heart keys "};
  const auto any = static_cast<std::size_t>(random.integer(0, 3));
  if (random.chance(0.4)) return kAll[any];
  for (const Motif* motif : brief.motifs) {
    const std::string name = " " + std::string(motif->name) + " ";
    for (std::size_t i = 0; i < kAll.size(); ++i) {
      if (kMotifs[i].find(name) != std::string_view::npos) return kAll[i];
    }
  }
  return kAll[any];
}

LightRamp choose_ramp(const Palette& p) {
  const auto deep = [](Rgb c, float l) { return to_lab(c).l > l ? with_lightness(c, l) : c; };
  Rgb dark = p.ink;
  // The dark end takes the palette's cool colour: warm darks look like mud under light.
  for (const Rgb c : {p.main, p.second, p.accent}) {
    if (to_lab(c).b < to_lab(dark).b && chroma(to_lab(c)) > 10) dark = c;
  }
  dark = deep(mix(dark, p.ink, 0.35f), 17);
  Rgb middle = deep(mix(p.ink, p.main, 0.75f), 46);
  // Dark yellow is brown or olive; blue takes its place, and the yellow stays for what shines. Not where a hand chose.
  const bool by_hand = p.number == 0;
  if (!by_hand && to_lab(dark).b > 4) dark = mix(dark, from_hex("10183a"), 0.75f);
  if (!by_hand && to_lab(middle).b > 10 && to_lab(middle).a < 28) {
    middle = with_lightness(mix(middle, from_hex("1f3f7a"), 0.7f), 34);
  }
  return {{to_linear(dark * 0.75f), to_linear(middle), to_linear(p.accent), to_linear(mix(p.second, p.paper, 0.5f))}};
}

/// A leak at one edge and halation around what is bright.
void expose(Canvas& canvas, Random& random) {
  const Fbm drift(random, 1.6f, 3), patches(random, 1.5f, 2, 0.5f, 2);
  const float edge = random.chance(0.5) ? 1.02f : -0.02f, strength = roll(random, 0.15f, 0.45f);
  const int side = canvas.side, factor = std::max(1, side / 600);
  const float step = 1 / static_cast<float>(side);
  const auto n = static_cast<std::size_t>(side);
  Plane bright(side / factor, side / factor);
  for (int y = 0; y < bright.height; ++y) {
    for (int x = 0; x < bright.width; ++x) {
      float sum = 0;
      for (int k = 0; k < factor; ++k) {
        const int yy = y * factor + k, xx = x * factor + k;
        sum += std::clamp((canvas.red.row(yy)[xx] + canvas.green.row(yy)[xx] + canvas.blue.row(yy)[xx]) / 3 - 0.5f,
                          0.0f, 3.0f);
      }
      bright.row(y)[x] = sum / static_cast<float>(factor);
    }
  }
  const Plane near = blur(bright, 0.02f), far = blur(bright, 0.05f);
  std::vector<float> a(n), p(n), halo(n), wide(n);
  for (int y = 0; y < side; ++y) {
    drift.row(y, side, a.data());
    patches.row(y, side, p.data());
    enlarged_row(near, y, side, halo.data());
    enlarged_row(far, y, side, wide.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float d = ((static_cast<float>(x) + 0.5f) * step - edge) / std::max(0.04f, 0.13f + 0.05f * a[i]);
      const float leak = fast_exp(-d * d) * smooth(p[i], -0.3f, 0.6f) * strength;
      r[x] += leak + 0.6f * halo[i] + 0.4f * wide[i];
      g[x] += 0.28f * leak + 0.27f * halo[i] + 0.4f * wide[i];
      b[x] += 0.07f * leak + 0.15f * halo[i] + 0.4f * wide[i];
    }
  }
}

void develop(Canvas& canvas) {
  const int side = canvas.side;
  const float step = 1 / static_cast<float>(side);
  for (int y = 0; y < side; ++y) {
    const float dy = (static_cast<float>(y) + 0.5f) * step - 0.5f;
    for (Plane* plane : {&canvas.red, &canvas.green, &canvas.blue}) {
      float* row = plane->row(y);
      for (int x = 0; x < side; ++x) {
        const float dx = (static_cast<float>(x) + 0.5f) * step - 0.5f;
        const float v = std::max(row[x], 0.0f) * (1 - 1.1f * (dx * dx + dy * dy));
        row[x] = v * 1.25f * (1 + v * (1.0f / 6)) / (1 + v);
      }
      encode_row(row, side);
      for (int x = 0; x < side; ++x) row[x] = row[x] * 0.97f + 0.015f;
    }
  }
}

/// Softly darkens the part of the picture that the type stands on, as a photographer would burn it in.
void burn_in(Canvas& canvas, Box box, float strength) {
  const float step = 1 / static_cast<float>(canvas.side), reach = 0.20f;
  for (int y = 0; y < canvas.side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) * step;
    const float dy = std::max({box.y - v, v - box.bottom(), 0.0f}) / reach;
    if (dy >= 1) continue;
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) * step;
      const float dx = std::max({box.x - u, u - box.right(), 0.0f}) / (1.6f * reach);
      const float k = 1 - strength * smooth(1 - std::sqrt(dx * dx + dy * dy), 0, 1);
      r[x] *= k;
      g[x] *= k;
      b[x] *= k;
    }
  }
}

/// Range of tones where the type would stand: the quieter of two places wins.
float unrest(const Canvas& canvas, Box box) {
  const Tones t = tones_under(canvas, box);
  return (t.high - t.low) + 0.5f * t.high;
}

}  // namespace

Picture draw_light(const Brief& brief, Random& random) {
  const int side = brief.side;
  const Draw draw = choose_kind(brief, random);
  const bool didot = random.chance(0.5);
  const LightRamp ramp = choose_ramp(brief.palette);
  Picture picture{Canvas(side), {}};
  Canvas& canvas = picture.canvas;
  draw(canvas, ramp, random);
  if (brief.stopped()) return picture;
  const Grain grain(random, 1.25f);
  expose(canvas, random);
  aberrate(canvas, 0.005f);
  develop(canvas);
  add_grain(canvas, grain, 0.030f);

  const Face face = didot ? Face{"GFS Didot", 400, -0.01f, 1.0f} : Face{"EB Garamond", 400, -0.012f, 0.94f};
  const TypeSet title = fit_title(*brief.fonts, brief.title, face, 0.72f, 0.30f, 0.128f, 3);
  const float cap = title.cap_height * title.size, height = title.height();
  const Box top{0.085f, 0.085f, 0.66f, height}, bottom{0.085f, 0.90f - height, 0.66f, height};
  const bool high = unrest(canvas, top) < unrest(canvas, bottom);
  Lettering title_ink = set_type(title, side, 0.085f, (high ? top.y : bottom.y) + cap, Align::left);
  const TypeSet artist = fit_line(*brief.fonts, brief.artist, {"Inter", 500, 0.02f, 1}, 0.0235f, 0.7f);
  Lettering artist_ink = set_type(artist, side, 0.088f, high ? 0.925f : 0.10f, Align::left);
  burn_in(canvas, title_ink.box, 0.62f);
  const Rgb white[] = {{0.985f, 0.97f, 0.94f}};
  lay_type(canvas, title_ink, white, 6.0f);
  lay_type(canvas, artist_ink, white);
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  return picture;
}

}  // namespace souls::band::visuals
