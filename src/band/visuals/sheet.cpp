#include "band/visuals/sheet.hpp"

#include <cairo.h>

namespace souls::band::visuals {

Sheet::Sheet(int side, Rgb ground)
    : side_(side), surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side), cairo_surface_destroy),
      context_(cairo_create(surface_.get()), cairo_destroy), pen_(context_.get()) {
  cairo_scale(context_.get(), side, side);
  cairo_set_line_join(context_.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(context_.get(), CAIRO_LINE_CAP_ROUND);
  colour(ground);
  cairo_paint(context_.get());
}

void Sheet::colour(Rgb c, float alpha) { cairo_set_source_rgba(context_.get(), c.r, c.g, c.b, alpha); }

void Sheet::overprint(bool on) { cairo_set_operator(context_.get(), on ? CAIRO_OPERATOR_MULTIPLY : CAIRO_OPERATOR_OVER); }

Canvas Sheet::canvas() const {
  cairo_surface_flush(surface_.get());
  Canvas out(side_);
  const unsigned char* data = cairo_image_surface_get_data(surface_.get());
  const int stride = cairo_image_surface_get_stride(surface_.get());
  for (int y = 0; y < side_; ++y) {
    const unsigned char* row = data + static_cast<std::ptrdiff_t>(y) * stride;
    float *r = out.red.row(y), *g = out.green.row(y), *b = out.blue.row(y);
    for (int x = 0; x < side_; ++x) {
      b[x] = static_cast<float>(row[4 * x]) * (1.0f / 255);
      g[x] = static_cast<float>(row[4 * x + 1]) * (1.0f / 255);
      r[x] = static_cast<float>(row[4 * x + 2]) * (1.0f / 255);
    }
  }
  return out;
}

}  // namespace souls::band::visuals
