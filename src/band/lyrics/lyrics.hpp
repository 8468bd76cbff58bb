#pragma once
// Lyra: words that scan and rhyme.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"
#include "song/lyrics.hpp"
#include "song/plan.hpp"

namespace souls::band::lyrics {

/// Pronunciations and frequencies of English words. Loads in well under 100 ms; immutable, may be shared by threads.
class Lexicon;
Result<std::shared_ptr<const Lexicon>> load_lexicon(const std::filesystem::path& package);

/// The words of a text line with syllables and phonemes. Words that the lexicon lacks are spelled out by rules. Fails
/// with invalid_request when nothing in the line can be sung or it is over limits::kLineSyllablesMax.
Result<song::Line> pronounce(const Lexicon& lexicon, const std::string& text);

/// Finds out which lines that a person wrote rhyme (perfectly, else nearly, at most four lines apart, inside a section)
/// and sets their rhyme groups; lines without a partner get none.
void assign_rhyme_groups(std::vector<song::Line>& lines);

/// What a section had before it is written anew.
struct Rewriting {
  std::vector<std::string> before;  ///< its lines; none where it is written for the first time
  std::optional<std::size_t> line;  ///< the one that is written anew, from 0, to rhyme with the others; all where it is nullopt
};

/// Writes the lines of sections. Holds the language model (one thread); not safe to share between threads.
class Lyricist {
 public:
  /// `package` holds model.gguf and the lexicon.
  static Result<std::unique_ptr<Lyricist>> load(const std::filesystem::path& package);
  virtual ~Lyricist();

  /// The lines that section `section` of the plan asks for (its LinePlans), with rhyme groups; times are left at 0.
  /// Lines of two sections never depend on each other, so sections can be written at the same time: what must not
  /// repeat (rhyme sounds, theme words) is dealt out by the section's place among all sections of the plan.
  /// `seed` is the section's own. Lines that are written anew end in other words than those before and keep clear of
  /// what stood together there.
  virtual Result<std::vector<song::Line>> write_section(const song::Plan& plan, const song::SectionPlan& section,
                                                        Seed seed, const Rewriting& rewriting,
                                                        const Context& context) = 0;
};

}  // namespace souls::band::lyrics
