#pragma once
// A page of flat colours: shapes in order, each in one colour.

#include <memory>
#include <vector>

#include "band/visuals/pen.hpp"

typedef struct _cairo_surface cairo_surface_t;

namespace souls::band::visuals {

class Sheet {
 public:
  Sheet(int side, Rgb ground);
  Pen& pen() { return pen_; }
  void colour(Rgb colour, float alpha = 1);
  /// Following shapes multiply what lies below (transparent ink), or cover it.
  void overprint(bool on);
  Canvas canvas() const;

 private:
  int side_;
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface_;
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> context_;
  Pen pen_;
};

}  // namespace souls::band::visuals
