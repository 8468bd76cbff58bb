#include "band/visuals/motifs.hpp"

#include <algorithm>
#include <vector>

namespace souls::band::visuals {

std::span<const Motif> motifs() {
  static const std::vector<Motif> all = [] {
    std::vector<Motif> out;
    for (const auto kind : {building_motifs(), nature_motifs(), people_motifs(), travel_motifs(), home_motifs(), sign_motifs()}) {
      out.insert(out.end(), kind.begin(), kind.end());
    }
    return out;
  }();
  return all;
}

const Motif* find_motif(std::string_view name) {
  const auto all = motifs();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Motif& m) { return m.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Box Placement::box() const {
  const Box& b = motif->box;
  const float left = flip ? -b.right() : b.x;
  Box out{x + left * height, y + b.y * height, b.width * height, b.height * height};
  if (turns != 0) out = grown(out, 0.35f * std::max(out.width, out.height));
  return out;
}

void paint_part(Pen& pen, const Placement& placement, Part part) {
  pen.save();
  pen.translate(placement.x, placement.y);
  if (placement.turns != 0) pen.rotate(placement.turns);
  pen.scale(placement.flip ? -placement.height : placement.height, placement.height);
  placement.motif->draw(pen, part);
  pen.restore();
}

Mask draw_part(int side, const Placement& placement, Part part) {
  return draw_mask(side, grown(placement.box(), 0.004f), [&](Pen& pen) { paint_part(pen, placement, part); });
}

Mask draw_whole(int side, const Placement& placement) {
  return draw_mask(side, grown(placement.box(), 0.004f), [&](Pen& pen) {
    for (const Part part : {Part::body, Part::accent, Part::light}) paint_part(pen, placement, part);
  });
}

}  // namespace souls::band::visuals
