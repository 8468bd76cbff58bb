// Cradle, kettle, candle, lamp, piano, guitar, cup, snow globe, suitcase, book, record, chair.

#include "band/visuals/fastmath.hpp"
#include "band/visuals/motifs.hpp"

namespace souls::band::visuals {
namespace {

void cradle(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.5f, -0.62f);
    p.to(0.46f, -0.5f);
    p.curve(0.44f, -0.2f, 0.34f, -0.14f, 0.2f, -0.13f);
    p.to(-0.26f, -0.13f);
    p.curve(-0.42f, -0.15f, -0.5f, -0.4f, -0.5f, -0.62f);
    p.fill();
    p.arc(0.06f, 0, -0.95f, 0.92f, 0.14f, 0.36f);
    p.move(-0.5f, -0.6f);
    p.curve(-0.58f, -1.02f, -0.16f, -1.08f, -0.06f, -0.58f);
    p.close();
    p.fill();
  }
  if (part == Part::accent) {
    p.move(-0.08f, -0.56f);
    p.curve(0.1f, -0.72f, 0.36f, -0.68f, 0.46f, -0.5f);
    p.close();
    p.fill();
    for (int i = 0; i < 4; ++i) p.rect(-0.3f + static_cast<float>(i) * 0.17f, -0.42f, 0.05f, 0.2f);
  }
  if (part == Part::light) p.circle(-0.22f, -0.63f, 0.1f);
  if (part == Part::shade) {
    p.move(0.2f, -0.53f);
    p.to(0.46f, -0.5f);
    p.curve(0.44f, -0.2f, 0.34f, -0.14f, 0.2f, -0.13f);
    p.fill();
  }
}

void kettle(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.34f, 0);
    p.curve(-0.42f, -0.5f, -0.2f, -0.62f, 0, -0.62f);
    p.curve(0.2f, -0.62f, 0.42f, -0.5f, 0.34f, 0);
    p.fill();
    p.polygon({{0.24f, -0.18f}, {0.52f, -0.48f}, {0.6f, -0.44f}, {0.36f, -0.04f}});
    p.rect(-0.12f, -0.68f, 0.24f, 0.07f);
    p.circle(0, -0.71f, 0.05f);
    p.arc(0.05f, 0, -0.6f, 0.32f, 0.53f, 0.97f);
  }
  if (part == Part::accent) p.rect(-0.37f, -0.2f, 0.74f, 0.06f);
  if (part == Part::light) {
    for (int k = 0; k < 3; ++k) {
      const float x = 0.6f + 0.07f * static_cast<float>(k), y = -0.52f - 0.03f * static_cast<float>(k);
      p.move(x, y);
      p.curve(x + 0.06f, y - 0.12f, x - 0.06f, y - 0.2f, x + 0.02f, y - 0.32f);
      p.stroke(0.022f);
    }
  }
  if (part == Part::shade) {
    p.move(0.08f, -0.61f);
    p.curve(0.25f, -0.58f, 0.42f, -0.45f, 0.34f, 0);
    p.to(0.16f, 0);
    p.curve(0.24f, -0.3f, 0.2f, -0.5f, 0.08f, -0.61f);
    p.fill();
  }
}

void candle(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-0.1f, -0.6f, 0.2f, 0.58f, 0.03f);
    p.rounded(-0.3f, -0.07f, 0.6f, 0.07f, 0.035f);
    p.arc(0.04f, 0.3f, -0.12f, 0.08f, -0.3f, 0.3f);
    p.line(0.014f, {{0, -0.6f}, {0, -0.67f}});
  }
  if (part == Part::accent) {
    p.move(0, -1);
    p.curve(0.16f, -0.84f, 0.13f, -0.66f, 0, -0.64f);
    p.curve(-0.13f, -0.66f, -0.16f, -0.84f, 0, -1);
    p.fill();
  }
  if (part == Part::light) {
    p.move(0, -0.88f);
    p.curve(0.08f, -0.78f, 0.06f, -0.67f, 0, -0.66f);
    p.curve(-0.06f, -0.67f, -0.08f, -0.78f, 0, -0.88f);
    p.fill();
    p.line(0.03f, {{-0.06f, -0.56f}, {-0.06f, -0.44f}});
  }
  if (part == Part::shade) p.rect(0.03f, -0.59f, 0.07f, 0.52f);
}

void lamp(Pen& p, Part part) {  // a street lamp
  if (part == Part::body) {
    p.line(0.03f, {{0, 0}, {0, -0.72f}});
    p.rounded(-0.08f, -0.06f, 0.16f, 0.06f, 0.02f);
    p.rect(-0.05f, -0.2f, 0.1f, 0.03f);
    p.polygon({{-0.06f, -0.72f}, {0.06f, -0.72f}, {0.11f, -0.93f}, {-0.11f, -0.93f}});
    p.polygon({{-0.13f, -0.92f}, {0, -1.02f}, {0.13f, -0.92f}});
    p.circle(0, -1.03f, 0.02f);
    p.line(0.022f, {{-0.1f, -0.64f}, {0.1f, -0.64f}});
  }
  if (part == Part::light) p.polygon({{-0.045f, -0.74f}, {0.045f, -0.74f}, {0.08f, -0.905f}, {-0.08f, -0.905f}});
  if (part == Part::accent) p.circle(0, -0.82f, 0.035f);
  if (part == Part::shade) p.rect(0.005f, -0.6f, 0.012f, 0.54f);
}

void piano(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.62f, -0.44f);
    p.to(0.5f, -0.44f);
    p.curve(0.66f, -0.44f, 0.66f, -0.3f, 0.56f, -0.28f);
    p.to(-0.62f, -0.28f);
    p.fill();
    p.line(0.07f, {{-0.52f, -0.28f}, {-0.52f, -0.02f}});
    p.line(0.07f, {{0.44f, -0.28f}, {0.44f, -0.02f}});
    p.line(0.05f, {{-0.06f, -0.28f}, {-0.06f, -0.06f}});
    p.line(0.022f, {{0.1f, -0.44f}, {0.22f, -0.74f}});
  }
  if (part == Part::accent) {
    p.move(-0.5f, -0.44f);
    p.curve(-0.44f, -0.9f, 0.1f, -1, 0.36f, -0.92f);
    p.curve(0.52f, -0.86f, 0.5f, -0.72f, 0.56f, -0.62f);
    p.to(-0.2f, -0.46f);
    p.fill();
  }
  if (part == Part::light) {
    for (int k = 0; k < 8; ++k) p.rect(-0.72f + 0.036f * static_cast<float>(k), -0.385f, 0.026f, 0.075f);
  }
  if (part == Part::shade) {
    p.rect(-0.74f, -0.31f, 0.32f, 0.04f);
    p.move(0.3f, -0.44f);
    p.to(0.5f, -0.44f);
    p.curve(0.66f, -0.44f, 0.66f, -0.3f, 0.56f, -0.28f);
    p.to(0.3f, -0.28f);
    p.fill();
  }
}

void keys(Pen& p, Part part) {  // a keyboard that runs away from us
  constexpr int kWhite = 10;
  const auto edge = [](float i, float y) {
    const float narrow = 1 - 0.62f * y;
    return (i / kWhite - 0.5f) * 1.7f * narrow + 0.16f * y;
  };
  if (part == Part::body)
    p.polygon({{edge(-0.2f, 0), 0}, {edge(kWhite + 0.2f, 0), 0}, {edge(kWhite + 0.2f, 1), -1}, {edge(-0.2f, 1), -1}});
  for (int i = 0; i < kWhite; ++i) {
    const auto f = static_cast<float>(i);
    if (part == Part::light) {
      p.polygon({{edge(f + 0.04f, 0.03f), -0.03f},
                 {edge(f + 0.96f, 0.03f), -0.03f},
                 {edge(f + 0.96f, 0.95f), -0.95f},
                 {edge(f + 0.04f, 0.95f), -0.95f}});
    }
  }
  if (part == Part::light) p.erase(true);
  for (int i = 0; i < kWhite; ++i) {
    const auto f = static_cast<float>(i);
    const int key = i % 7;
    if ((part == Part::shade || part == Part::light) && key != 2 && key != 6 && i + 1 < kWhite) {
      p.polygon({{edge(f + 0.7f, 0.4f), -0.4f},
                 {edge(f + 1.3f, 0.4f), -0.4f},
                 {edge(f + 1.3f, 0.96f), -0.96f},
                 {edge(f + 0.7f, 0.96f), -0.96f}});
    }
    if ((part == Part::accent || part == Part::light) && (i == 2 || i == 5)) {
      p.polygon({{edge(f + 0.04f, 0.03f), -0.03f},
                 {edge(f + 0.96f, 0.03f), -0.03f},
                 {edge(f + 0.96f, 0.38f), -0.38f},
                 {edge(f + 0.04f, 0.38f), -0.38f}});
    }
  }
  if (part == Part::light) p.erase(false);
}

void guitar(Pen& p, Part part) {
  p.save();
  p.rotate(0.04f);
  if (part == Part::body) {
    p.circle(0, -0.2f, 0.22f);
    p.circle(0, -0.44f, 0.165f);
    p.rect(-0.13f, -0.44f, 0.26f, 0.2f);
    p.rect(-0.032f, -0.92f, 0.064f, 0.5f);
    p.rounded(-0.055f, -1.02f, 0.11f, 0.13f, 0.02f);
  }
  if (part == Part::accent) {
    p.circle(0, -0.37f, 0.075f);
    p.rounded(-0.09f, -0.17f, 0.18f, 0.035f, 0.01f);
  }
  if (part == Part::light) {
    for (const float x : {-0.016f, 0.0f, 0.016f}) p.line(0.005f, {{x, -0.96f}, {x, -0.16f}});
    for (int k = 0; k < 3; ++k) {
      p.circle(-0.07f, -0.99f + 0.035f * static_cast<float>(k), 0.014f);
      p.circle(0.07f, -0.99f + 0.035f * static_cast<float>(k), 0.014f);
    }
  }
  if (part == Part::shade) {
    p.move(0.08f, -0.02f);
    p.curve(0.28f, -0.08f, 0.26f, -0.3f, 0.13f, -0.36f);
    p.curve(0.2f, -0.46f, 0.14f, -0.58f, 0.06f, -0.59f);
    p.curve(0.12f, -0.46f, 0.06f, -0.2f, 0.08f, -0.02f);
    p.fill();
  }
  p.restore();
}

void cup(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.36f, -0.54f);
    p.to(0.3f, -0.54f);
    p.curve(0.3f, -0.24f, 0.24f, -0.1f, 0.1f, -0.06f);
    p.to(-0.16f, -0.06f);
    p.curve(-0.3f, -0.1f, -0.36f, -0.24f, -0.36f, -0.54f);
    p.fill();
    p.arc(0.055f, 0.3f, -0.36f, 0.12f, -0.25f, 0.25f);
    p.rounded(-0.46f, -0.05f, 0.86f, 0.05f, 0.025f);
  }
  if (part == Part::light) {
    for (int k = 0; k < 3; ++k) {
      const float x = -0.2f + 0.17f * static_cast<float>(k);
      p.move(x, -0.62f);
      p.curve(x + 0.1f, -0.72f, x - 0.1f, -0.84f, x + 0.02f, -0.98f);
      p.stroke(0.034f);
    }
  }
  if (part == Part::accent) p.polygon({{-0.355f, -0.44f}, {0.298f, -0.44f}, {0.285f, -0.34f}, {-0.345f, -0.34f}});
  if (part == Part::shade) {
    p.move(0.1f, -0.54f);
    p.to(0.3f, -0.54f);
    p.curve(0.3f, -0.24f, 0.24f, -0.1f, 0.1f, -0.06f);
    p.curve(0.16f, -0.2f, 0.14f, -0.4f, 0.1f, -0.54f);
    p.fill();
  }
}

void snow_globe(Pen& p, Part part) {
  if (part == Part::body) {
    p.circle(0, -0.6f, 0.4f);
    p.polygon({{-0.34f, 0}, {-0.27f, -0.28f}, {0.27f, -0.28f}, {0.34f, 0}});
    p.rounded(-0.38f, -0.06f, 0.76f, 0.06f, 0.03f);
  }
  if (part == Part::light) {
    p.circle(0, -0.6f, 0.355f);
    p.erase(true);
    p.rect(-0.14f, -0.5f, 0.2f, 0.17f);
    p.polygon({{-0.18f, -0.49f}, {-0.04f, -0.64f}, {0.1f, -0.49f}});
    p.polygon({{0.1f, -0.34f}, {0.18f, -0.62f}, {0.26f, -0.34f}});
    p.polygon({{-0.31f, -0.42f}, {0.31f, -0.42f}, {0.2f, -0.22f}, {-0.2f, -0.22f}});
    p.erase(false);
  }
  if (part == Part::shade) p.polygon({{0.1f, 0}, {0.1f, -0.27f}, {0.27f, -0.27f}, {0.34f, 0}});
  if (part == Part::accent) {
    Random random(3);
    for (int i = 0; i < 16; ++i) {
      const float a = 0.382f * static_cast<float>(i), r = 0.31f * std::sqrt((static_cast<float>(i) + 0.5f) / 16);
      p.circle(r * cos_turns(a), -0.66f + r * sin_turns(a) * 0.85f,
               0.015f + 0.008f * static_cast<float>(random.uniform()));
    }
    p.rect(-0.2f, -0.2f, 0.4f, 0.07f);
  }
}

void suitcase(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-0.6f, -0.74f, 1.2f, 0.74f, 0.09f);
    p.arc(0.07f, 0, -0.76f, 0.2f, 0.5f, 1.0f);
  }
  if (part == Part::accent) {
    p.rect(-0.4f, -0.74f, 0.1f, 0.74f);
    p.rect(0.3f, -0.74f, 0.1f, 0.74f);
  }
  if (part == Part::light) {
    p.rounded(-0.4f, -0.5f, 0.1f, 0.1f, 0.02f);
    p.rounded(0.3f, -0.5f, 0.1f, 0.1f, 0.02f);
    p.circle(-0.06f, -0.28f, 0.11f);
  }
  if (part == Part::shade) p.rounded(-0.58f, -0.18f, 1.16f, 0.16f, 0.07f);
}

void book(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(0, -0.14f);
    p.curve(-0.2f, -0.3f, -0.5f, -0.3f, -0.74f, -0.22f);
    p.to(-0.74f, -0.76f);
    p.curve(-0.5f, -0.84f, -0.2f, -0.82f, 0, -0.68f);
    p.curve(0.2f, -0.82f, 0.5f, -0.84f, 0.74f, -0.76f);
    p.to(0.74f, -0.22f);
    p.curve(0.5f, -0.3f, 0.2f, -0.3f, 0, -0.14f);
    p.fill();
  }
  if (part == Part::shade) {
    for (int k = 0; k < 5; ++k) {
      const float y = -0.68f + 0.085f * static_cast<float>(k);
      p.move(-0.64f, y);
      p.curve(-0.45f, y - 0.06f, -0.25f, y - 0.04f, -0.08f, y + 0.04f);
      p.stroke(0.02f);
    }
    p.move(0, -0.14f);
    p.curve(0.02f, -0.4f, 0.02f, -0.5f, 0, -0.68f);
    p.curve(0.1f, -0.75f, 0.16f, -0.78f, 0.22f, -0.79f);
    p.to(0.22f, -0.27f);
    p.fill();
  }
  if (part == Part::accent) {
    p.move(-0.8f, -0.7f);
    p.to(-0.8f, -0.12f);
    p.curve(-0.5f, -0.2f, -0.2f, -0.18f, 0, -0.05f);
    p.curve(0.2f, -0.18f, 0.5f, -0.2f, 0.8f, -0.12f);
    p.to(0.8f, -0.7f);
    p.to(0.74f, -0.7f);
    p.to(0.74f, -0.2f);
    p.curve(0.5f, -0.28f, 0.2f, -0.28f, 0, -0.12f);
    p.curve(-0.2f, -0.28f, -0.5f, -0.28f, -0.74f, -0.2f);
    p.to(-0.74f, -0.7f);
    p.fill();
  }
  if (part == Part::light) {
    for (int i = 0; i < 5; ++i) {
      const float x = -0.28f + 0.14f * static_cast<float>(i), y = -0.98f + 0.06f * static_cast<float>((i * 3) % 4);
      p.circle(x, y, 0.026f);
    }
  }
}

void record(Pen& p, Part part) {
  if (part == Part::body) p.circle(0, -0.5f, 0.5f);
  if (part == Part::light) {
    for (const float r : {0.27f, 0.33f, 0.39f, 0.45f}) p.ring(0, -0.5f, r, 0.007f);
    p.circle(0, -0.5f, 0.03f);
  }
  if (part == Part::accent) {
    p.even_odd();
    p.move(0.19f, -0.5f);
    p.arc_to(0, -0.5f, 0.19f, 0, 1);
    p.close();
    p.move(0.03f, -0.5f);
    p.arc_to(0, -0.5f, 0.03f, 0, 1);
    p.close();
    p.fill();
  }
  if (part == Part::shade) {
    p.wedge(0, -0.5f, 0.49f, 0.08f, 0.17f);
    p.wedge(0, -0.5f, 0.49f, 0.58f, 0.67f);
  }
}

constexpr Motif kMotifs[] = {
    {"cradle", cradle, {-0.66f, -1, 1.32f, 1.02f}, 0.28f, 0.5f, Ground::hill, LightKind::moon, true},
    {"kettle", kettle, {-0.46f, -0.98f, 1.3f, 0.99f}, 0.36f, 0.54f, Ground::hill, LightKind::moon, true},
    {"candle", candle, {-0.32f, -1.01f, 0.74f, 1.02f}, 0.42f, 0.58f, Ground::hill, LightKind::lamp, true},
    {"lamp", lamp, {-0.15f, -1.06f, 0.3f, 1.07f}, 0.50f, 0.64f, Ground::street, LightKind::lamp, false},
    {"piano", piano, {-0.76f, -0.98f, 1.42f, 0.99f}, 0.36f, 0.52f, Ground::hill, LightKind::moon, false},
    {"keys", keys, {-0.9f, -1.01f, 1.8f, 1.03f}, 0.36f, 0.5f, Ground::sea, LightKind::moon, false, -0.04f},
    {"guitar", guitar, {-0.4f, -1.08f, 0.8f, 1.12f}, 0.46f, 0.58f, Ground::hill, LightKind::sun, false},
    {"cup", cup, {-0.48f, -1.01f, 0.94f, 1.02f}, 0.36f, 0.54f, Ground::hill, LightKind::sun, true},
    {"snow_globe", snow_globe, {-0.42f, -1.01f, 0.84f, 1.02f}, 0.44f, 0.5f, Ground::hill, LightKind::moon, false},
    {"suitcase", suitcase, {-0.62f, -1.02f, 1.24f, 1.03f}, 0.24f, 0.58f, Ground::hill, LightKind::sun, false},
    {"book", book, {-0.82f, -1.02f, 1.64f, 0.99f}, 0.30f, 0.52f, Ground::hill, LightKind::sun, true, 0.02f},
    {"record", record, {-0.51f, -1.01f, 1.02f, 1.02f}, 0.42f, 0.52f, Ground::hill, LightKind::sun, false, 0.06f},
};

}  // namespace

std::span<const Motif> home_motifs() { return kMotifs; }

}  // namespace souls::band::visuals
