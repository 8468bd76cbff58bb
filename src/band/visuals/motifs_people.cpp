// Figure, child, couple, dancer, umbrella, robot, swing, hand, eye, heart, singer.

#include "band/visuals/fastmath.hpp"
#include "band/visuals/motifs.hpp"

namespace souls::band::visuals {
namespace {

void figure(Pen& p, Part part) {
  if (part == Part::body) {
    p.circle(0, -0.92f, 0.065f);
    p.move(-0.1f, -0.83f);
    p.curve(-0.05f, -0.87f, 0.05f, -0.87f, 0.1f, -0.83f);
    p.to(0.15f, -0.36f);
    p.to(-0.15f, -0.36f);
    p.fill();
    p.line(0.07f, {{-0.05f, -0.38f}, {-0.09f, -0.03f}});
    p.line(0.07f, {{0.05f, -0.38f}, {0.1f, -0.03f}});
    p.line(0.055f, {{0.09f, -0.78f}, {0.15f, -0.5f}});
    p.line(0.055f, {{-0.09f, -0.78f}, {-0.14f, -0.5f}});
  }
  if (part == Part::accent) {  // a scarf in the wind
    p.move(-0.09f, -0.84f);
    p.curve(-0.04f, -0.8f, 0.04f, -0.8f, 0.09f, -0.84f);
    p.curve(0.06f, -0.86f, -0.06f, -0.86f, -0.09f, -0.84f);
    p.fill();
    p.move(-0.07f, -0.83f);
    p.curve(-0.16f, -0.82f, -0.2f, -0.76f, -0.3f, -0.8f);
    p.curve(-0.24f, -0.72f, -0.14f, -0.74f, -0.05f, -0.79f);
    p.fill();
  }
  if (part == Part::shade) p.polygon({{0.03f, -0.83f}, {0.1f, -0.82f}, {0.15f, -0.36f}, {0.05f, -0.36f}});
}

void umbrella(Pen& p, Part part) {
  if (part == Part::body) {
    figure(p, Part::body);
    p.save();
    p.translate(0.03f, -0.96f);
    p.move(-0.36f, 0.03f);
    p.curve(-0.3f, -0.32f, 0.3f, -0.32f, 0.36f, 0.03f);
    for (int i = 0; i < 4; ++i) {
      const float x = 0.36f - static_cast<float>(i) * 0.18f;
      p.curve(x - 0.05f, -0.05f, x - 0.13f, -0.05f, x - 0.18f, 0.03f);
    }
    p.fill();
    p.restore();
    p.line(0.014f, {{0.03f, -1.24f}, {0.03f, -0.55f}});
  }
  if (part == Part::accent) {
    p.save();
    p.translate(0.03f, -0.96f);
    p.move(-0.36f, 0.03f);
    p.curve(-0.3f, -0.32f, 0.3f, -0.32f, 0.36f, 0.03f);
    for (int i = 0; i < 4; ++i) {
      const float x = 0.36f - static_cast<float>(i) * 0.18f;
      p.curve(x - 0.05f, -0.05f, x - 0.13f, -0.05f, x - 0.18f, 0.03f);
    }
    p.fill();
    p.restore();
  }
  if (part == Part::shade) figure(p, Part::shade);
}

void child(Pen& p, Part part) {
  if (part == Part::body) {
    p.circle(0.02f, -0.84f, 0.15f);
    p.polygon({{-0.13f, -0.68f}, {0.15f, -0.68f}, {0.2f, -0.3f}, {-0.2f, -0.3f}});
    p.line(0.1f, {{-0.07f, -0.32f}, {-0.17f, -0.05f}, {-0.09f, -0.05f}});
    p.line(0.1f, {{0.07f, -0.32f}, {0.2f, -0.06f}, {0.28f, -0.06f}});
    p.line(0.08f, {{0.1f, -0.62f}, {0.32f, -0.52f}});
    p.line(0.08f, {{-0.1f, -0.62f}, {-0.3f, -0.48f}});
  }
  if (part == Part::light) p.circle(0.07f, -0.86f, 0.03f);
  if (part == Part::accent) {
    p.line(0.02f, {{0.02f, -0.98f}, {0.02f, -1.06f}});
    p.circle(0.02f, -1.08f, 0.035f);
    p.polygon({{-0.175f, -0.45f}, {0.175f, -0.45f}, {0.2f, -0.3f}, {-0.2f, -0.3f}});
  }
  if (part == Part::shade) p.polygon({{0.04f, -0.68f}, {0.15f, -0.68f}, {0.2f, -0.3f}, {0.07f, -0.3f}});
}

void couple(Pen& p, Part part) {
  p.save();
  p.translate(-0.19f, 0);
  figure(p, part == Part::accent ? Part::light : part);
  p.restore();
  p.save();
  p.translate(0.2f, 0);
  p.scale(-0.9f, 0.9f);
  figure(p, part);
  if (part == Part::body) {
    p.move(-0.1f, -0.84f);
    p.to(-0.24f, -0.2f);
    p.to(0.24f, -0.2f);
    p.to(0.1f, -0.84f);
    p.fill();
  }
  p.restore();
  if (part == Part::body) p.line(0.05f, {{-0.1f, -0.6f}, {0.02f, -0.48f}, {0.12f, -0.58f}});
}

void dancer(Pen& p, Part part) {
  if (part == Part::body) {
    p.circle(0.06f, -0.9f, 0.065f);
    p.line(0.12f, {{0.03f, -0.76f}, {-0.02f, -0.5f}});
    p.line(0.055f, {{0.05f, -0.76f}, {0.27f, -0.88f}, {0.34f, -1.08f}});
    p.line(0.055f, {{0, -0.76f}, {-0.22f, -0.66f}, {-0.36f, -0.82f}});
    p.line(0.075f, {{-0.01f, -0.48f}, {0.02f, -0.24f}, {-0.04f, -0.03f}});
    p.line(0.075f, {{-0.02f, -0.48f}, {0.22f, -0.40f}, {0.36f, -0.16f}});
  }
  if (part == Part::accent) {
    p.move(-0.07f, -0.6f);
    p.to(0.07f, -0.58f);
    p.curve(0.16f, -0.42f, 0.3f, -0.42f, 0.36f, -0.3f);
    p.curve(0.2f, -0.22f, 0, -0.2f, -0.24f, -0.28f);
    p.fill();
  }
  if (part == Part::shade) {
    p.move(0.04f, -0.56f);
    p.curve(0.14f, -0.42f, 0.3f, -0.42f, 0.36f, -0.3f);
    p.to(0.14f, -0.25f);
    p.fill();
  }
}

void robot(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-0.17f, -0.58f, 0.34f, 0.34f, 0.05f);
    p.rounded(-0.14f, -0.86f, 0.28f, 0.23f, 0.07f);
    p.rect(-0.035f, -0.65f, 0.07f, 0.08f);
    p.rounded(-0.13f, -0.26f, 0.09f, 0.26f, 0.03f);
    p.rounded(0.04f, -0.26f, 0.09f, 0.26f, 0.03f);
    p.rounded(-0.16f, -0.05f, 0.14f, 0.05f, 0.02f);
    p.rounded(0.02f, -0.05f, 0.14f, 0.05f, 0.02f);
    p.line(0.055f, {{-0.17f, -0.52f}, {-0.27f, -0.62f}, {-0.25f, -0.80f}});
    p.line(0.055f, {{0.17f, -0.52f}, {0.28f, -0.62f}, {0.27f, -0.82f}});
    p.circle(-0.25f, -0.83f, 0.045f);
    p.circle(0.27f, -0.85f, 0.045f);
    p.line(0.018f, {{0, -0.86f}, {0, -0.95f}});
    p.circle(0, -0.96f, 0.03f);
  }
  if (part == Part::shade) {
    p.rounded(0.05f, -0.58f, 0.12f, 0.34f, 0.04f);
    p.rounded(0.06f, -0.86f, 0.08f, 0.23f, 0.04f);
    p.rounded(0.095f, -0.24f, 0.035f, 0.19f, 0.01f);
  }
  if (part == Part::light) {
    p.circle(-0.06f, -0.755f, 0.036f);
    p.circle(0.06f, -0.755f, 0.036f);
  }
  if (part == Part::accent) {
    p.move(0, -0.35f);
    p.curve(-0.13f, -0.44f, -0.07f, -0.54f, 0, -0.47f);
    p.curve(0.07f, -0.54f, 0.13f, -0.44f, 0, -0.35f);
    p.fill();
    p.circle(0, -0.96f, 0.03f);
  }
}

void tree_robot(Pen& p, Part part) {
  robot(p, part);
  if (part != Part::accent) return;
  for (int k = 0; k < 9; ++k) {
    const float d = static_cast<float>(k - 4);
    p.leaf(0.015f * d, -0.93f, d * 0.057f, 0.17f - 0.012f * std::fabs(d));
  }
  for (const float s : {-1.0f, 1.0f}) {
    for (int k = 0; k < 5; ++k)
      p.leaf(s * (0.26f + 0.006f * static_cast<float>(k)), -0.83f, s * (static_cast<float>(k) - 1.4f) * 0.083f, 0.13f);
    for (int k = 0; k < 3; ++k)
      p.leaf(s * 0.265f, -0.60f - 0.07f * static_cast<float>(k), s * (0.175f + 0.032f * static_cast<float>(k)), 0.075f);
  }
}

void swing(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.62f, -0.96f);
    p.curve(-0.2f, -1.02f, 0.3f, -0.98f, 0.66f, -1.06f);
    p.stroke(0.06f);
    p.line(0.03f, {{-0.5f, -0.97f}, {-0.6f, -1.12f}});
    p.line(0.03f, {{0.44f, -1.02f}, {0.52f, -1.16f}});
    p.line(0.012f, {{-0.14f, -1}, {-0.06f, -0.2f}});
    p.line(0.012f, {{0.2f, -1}, {0.26f, -0.24f}});
    p.circle(0.07f, -0.62f, 0.07f);
    p.polygon({{0.0f, -0.54f}, {0.13f, -0.54f}, {0.2f, -0.24f}, {-0.01f, -0.22f}});
    p.line(0.055f, {{0.12f, -0.26f}, {0.3f, -0.2f}, {0.36f, -0.06f}});
    p.line(0.035f, {{0.03f, -0.5f}, {-0.09f, -0.56f}});
    p.line(0.035f, {{0.11f, -0.5f}, {0.22f, -0.58f}});
  }
  if (part == Part::accent) {
    p.line(0.04f, {{-0.1f, -0.19f}, {0.29f, -0.23f}});
    for (int k = 0; k < 7; ++k)
      p.leaf(-0.5f + 0.17f * static_cast<float>(k), -0.98f, 0.45f + 0.03f * static_cast<float>(k % 3), 0.12f);
    for (int k = 0; k < 6; ++k)
      p.leaf(-0.44f + 0.18f * static_cast<float>(k), -1.0f, -0.06f + 0.04f * static_cast<float>(k % 3), 0.13f);
  }
  if (part == Part::shade) p.polygon({{0.08f, -0.54f}, {0.13f, -0.54f}, {0.2f, -0.24f}, {0.11f, -0.23f}});
}

void hand(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-0.2f, -0.56f, 0.42f, 0.42f, 0.12f);
    p.polygon({{-0.14f, -0.2f}, {0.16f, -0.2f}, {0.14f, 0}, {-0.12f, 0}});
    p.line(0.098f, {{-0.15f, -0.5f}, {-0.19f, -0.8f}});
    p.line(0.104f, {{-0.04f, -0.5f}, {-0.05f, -0.93f}});
    p.line(0.1f, {{0.07f, -0.5f}, {0.09f, -0.88f}});
    p.line(0.088f, {{0.17f, -0.48f}, {0.22f, -0.74f}});
    p.line(0.11f, {{-0.14f, -0.28f}, {-0.3f, -0.42f}, {-0.36f, -0.54f}});
  }
  if (part == Part::accent) {
    p.move(0.01f, -0.24f);
    p.curve(-0.15f, -0.36f, -0.08f, -0.49f, 0.01f, -0.4f);
    p.curve(0.1f, -0.49f, 0.17f, -0.36f, 0.01f, -0.24f);
    p.fill();
  }
  if (part == Part::shade) p.polygon({{0.1f, -0.52f}, {0.22f, -0.5f}, {0.22f, -0.26f}, {0.14f, 0}, {0.05f, 0}});
  if (part == Part::light) p.rect(-0.14f, -0.07f, 0.3f, 0.035f);
}

void eye(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.86f, -0.5f);
    p.curve(-0.4f, -1.02f, 0.4f, -1.02f, 0.86f, -0.5f);
    p.curve(0.4f, 0.02f, -0.4f, 0.02f, -0.86f, -0.5f);
    p.fill();
    for (int k = -3; k <= 3; ++k) {
      const float x = 0.2f * static_cast<float>(k);
      p.line(0.03f, {{x, -0.86f + 0.2f * x * x}, {x * 1.24f, -1 + 0.24f * x * x}});
    }
  }
  if (part == Part::light) {
    p.move(-0.76f, -0.5f);
    p.curve(-0.36f, -0.92f, 0.36f, -0.92f, 0.76f, -0.5f);
    p.curve(0.36f, -0.08f, -0.36f, -0.08f, -0.76f, -0.5f);
    p.fill();
    p.erase(true);
    p.circle(0, -0.5f, 0.325f);
    p.erase(false);
  }
  if (part == Part::accent) {
    for (int k = 0; k < 8; ++k) {
      const float a = static_cast<float>(k) / 8;
      p.polygon({{0.29f * cos_turns(a), -0.5f + 0.29f * sin_turns(a)},
                 {0.29f * cos_turns(a + 0.115f), -0.5f + 0.29f * sin_turns(a + 0.115f)},
                 {0.13f * cos_turns(a + 0.2f), -0.5f + 0.13f * sin_turns(a + 0.2f)},
                 {0.13f * cos_turns(a + 0.075f), -0.5f + 0.13f * sin_turns(a + 0.075f)}});
    }
  }
  if (part == Part::shade) p.circle(0, -0.5f, 0.12f);
}

void heart(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(0, -0.04f);
    p.curve(-0.7f, -0.5f, -0.56f, -0.98f, -0.27f, -0.98f);
    p.curve(-0.12f, -0.98f, -0.03f, -0.9f, 0, -0.78f);
    p.curve(0.03f, -0.9f, 0.12f, -0.98f, 0.27f, -0.98f);
    p.curve(0.56f, -0.98f, 0.7f, -0.5f, 0, -0.04f);
    p.fill();
  }
  if (part == Part::light) {  // tracks of a circuit
    const Point ends[] = {{-0.32f, -0.8f}, {-0.14f, -0.66f}, {-0.36f, -0.58f},
                          {0.3f, -0.82f},  {0.36f, -0.6f},   {0.16f, -0.5f}};
    const Point knees[] = {{-0.32f, -0.46f}, {-0.14f, -0.4f}, {-0.22f, -0.44f},
                           {0.3f, -0.5f},    {0.24f, -0.48f}, {0.07f, -0.42f}};
    for (int i = 0; i < 6; ++i) {
      const float x = -0.1f + 0.04f * static_cast<float>(i);
      p.line(0.022f, {ends[i], knees[i], {x, -0.26f + 0.02f * std::fabs(static_cast<float>(i) - 2.5f)}});
      p.circle(ends[i].x, ends[i].y, 0.04f);
    }
    p.circle(0, -0.2f, 0.06f);
  }
  if (part == Part::accent) p.circle(0, -0.2f, 0.034f);
  if (part == Part::shade) {
    p.move(0, -0.04f);
    p.curve(0.7f, -0.5f, 0.56f, -0.98f, 0.27f, -0.98f);
    p.curve(0.42f, -0.9f, 0.46f, -0.5f, 0, -0.04f);
    p.fill();
  }
}

void singer(Pen& p, Part part) {  // a microphone of the old kind
  if (part == Part::body) {
    p.rounded(-0.2f, -1, 0.4f, 0.46f, 0.18f);
    p.arc(0.04f, 0, -0.66f, 0.26f, 0.02f, 0.48f);
    p.line(0.05f, {{0, -0.42f}, {0, -0.06f}});
    p.rounded(-0.24f, -0.06f, 0.48f, 0.06f, 0.03f);
  }
  if (part == Part::light) {
    for (int k = 0; k < 4; ++k) p.rounded(-0.14f, -0.9f + 0.075f * static_cast<float>(k), 0.28f, 0.034f, 0.016f);
  }
  if (part == Part::accent) p.rounded(-0.2f, -0.58f, 0.4f, 0.06f, 0.02f);
  if (part == Part::shade) {
    p.move(0.06f, -1);
    p.curve(0.24f, -0.98f, 0.2f, -0.7f, 0.2f, -0.56f);
    p.to(0.06f, -0.55f);
    p.fill();
  }
}

constexpr Motif kMotifs[] = {
    {"figure", figure, {-0.32f, -1, 0.56f, 1.01f}, 0.24f, 0.62f, Ground::hill, LightKind::moon, false},
    {"umbrella", umbrella, {-0.36f, -1.26f, 0.78f, 1.27f}, 0.34f, 0.62f, Ground::street, LightKind::moon, false},
    {"child", child, {-0.36f, -1.13f, 0.7f, 1.13f}, 0.26f, 0.5f, Ground::hill, LightKind::sun, false},
    {"couple", couple, {-0.54f, -1, 1.06f, 1.01f}, 0.28f, 0.54f, Ground::hill, LightKind::sun, false},
    {"dancer", dancer, {-0.4f, -1.12f, 0.82f, 1.13f}, 0.46f, 0.5f, Ground::hill, LightKind::sun, false},
    {"robot", robot, {-0.32f, -1, 0.66f, 1.01f}, 0.46f, 0.5f, Ground::hill, LightKind::sun, true},
    {"tree_robot", tree_robot, {-0.44f, -1.12f, 0.9f, 1.13f}, 0.50f, 0.5f, Ground::hill, LightKind::sun, true},
    {"swing", swing, {-0.68f, -1.2f, 1.4f, 1.2f}, 0.42f, 0.56f, Ground::hill, LightKind::sun, false, 0.08f},
    {"hand", hand, {-0.44f, -1, 0.74f, 1.01f}, 0.42f, 0.54f, Ground::hill, LightKind::sun, false},
    {"eye", eye, {-0.88f, -1.04f, 1.76f, 1}, 0.34f, 0.5f, Ground::sea, LightKind::sun, false, 0.20f},
    {"heart", heart, {-0.56f, -1, 1.12f, 1.01f}, 0.40f, 0.5f, Ground::hill, LightKind::sun, false, 0.10f},
    {"singer", singer, {-0.3f, -1.01f, 0.6f, 1.02f}, 0.42f, 0.58f, Ground::hill, LightKind::moon, false},
};

}  // namespace

std::span<const Motif> people_motifs() { return kMotifs; }

}  // namespace souls::band::visuals
