#pragma once
// The package's fonts and nothing else: text becomes outlines, the same on every machine.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "band/visuals/pen.hpp"
#include "base/result.hpp"

namespace souls::band::visuals {

/// How type is set. Tracking and leading are in parts of the size.
struct Face {
  std::string family;
  int weight = 400;
  float tracking = 0;
  float leading = 1;
  bool upper = false;
  bool italic = false;
};

/// The outline of a line of text at size 1; the origin is the start of the baseline.
struct Shape {
  struct Step {
    char kind = 'm';  ///< m move, l line, c curve, z close
    float values[6] = {};
  };
  std::vector<Step> steps;
  Box ink;  ///< what is black
  bool empty() const { return steps.empty(); }
};

/// Adds the outline to the pen's path and fills it.
void fill_shape(Pen& pen, const Shape& shape);
/// Adds the outline and strokes it.
void stroke_shape(Pen& pen, const Shape& shape, float width);

/// Fonts of one folder, apart from those of the system. Not safe to share between threads.
class Fonts {
 public:
  static Result<std::unique_ptr<Fonts>> load(const std::filesystem::path& folder);
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  /// The text without what no font here can draw, and with single spaces. Broken UTF-8 is dropped.
  std::string drawable(std::string_view text) const;
  /// True when the family itself has every letter.
  bool covers(std::string_view family, std::string_view text) const;
  /// `text` must come from drawable().
  Shape shape(std::string_view text, const Face& face) const;
  /// The face in which `text` is set: the one asked for, or a relative that has its letters.
  Face fitting(Face face, std::string_view text) const;
  float cap_height(const Face& face) const;

 private:
  struct Impl;
  explicit Fonts(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The letters of a UTF-8 text; broken bytes are dropped.
std::vector<char32_t> code_points(std::string_view text);
std::string utf8_of(char32_t letter);

}  // namespace souls::band::visuals
