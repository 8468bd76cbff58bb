#pragma once
// The options of `souls make` that become a request.

#include <CLI/App.hpp>
#include <string>

#include "base/result.hpp"
#include "song/request.hpp"
#include "studio/song_graph.hpp"

namespace souls::cli {

/// As typed; read_request turns them into values.
struct RequestOptions {
  std::string prompt, seed, title, lyrics_file, style, tempo, key, metre, length, voice, melody_file, melody_track, until;
  bool instrumental = false;
};

void add_request_options(CLI::App& command, RequestOptions& options);

/// One sentence says what is wrong with an option and what is allowed. Without a seed, one is drawn.
Result<song::Request> read_request(const RequestOptions& options);

/// Where the making stops; `all` where no option says.
Result<studio::Until> read_until(const RequestOptions& options);

/// The name of a voice that there is; the error lists them.
Result<std::string> check_voice(const std::string& text);

/// A whole number from 0 to 2^64 − 1.
Result<Seed> read_seed(const std::string& text);

}  // namespace souls::cli
