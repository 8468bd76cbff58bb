#pragma once
// Breaking and sizing a title.

#include <string>
#include <string_view>
#include <vector>

#include "band/visuals/fonts.hpp"

namespace souls::band::visuals {

/// Lines of type, set in one face at one size (a part of the page's side).
struct TypeSet {
  Face face;
  float size = 0;
  std::vector<std::string> lines;
  std::vector<Shape> shapes;
  float cap_height = 0.7f;  ///< of size 1

  /// From the top of the first line's capitals to the last baseline.
  float height() const { return size * (cap_height + face.leading * static_cast<float>(lines.size() - 1)); }
  float width() const;
};

/// What a title is broken into: words, and pieces of words too long for a line.
std::vector<std::string> title_words(std::string_view title);
/// True for words that must not end a line: "the", "of", "to"…
bool is_small_word(std::string_view word);

/// All sensible ways to set the title: for each number of lines the break whose longest line is shortest.
std::vector<std::vector<std::string>> title_breaks(const Fonts& fonts, std::string_view title, const Face& face,
                                                   int lines_max);

/// The break and size that make the type largest in a box of `width` × `height`; at most `size_max`, and more lines
/// than `lines_max` only for titles that need them. `title` must come from Fonts::drawable().
TypeSet fit_title(const Fonts& fonts, std::string_view title, Face face, float width, float height, float size_max,
                  int lines_max);
/// Text on one line at `size`, or smaller where it would be wider than `width`.
TypeSet fit_line(const Fonts& fonts, std::string_view text, Face face, float size, float width);

enum class Align { left, right, centre };

/// Type as a mask, with what stands there.
struct Lettering {
  std::string text;
  Mask mask;
  Box box;  ///< of the ink
};

/// Sets the lines; `y` is the first baseline. Ink edges, not side bearings, meet `x`.
Lettering set_type(const TypeSet& type, int side, float x, float y, Align align);

}  // namespace souls::band::visuals
