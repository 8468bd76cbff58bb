// Letter, dish, key, clock, hourglass, crown, anchor, mask, satellite, chip.

#include "band/visuals/fastmath.hpp"
#include "band/visuals/motifs.hpp"

namespace souls::band::visuals {
namespace {

void letter(Pen& p, Part part) {
  p.save();
  p.translate(0, -0.44f);
  p.rotate(-0.019f);
  if (part == Part::body) p.rect(-0.6f, -0.38f, 1.2f, 0.76f);
  if (part == Part::shade) p.polygon({{-0.6f, -0.38f}, {0.6f, -0.38f}, {0, 0.1f}});
  if (part == Part::accent) p.circle(0, 0.07f, 0.1f);
  p.restore();
}

void dish(Pen& p, Part part) {
  p.save();
  p.translate(0, -0.62f);
  p.rotate(-0.111f);
  if (part == Part::body) {
    p.half(0, 0, 0.4f, 0);
    p.line(0.018f, {{-0.38f, 0}, {0, -0.3f}, {0.38f, 0}});
    p.line(0.018f, {{0, 0}, {0, -0.3f}});
    p.circle(0, -0.3f, 0.04f);
  }
  if (part == Part::accent) p.circle(0, -0.3f, 0.055f);
  if (part == Part::shade) p.wedge(0, 0, 0.39f, 0.02f, 0.2f);
  p.restore();
  if (part == Part::body) p.polygon({{-0.2f, 0}, {-0.03f, -0.5f}, {0.07f, -0.5f}, {0.2f, 0}});
  if (part == Part::shade) p.polygon({{0.03f, 0}, {0.03f, -0.5f}, {0.07f, -0.5f}, {0.2f, 0}});
  if (part == Part::light) p.circle(0.02f, -0.3f, 0.03f);
}

void key(Pen& p, Part part) {
  if (part == Part::body) {
    p.ring(0, -0.78f, 0.16f, 0.085f);
    p.rect(-0.042f, -0.6f, 0.084f, 0.6f);
    p.rect(0.02f, -0.1f, 0.19f, 0.08f);
    p.rect(0.02f, -0.26f, 0.14f, 0.07f);
    p.rounded(-0.085f, -0.58f, 0.17f, 0.06f, 0.02f);
  }
  if (part == Part::shade) {
    p.rect(0.012f, -0.52f, 0.03f, 0.52f);
    p.arc(0.03f, 0, -0.78f, 0.185f, -0.16f, 0.2f);
  }
  if (part == Part::accent) {
    p.move(0, -0.7f);
    p.curve(-0.13f, -0.79f, -0.07f, -0.89f, 0, -0.82f);
    p.curve(0.07f, -0.89f, 0.13f, -0.79f, 0, -0.7f);
    p.fill();
  }
  if (part == Part::light) p.arc(0.022f, 0, -0.78f, 0.16f, 0.55f, 0.7f);
}

void clock(Pen& p, Part part) {
  if (part == Part::body) {
    p.circle(0, -0.5f, 0.48f);
    p.line(0.08f, {{-0.26f, -0.1f}, {-0.34f, 0}});
    p.line(0.08f, {{0.26f, -0.1f}, {0.34f, 0}});
  }
  if (part == Part::light) {
    p.circle(0, -0.5f, 0.41f);
    p.erase(true);
    for (int k = 0; k < 12; ++k) {
      const float a = static_cast<float>(k) / 12, r = k % 3 == 0 ? 0.3f : 0.34f;
      p.line(k % 3 == 0 ? 0.036f : 0.02f,
             {{0.38f * cos_turns(a), -0.5f + 0.38f * sin_turns(a)}, {r * cos_turns(a), -0.5f + r * sin_turns(a)}});
    }
    p.line(0.045f, {{0, -0.5f}, {-0.12f, -0.69f}});
    p.line(0.032f, {{0, -0.5f}, {0.05f, -0.8f}});
    p.erase(false);
  }
  if (part == Part::shade) p.arc(0.05f, 0, -0.5f, 0.445f, -0.1f, 0.2f);
  if (part == Part::accent) {
    p.line(0.014f, {{-0.06f, -0.42f}, {0.22f, -0.72f}});
    p.circle(0, -0.5f, 0.04f);
    p.circle(-0.24f, -0.99f, 0.08f);
    p.circle(0.24f, -0.99f, 0.08f);
  }
}

void hourglass(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-0.32f, -1, 0.64f, 0.085f, 0.03f);
    p.rounded(-0.32f, -0.085f, 0.64f, 0.085f, 0.03f);
    p.move(-0.26f, -0.93f);
    p.curve(-0.28f, -0.6f, -0.04f, -0.58f, -0.04f, -0.5f);
    p.curve(-0.04f, -0.42f, -0.28f, -0.4f, -0.26f, -0.07f);
    p.to(0.26f, -0.07f);
    p.curve(0.28f, -0.4f, 0.04f, -0.42f, 0.04f, -0.5f);
    p.curve(0.04f, -0.58f, 0.28f, -0.6f, 0.26f, -0.93f);
    p.fill();
  }
  if (part == Part::light) {
    p.move(-0.21f, -0.9f);
    p.curve(-0.22f, -0.66f, -0.05f, -0.62f, 0, -0.54f);
    p.curve(0.05f, -0.62f, 0.22f, -0.66f, 0.21f, -0.9f);
    p.fill();
    p.move(-0.21f, -0.1f);
    p.curve(-0.22f, -0.34f, -0.05f, -0.38f, 0, -0.46f);
    p.curve(0.05f, -0.38f, 0.22f, -0.34f, 0.21f, -0.1f);
    p.fill();
  }
  if (part == Part::accent) {
    p.polygon({{-0.15f, -0.74f}, {0.15f, -0.74f}, {0.06f, -0.63f}, {0, -0.56f}, {-0.06f, -0.63f}});
    p.polygon({{-0.2f, -0.1f}, {0, -0.29f}, {0.2f, -0.1f}});
    p.rect(-0.01f, -0.56f, 0.02f, 0.4f);
  }
  if (part == Part::shade) p.rect(-0.32f, -0.05f, 0.64f, 0.05f);
}

void crown(Pen& p, Part part) {
  if (part == Part::body) {
    p.polygon(
        {{-0.5f, -0.06f}, {-0.62f, -0.7f}, {-0.3f, -0.4f}, {0, -0.88f}, {0.3f, -0.4f}, {0.62f, -0.7f}, {0.5f, -0.06f}});
    p.rounded(-0.52f, -0.16f, 1.04f, 0.16f, 0.03f);
  }
  if (part == Part::accent) {
    p.circle(-0.62f, -0.73f, 0.07f);
    p.circle(0.62f, -0.73f, 0.07f);
    p.circle(0, -0.92f, 0.08f);
    p.polygon({{0, -0.5f}, {0.09f, -0.36f}, {0, -0.22f}, {-0.09f, -0.36f}});
  }
  if (part == Part::light) {
    for (const float x : {-0.36f, -0.12f, 0.12f, 0.36f}) p.circle(x, -0.085f, 0.034f);
  }
  if (part == Part::shade) p.polygon({{0.14f, -0.17f}, {0.3f, -0.4f}, {0.62f, -0.7f}, {0.52f, -0.17f}});
}

void anchor(Pen& p, Part part) {
  if (part == Part::body) {
    p.ring(0, -0.88f, 0.085f, 0.05f);
    p.line(0.075f, {{0, -0.78f}, {0, -0.06f}});
    p.line(0.065f, {{-0.22f, -0.66f}, {0.22f, -0.66f}});
    p.arc(0.08f, 0, -0.42f, 0.38f, 0.03f, 0.47f);
    p.polygon({{-0.47f, -0.26f}, {-0.42f, -0.5f}, {-0.25f, -0.32f}});
    p.polygon({{0.47f, -0.26f}, {0.42f, -0.5f}, {0.25f, -0.32f}});
  }
  if (part == Part::accent) {
    p.move(0, -0.88f);
    p.curve(0.24f, -0.8f, -0.2f, -0.6f, 0.06f, -0.44f);
    p.curve(0.2f, -0.34f, -0.16f, -0.24f, 0.02f, -0.1f);
    p.stroke(0.035f);
  }
  if (part == Part::shade) p.rect(0.01f, -0.74f, 0.028f, 0.66f);
}

void satellite(Pen& p, Part part) {
  p.save();
  p.translate(0, -0.5f);
  p.rotate(-0.08f);
  if (part == Part::body) {
    p.rounded(-0.13f, -0.2f, 0.26f, 0.4f, 0.04f);
    p.line(0.03f, {{-0.8f, 0}, {0.8f, 0}});
    p.half(0, 0.24f, 0.14f, 0.5f);
    p.line(0.016f, {{0, 0.2f}, {0, 0.4f}});
  }
  if (part == Part::accent) {
    for (const float s : {-1.0f, 1.0f}) p.rect(s > 0 ? 0.26f : -0.78f, -0.17f, 0.52f, 0.34f);
  }
  if (part == Part::light) {
    for (const float s : {-1.0f, 1.0f}) {
      for (int k = 1; k < 4; ++k)
        p.line(0.012f, {{s * (0.26f + 0.13f * static_cast<float>(k)), -0.16f},
                        {s * (0.26f + 0.13f * static_cast<float>(k)), 0.16f}});
      p.line(0.012f, {{s * 0.27f, 0}, {s * 0.77f, 0}});
    }
    p.circle(0, -0.06f, 0.05f);
  }
  if (part == Part::shade) p.rounded(0.02f, -0.2f, 0.11f, 0.4f, 0.03f);
  p.restore();
}

void chip(Pen& p, Part part) {
  if (part == Part::body) {
    p.rounded(-0.36f, -0.86f, 0.72f, 0.72f, 0.06f);
    for (int k = 0; k < 6; ++k) {
      const float t = -0.29f + 0.116f * static_cast<float>(k);
      p.line(0.04f, {{t, -0.96f}, {t, -0.04f}});
      p.line(0.04f, {{-0.46f, -0.5f + t}, {0.46f, -0.5f + t}});
    }
  }
  if (part == Part::light) {
    p.arc(0.026f, 0, -0.5f, 0.23f, 0.06f, 0.94f);
    p.circle(0.21f, -0.41f, 0.035f);
    p.circle(0.21f, -0.59f, 0.035f);
  }
  if (part == Part::accent) p.circle(0, -0.5f, 0.11f);
  if (part == Part::shade) p.rounded(0.16f, -0.86f, 0.2f, 0.72f, 0.05f);
}

void signpost(Pen& p, Part part) {
  if (part == Part::body) {
    p.rect(-0.035f, -1, 0.07f, 1);
    p.circle(0, -1, 0.05f);
    p.polygon({{-0.06f, -0.92f}, {0.36f, -0.92f}, {0.48f, -0.83f}, {0.36f, -0.74f}, {-0.06f, -0.74f}});
  }
  if (part == Part::accent)
    p.polygon({{0.06f, -0.68f}, {-0.36f, -0.68f}, {-0.48f, -0.59f}, {-0.36f, -0.5f}, {0.06f, -0.5f}});
  if (part == Part::light) {
    p.rect(0.06f, -0.845f, 0.26f, 0.03f);
    p.rect(-0.32f, -0.605f, 0.26f, 0.03f);
  }
  if (part == Part::shade) p.rect(0.005f, -0.5f, 0.03f, 0.5f);
}

constexpr Motif kMotifs[] = {
    {"letter", letter, {-0.68f, -0.9f, 1.36f, 0.92f}, 0.34f, 0.5f, Ground::sea, LightKind::sun, true, 0.05f},
    {"dish", dish, {-0.4f, -1.08f, 0.8f, 1.09f}, 0.36f, 0.62f, Ground::hill, LightKind::moon, true},
    {"key", key, {-0.24f, -1, 0.48f, 1.01f}, 0.46f, 0.52f, Ground::hill, LightKind::sun, false, 0.06f},
    {"clock", clock, {-0.5f, -1.08f, 1, 1.13f}, 0.42f, 0.52f, Ground::hill, LightKind::moon, false, 0.02f},
    {"hourglass", hourglass, {-0.34f, -1.01f, 0.68f, 1.02f}, 0.46f, 0.54f, Ground::hill, LightKind::sun, false},
    {"crown", crown, {-0.7f, -1.01f, 1.4f, 1.02f}, 0.30f, 0.5f, Ground::hill, LightKind::sun, false, 0.12f},
    {"anchor", anchor, {-0.5f, -1.01f, 1, 1.02f}, 0.44f, 0.54f, Ground::sea, LightKind::sun, false, 0.02f},
    {"satellite", satellite, {-0.86f, -1, 1.72f, 1.02f}, 0.28f, 0.56f, Ground::hill, LightKind::moon, true, 0.30f},
    {"chip", chip, {-0.5f, -1, 1, 1.01f}, 0.40f, 0.5f, Ground::hill, LightKind::sun, false, 0.08f},
    {"signpost", signpost, {-0.5f, -1.06f, 1, 1.07f}, 0.36f, 0.6f, Ground::hill, LightKind::sun, false},
};

}  // namespace

std::span<const Motif> sign_motifs() { return kMotifs; }

}  // namespace souls::band::visuals
