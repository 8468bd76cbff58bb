#pragma once
// Four ways of light for the style of that name; each fills a canvas in linear light.

#include <array>

#include "band/visuals/scene.hpp"

namespace souls::band::visuals {

/// Linear colours from dark to bright.
struct LightRamp {
  std::array<Rgb, 4> colours;
  Rgb at(float t) const;
};

/// Side of the fields that are drawn small and enlarged; the same for every size of picture.
inline constexpr int kLightField = 1000;

void draw_caustic(Canvas& canvas, const LightRamp& ramp, Random& random);
void draw_bokeh(Canvas& canvas, const LightRamp& ramp, Random& random);
void draw_veil(Canvas& canvas, const LightRamp& ramp, Random& random);
void draw_prism(Canvas& canvas, const LightRamp& ramp, Random& random);

}  // namespace souls::band::visuals
