#include "band/visuals/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/noise.hpp"

namespace souls::band::visuals {
namespace {

/// Heroes that are discs themselves: a second disc beside them would be a twin.
bool is_round(std::string_view hero) {
  static constexpr std::array<std::string_view, 8> kRound = {"clock", "snow_globe", "record", "balloon",
                                                             "eye",   "rose",       "flower", "dish"};
  return std::find(kRound.begin(), kRound.end(), hero) != kRound.end();
}

float half_width(const Scene& scene) {
  return std::max(-scene.hero->box.x, scene.hero->box.right()) * scene.height;
}

/// Where the light stands: on the side of the page that the hero leaves free, or behind a hero on the axis.
void place_light(Scene& scene, Random& random) {
  const float jitter = roll(random, -0.08f, 0.08f), height = roll(random, 0.17f, 0.40f);
  const float size = roll(random, 0.08f, 0.175f);
  const float big = roll(random, 0.19f, 0.30f), rise = roll(random, 0.2f, 1.3f);
  const bool behind = std::fabs(scene.x - 0.5f) < 0.085f;
  const float free = scene.x >= 0.45f ? -1.0f : 1.0f;
  const float grown = scene.framing == Framing::far ? 1.25f : 1.0f;
  switch (scene.light) {
    case LightKind::lamp:
      scene.light_x = scene.x;
      scene.light_y = scene.base - 0.835f * scene.height;
      scene.light_radius = size;
      break;
    case LightKind::bolt:
      scene.light_x = scene.x + free * 0.32f + jitter;
      scene.light_y = height;
      scene.light_radius = size;
      break;
    case LightKind::moon:
      scene.light_x = scene.x + (behind ? -0.22f : 0.36f) * free + jitter;
      scene.light_y = height - 0.02f;
      scene.light_radius = size * grown;
      break;
    case LightKind::sun:
      scene.light_x = behind ? scene.x + 0.3f * jitter : scene.x + free * 0.28f + jitter;
      scene.light_y = behind ? scene.horizon - 0.22f + jitter : scene.horizon - big * rise;
      scene.light_radius = big * (behind ? 1.0f : 0.9f) * grown;
      break;
  }
}

}  // namespace

void put_disc_behind(Scene& scene) {
  scene.light_x = scene.x;
  scene.light_y = scene.base - 0.6f * scene.height;
  scene.light_radius = std::max(scene.light_radius, std::min(1.1f * half_width(scene), 0.22f));
}

void part_disc_from_hero(Scene& scene) {
  const float half = half_width(scene), r = scene.light_radius, middle = scene.base - 0.55f * scene.height;
  const float dx = scene.light_x - scene.x, apart = std::fabs(dx) - half - r;
  const bool level = std::fabs(scene.light_y - middle) < r + 0.55f * scene.height;
  if (apart > 0.02f || !level || std::fabs(dx) < 0.4f * r) return;
  const float away = dx < 0 ? scene.x - half - r - 0.03f : scene.x + half + r + 0.03f;
  if (away > r * 0.8f + 0.04f && away < 0.96f - r * 0.8f) {
    scene.light_x = away;
  } else {
    put_disc_behind(scene);
  }
}

Scene make_scene(const std::vector<const Motif*>& motifs, float horizon, Random& random) {
  Scene scene;
  scene.hero = motifs.front();
  const bool mirrored = random.chance(0.5), other_light = random.chance(0.35), other_ground = random.chance(0.22);
  const float x_jitter = roll(random, -0.11f, 0.11f), size = roll(random, 0.76f, 1.20f);
  const float line = roll(random, -0.075f, 0.055f);
  const float far_x = roll(random, 0.24f, 0.76f), near_x = roll(random, 0.40f, 0.62f);
  const bool aside = random.chance(0.45);
  scene.framing = std::array<Framing, 5>{Framing::far, Framing::far, Framing::classic, Framing::classic,
                                         Framing::near}[static_cast<std::size_t>(random.integer(0, 4))];
  // Far away the line may lie anywhere: much sky over a strip of ground, or much ground under a strip of sky.
  const float wide_line = roll(random, -0.17f, 0.055f);
  scene.horizon = horizon + (scene.framing == Framing::far ? wide_line : line);
  scene.ground = scene.hero->ground;
  if (other_ground && scene.ground == Ground::hill) scene.ground = Ground::sea;
  scene.light = scene.hero->light;
  for (std::size_t i = 1; i < motifs.size(); ++i) {
    const auto name = motifs[i]->name;
    if (name == "bolt" && scene.light != LightKind::lamp) scene.light = LightKind::bolt;
    if ((name == "umbrella" || name == "towers") && scene.ground == Ground::hill && scene.hero->lift == 0) scene.ground = Ground::street;
    if ((name == "boat" || name == "wave" || name == "whale") && scene.ground == Ground::hill) scene.ground = Ground::sea;
    const bool small = motifs[i]->height > 0.1f && name != "towers" && name != "bolt" && name != "moon" && name != "wave" && name != "road";
    if (scene.companion == nullptr && small) scene.companion = motifs[i];
  }
  if (other_light && (scene.light == LightKind::sun || scene.light == LightKind::moon)) {
    scene.light = scene.light == LightKind::sun ? LightKind::moon : LightKind::sun;
  }
  scene.disc = (scene.light == LightKind::moon || scene.light == LightKind::sun) && scene.hero->name != "moon" &&
               scene.hero->name != "ladder" && scene.hero->name != "star" && !is_round(scene.hero->name);
  scene.x = scene.hero->x + x_jitter;
  const bool axis_moved = random.chance(0.4);
  if (std::fabs(scene.hero->x - 0.5f) < 0.045f) {
    if (axis_moved && scene.light == LightKind::moon) scene.x += 0.13f;
    if (aside && scene.light == LightKind::sun) scene.x = 0.64f + 0.5f * x_jitter;
  }
  scene.height = scene.hero->height * size;
  if (scene.framing == Framing::far) {
    scene.x = far_x;
    scene.height *= 0.70f;
  } else if (scene.framing == Framing::near) {
    scene.x = near_x;
    scene.height *= 1.45f;
  }
  constexpr std::array<float, 4> kBelow = {0.005f, 0.06f, 0.12f, -0.035f};
  scene.base = scene.horizon + kBelow[static_cast<std::size_t>(scene.ground)];
  if (scene.hero->name == "boat") scene.base = scene.horizon + 0.10f;
  if (scene.hero->name == "lighthouse") scene.base = scene.horizon - 0.02f;
  if (scene.hero->name == "whale") scene.base = scene.horizon + 0.07f;
  scene.base -= scene.hero->lift;
  keep_inside(scene, 0.06f, 0.13f);
  place_light(scene, random);
  if (scene.disc) part_disc_from_hero(scene);
  if (!scene.disc && is_round(scene.hero->name)) {  // the hero is the light of its scene
    scene.light_x = scene.x;
    scene.light_y = scene.base - 0.6f * scene.height;
  }
  if (mirrored) {
    scene.flip = true;
    scene.x = 1 - scene.x;
    scene.light_x = 1 - scene.light_x;
  }
  if (scene.light == LightKind::moon || scene.light == LightKind::sun) {
    const float room = scene.light_radius + 0.045f;
    scene.light_x = std::clamp(scene.light_x, room, 1 - room);
  }
  return scene;
}

void keep_inside(Scene& scene, float margin, float ceiling) {
  const float top = scene.base + scene.hero->box.y * scene.height;
  if (top < ceiling) scene.height *= (scene.base - ceiling) / (scene.base - top);
  if (scene.hero->name == "train") return;  // longer than the page
  const float room = 0.5f - margin, half = half_width(scene);
  if (half > room) scene.height *= room / half;
  const float reach = std::min(half, room);
  scene.x = std::clamp(scene.x, margin + reach, 1 - margin - reach);
}

std::vector<float> ridge(int side, Random& random, float y, float amplitude, float cells, int octaves) {
  std::vector<float> out(static_cast<std::size_t>(side), y);
  for (int o = 0; o < octaves; ++o) {
    const Noise noise(random, cells * static_cast<float>(1 << o), 4);
    noise.add_row(side / 3, side, amplitude / static_cast<float>(1 << o), out.data());
  }
  return out;
}

Mask below(int side, const std::vector<float>& line) {
  const float top = *std::min_element(line.begin(), line.end());
  return draw_mask(side, {0, top - 0.002f, 1, std::max(0.01f, 1.002f - top)}, [&](Pen& pen) {
    const float step = 1.0f / static_cast<float>(line.size());
    pen.move(-0.01f, 1.1f);
    pen.to(-0.01f, line.front());
    for (std::size_t i = 0; i < line.size(); ++i) pen.to((static_cast<float>(i) + 0.5f) * step, line[i]);
    pen.to(1.01f, line.back());
    pen.to(1.01f, 1.1f);
    pen.close();
    pen.fill();
  });
}

std::vector<float> hill_line(int side, Random& random, float x, float y, float amplitude) {
  const Noise noise(random, 4);
  std::vector<float> out(static_cast<std::size_t>(side), y);
  noise.add_row(side / 2, side, 0.010f, out.data());
  for (int i = 0; i < side; ++i) {
    const float d = ((static_cast<float>(i) + 0.5f) / static_cast<float>(side) - x) / 0.34f;
    out[static_cast<std::size_t>(i)] -= amplitude * fast_exp(-d * d);
  }
  return out;
}

float line_at(const std::vector<float>& line, float x) {
  const auto last = static_cast<float>(line.size() - 1);
  return line[static_cast<std::size_t>(std::clamp(x * static_cast<float>(line.size()), 0.0f, last))];
}

}  // namespace souls::band::visuals
