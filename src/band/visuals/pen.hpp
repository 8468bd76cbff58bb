#pragma once
// Drawing shapes as masks. Lengths are fractions of the page until a transform says otherwise.

#include <functional>
#include <initializer_list>
#include <vector>

#include "band/visuals/canvas.hpp"
#include "base/random.hpp"

typedef struct _cairo cairo_t;

namespace souls::band::visuals {

struct Point {
  float x = 0, y = 0;
};

/// A thin hand over a cairo context. Not safe to share between threads. Strokes have round ends unless butt() is called.
class Pen {
 public:
  explicit Pen(cairo_t* context) : context_(context) {}

  void save();
  void restore();
  void translate(float x, float y);
  void rotate(float turns);
  void scale(float x, float y);

  void polygon(std::initializer_list<Point> points) { polygon(std::vector<Point>(points)); }
  void polygon(const std::vector<Point>& points);
  void line(float width, std::initializer_list<Point> points) { line(width, std::vector<Point>(points)); }
  void line(float width, const std::vector<Point>& points);
  void rect(float x, float y, float width, float height);
  void rounded(float x, float y, float width, float height, float radius);
  void circle(float x, float y, float radius);
  void ellipse(float x, float y, float radius_x, float radius_y, float turns = 0);
  void ring(float x, float y, float radius, float width);
  /// Half a disc, from `turns` on clockwise.
  void half(float x, float y, float radius, float turns);
  void arc(float width, float x, float y, float radius, float from_turns, float to_turns);
  /// A slice of a disc.
  void wedge(float x, float y, float radius, float from_turns, float to_turns);
  /// A leaf or petal that grows from (x, y) upwards, turned.
  void leaf(float x, float y, float turns, float size);

  // Free outlines: move, then lines and curves, then fill or stroke.
  void move(float x, float y);
  void to(float x, float y);
  void curve(float x1, float y1, float x2, float y2, float x, float y);
  void arc_to(float x, float y, float radius, float from_turns, float to_turns);
  void arc_back(float x, float y, float radius, float from_turns, float to_turns);
  void close();
  void fill();
  void stroke(float width);
  void clip();

  void butt();
  void round_ends();
  void dash(float on, float off);
  void even_odd();
  /// Draws what is left of the following shapes out of what stands (true), or adds to it again (false).
  void erase(bool on);

  cairo_t* context() const { return context_; }

 private:
  cairo_t* context_;
};

/// Coverage of what `draw` paints, in a window of the page.
Mask draw_mask(int side, Box window, const std::function<void(Pen&)>& draw);
inline Mask draw_mask(int side, const std::function<void(Pen&)>& draw) { return draw_mask(side, Box{}, draw); }

}  // namespace souls::band::visuals
