#pragma once
// What someone asks for.

#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "song/melody.hpp"
#include "song/theory.hpp"

namespace souls::song {

/// A request for a song: one line, and what the asker cares to fix. What is fixed here wins over the prompt's words.
struct Request {
  std::string prompt;  ///< UTF-8, 1 to limits::kPromptLettersMax letters
  Seed seed = 0;
  std::optional<std::string> title;
  std::optional<std::string> lyrics;  ///< words to sing, a line each; blank lines or [Headers] part sections
  std::optional<std::string> style;   ///< name of a style or of any genre
  std::optional<double> tempo_bpm;
  std::optional<Key> key;
  std::optional<TimeSignature> time_signature;
  std::optional<double> length_s;
  std::optional<std::string> voice;  ///< id in voices()
  bool instrumental = false;
  std::optional<Melody> melody;  ///< what the chorus sings

  bool operator==(const Request&) const = default;
};

}  // namespace souls::song
