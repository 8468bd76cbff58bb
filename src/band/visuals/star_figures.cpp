#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "band/visuals/filter.hpp"
#include "band/visuals/starchart.hpp"

namespace souls::band::visuals {
namespace {

struct HandFigure {
  std::string_view motif;
  std::vector<StarFigure::Star> stars;
  std::string_view lines;  ///< pairs of hexadecimal star numbers
};

const std::vector<HandFigure>& hand_figures() {
  static const std::vector<HandFigure> figures = {
      {"dish",
       {{-.9f, -.1f, 2},
        {-.45f, .35f, 3},
        {.05f, .52f, 1},
        {.55f, .38f, 3},
        {.9f, -.08f, 2},
        {.1f, -.45f, 1},
        {.05f, .95f, 2},
        {-.35f, 1.2f, 3},
        {.45f, 1.2f, 3}},
       "01 12 23 34 05 54 26 67 68 78"},
      {"robot",
       {{0, -1.2f, 3},
        {0, -.95f, 2},
        {-.35f, -.9f, 2},
        {.35f, -.9f, 1},
        {.35f, -.4f, 2},
        {-.35f, -.4f, 3},
        {-.5f, -.2f, 1},
        {.5f, -.2f, 2},
        {.42f, .5f, 2},
        {-.42f, .5f, 2},
        {-.85f, -.8f, 3},
        {.9f, -.75f, 1},
        {-.3f, 1.2f, 2},
        {.3f, 1.2f, 2},
        {0, .1f, 0}},
       "01 23 34 45 52 67 78 89 96 6a 7b 9c 8d"},
      {"boat",
       {{-.9f, .5f, 2},
        {.9f, .4f, 1},
        {.6f, .8f, 3},
        {-.6f, .8f, 2},
        {0, .5f, 3},
        {.05f, -1, 0},
        {.7f, .2f, 2},
        {-.55f, .2f, 3}},
       "01 12 23 30 45 56 64 57 74"},
      {"cradle",
       {{-.8f, -.4f, 1},
        {-.6f, .2f, 2},
        {0, .4f, 3},
        {.6f, .2f, 2},
        {.8f, -.1f, 1},
        {-.9f, .55f, 3},
        {0, .75f, 2},
        {.9f, .55f, 3},
        {-.5f, -.8f, 2},
        {-.2f, -.25f, 0}},
       "01 12 23 34 56 67 08 89 94"},
      {"train",
       {{-1, -.2f, 2},
        {-.4f, -.2f, 3},
        {.2f, -.2f, 2},
        {.8f, -.2f, 1},
        {1.1f, .15f, 0},
        {1.1f, .35f, 2},
        {-1, .35f, 3},
        {-.7f, .5f, 2},
        {0, .5f, 3},
        {.7f, .5f, 2}},
       "01 12 23 34 45 56 60 67 78 89"},
      {"lighthouse",
       {{-.35f, 1, 2},
        {.35f, 1, 1},
        {.2f, -.4f, 2},
        {-.2f, -.4f, 2},
        {-.15f, -.75f, 3},
        {.15f, -.75f, 3},
        {0, -.62f, 0},
        {0, -1, 2},
        {1.1f, -.8f, 3},
        {1.1f, -.3f, 3}},
       "01 12 23 30 34 25 47 57 68 69"},
      {"tree",
       {{0, 1.1f, 1},
        {0, .3f, 2},
        {-.5f, -.1f, 2},
        {.5f, -.1f, 3},
        {-.8f, -.5f, 3},
        {-.3f, -.9f, 1},
        {.3f, -.95f, 2},
        {.8f, -.5f, 2},
        {0, -.3f, 0}},
       "01 12 13 24 45 56 67 73 18"},
      {"child",
       {{0, -.9f, 0},
        {0, -.5f, 2},
        {0, .2f, 1},
        {-.5f, .1f, 3},
        {.6f, -.2f, 2},
        {-.4f, .9f, 2},
        {.5f, .8f, 2},
        {.75f, .75f, 3},
        {.2f, -1.1f, 3},
        {-.2f, -1.1f, 3}},
       "01 12 13 14 25 26 67 08 09 89"},
      {"umbrella",
       {{-.9f, -.2f, 2},
        {-.5f, -.75f, 3},
        {0, -.95f, 0},
        {.5f, -.75f, 3},
        {.9f, -.2f, 1},
        {.45f, -.3f, 3},
        {0, -.2f, 2},
        {-.45f, -.3f, 3},
        {0, .8f, 2},
        {.22f, 1.05f, 1},
        {.42f, .8f, 3}},
       "01 12 23 34 45 56 67 70 26 68 89 9a"},
      {"dancer",
       {{.1f, -1.05f, 0},
        {.05f, -.7f, 2},
        {-.05f, -.1f, 1},
        {.6f, -.9f, 3},
        {.85f, -1.2f, 2},
        {-.5f, -.45f, 3},
        {-.85f, -.75f, 2},
        {.05f, .5f, 2},
        {-.1f, 1.1f, 1},
        {.55f, .1f, 2},
        {.9f, .6f, 3}},
       "01 12 13 34 15 56 27 78 29 9a"},
      {"letter",
       {{-1, -.6f, 1}, {1, -.65f, 2}, {1, .6f, 2}, {-1, .65f, 3}, {0, .1f, 0}, {-.25f, .3f, 3}, {.25f, .3f, 3}},
       "01 12 23 30 04 41 35 26"},
      {"kettle",
       {{-.6f, .8f, 2},
        {-.75f, .1f, 2},
        {-.3f, -.35f, 1},
        {.3f, -.35f, 2},
        {.72f, .1f, 3},
        {.6f, .8f, 2},
        {1.1f, -.2f, 1},
        {0, -.55f, 0},
        {-.5f, -.8f, 3},
        {0, -1.1f, 2},
        {.5f, -.8f, 3}},
       "01 12 23 34 45 50 46 27 37 28 89 9a a3"},
      {"heart",
       {{0, 1, 0},
        {-.7f, .25f, 2},
        {-.85f, -.3f, 3},
        {-.45f, -.8f, 1},
        {0, -.35f, 2},
        {.45f, -.8f, 2},
        {.85f, -.3f, 1},
        {.7f, .25f, 3}},
       "01 12 23 34 45 56 67 70"},
      {"bird",
       {{-1.1f, -.1f, 2},
        {-.45f, -.45f, 3},
        {0, 0, 0},
        {.45f, -.45f, 2},
        {1.1f, -.15f, 1},
        {0, .5f, 2},
        {-.2f, .75f, 3},
        {.2f, .75f, 3},
        {0, -.3f, 2}},
       "01 12 23 34 25 56 57 28"},
      {"whale",
       {{-1.1f, .2f, 1},
        {-.7f, -.35f, 2},
        {0, -.5f, 2},
        {.6f, -.15f, 3},
        {.95f, -.3f, 2},
        {1.25f, -.75f, 1},
        {1.35f, -.15f, 3},
        {.3f, .4f, 2},
        {-.5f, .5f, 3},
        {-.65f, .1f, 0},
        {-.6f, -.85f, 3},
        {-.3f, -.95f, 3}},
       "01 12 23 34 45 46 37 78 80 1a 1b"},
      {"figure",
       {{0, -1.1f, 0},
        {0, -.75f, 2},
        {-.35f, -.55f, 3},
        {.35f, -.55f, 2},
        {-.42f, .1f, 2},
        {.45f, .1f, 1},
        {0, .1f, 2},
        {-.3f, 1.1f, 1},
        {.32f, 1.1f, 2}},
       "01 12 13 24 35 16 67 68"},
      {"clock",
       {{0, -1, 1},
        {.7f, -.7f, 3},
        {1, 0, 2},
        {.7f, .7f, 3},
        {0, 1, 2},
        {-.7f, .7f, 3},
        {-1, 0, 2},
        {-.7f, -.7f, 3},
        {0, 0, 0},
        {-.2f, -.6f, 2},
        {.42f, -.15f, 1}},
       "01 12 23 34 45 56 67 70 89 8a"},
      {"key",
       {{-.75f, -.75f, 1},
        {-.3f, -1.05f, 3},
        {.1f, -.75f, 2},
        {-.2f, -.35f, 0},
        {-.65f, -.3f, 3},
        {.3f, .4f, 2},
        {.75f, 1.05f, 1},
        {.95f, .7f, 3},
        {.6f, .1f, 3}},
       "01 12 23 34 40 35 56 67 58"}};
  return figures;
}

constexpr int kGrid = 120;

/// Outline of a mask's largest shape, walked clockwise on the pixel grid (Moore neighbours).
std::vector<Point> outline_of(const Mask& mask) {
  std::vector<Point> out;
  const auto inside = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.row(y + mask.y0)[x] > 110;
  };
  int sx = -1, sy = -1;
  for (int y = mask.height / 2; y < mask.height && sx < 0; ++y) {
    for (int x = 0; x < mask.width && sx < 0; ++x) {
      if (inside(x, y)) {
        sx = x;
        sy = y;
      }
    }
  }
  if (sx < 0) return out;
  constexpr int dx[] = {1, 1, 0, -1, -1, -1, 0, 1}, dy[] = {0, 1, 1, 1, 0, -1, -1, -1};
  int x = sx, y = sy, back = 4;
  for (int steps = 0; steps < 8 * kGrid; ++steps) {
    out.push_back({static_cast<float>(x), static_cast<float>(y)});
    int turn = 1;
    for (; turn <= 8; ++turn) {
      const int d = (back + turn) % 8;
      if (inside(x + dx[d], y + dy[d])) {
        x += dx[d];
        y += dy[d];
        back = (d + 4) % 8;
        break;
      }
    }
    if (turn > 8 || (x == sx && y == sy)) break;
  }
  return out;
}

float distance_to(Point p, Point a, Point b) {
  const float vx = b.x - a.x, vy = b.y - a.y, length = vx * vx + vy * vy;
  const float t = length > 0 ? std::clamp(((p.x - a.x) * vx + (p.y - a.y) * vy) / length, 0.0f, 1.0f) : 0.0f;
  return std::hypot(p.x - a.x - t * vx, p.y - a.y - t * vy);
}

/// Corners of a closed outline: points are added where it strays most, until `count` or the tolerance (in grid steps).
std::vector<std::size_t> corners_of(const std::vector<Point>& outline, std::size_t count, float tolerance) {
  const std::size_t n = outline.size();
  std::vector<std::size_t> keep = {0, n / 2};
  while (keep.size() < count) {
    float worst = tolerance;
    std::size_t at = n, after = 0;
    for (std::size_t k = 0; k < keep.size(); ++k) {
      const std::size_t a = keep[k], b = k + 1 < keep.size() ? keep[k + 1] : keep[0] + n;
      for (std::size_t i = a + 1; i < b; ++i) {
        const float d = distance_to(outline[i % n], outline[a], outline[b % n]);
        if (d > worst) {
          worst = d;
          at = i % n;
          after = k + 1;
        }
      }
    }
    if (at == n) break;
    keep.insert(keep.begin() + static_cast<std::ptrdiff_t>(after), at);
    std::sort(keep.begin(), keep.end());
  }
  return keep;
}

StarFigure traced_figure(const Motif& motif) {
  const float scale = 0.8f / std::max(motif.box.width, motif.box.height);
  const Placement place{&motif,
                        0.5f - (motif.box.x + motif.box.width / 2) * scale,
                        0.5f - (motif.box.y + motif.box.height / 2) * scale,
                        scale,
                        false,
                        0};
  const Mask whole = draw_mask(kGrid, [&](Pen& pen) {
    for (const Part part : {Part::body, Part::accent}) paint_part(pen, place, part);
  });
  const Mask merged = levels(blur(whole, 0.012f), 3, -0.55f);
  const std::vector<Point> outline = outline_of(merged);
  StarFigure figure;
  if (outline.size() < 12) return figure;
  float total = 0;
  for (const std::size_t i : corners_of(outline, 13, 2.6f)) {
    const Point p = outline[i];
    const auto norm = [&](float v, int origin) { return ((v + static_cast<float>(origin)) / kGrid - 0.5f) * 2.5f; };
    const int k = static_cast<int>(figure.stars.size());
    figure.stars.push_back({norm(p.x, merged.x0), norm(p.y, merged.y0), k % 4 == 0 ? 1 : (k % 3 == 0 ? 3 : 2)});
    total += 1;
  }
  const int n = static_cast<int>(figure.stars.size());
  for (int k = 0; k < n; ++k) figure.lines.emplace_back(k, (k + 1) % n);
  auto top = std::min_element(figure.stars.begin(), figure.stars.end(),
                              [](const auto& a, const auto& b) { return a.y < b.y; });
  top->magnitude = 0;
  return figure;
}

}  // namespace

StarFigure star_figure(const Motif& motif) {
  const std::string_view name = motif.name == "tree_robot" ? std::string_view("robot") : motif.name;
  for (const HandFigure& hand : hand_figures()) {
    if (hand.motif != name) continue;
    StarFigure figure;
    figure.stars = hand.stars;
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (std::size_t i = 0; i + 1 < hand.lines.size(); i += 3)
      figure.lines.emplace_back(digit(hand.lines[i]), digit(hand.lines[i + 1]));
    return figure;
  }
  return traced_figure(motif);
}

}  // namespace souls::band::visuals
