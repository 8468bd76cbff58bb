// Lighthouse, house, towers, door, window, phone box, antenna mast, church, windmill, tent, castle.

#include "band/visuals/fastmath.hpp"
#include "band/visuals/motifs.hpp"

namespace souls::band::visuals {
namespace {

void lighthouse(Pen& p, Part part) {
  if (part == Part::body) {
    p.polygon({{-0.15f, 0}, {-0.085f, -0.74f}, {0.085f, -0.74f}, {0.15f, 0}});
    p.rect(-0.12f, -0.775f, 0.24f, 0.04f);
    p.rect(-0.07f, -0.90f, 0.14f, 0.13f);
    p.half(0, -0.895f, 0.085f, 0.5f);
    p.rect(-0.008f, -1.04f, 0.016f, 0.08f);
    p.polygon({{-0.3f, 0.02f}, {-0.3f, -0.10f}, {-0.2f, -0.15f}, {-0.1f, -0.10f}, {-0.1f, 0.02f}});
  }
  if (part == Part::shade) {
    p.polygon({{0.02f, 0}, {0.02f, -0.74f}, {0.085f, -0.74f}, {0.15f, 0}});
    p.rect(0.02f, -0.9f, 0.05f, 0.13f);
  }
  if (part == Part::accent) {
    for (const float k : {0.12f, 0.40f, 0.62f}) {
      const float a = 0.15f - 0.065f * k / 0.74f, b = 0.15f - 0.065f * (k + 0.11f) / 0.74f;
      p.polygon({{-a, -k}, {-b, -k - 0.11f}, {b, -k - 0.11f}, {a, -k}});
    }
  }
  if (part == Part::light) {
    p.rect(-0.05f, -0.885f, 0.1f, 0.105f);
    p.rect(-0.02f, -0.33f, 0.04f, 0.06f);
    p.rect(-0.22f, -0.07f, 0.045f, 0.045f);
  }
}

void house(Pen& p, Part part) {
  if (part == Part::body) {
    p.rect(-0.36f, -0.5f, 0.72f, 0.5f);
    p.polygon({{-0.45f, -0.48f}, {-0.2f, -0.92f}, {0.2f, -0.92f}, {0.45f, -0.48f}});
    p.rect(0.17f, -1.05f, 0.1f, 0.25f);
  }
  if (part == Part::shade) p.rect(0.12f, -0.48f, 0.24f, 0.48f);
  if (part == Part::light) {
    for (const float x : {-0.24f, -0.14f}) {
      p.rect(x, -0.36f, 0.09f, 0.09f);
      p.rect(x, -0.26f, 0.09f, 0.09f);
    }
    p.rect(0.19f, -0.34f, 0.09f, 0.16f);
  }
  if (part == Part::accent) p.polygon({{-0.45f, -0.48f}, {-0.2f, -0.92f}, {0.2f, -0.92f}, {0.45f, -0.48f}});
}

void towers(Pen& p, Part part) {
  Random random(5);
  float x = -0.9f;
  while (x < 0.9f) {
    const auto w = static_cast<float>(random.uniform(0.1, 0.22));
    const float h = static_cast<float>(random.uniform(0.35, 1)) * (1.05f - 0.5f * std::fabs(x));
    const bool mast = random.chance(0.4);
    if (part == Part::body) {
      p.rect(x, -h, w + 0.005f, h);
      if (mast) p.rect(x + w * 0.4f, -h - 0.12f, 0.014f, 0.13f);
    }
    if (part == Part::shade) p.rect(x + w * 0.6f, -h, w * 0.4f, h);
    for (int i = 0; i < static_cast<int>(w / 0.04f); ++i) {
      for (int k = 0; k < static_cast<int>(h / 0.06f); ++k) {
        const bool on = random.chance(0.34);
        if (part == Part::light && on) {
          p.rect(x + 0.014f + static_cast<float>(i) * 0.038f, -h + 0.03f + static_cast<float>(k) * 0.06f, 0.02f, 0.028f);
        }
      }
    }
    if (part == Part::accent && mast) p.circle(x + w * 0.4f + 0.007f, -h - 0.13f, 0.016f);
    x += w + 0.01f;
  }
}

void door(Pen& p, Part part) {
  if (part == Part::body) {
    p.rect(-0.27f, -1, 0.54f, 1);
    p.rect(-0.33f, -0.02f, 0.66f, 0.035f);
  }
  if (part == Part::light) {
    p.rect(-0.22f, -0.95f, 0.44f, 0.95f);
    p.polygon({{-0.22f, 0}, {0.22f, 0}, {0.46f, 0.16f}, {-0.5f, 0.16f}});
  }
  if (part == Part::accent) p.polygon({{-0.22f, -0.95f}, {-0.22f, 0}, {-0.50f, 0.09f}, {-0.50f, -1.03f}});
  if (part == Part::shade) {
    p.polygon({{-0.26f, -0.85f}, {-0.26f, -0.53f}, {-0.45f, -0.53f}, {-0.45f, -0.9f}});
    p.polygon({{-0.26f, -0.42f}, {-0.26f, -0.1f}, {-0.45f, -0.05f}, {-0.45f, -0.42f}});
    p.circle(-0.465f, -0.47f, 0.02f);
  }
}

void draw_cat(Pen& p) {
  p.move(0.1f, -0.06f);
  p.curve(0.06f, -0.3f, 0.14f, -0.34f, 0.18f, -0.38f);
  p.to(0.17f, -0.52f);
  p.to(0.22f, -0.46f);
  p.to(0.28f, -0.46f);
  p.to(0.33f, -0.52f);
  p.to(0.32f, -0.38f);
  p.curve(0.36f, -0.3f, 0.38f, -0.2f, 0.36f, -0.06f);
  p.fill();
}

void window(Pen& p, Part part) {
  if (part == Part::body) {
    p.rect(-0.42f, -1, 0.84f, 0.96f);
    p.rect(-0.5f, -0.06f, 1, 0.06f);
  }
  if (part == Part::light) {
    for (const float x : {-0.36f, 0.02f}) {
      p.rect(x, -0.94f, 0.34f, 0.40f);
      p.rect(x, -0.50f, 0.34f, 0.41f);
    }
    p.erase(true);
    draw_cat(p);
    p.erase(false);
  }
  if (part == Part::accent) {  // the cat on the sill
    draw_cat(p);
    p.move(0.34f, -0.09f);
    p.curve(0.5f, -0.06f, 0.5f, 0.02f, 0.44f, 0.1f);
    p.stroke(0.035f);
  }
  if (part == Part::shade) {
    p.polygon({{-0.42f, -1}, {-0.24f, -1}, {-0.34f, -0.5f}, {-0.30f, -0.06f}, {-0.42f, -0.06f}});
    p.polygon({{0.42f, -1}, {0.24f, -1}, {0.36f, -0.5f}, {0.42f, -0.46f}});
  }
}

void phone_box(Pen& p, Part part) {
  if (part == Part::body) {
    p.rect(-0.22f, -0.9f, 0.44f, 0.9f);
    p.rounded(-0.24f, -1, 0.48f, 0.14f, 0.06f);
    p.rect(-0.25f, -0.04f, 0.5f, 0.04f);
  }
  if (part == Part::light) {
    for (int i = 0; i < 3; ++i) {
      for (int k = 0; k < 6; ++k) {
        p.rect(-0.155f + 0.108f * static_cast<float>(i), -0.78f + 0.108f * static_cast<float>(k), 0.092f, 0.09f);
      }
    }
  }
  if (part == Part::accent) p.rect(-0.17f, -0.875f, 0.34f, 0.055f);
  if (part == Part::shade) p.rect(0.16f, -0.86f, 0.06f, 0.82f);
}

void mast(Pen& p, Part part) {
  if (part == Part::body) {
    p.line(0.022f, {{-0.2f, 0}, {-0.012f, -0.84f}});
    p.line(0.022f, {{0.2f, 0}, {0.012f, -0.84f}});
    for (int k = 0; k < 6; ++k) {
      const float a = 0.2f - 0.031f * static_cast<float>(k), b = a - 0.031f, y = -0.14f * static_cast<float>(k);
      p.line(0.014f, {{-a, y}, {b, y - 0.14f}});
      p.line(0.014f, {{a, y}, {-b, y - 0.14f}});
      p.line(0.014f, {{-b, y - 0.14f}, {b, y - 0.14f}});
    }
    p.line(0.018f, {{0, -0.82f}, {0, -0.97f}});
  }
  if (part == Part::accent) {
    for (int k = 1; k <= 3; ++k) {
      const float r = 0.085f * static_cast<float>(k);
      p.arc(0.026f, 0, -0.98f, r, -0.11f, 0.11f);
      p.arc(0.026f, 0, -0.98f, r, 0.39f, 0.61f);
    }
  }
  if (part == Part::light) p.circle(0, -0.98f, 0.035f);
  if (part == Part::shade) p.polygon({{-0.26f, 0.02f}, {-0.26f, -0.03f}, {0.26f, -0.03f}, {0.26f, 0.02f}});
}

void church(Pen& p, Part part) {
  if (part == Part::body) {
    p.rect(-0.16f, -0.6f, 0.24f, 0.6f);
    p.polygon({{-0.19f, -0.6f}, {-0.04f, -0.95f}, {0.11f, -0.6f}});
    p.rect(0.06f, -0.34f, 0.4f, 0.34f);
    p.polygon({{0.04f, -0.33f}, {0.12f, -0.54f}, {0.42f, -0.54f}, {0.5f, -0.33f}});
    p.line(0.018f, {{-0.04f, -0.93f}, {-0.04f, -1.06f}});
    p.line(0.018f, {{-0.08f, -1.02f}, {0, -1.02f}});
  }
  if (part == Part::accent) {
    p.polygon({{-0.19f, -0.6f}, {-0.04f, -0.95f}, {0.11f, -0.6f}});
    p.polygon({{0.04f, -0.33f}, {0.12f, -0.54f}, {0.42f, -0.54f}, {0.5f, -0.33f}});
  }
  if (part == Part::light) {
    p.circle(-0.04f, -0.48f, 0.045f);
    for (const float x : {0.15f, 0.25f, 0.35f}) p.rounded(x, -0.26f, 0.05f, 0.14f, 0.025f);
    p.rounded(-0.085f, -0.2f, 0.09f, 0.2f, 0.045f);
  }
  if (part == Part::shade) p.rect(0.02f, -0.6f, 0.06f, 0.6f);
}

void windmill(Pen& p, Part part) {
  if (part == Part::body) {
    p.polygon({{-0.2f, 0}, {-0.11f, -0.56f}, {0.11f, -0.56f}, {0.2f, 0}});
    p.half(0, -0.55f, 0.13f, 0.5f);
    for (int k = 0; k < 4; ++k) {
      p.save();
      p.translate(0, -0.62f);
      p.rotate(0.06f + 0.25f * static_cast<float>(k));
      p.line(0.02f, {{0, 0}, {0, -0.44f}});
      p.restore();
    }
  }
  if (part == Part::accent) {
    for (int k = 0; k < 4; ++k) {
      p.save();
      p.translate(0, -0.62f);
      p.rotate(0.06f + 0.25f * static_cast<float>(k));
      p.rect(0.01f, -0.43f, 0.11f, 0.32f);
      p.restore();
    }
  }
  if (part == Part::light) {
    p.rect(-0.04f, -0.42f, 0.07f, 0.08f);
    p.rounded(-0.05f, -0.17f, 0.1f, 0.17f, 0.05f);
  }
  if (part == Part::shade) p.polygon({{0.05f, 0}, {0.03f, -0.56f}, {0.11f, -0.56f}, {0.2f, 0}});
}

void castle(Pen& p, Part part) {
  const float xs[] = {-0.5f, -0.13f, 0.26f}, hs[] = {0.62f, 0.84f, 0.56f}, ws[] = {0.24f, 0.26f, 0.24f};
  for (int i = 0; i < 3; ++i) {
    const float x = xs[i], h = hs[i], w = ws[i];
    if (part == Part::body) {
      p.rect(x, -h, w, h);
      for (int k = 0; k < 3; ++k) p.rect(x - 0.02f + static_cast<float>(k) * (w + 0.04f) * 0.38f, -h - 0.06f, (w + 0.04f) * 0.24f, 0.08f);
    }
    if (part == Part::accent) {
      p.line(0.012f, {{x + w / 2, -h - 0.04f}, {x + w / 2, -h - 0.2f}});
      p.polygon({{x + w / 2, -h - 0.21f}, {x + w / 2 + 0.13f, -h - 0.165f}, {x + w / 2, -h - 0.12f}});
    }
    if (part == Part::light) p.rounded(x + w / 2 - 0.03f, -h + 0.12f, 0.06f, 0.13f, 0.03f);
    if (part == Part::shade) p.rect(x + w * 0.68f, -h, w * 0.32f, h);
  }
  if (part == Part::body) p.rect(-0.5f, -0.34f, 1, 0.34f);
  if (part == Part::light) p.rounded(-0.08f, -0.2f, 0.16f, 0.24f, 0.08f);
}

void tent(Pen& p, Part part) {
  if (part == Part::body) p.polygon({{-0.72f, 0}, {-0.04f, -0.9f}, {0.04f, -0.9f}, {0.72f, 0}});
  if (part == Part::light) p.polygon({{-0.2f, 0}, {0, -0.62f}, {0.2f, 0}});
  if (part == Part::accent) {
    p.polygon({{-0.2f, 0}, {0, -0.62f}, {-0.02f, -0.34f}, {-0.3f, 0}});
    p.line(0.016f, {{0.04f, -0.9f}, {0.12f, -1}});
    p.line(0.016f, {{-0.04f, -0.9f}, {-0.12f, -1}});
  }
  if (part == Part::shade) p.polygon({{0.2f, 0}, {0, -0.88f}, {0.04f, -0.9f}, {0.72f, 0}});
}

constexpr Motif kMotifs[] = {
    {"lighthouse", lighthouse, {-0.32f, -1.05f, 0.64f, 1.08f}, 0.46f, 0.66f, Ground::sea, LightKind::lamp, true},
    {"house", house, {-0.46f, -1.06f, 0.92f, 1.07f}, 0.24f, 0.64f, Ground::hill, LightKind::moon, false},
    {"towers", towers, {-0.92f, -1.2f, 2.06f, 1.21f}, 0.42f, 0.5f, Ground::street, LightKind::moon, false},
    {"door", door, {-0.52f, -1.05f, 1, 1.22f}, 0.40f, 0.62f, Ground::hill, LightKind::moon, true},
    {"window", window, {-0.5f, -1.01f, 1, 1.13f}, 0.46f, 0.5f, Ground::hill, LightKind::moon, false, 0.02f},
    {"phone_box", phone_box, {-0.26f, -1.01f, 0.52f, 1.02f}, 0.40f, 0.64f, Ground::street, LightKind::moon, false},
    {"mast", mast, {-0.3f, -1.26f, 0.6f, 1.29f}, 0.44f, 0.64f, Ground::hill, LightKind::moon, false},
    {"church", church, {-0.2f, -1.08f, 0.72f, 1.09f}, 0.34f, 0.6f, Ground::hill, LightKind::moon, false},
    {"windmill", windmill, {-0.46f, -1.08f, 0.92f, 1.09f}, 0.40f, 0.64f, Ground::hill, LightKind::sun, false},
    {"castle", castle, {-0.54f, -1.06f, 1.1f, 1.1f}, 0.34f, 0.6f, Ground::hill, LightKind::moon, false},
    {"tent", tent, {-0.74f, -1.02f, 1.48f, 1.03f}, 0.20f, 0.62f, Ground::hill, LightKind::moon, false},
};

}  // namespace

std::span<const Motif> building_motifs() { return kMotifs; }

}  // namespace souls::band::visuals
