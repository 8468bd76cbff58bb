#pragma once
// The song document: a plain value, and all that song.json says.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "song/lyrics.hpp"
#include "song/plan.hpp"
#include "song/request.hpp"
#include "song/score.hpp"

namespace souls::song {

/// Settings of one track in the mix.
struct TrackMix {
  std::string track;
  double gain_db = 0;   ///< brings the track to its place in the balance; measured once, then kept
  double level_db = 0;  ///< what a hand adds
  double pan = 0;       ///< −1 left to 1 right, what a hand adds
  bool mute = false;
  double reverb_db = 0;  ///< change of the reverb send
  double delay_db = 0;   ///< change of the delay send
  Origin origin = Origin::generated;
  bool operator==(const TrackMix&) const = default;
};

struct Mix {
  std::vector<TrackMix> tracks;
  bool operator==(const Mix&) const = default;
};

/// Type on the cover, in pixels of a 3000 × 3000 picture, with the contrast measured on its pixels.
struct TextBox {
  std::string text;
  int x = 0, y = 0, width = 0, height = 0;
  double contrast = 0;  ///< WCAG 2.2, 1 to 21
  bool operator==(const TextBox&) const = default;
};

struct CoverScene {
  std::string style;
  std::string hero;                  ///< the motif
  std::vector<std::string> palette;  ///< "#rrggbb", paper first, ink last
  std::vector<TextBox> text_boxes;
  bool operator==(const CoverScene&) const = default;
};

struct Scenes {
  CoverScene cover;
  bool operator==(const Scenes&) const = default;
};

/// What a step read or left: a file of the folder, or a value without one (then only its digest names it).
struct Artifact {
  std::string name;
  Digest digest;
  bool operator==(const Artifact&) const = default;
};

/// The record of one step. `seconds` is the one field that may differ between two makings.
struct StepRecord {
  std::string id;  ///< "melody/Chorus 1"
  Digest key;
  std::string capability;
  std::string package;
  std::string version;
  Digest digest;  ///< the package's
  Seed seed = 0;
  std::vector<Artifact> inputs;
  std::vector<Artifact> outputs;
  double seconds = 0;
  bool operator==(const StepRecord&) const = default;
};

/// A typed operation on the document, in the vocabulary of edits.hpp, as canonical JSON text.
struct Provenance {
  std::vector<std::string> edits;      ///< operations in the order they were made, each canonical JSON
  std::vector<std::string> conflicts;  ///< what no longer fits a hand's work, with the choices, in words
  std::vector<StepRecord> steps;
  bool operator==(const Provenance&) const = default;
};

struct Document {
  std::string title;
  Seed seed = 0;
  std::string language = "en";
  Request request;
  Plan plan;
  Lyrics lyrics;
  Score score;
  Mix mix;
  Scenes scenes;
  Provenance provenance;
  bool operator==(const Document&) const = default;
};

}  // namespace souls::song
