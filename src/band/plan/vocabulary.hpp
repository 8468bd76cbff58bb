#pragma once
// Words that ask for something.

#include <span>
#include <string_view>
#include <vector>

namespace souls::band::plan {

enum class Means {
  style,       ///< value: name of a style
  tempo_feel,  ///< −2 to 2
  tempo_bpm,
  mode,        ///< major, minor
  mood,        ///< one of the ten; the word may also be what the song is about
  instrument,  ///< ids
  role,        ///< name of a role
  acoustic,
  electronic,
  a_cappella,
  voice,  ///< id
  gender,
  duet,
  choir,
  solo_voice,
  instrumental,
  sung,
  section,  ///< kind: asked for with "with", denied with "no"
  verses,
  choruses,
  loud_chorus,
  intro_length,
  solo_instrument,
  noise,  ///< asks without a content of its own: "a song about"
};

struct Phrase {
  std::string_view words;  ///< lower case, blanks between
  Means means;
  std::string_view value;
  bool loose = false;  ///< an everyday word as well: means this only where nothing else is going on
};

/// All phrases, the longest first among those that begin alike.
const std::vector<Phrase>& phrases();

/// A mood that a word of the theme brings along ("thunder": stormy); empty for none.
std::string_view mood_of_theme(std::string_view word);

}  // namespace souls::band::plan
