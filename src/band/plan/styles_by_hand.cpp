#include <array>

#include "band/plan/style.hpp"

namespace souls::band::plan {

// clang-format off: a table is read by rows.
std::span<const Style> styles_by_hand() {
  static const std::array<Style, 11> kStyles = {{
      {"lullaby", "cradle song|berceuse|bedtime song|nursery song", "none", 0.5, "lullaby", "roots", "arpeggio",
       "gentle", "loose", "lullaby", 69, 84, "6/8|6/8|3/4", 0.1, "lullaby", "nursery", "tender|dreaming|still", 2.1,
       "ABCB|AABB", "papercut|starchart"},
      {"pop ballad", "ballad|piano ballad|power ballad|torch song|love ballad", "half_time", 0.5, "ballad", "roots",
       "broken", "lyrical", "medium", "ballad", 62, 78, "4/4|4/4|6/8", 0.35, "ballad", "ballad",
       "longing|sad|tender", 2.3, "ABAB|ABCB", "light|inkwash"},
      {"pop", "pop song|chart pop|indie pop|bubblegum pop|power pop|teen pop", "straight", 0.5, "pop", "eighths",
       "block", "anthemic", "medium", "pop", 98, 122, "4/4", 0.3, "pop", "pop", "hopeful|playful|bold", 2.6,
       "ABAB|AABB", "riso|papercut"},
      {"indie folk", "folk|acoustic folk|folk song|singer songwriter|singer-songwriter|campfire song|"
       "americana|folk ballad", "train", 0.5, "folk", "root_fifth", "fingerpick", "lyrical", "loose", "folk", 84,
       108, "4/4|4/4|3/4", 0.35, "folk", "folk", "warm|longing|hopeful", 2.4, "ABCB|ABAB", "linocut|riso"},
      {"synthwave", "synth wave|retrowave|outrun|darksynth|retro synth", "synthwave", 0.5, "synthwave", "octaves",
       "stabs", "riff", "tight", "synthwave", 84, 116, "4/4", 0.75, "synthwave", "synth", "dreaming|longing|bold",
       2.3, "AABB|ABAB", "neon|light"},
      {"lo-fi", "lofi|lo fi|lo-fi hip hop|lofi hip hop|lo fi beats|lofi beats|chillhop|chill hop|" "study beats",
       "lofi", 0.58, "lofi", "syncopated", "broken", "floating", "laid_back", "lofi", 68, 84, "4/4", 0.55, "lofi",
       "lofi", "dreaming|sad|still", 2.1, "ABCB|AABB", "neon|light"},
      {"house", "deep house|house music|tech house|french house|dance|edm|club|progressive house|"
       "electronic dance", "four_on_floor", 0.52, "house", "offbeat", "stabs", "syncopated", "tight", "house", 120,
       128, "4/4", 0.6, "house", "club", "bold|playful|hopeful", 2.5, "AABB|AABB", "swiss|typo"},
      {"rock", "rock song|rock music|rock and roll|rock n roll|rock'n'roll|hard rock|classic rock|"
       "indie rock|alt rock|alternative rock|garage rock|arena rock|alternative", "rock", 0.5, "rock", "eighths",
       "power", "anthemic", "medium", "rock", 112, 146, "4/4", 0.45, "rock", "rock", "bold|stormy|longing", 2.6,
       "ABAB|AABB", "linocut|typo"},
      {"jazz waltz", "swing waltz|jazz in three", "waltz_swing", 0.62, "jazz", "walking", "swing", "syncopated",
       "loose", "jazz", 126, 168, "3/4", 0.35, "aaba", "jazz", "playful|warm|longing", 2.5, "AABA|ABAB",
       "riso|papercut"},
      {"cinematic", "epic|film score|film music|soundtrack|movie score|orchestral|symphonic|score|"
       "trailer music|cinematic score", "cinematic", 0.5, "epic", "pedal", "ostinato", "anthemic", "medium",
       "cinematic", 70, 92, "4/4|4/4|3/4", 0.7, "cinematic", "orchestra", "bold|hopeful|stormy", 2.1, "ABAB|AABB",
       "light|starchart|inkwash"},
      {"ambient", "ambient music|drone|soundscape|new age|space music|meditation|meditation music|" "dark ambient",
       "none", 0.5, "modal", "pedal", "sustained", "floating", "loose", "ambient", 56, 72, "4/4", 0.5, "ambient",
       "drift", "still|dreaming|longing", 2.1, "ABCB|AABB", "starchart|inkwash|light"},
  }};
  return kStyles;
}

}  // namespace souls::band::plan
