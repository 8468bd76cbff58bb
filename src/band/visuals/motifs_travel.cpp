// Train, boat, car, bicycle, balloon, kite, rocket, road, plane, ladder to the moon, bridge.

#include "band/visuals/fastmath.hpp"
#include "band/visuals/motifs.hpp"

namespace souls::band::visuals {
namespace {

void train(Pen& p, Part part) {
  constexpr int kCars = 5;
  for (int i = 0; i < kCars; ++i) {
    const float x = 4.5f - static_cast<float>(i) * 1.68f;
    if (part == Part::body) {
      p.rounded(x - 1.6f, -0.86f, i == 0 ? 1.2f : 1.6f, 0.72f, 0.12f);
      if (i > 0) p.rect(x - 1.62f, -0.3f, 1.66f, 0.08f);
      for (const float k : {0.3f, 0.55f, 1.05f, 1.3f}) p.circle(x - k, -0.12f, 0.12f);
      if (i == 0) p.rounded(x - 0.55f, -0.86f, 0.75f, 0.72f, 0.3f);
    }
    if (part == Part::light) {
      for (int k = 0; k < (i == 0 ? 4 : 5); ++k) p.rounded(x - 1.46f + static_cast<float>(k) * 0.27f, -0.72f, 0.19f, 0.22f, 0.04f);
      if (i == 0) {
        p.rounded(x - 0.17f, -0.7f, 0.24f, 0.2f, 0.06f);
        p.circle(x + 0.14f, -0.3f, 0.05f);
      }
    }
    if (part == Part::accent) p.rect(x - 1.6f, -0.4f, i > 0 ? 1.62f : 1.78f, 0.07f);
    if (part == Part::shade) p.rect(x - 1.58f, -0.27f, 1.5f, 0.12f);
  }
}

void boat(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.52f, -0.2f);
    p.to(0.58f, -0.27f);
    p.curve(0.5f, -0.02f, 0.36f, 0.03f, 0.2f, 0.04f);
    p.to(-0.35f, 0.04f);
    p.curve(-0.46f, 0.02f, -0.5f, -0.1f, -0.52f, -0.2f);
    p.fill();
    p.line(0.022f, {{0.03f, -0.2f}, {0.03f, -1.0f}});
    p.rect(-0.35f, -0.36f, 0.26f, 0.17f);
    p.line(0.008f, {{0.03f, -0.98f}, {0.55f, -0.25f}});
    p.line(0.008f, {{0.03f, -0.98f}, {-0.5f, -0.2f}});
  }
  if (part == Part::accent) {
    p.polygon({{0.07f, -0.92f}, {0.07f, -0.32f}, {0.46f, -0.32f}});
    p.polygon({{-0.01f, -0.84f}, {-0.01f, -0.4f}, {-0.3f, -0.42f}});
  }
  if (part == Part::shade) p.polygon({{0.1f, -0.18f}, {0.58f, -0.27f}, {0.4f, 0}, {0.1f, 0.04f}});
  if (part == Part::light) {
    p.rect(-0.3f, -0.32f, 0.06f, 0.06f);
    p.rect(-0.2f, -0.32f, 0.06f, 0.06f);
  }
}

void car(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-1, -0.56f, 2, 0.4f, 0.14f);
    p.move(-0.62f, -0.5f);
    p.curve(-0.5f, -0.92f, -0.4f, -0.96f, -0.2f, -0.96f);
    p.to(0.26f, -0.96f);
    p.curve(0.44f, -0.96f, 0.52f, -0.8f, 0.66f, -0.5f);
    p.fill();
    p.circle(-0.56f, -0.17f, 0.19f);
    p.circle(0.58f, -0.17f, 0.19f);
  }
  if (part == Part::light) {
    p.polygon({{-0.5f, -0.56f}, {-0.4f, -0.86f}, {-0.05f, -0.86f}, {-0.05f, -0.56f}});
    p.polygon({{0.03f, -0.56f}, {0.03f, -0.86f}, {0.28f, -0.86f}, {0.5f, -0.56f}});
    p.circle(0.93f, -0.42f, 0.055f);
    p.circle(-0.56f, -0.17f, 0.08f);
    p.circle(0.58f, -0.17f, 0.08f);
  }
  if (part == Part::accent) p.rect(-0.98f, -0.4f, 1.84f, 0.055f);
  if (part == Part::shade) p.rounded(-0.98f, -0.32f, 1.96f, 0.15f, 0.06f);
}

void bicycle(Pen& p, Part part) {
  if (part == Part::body) {
    p.ring(-0.56f, -0.4f, 0.36f, 0.035f);
    p.ring(0.56f, -0.4f, 0.36f, 0.035f);
    p.line(0.035f, {{-0.56f, -0.4f}, {-0.2f, -0.84f}, {0.36f, -0.84f}, {-0.04f, -0.36f}, {-0.56f, -0.4f}});
    p.line(0.035f, {{-0.04f, -0.36f}, {-0.24f, -0.94f}});
    p.line(0.035f, {{0.56f, -0.4f}, {0.33f, -0.98f}});
    p.line(0.045f, {{-0.36f, -0.95f}, {-0.12f, -0.95f}});
    p.line(0.035f, {{0.33f, -0.98f}, {0.5f, -1}, {0.54f, -0.93f}});
    p.ring(-0.04f, -0.36f, 0.08f, 0.025f);
  }
  if (part == Part::light) {
    for (const float x : {-0.56f, 0.56f}) {
      for (int k = 0; k < 8; ++k) {
        const float a = static_cast<float>(k) / 8;
        p.line(0.007f, {{x, -0.4f}, {x + 0.34f * cos_turns(a), -0.4f + 0.34f * sin_turns(a)}});
      }
    }
  }
  if (part == Part::accent) {
    p.rounded(0.44f, -0.96f, 0.34f, 0.2f, 0.04f);
    for (int k = 0; k < 4; ++k) p.circle(0.5f + 0.075f * static_cast<float>(k), -1.0f - 0.03f * static_cast<float>(k % 2), 0.055f);
  }
  if (part == Part::shade) p.circle(-0.04f, -0.36f, 0.05f);
}

void balloon(Pen& p, Part part) {
  const auto outline = [&](float w) {
    p.move(-0.1f * w, -0.26f);
    p.curve(-0.2f * w, -0.42f, -0.42f * w, -0.52f, -0.42f * w, -0.7f);
    p.curve(-0.42f * w, -0.9f, -0.2f * w, -1, 0, -1);
    p.curve(0.2f * w, -1, 0.42f * w, -0.9f, 0.42f * w, -0.7f);
    p.curve(0.42f * w, -0.52f, 0.2f * w, -0.42f, 0.1f * w, -0.26f);
    p.close();
    p.fill();
  };
  if (part == Part::body) {
    outline(1);
    p.rounded(-0.085f, -0.13f, 0.17f, 0.13f, 0.025f);
    p.line(0.01f, {{-0.09f, -0.27f}, {-0.07f, -0.12f}});
    p.line(0.01f, {{0.09f, -0.27f}, {0.07f, -0.12f}});
  }
  if (part == Part::accent) {
    outline(0.28f);
    for (const float s : {-1.0f, 1.0f}) {
      p.move(0.06f * s, -0.26f);
      p.curve(0.13f * s, -0.42f, 0.25f * s, -0.52f, 0.25f * s, -0.7f);
      p.curve(0.25f * s, -0.88f, 0.12f * s, -0.98f, 0, -1);
      p.curve(0.22f * s, -0.98f, 0.36f * s, -0.88f, 0.36f * s, -0.7f);
      p.curve(0.36f * s, -0.54f, 0.18f * s, -0.42f, 0.09f * s, -0.26f);
      p.fill();
    }
  }
  if (part == Part::shade) {
    p.move(0.05f, -0.26f);
    p.curve(0.16f, -0.46f, 0.3f, -0.52f, 0.3f, -0.72f);
    p.curve(0.3f, -0.88f, 0.2f, -0.96f, 0.1f, -0.98f);
    p.curve(0.3f, -0.96f, 0.42f, -0.86f, 0.42f, -0.7f);
    p.curve(0.42f, -0.52f, 0.2f, -0.42f, 0.1f, -0.26f);
    p.fill();
    p.rect(-0.085f, -0.07f, 0.17f, 0.07f);
  }
  if (part == Part::light) p.ellipse(-0.24f, -0.8f, 0.03f, 0.08f, 0.07f);
}

void kite(Pen& p, Part part) {
  if (part == Part::body) {
    p.polygon({{0.1f, -1}, {0.42f, -0.72f}, {0.14f, -0.34f}, {-0.16f, -0.66f}});
    p.move(0.14f, -0.34f);
    p.curve(0.04f, -0.24f, 0.2f, -0.18f, 0.1f, -0.1f);
    p.curve(0.02f, -0.04f, 0, -0.02f, -0.12f, 0);
    p.stroke(0.014f);
    p.line(0.006f, {{0.12f, -0.68f}, {-0.5f, 0.04f}});
  }
  if (part == Part::accent) {
    p.polygon({{0.1f, -1}, {0.42f, -0.72f}, {0.125f, -0.69f}});
    p.polygon({{-0.16f, -0.66f}, {0.125f, -0.69f}, {0.14f, -0.34f}});
    for (const Point q : {Point{0.1f, -0.23f}, Point{0.11f, -0.1f}, Point{-0.03f, -0.02f}}) {
      p.polygon({{q.x, q.y}, {q.x - 0.06f, q.y - 0.035f}, {q.x - 0.06f, q.y + 0.035f}});
      p.polygon({{q.x, q.y}, {q.x + 0.06f, q.y - 0.035f}, {q.x + 0.06f, q.y + 0.035f}});
    }
  }
  if (part == Part::shade) p.polygon({{0.42f, -0.72f}, {0.14f, -0.34f}, {0.125f, -0.69f}});
  if (part == Part::light) p.line(0.012f, {{0.1f, -1}, {0.14f, -0.34f}});
}

void rocket(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(0, -1);
    p.curve(0.2f, -0.8f, 0.2f, -0.5f, 0.13f, -0.24f);
    p.to(-0.13f, -0.24f);
    p.curve(-0.2f, -0.5f, -0.2f, -0.8f, 0, -1);
    p.fill();
  }
  if (part == Part::accent) {
    p.polygon({{-0.14f, -0.46f}, {-0.3f, -0.22f}, {-0.3f, -0.1f}, {-0.12f, -0.24f}});
    p.polygon({{0.14f, -0.46f}, {0.3f, -0.22f}, {0.3f, -0.1f}, {0.12f, -0.24f}});
    p.move(0, -1);
    p.curve(0.08f, -0.92f, 0.12f, -0.86f, 0.145f, -0.78f);
    p.to(-0.145f, -0.78f);
    p.curve(-0.12f, -0.86f, -0.08f, -0.92f, 0, -1);
    p.fill();
  }
  if (part == Part::light) {
    p.circle(0, -0.62f, 0.07f);
    p.move(-0.08f, -0.21f);
    p.curve(-0.12f, -0.1f, -0.02f, -0.06f, 0, 0.06f);
    p.curve(0.02f, -0.06f, 0.12f, -0.1f, 0.08f, -0.21f);
    p.fill();
  }
  if (part == Part::shade) {
    p.move(0.04f, -0.96f);
    p.curve(0.2f, -0.78f, 0.2f, -0.5f, 0.13f, -0.24f);
    p.to(0.05f, -0.24f);
    p.curve(0.12f, -0.5f, 0.1f, -0.8f, 0.04f, -0.96f);
    p.fill();
  }
}

void road(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.95f, 0);
    p.curve(-0.2f, -0.36f, -0.5f, -0.6f, 0.06f, -1);
    p.to(0.1f, -1);
    p.curve(-0.1f, -0.6f, 0.7f, -0.4f, 0.95f, 0);
    p.close();
    p.fill();
  }
  if (part == Part::light) {
    const Point from[] = {{0.0f, -0.02f}, {-0.02f, -0.3f}, {-0.08f, -0.5f}, {-0.1f, -0.66f}, {-0.04f, -0.8f}};
    const Point to[] = {{0.02f, -0.2f}, {-0.06f, -0.43f}, {-0.11f, -0.6f}, {-0.07f, -0.74f}, {0.01f, -0.88f}};
    for (int i = 0; i < 5; ++i) p.line(0.05f / (1 + 0.6f * static_cast<float>(i)), {from[i], to[i]});
  }
  if (part == Part::accent) {
    for (const float s : {-1.0f, 1.0f}) {
      p.line(0.03f, {{0.86f * s, 0}, {0.86f * s, -0.3f}});
      p.polygon({{0.78f * s, -0.28f}, {0.94f * s, -0.28f}, {0.94f * s, -0.44f}, {0.78f * s, -0.44f}});
    }
  }
  if (part == Part::shade) {
    p.move(0.3f, 0);
    p.curve(0.3f, -0.3f, -0.1f, -0.6f, 0.1f, -1);
    p.curve(-0.1f, -0.6f, 0.7f, -0.4f, 0.95f, 0);
    p.fill();
  }
}

void plane(Pen& p, Part part) {  // folded from paper
  if (part == Part::body) {
    p.polygon({{-0.8f, -0.5f}, {0.9f, -0.96f}, {-0.1f, -0.34f}});
    p.polygon({{0.9f, -0.96f}, {0.22f, -0.1f}, {-0.1f, -0.34f}});
    p.polygon({{-0.1f, -0.34f}, {-0.16f, 0}, {0.06f, -0.22f}});
  }
  if (part == Part::shade) p.polygon({{0.9f, -0.96f}, {-0.16f, 0}, {-0.1f, -0.34f}});
  if (part == Part::accent) {
    p.dash(0.09f, 0.08f);
    p.move(-0.26f, -0.02f);
    p.curve(-0.6f, 0.1f, -0.5f, -0.3f, -0.9f, -0.08f);
    p.stroke(0.024f);
    p.dash(0, 0);
  }
  if (part == Part::light) p.line(0.012f, {{-0.1f, -0.34f}, {0.88f, -0.95f}});
}

void ladder(Pen& p, Part part) {
  if (part == Part::body) {
    p.line(0.02f, {{-0.1f, 0}, {0.06f, -0.78f}});
    p.line(0.02f, {{0.1f, 0}, {0.18f, -0.78f}});
    for (int k = 0; k < 10; ++k) {
      const float t = 0.06f + 0.1f * static_cast<float>(k);
      p.line(0.016f, {{-0.1f + 0.16f * t, -0.78f * t}, {0.1f + 0.08f * t, -0.78f * t}});
    }
    p.circle(0.02f, -0.5f, 0.032f);
    p.line(0.05f, {{0.015f, -0.44f}, {0, -0.33f}});
    p.line(0.026f, {{0.0f, -0.32f}, {-0.03f, -0.23f}, {-0.03f, -0.16f}});
    p.line(0.026f, {{0.01f, -0.32f}, {0.06f, -0.27f}, {0.03f, -0.2f}});
    p.line(0.02f, {{0.02f, -0.44f}, {0.07f, -0.52f}});
  }
  if (part == Part::accent) {
    p.move(0.28f, -1.02f);
    p.arc_back(0.12f, -0.84f, 0.24f, -0.13f, -0.87f);
    p.curve(0.1f, -0.72f, 0.1f, -0.96f, 0.28f, -1.02f);
    p.fill();
  }
  if (part == Part::light) {
    for (const Point q : {Point{-0.24f, -0.9f}, Point{-0.3f, -0.56f}, Point{0.4f, -0.66f}, Point{0.34f, -0.4f}}) p.circle(q.x, q.y, 0.018f);
  }
  if (part == Part::shade) p.line(0.02f, {{0.1f, 0}, {0.18f, -0.78f}});
}

constexpr Motif kMotifs[] = {
    {"train", train, {-3.9f, -0.88f, 8.7f, 0.9f}, 0.075f, 0.56f, Ground::bridge, LightKind::moon, false},
    {"boat", boat, {-0.54f, -1.02f, 1.14f, 1.07f}, 0.34f, 0.60f, Ground::sea, LightKind::moon, false},
    {"car", car, {-1.02f, -0.98f, 2.04f, 1}, 0.15f, 0.6f, Ground::street, LightKind::sun, false},
    {"bicycle", bicycle, {-0.96f, -1.1f, 1.92f, 1.1f}, 0.26f, 0.58f, Ground::hill, LightKind::sun, false},
    {"balloon", balloon, {-0.44f, -1.01f, 0.88f, 1.02f}, 0.38f, 0.6f, Ground::hill, LightKind::sun, true, 0.18f},
    {"kite", kite, {-0.52f, -1.02f, 0.98f, 1.08f}, 0.40f, 0.6f, Ground::hill, LightKind::sun, true, 0.10f},
    {"rocket", rocket, {-0.32f, -1.02f, 0.64f, 1.1f}, 0.42f, 0.58f, Ground::hill, LightKind::moon, true, 0.16f},
    {"road", road, {-0.98f, -1.02f, 1.96f, 1.04f}, 0.30f, 0.5f, Ground::hill, LightKind::sun, false, -0.14f},
    {"plane", plane, {-0.98f, -0.98f, 1.9f, 1.06f}, 0.22f, 0.56f, Ground::hill, LightKind::sun, true, 0.22f},
    {"ladder", ladder, {-0.34f, -1.1f, 0.8f, 1.11f}, 0.54f, 0.56f, Ground::hill, LightKind::sun, false},
};

}  // namespace

std::span<const Motif> travel_motifs() { return kMotifs; }

}  // namespace souls::band::visuals
