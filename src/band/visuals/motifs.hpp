#pragma once
// The catalogue of motifs: shapes from primitives, with a role for each part.

#include <span>
#include <string_view>

#include "band/visuals/pen.hpp"

namespace souls::band::visuals {

/// What a part of a motif is; each style decides what becomes of it (an ink, a cut, a sheet).
enum class Part { body, shade, light, accent };

enum class Ground { sea, hill, street, bridge };
enum class LightKind { moon, sun, lamp, bolt };

struct Motif {
  std::string_view name;
  /// Draws one part; origin at the middle of the foot, height about 1, y downwards.
  void (*draw)(Pen&, Part);
  Box box;              ///< holds all parts, in the motif's units
  float height = 0.3f;  ///< as the hero of a scene, in parts of the page
  float x = 0.6f;       ///< where it likes to stand; 0.5 when it wants the light behind it
  Ground ground = Ground::hill;
  LightKind light = LightKind::sun;
  bool pale = false;  ///< reads better as a light body with shade than as a silhouette
  float lift = 0;     ///< how high its foot floats above the ground
};

std::span<const Motif> motifs();
/// Null for unknown names.
const Motif* find_motif(std::string_view name);

/// Where a motif stands on the page.
struct Placement {
  const Motif* motif = nullptr;
  float x = 0.5f, y = 0.7f, height = 0.3f;
  bool flip = false;
  float turns = 0;

  Box box() const;  ///< of all parts, on the page
};

/// One part of a placed motif.
Mask draw_part(int side, const Placement& placement, Part part);
/// Body and accent and light together: the outline of the whole.
Mask draw_whole(int side, const Placement& placement);
void paint_part(Pen& pen, const Placement& placement, Part part);

// The drawings, by kind; each file draws its own.
std::span<const Motif> building_motifs();
std::span<const Motif> nature_motifs();
std::span<const Motif> people_motifs();
std::span<const Motif> travel_motifs();
std::span<const Motif> home_motifs();
std::span<const Motif> sign_motifs();

}  // namespace souls::band::visuals
