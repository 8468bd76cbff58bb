#pragma once
// Vox: a sung voice from notes and syllables.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/audio.hpp"
#include "base/context.hpp"
#include "base/random.hpp"
#include "song/catalogue.hpp"
#include "song/lyrics.hpp"
#include "song/score.hpp"

namespace souls::band::vocals {

/// One voice in one section. Notes count beats from the section's start and carry syllables of `lines`.
struct SingTask {
  std::string voice;  ///< id in song::voices()
  double tempo_bpm = 100;
  std::vector<song::Line> lines;
  std::vector<song::Note> notes;
  double length_beats = 0;  ///< of the section
  Seed seed = 0;
};

/// Mono samples. Sample `lead_in_frames` is the section's first beat; what stands before is the consonant of a first
/// note, at most 45 ms. The voice is silent from 1 s after the section's end at the latest.
struct Sung {
  Audio audio;
  std::size_t lead_in_frames = 0;
};

/// Holds a voice's parameters. Not safe to share between threads.
class Singer {
 public:
  static Result<std::unique_ptr<Singer>> load(const std::filesystem::path& package);
  virtual ~Singer() = default;

  virtual Result<Sung> sing(const SingTask& task, const Context& context) = 0;

  /// Reads lines aloud in the voice, each followed by 0.6 s of silence. Mono.
  virtual Result<Audio> say(const std::vector<song::Line>& lines, const std::string& voice, const Context& context) = 0;
};

}  // namespace souls::band::vocals
