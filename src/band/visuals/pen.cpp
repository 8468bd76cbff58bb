#include "band/visuals/pen.hpp"

#include <cairo.h>

#include <cmath>
#include <memory>

#include "band/visuals/fastmath.hpp"

namespace souls::band::visuals {
namespace {

constexpr double kTurn = 6.283185307179586;

}  // namespace

void Pen::save() { cairo_save(context_); }
void Pen::restore() { cairo_restore(context_); }
void Pen::translate(float x, float y) { cairo_translate(context_, x, y); }
void Pen::rotate(float turns) { cairo_rotate(context_, turns * kTurn); }
void Pen::scale(float x, float y) { cairo_scale(context_, x, y); }

void Pen::polygon(const std::vector<Point>& points) {
  cairo_new_path(context_);
  for (const Point& p : points) cairo_line_to(context_, p.x, p.y);
  cairo_close_path(context_);
  cairo_fill(context_);
}

void Pen::line(float width, const std::vector<Point>& points) {
  cairo_new_path(context_);
  for (const Point& p : points) cairo_line_to(context_, p.x, p.y);
  stroke(width);
}

void Pen::rect(float x, float y, float width, float height) {
  cairo_new_path(context_);
  cairo_rectangle(context_, x, y, width, height);
  cairo_fill(context_);
}

void Pen::rounded(float x, float y, float width, float height, float radius) {
  const float r = std::min(radius, std::min(width, height) / 2);
  cairo_new_path(context_);
  cairo_arc(context_, x + width - r, y + r, r, -kTurn / 4, 0);
  cairo_arc(context_, x + width - r, y + height - r, r, 0, kTurn / 4);
  cairo_arc(context_, x + r, y + height - r, r, kTurn / 4, kTurn / 2);
  cairo_arc(context_, x + r, y + r, r, kTurn / 2, kTurn * 0.75);
  cairo_close_path(context_);
  cairo_fill(context_);
}

void Pen::circle(float x, float y, float radius) {
  cairo_new_path(context_);
  cairo_arc(context_, x, y, std::max(radius, 0.0f), 0, kTurn);
  cairo_fill(context_);
}

void Pen::ellipse(float x, float y, float radius_x, float radius_y, float turns) {
  if (radius_x <= 0 || radius_y <= 0) return;
  save();
  translate(x, y);
  rotate(turns);
  scale(radius_x, radius_y);
  circle(0, 0, 1);
  restore();
}

void Pen::ring(float x, float y, float radius, float width) {
  cairo_new_path(context_);
  cairo_arc(context_, x, y, radius, 0, kTurn);
  cairo_close_path(context_);
  stroke(width);
}

void Pen::half(float x, float y, float radius, float turns) {
  cairo_new_path(context_);
  cairo_arc(context_, x, y, radius, turns * kTurn, (turns + 0.5) * kTurn);
  cairo_close_path(context_);
  cairo_fill(context_);
}

void Pen::arc(float width, float x, float y, float radius, float from_turns, float to_turns) {
  cairo_new_path(context_);
  cairo_arc(context_, x, y, radius, from_turns * kTurn, to_turns * kTurn);
  stroke(width);
}

void Pen::wedge(float x, float y, float radius, float from_turns, float to_turns) {
  cairo_new_path(context_);
  cairo_move_to(context_, x, y);
  cairo_arc(context_, x, y, radius, from_turns * kTurn, to_turns * kTurn);
  cairo_close_path(context_);
  cairo_fill(context_);
}

void Pen::leaf(float x, float y, float turns, float size) {
  save();
  translate(x, y);
  rotate(turns);
  scale(size, size);
  move(0, 0);
  curve(-0.5f, -0.3f, -0.35f, -0.8f, 0, -1);
  curve(0.35f, -0.8f, 0.5f, -0.3f, 0, 0);
  fill();
  restore();
}

void Pen::move(float x, float y) { cairo_move_to(context_, x, y); }
void Pen::to(float x, float y) { cairo_line_to(context_, x, y); }
void Pen::curve(float x1, float y1, float x2, float y2, float x, float y) {
  cairo_curve_to(context_, x1, y1, x2, y2, x, y);
}
void Pen::arc_to(float x, float y, float radius, float from_turns, float to_turns) {
  cairo_arc(context_, x, y, radius, from_turns * kTurn, to_turns * kTurn);
}
void Pen::arc_back(float x, float y, float radius, float from_turns, float to_turns) {
  cairo_arc_negative(context_, x, y, radius, from_turns * kTurn, to_turns * kTurn);
}
void Pen::close() { cairo_close_path(context_); }
void Pen::fill() { cairo_fill(context_); }

void Pen::stroke(float width) {
  cairo_set_line_width(context_, width);
  cairo_stroke(context_);
}

void Pen::clip() { cairo_clip(context_); }
void Pen::butt() { cairo_set_line_cap(context_, CAIRO_LINE_CAP_BUTT); }
void Pen::round_ends() { cairo_set_line_cap(context_, CAIRO_LINE_CAP_ROUND); }

void Pen::dash(float on, float off) {
  const double lengths[] = {on, off};
  cairo_set_dash(context_, lengths, on > 0 ? 2 : 0, 0);
}

void Pen::even_odd() { cairo_set_fill_rule(context_, CAIRO_FILL_RULE_EVEN_ODD); }
void Pen::erase(bool on) { cairo_set_operator(context_, on ? CAIRO_OPERATOR_DEST_OUT : CAIRO_OPERATOR_OVER); }

Mask draw_mask(int side, Box window, const std::function<void(Pen&)>& draw) {
  Mask mask(side, window);
  if (mask.empty()) return mask;
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create_for_data(mask.values.data(), CAIRO_FORMAT_A8, mask.width, mask.height, mask.stride),
      cairo_surface_destroy);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> context(cairo_create(surface.get()), cairo_destroy);
  cairo_translate(context.get(), -mask.x0, -mask.y0);
  cairo_scale(context.get(), side, side);
  cairo_set_source_rgba(context.get(), 0, 0, 0, 1);
  cairo_set_line_cap(context.get(), CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(context.get(), CAIRO_LINE_JOIN_ROUND);
  Pen pen(context.get());
  draw(pen);
  cairo_surface_flush(surface.get());
  return mask;
}

}  // namespace souls::band::visuals
