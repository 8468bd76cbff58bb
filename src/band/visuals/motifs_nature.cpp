// Tree, pine, mountain, cloud, wave, bolt, moon, star, rose, flower, leaf, whale, bird, fox, fish, butterfly, flame.

#include "band/visuals/fastmath.hpp"
#include "band/visuals/motifs.hpp"

namespace souls::band::visuals {
namespace {

void tree(Pen& p, Part part) {
  if (part == Part::body) {
    p.polygon({{-0.045f, 0}, {-0.02f, -0.55f}, {0.02f, -0.55f}, {0.045f, 0}});
    for (const Point q : {Point{-0.2f, -0.62f}, Point{0.21f, -0.58f}, Point{-0.1f, -0.75f}, Point{0.12f, -0.74f}}) {
      p.line(0.022f, {{0, -0.32f}, {q.x * 0.6f, q.y + 0.12f}, q});
    }
    p.circle(-0.2f, -0.62f, 0.13f);
    p.circle(0.2f, -0.6f, 0.14f);
    p.circle(0, -0.78f, 0.2f);
    p.circle(-0.12f, -0.74f, 0.15f);
    p.circle(0.14f, -0.76f, 0.14f);
    p.circle(0, -0.58f, 0.13f);
  }
  if (part == Part::shade) {
    p.circle(0.23f, -0.57f, 0.1f);
    p.circle(0.1f, -0.7f, 0.12f);
    p.circle(-0.14f, -0.58f, 0.07f);
  }
  if (part == Part::accent) {
    for (int i = 0; i < 16; ++i) {
      const float a = static_cast<float>(i) * 0.382f, q = 0.07f + 0.2f * std::sqrt(static_cast<float>(i) / 16);
      p.circle(q * cos_turns(a), -0.7f + 0.8f * q * sin_turns(a), 0.017f);
    }
  }
}

void pine(Pen& p, Part part) {
  const float ys[] = {-0.08f, -0.3f, -0.52f, -0.7f}, ws[] = {0.22f, 0.18f, 0.13f, 0.08f};
  if (part == Part::body) p.rect(-0.02f, -0.12f, 0.04f, 0.12f);
  for (int i = 0; i < 4; ++i) {
    if (part == Part::body) p.polygon({{-ws[i], ys[i]}, {0, ys[i] - 0.3f}, {ws[i], ys[i]}});
    if (part == Part::shade) p.polygon({{0.02f, ys[i]}, {0.01f, ys[i] - 0.28f}, {ws[i], ys[i]}});
    if (part == Part::light && i > 0)
      p.polygon(
          {{-ws[i] * 0.45f, ys[i] - 0.16f}, {0, ys[i] - 0.3f}, {ws[i] * 0.3f, ys[i] - 0.19f}, {0, ys[i] - 0.15f}});
  }
  if (part == Part::accent) p.circle(0, -1.01f, 0.022f);
}

void mountain(Pen& p, Part part) {
  if (part == Part::body) {
    p.polygon({{-0.95f, 0},
               {-0.52f, -0.52f},
               {-0.42f, -0.46f},
               {-0.05f, -1},
               {0.1f, -0.84f},
               {0.22f, -0.7f},
               {0.34f, -0.56f},
               {0.5f, -0.62f},
               {0.95f, 0}});
  }
  if (part == Part::shade) {
    p.polygon({{-0.05f, -1},
               {0.1f, -0.84f},
               {0.22f, -0.7f},
               {0.34f, -0.56f},
               {0.5f, -0.62f},
               {0.95f, 0},
               {0.2f, 0},
               {0.06f, -0.3f},
               {0.1f, -0.5f},
               {-0.02f, -0.72f}});
  }
  if (part == Part::light) {
    p.polygon({{-0.05f, -1},
               {0.1f, -0.84f},
               {0.17f, -0.76f},
               {0.08f, -0.72f},
               {0, -0.8f},
               {-0.08f, -0.68f},
               {-0.15f, -0.76f},
               {-0.24f, -0.72f}});
    p.polygon({{-0.52f, -0.52f}, {-0.45f, -0.48f}, {-0.5f, -0.4f}, {-0.56f, -0.44f}, {-0.62f, -0.4f}});
  }
  if (part == Part::accent) {
    p.line(0.012f, {{-0.05f, -1}, {-0.05f, -1.13f}});
    p.polygon({{-0.05f, -1.13f}, {0.07f, -1.09f}, {-0.05f, -1.05f}});
  }
}

void cloud(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-0.7f, -0.42f, 1.4f, 0.3f, 0.15f);
    p.circle(-0.36f, -0.44f, 0.22f);
    p.circle(0.02f, -0.58f, 0.3f);
    p.circle(0.38f, -0.42f, 0.2f);
  }
  if (part == Part::shade) {
    p.rounded(-0.5f, -0.22f, 1.18f, 0.1f, 0.05f);
    p.circle(0.44f, -0.36f, 0.13f);
  }
  if (part == Part::accent) {
    for (int i = 0; i < 6; ++i) {
      const float x = -0.46f + 0.19f * static_cast<float>(i);
      p.line(0.035f,
             {{x, -0.04f - 0.03f * static_cast<float>(i % 2)}, {x - 0.05f, 0.09f - 0.03f * static_cast<float>(i % 2)}});
    }
  }
}

void wave(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.9f, 0);
    p.curve(-0.7f, -0.3f, -0.5f, -0.92f, 0.06f, -0.94f);
    p.curve(0.36f, -0.94f, 0.56f, -0.74f, 0.56f, -0.52f);
    p.curve(0.46f, -0.68f, 0.3f, -0.72f, 0.18f, -0.62f);
    p.curve(-0.06f, -0.44f, 0.1f, -0.12f, 0.9f, 0);
    p.close();
    p.fill();
  }
  if (part == Part::light) {
    p.move(-0.26f, -0.78f);
    p.curve(0.1f, -1.02f, 0.52f, -0.9f, 0.58f, -0.5f);
    p.curve(0.42f, -0.74f, 0.2f, -0.84f, -0.26f, -0.78f);
    p.fill();
    for (const Point q : {Point{0.62f, -0.44f}, Point{0.7f, -0.58f}, Point{0.5f, -0.42f}, Point{0.66f, -0.72f}})
      p.circle(q.x, q.y, 0.026f);
  }
  if (part == Part::shade) {
    p.move(-0.3f, 0);
    p.curve(-0.3f, -0.4f, -0.1f, -0.7f, 0.18f, -0.62f);
    p.curve(-0.06f, -0.44f, 0.1f, -0.12f, 0.9f, 0);
    p.close();
    p.fill();
  }
  if (part == Part::accent) {
    for (int k = 0; k < 3; ++k) {
      const float d = 0.1f * static_cast<float>(k);
      p.move(-0.68f + 1.3f * d, -0.06f);
      p.curve(-0.5f + d, -0.4f, -0.36f + d, -0.6f + 0.3f * d, -0.1f + 0.5f * d, -0.72f + 0.7f * d);
      p.stroke(0.022f);
    }
  }
}

void bolt(Pen& p, Part part) {
  if (part == Part::body) {
    p.polygon({{0.12f, -1},
               {-0.17f, -0.5f},
               {-0.03f, -0.52f},
               {-0.14f, -0.25f},
               {-0.05f, -0.27f},
               {-0.16f, 0},
               {0.16f, -0.38f},
               {0.05f, -0.37f},
               {0.2f, -0.66f},
               {0.07f, -0.63f},
               {0.24f, -1}});
  }
  if (part == Part::accent || part == Part::light) {
    p.polygon({{0.14f, -0.97f},
               {-0.1f, -0.53f},
               {0.01f, -0.55f},
               {-0.1f, -0.24f},
               {0.1f, -0.41f},
               {0, -0.4f},
               {0.14f, -0.68f},
               {0.02f, -0.66f},
               {0.2f, -0.97f}});
  }
  if (part == Part::shade) p.polygon({{-0.14f, -0.25f}, {-0.05f, -0.27f}, {-0.16f, 0}});
}

void moon(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(0.14f, -0.96f);
    p.arc_back(0, -0.5f, 0.48f, -0.20f, -0.80f + 0.0f);
    p.curve(-0.16f, -0.2f, -0.2f, -0.76f, 0.14f, -0.96f);
    p.fill();
  }
  if (part == Part::accent) {
    for (int i = 0; i < 2; ++i) {
      const float x = i == 0 ? 0.2f : 0.36f, y = i == 0 ? -0.56f : -0.76f, r = i == 0 ? 0.1f : 0.06f;
      p.polygon({{x, y - r},
                 {x + r * 0.25f, y - r * 0.25f},
                 {x + r, y},
                 {x + r * 0.25f, y + r * 0.25f},
                 {x, y + r},
                 {x - r * 0.25f, y + r * 0.25f},
                 {x - r, y},
                 {x - r * 0.25f, y - r * 0.25f}});
    }
  }
  if (part == Part::shade) {
    p.circle(-0.3f, -0.42f, 0.05f);
    p.circle(-0.24f, -0.66f, 0.035f);
  }
}

void star(Pen& p, Part part) {
  const auto burst = [&](float outer, float inner, int rays, float shift) {
    std::vector<Point> points;
    for (int i = 0; i < 2 * rays; ++i) {
      const float r = i % 2 ? inner : outer, a = shift + static_cast<float>(i) / static_cast<float>(2 * rays);
      points.push_back({r * sin_turns(a), -0.5f - r * cos_turns(a)});
    }
    p.polygon(points);
  };
  if (part == Part::body) burst(0.5f, 0.13f, 8, 0);
  if (part == Part::accent) burst(0.34f, 0.09f, 8, 1.0f / 16);
  if (part == Part::light) p.circle(0, -0.5f, 0.11f);
}

void rose(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(0.02f, 0);
    p.curve(0.06f, -0.2f, -0.04f, -0.34f, 0, -0.6f);
    p.stroke(0.032f);
    p.leaf(0.01f, -0.22f, 0.16f, 0.24f);
    p.leaf(0.02f, -0.14f, -0.17f, 0.2f);
  }
  if (part == Part::accent) {
    p.circle(0, -0.76f, 0.2f);
    for (int k = 0; k < 5; ++k) {
      const float a = 0.2f * static_cast<float>(k) + 0.05f;
      p.circle(0.12f * sin_turns(a), -0.76f - 0.12f * cos_turns(a), 0.125f);
    }
  }
  if (part == Part::shade) {
    float from = 0.0f;
    for (const float r : {0.03f, 0.062f, 0.098f, 0.138f, 0.18f}) {
      p.arc(0.017f, 0.01f, -0.76f, r, from, from + 0.42f);
      p.arc(0.017f, -0.01f, -0.755f, r * 1.1f, from + 0.52f, from + 0.86f);
      from += 0.37f;
    }
  }
}

void flower(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(0, 0);
    p.curve(-0.05f, -0.25f, 0.05f, -0.4f, 0, -0.62f);
    p.stroke(0.03f);
    p.leaf(0, -0.12f, 0.14f, 0.26f);
    p.leaf(0, -0.2f, -0.15f, 0.22f);
  }
  if (part == Part::accent) {
    for (int k = 0; k < 9; ++k) p.leaf(0, -0.72f, static_cast<float>(k) / 9, 0.27f);
  }
  if (part == Part::light) p.circle(0, -0.72f, 0.085f);
  if (part == Part::shade) p.ring(0, -0.72f, 0.09f, 0.022f);
}

void leaf(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(0, -0.02f);
    p.curve(-0.52f, -0.3f, -0.4f, -0.8f, 0.04f, -1);
    p.curve(0.42f, -0.72f, 0.44f, -0.26f, 0, -0.02f);
    p.fill();
    p.line(0.03f, {{0, -0.06f}, {-0.03f, 0.06f}});
  }
  if (part == Part::shade) {
    p.move(0, -0.04f);
    p.curve(0.03f, -0.4f, 0.04f, -0.7f, 0.04f, -1);
    p.curve(0.42f, -0.72f, 0.44f, -0.26f, 0, -0.04f);
    p.fill();
  }
  if (part == Part::accent) {
    p.line(0.02f, {{0, -0.06f}, {0.03f, -0.9f}});
    for (int k = 0; k < 4; ++k) {
      const float y = -0.22f - 0.16f * static_cast<float>(k), w = 0.21f - 0.035f * static_cast<float>(k);
      p.line(0.014f, {{0.01f, y}, {-w, y - 0.14f}});
      p.line(0.014f, {{0.01f, y}, {w, y - 0.14f}});
    }
  }
}

void whale(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.98f, -0.5f);
    p.curve(-0.96f, -0.86f, -0.44f, -0.94f, 0, -0.78f);
    p.curve(0.34f, -0.66f, 0.56f, -0.56f, 0.74f, -0.66f);
    p.curve(0.66f, -0.82f, 0.72f, -0.96f, 0.84f, -1);
    p.curve(0.88f, -0.88f, 0.92f, -0.8f, 0.98f, -0.74f);
    p.curve(1.08f, -0.74f, 1.2f, -0.76f, 1.28f, -0.84f);
    p.curve(1.3f, -0.66f, 1.14f, -0.52f, 0.94f, -0.54f);
    p.curve(0.7f, -0.26f, 0.3f, -0.08f, -0.2f, -0.08f);
    p.curve(-0.7f, -0.08f, -0.96f, -0.26f, -0.98f, -0.5f);
    p.fill();
    p.move(-0.34f, -0.14f);
    p.curve(-0.3f, 0.04f, -0.14f, 0.14f, 0.04f, 0.14f);
    p.curve(0.02f, 0, -0.04f, -0.1f, -0.1f, -0.14f);
    p.fill();
  }
  if (part == Part::shade) {
    p.move(-0.96f, -0.4f);
    p.curve(-0.6f, -0.3f, -0.1f, -0.3f, 0.42f, -0.22f);
    p.curve(0.1f, -0.1f, -0.1f, -0.08f, -0.2f, -0.08f);
    p.curve(-0.66f, -0.08f, -0.9f, -0.22f, -0.96f, -0.4f);
    p.fill();
  }
  if (part == Part::light) p.circle(-0.62f, -0.5f, 0.032f);
  if (part == Part::accent) {
    for (const float s : {-1.0f, 1.0f}) {
      p.move(-0.5f, -0.92f);
      p.curve(-0.5f, -1.14f, -0.5f + 0.1f * s, -1.24f, -0.5f + 0.22f * s, -1.12f);
      p.stroke(0.035f);
    }
  }
}

void bird(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.62f, -0.36f);
    p.curve(-0.4f, -0.44f, -0.2f, -0.42f, 0.02f, -0.5f);
    p.curve(0.2f, -0.64f, 0.4f, -0.62f, 0.5f, -0.5f);
    p.to(0.64f, -0.46f);
    p.to(0.5f, -0.41f);
    p.curve(0.4f, -0.24f, 0.16f, -0.18f, -0.06f, -0.22f);
    p.curve(-0.24f, -0.24f, -0.4f, -0.24f, -0.66f, -0.18f);
    p.close();
    p.fill();
    p.move(0.2f, -0.46f);
    p.curve(0.04f, -0.72f, -0.2f, -0.94f, -0.5f, -1);
    p.curve(-0.42f, -0.72f, -0.32f, -0.48f, -0.1f, -0.34f);
    p.fill();
  }
  if (part == Part::accent) {
    p.move(0.18f, -0.4f);
    p.curve(0.08f, -0.14f, -0.08f, -0.02f, -0.34f, 0);
    p.curve(-0.3f, -0.18f, -0.2f, -0.3f, -0.08f, -0.36f);
    p.fill();
  }
  if (part == Part::light) p.circle(0.4f, -0.5f, 0.026f);
  if (part == Part::shade) {
    p.move(0.1f, -0.48f);
    p.curve(-0.04f, -0.66f, -0.2f, -0.84f, -0.42f, -0.94f);
    p.curve(-0.3f, -0.7f, -0.2f, -0.5f, -0.02f, -0.38f);
    p.fill();
  }
}

void fox(Pen& p, Part part) {
  if (part == Part::body) {
    p.move(-0.2f, 0);
    p.curve(-0.3f, -0.4f, -0.16f, -0.6f, 0.04f, -0.66f);
    p.to(0.0f, -1);
    p.to(0.16f, -0.82f);
    p.to(0.3f, -0.82f);
    p.to(0.46f, -1);
    p.to(0.44f, -0.66f);
    p.to(0.26f, -0.46f);
    p.curve(0.4f, -0.3f, 0.36f, -0.1f, 0.34f, 0);
    p.close();
    p.fill();
    p.move(-0.1f, 0);
    p.curve(-0.3f, 0.02f, -0.66f, 0, -0.66f, -0.24f);
    p.curve(-0.66f, -0.5f, -0.44f, -0.5f, -0.4f, -0.36f);
    p.curve(-0.36f, -0.2f, -0.26f, -0.16f, -0.1f, -0.2f);
    p.fill();
  }
  if (part == Part::light) {
    p.polygon({{0.24f, -0.46f},
               {0.08f, -0.64f},
               {0.22f, -0.6f},
               {0.25f, -0.66f},
               {0.29f, -0.6f},
               {0.43f, -0.64f},
               {0.27f, -0.46f}});
    p.circle(-0.6f, -0.38f, 0.08f);
  }
  if (part == Part::accent) {
    p.circle(0.15f, -0.7f, 0.025f);
    p.circle(0.35f, -0.7f, 0.025f);
    p.circle(0.255f, -0.48f, 0.03f);
  }
  if (part == Part::shade) {
    p.move(0.12f, 0);
    p.curve(0.1f, -0.2f, 0.2f, -0.36f, 0.26f, -0.44f);
    p.curve(0.4f, -0.3f, 0.36f, -0.1f, 0.34f, 0);
    p.fill();
  }
}

void butterfly(Pen& p, Part part) {
  for (const float s : {-1.0f, 1.0f}) {
    if (part == Part::body) {
      p.move(0.02f * s, -0.46f);
      p.curve(0.1f * s, -0.9f, 0.5f * s, -1.06f, 0.62f * s, -0.84f);
      p.curve(0.7f * s, -0.6f, 0.4f * s, -0.46f, 0.02f * s, -0.44f);
      p.curve(0.4f * s, -0.42f, 0.54f * s, -0.24f, 0.44f * s, -0.1f);
      p.curve(0.3f * s, 0.06f, 0.08f * s, -0.14f, 0.02f * s, -0.4f);
      p.fill();
      p.move(0, -0.66f);
      p.curve(0.04f * s, -0.8f, 0.1f * s, -0.86f, 0.16f * s, -0.88f);
      p.stroke(0.014f);
    }
    if (part == Part::accent) {
      p.ellipse(0.38f * s, -0.74f, 0.15f, 0.11f, -0.1f * s);
      p.ellipse(0.28f * s, -0.22f, 0.09f, 0.1f, 0);
    }
    if (part == Part::light) p.circle(0.42f * s, -0.76f, 0.045f);
  }
  if (part == Part::body) p.ellipse(0, -0.44f, 0.035f, 0.25f);
  if (part == Part::shade) p.ellipse(0, -0.42f, 0.03f, 0.24f);
}

void flame(Pen& p, Part part) {
  if (part == Part::body) {
    p.line(0.09f, {{-0.34f, -0.02f}, {0.3f, -0.16f}});
    p.line(0.09f, {{0.34f, -0.02f}, {-0.3f, -0.16f}});
  }
  if (part == Part::accent) {
    p.move(-0.24f, -0.2f);
    p.curve(-0.44f, -0.54f, -0.1f, -0.64f, -0.06f, -1);
    p.curve(0.16f, -0.86f, 0.12f, -0.7f, 0.16f, -0.6f);
    p.curve(0.22f, -0.66f, 0.24f, -0.74f, 0.24f, -0.78f);
    p.curve(0.42f, -0.54f, 0.4f, -0.34f, 0.24f, -0.2f);
    p.close();
    p.fill();
  }
  if (part == Part::light) {
    p.move(-0.1f, -0.2f);
    p.curve(-0.22f, -0.4f, 0, -0.5f, 0.02f, -0.66f);
    p.curve(0.14f, -0.52f, 0.2f, -0.34f, 0.12f, -0.2f);
    p.close();
    p.fill();
  }
  if (part == Part::shade) p.line(0.05f, {{0.36f, 0}, {0.0f, -0.08f}});
}

constexpr Motif kMotifs[] = {
    {"tree", tree, {-0.36f, -1, 0.72f, 1.01f}, 0.50f, 0.60f, Ground::hill, LightKind::sun, false},
    {"pine", pine, {-0.23f, -1.04f, 0.46f, 1.05f}, 0.40f, 0.64f, Ground::hill, LightKind::moon, false},
    {"mountain", mountain, {-0.96f, -1.14f, 1.92f, 1.15f}, 0.38f, 0.55f, Ground::sea, LightKind::sun, true},
    {"cloud", cloud, {-0.72f, -0.9f, 1.44f, 1.02f}, 0.24f, 0.6f, Ground::hill, LightKind::sun, true, 0.26f},
    {"wave", wave, {-0.92f, -1, 1.84f, 1.02f}, 0.40f, 0.52f, Ground::sea, LightKind::sun, false},
    {"bolt", bolt, {-0.2f, -1.01f, 0.46f, 1.02f}, 0.46f, 0.62f, Ground::sea, LightKind::moon, true, 0.02f},
    {"moon", moon, {-0.5f, -1, 1, 1.01f}, 0.34f, 0.6f, Ground::sea, LightKind::moon, true, 0.18f},
    {"star", star, {-0.52f, -1.02f, 1.04f, 1.04f}, 0.34f, 0.6f, Ground::hill, LightKind::moon, true, 0.20f},
    {"rose", rose, {-0.28f, -1.02f, 0.56f, 1.03f}, 0.50f, 0.5f, Ground::hill, LightKind::sun, false},
    {"flower", flower, {-0.3f, -1.01f, 0.6f, 1.02f}, 0.46f, 0.5f, Ground::hill, LightKind::sun, false},
    {"leaf", leaf, {-0.42f, -1.01f, 0.84f, 1.08f}, 0.42f, 0.56f, Ground::hill, LightKind::sun, false, 0.03f},
    {"whale", whale, {-1, -1.26f, 2.32f, 1.42f}, 0.24f, 0.46f, Ground::sea, LightKind::moon, false, 0.0f},
    {"bird", bird, {-0.68f, -1.01f, 1.34f, 1.02f}, 0.30f, 0.52f, Ground::hill, LightKind::sun, false, 0.20f},
    {"fox", fox, {-0.68f, -1.01f, 1.16f, 1.02f}, 0.28f, 0.6f, Ground::hill, LightKind::moon, false},
    {"butterfly", butterfly, {-0.68f, -1.04f, 1.36f, 1.06f}, 0.36f, 0.5f, Ground::hill, LightKind::sun, false, 0.14f},
    {"flame", flame, {-0.42f, -1.01f, 0.84f, 1.06f}, 0.34f, 0.56f, Ground::hill, LightKind::moon, true},
};

}  // namespace

std::span<const Motif> nature_motifs() { return kMotifs; }

}  // namespace souls::band::visuals
