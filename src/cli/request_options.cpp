#include "cli/request_options.hpp"

#include <charconv>
#include <cmath>
#include <random>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "song/catalogue.hpp"
#include "song/formats/formats.hpp"

namespace souls::cli {
namespace {

tl::unexpected<Error> bad(const std::string& sentence) { return fail(ErrorCode::invalid_request, sentence); }

std::string quoted(const std::string& text) { return "\"" + std::string(cut_utf8(text, 40)) + (text.size() > 40 ? "…\"" : "\""); }

Result<double> read_number(const std::string& text, double low, double high, const std::string& what,
                           const std::string& unit) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= low && value <= high)) {
    const auto whole = [](double x) { return std::to_string(static_cast<int>(x)); };
    return bad(what + " " + quoted(text) + " isn't possible: give a number from " + whole(low) + " to " + whole(high) +
               " " + unit);
  }
  return value;
}

Seed draw_seed() {
  std::random_device device;
  return device();  // 32 bits: easy to type again
}

/// `target` from an option that was given.
template <class Target, class Read>
Status take(const std::string& text, Target& target, Read read) {
  if (text.empty()) return {};
  auto value = read(text);
  if (!value) return fail(value.error());
  target = std::move(*value);
  return {};
}

Result<song::Key> read_key(const std::string& text) {
  if (const auto key = song::parse_key(text)) return *key;
  return bad("there is no key " + quoted(text) +
             ": name one of A to G with # or b, major or minor, such as \"A minor\" or \"Bb major\"");
}

Result<song::TimeSignature> read_metre(const std::string& text) {
  if (const auto signature = song::parse_time_signature(text)) return *signature;
  return bad("there is no metre " + quoted(text) +
             ": give beats from 2 to 15 over 2, 4, 8 or 16, such as \"4/4\", \"6/8\" or \"5/4\"");
}

Result<song::Melody> read_melody(const std::string& path, const std::string& track) {
  std::optional<int> number;
  if (!track.empty()) {
    const auto [end, error] = std::from_chars(track.data(), track.data() + track.size(), number.emplace());
    if (error != std::errc() || end != track.data() + track.size()) {
      return bad("the melody's track " + quoted(track) + " isn't a whole number");
    }
  }
  const auto bytes = read_file(path, limits::kMelodyFileBytesMax);
  if (!bytes) return fail(bytes.error());
  return song::formats::read_melody(*bytes, number);
}

}  // namespace

void add_request_options(CLI::App& command, RequestOptions& options) {
  command.add_option("prompt", options.prompt, "what the song is about, and how it should be, in one line")->required();
  command.add_option("--seed", options.seed, "a whole number; the same request and seed give the same song");
  command.add_option("--title", options.title, "the song's title");
  command.add_option("--lyrics", options.lyrics_file,
                     "a text file of words to sing: a line each, [Headers] or blank lines between sections");
  command.add_option("--style", options.style, "a style (see `souls styles`) or the name of any genre");
  command.add_option("--tempo", options.tempo, "beats a minute, 40 to 220");
  command.add_option("--key", options.key, "such as \"A minor\" or \"Bb major\"");
  command.add_option("--metre", options.metre, "such as 4/4, 6/8 or 5/4");
  command.add_option("--length", options.length, "seconds, 15 to 600");
  command.add_option("--voice", options.voice, "who sings the lead (see `souls voices`)");
  command.add_option("--melody", options.melody_file,
                     "a MIDI or MusicXML file with the tune that the chorus sings; a long one has the verse's as well");
  command.add_option("--melody-track", options.melody_track, "which of the file's tracks with notes, from 1");
  command.add_flag("--instrumental", options.instrumental, "no singing");
  command.add_option("--until", options.until, "stop after a step: plan, lyrics, melody, score, stems, cover, …");
}

Result<std::string> check_voice(const std::string& text) {
  if (song::find_voice(text)) return text;
  std::string names;
  for (const song::Voice& voice : song::voices()) names += (names.empty() ? "" : ", ") + voice.id;
  return bad("there is no voice " + quoted(text) + ": choose one of " + names);
}

Result<Seed> read_seed(const std::string& text) {
  Seed seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size()) {
    return bad("the seed " + quoted(text) + " isn't a whole number from 0 to 18446744073709551615");
  }
  return seed;
}

Result<studio::Until> read_until(const RequestOptions& options) {
  return options.until.empty() ? studio::Until::all : studio::parse_until(options.until);
}

Result<song::Request> read_request(const RequestOptions& options) {
  song::Request request;
  request.prompt = options.prompt;
  request.instrumental = options.instrumental;
  if (!options.title.empty()) request.title = options.title;
  if (!options.style.empty()) request.style = options.style;
  if (options.melody_file.empty() && !options.melody_track.empty())
    return bad("--melody-track chooses from a file: give it with --melody");
  request.seed = options.seed.empty() ? draw_seed() : 0;
  for (const Status& status :
       {take(options.seed, request.seed, read_seed), take(options.key, request.key, read_key),
        take(options.metre, request.time_signature, read_metre), take(options.voice, request.voice, check_voice),
        take(options.tempo, request.tempo_bpm,
             [](const std::string& text) {
               return read_number(text, limits::kTempoBpmMin, limits::kTempoBpmMax, "a tempo of", "beats a minute");
             }),
        take(options.length, request.length_s,
             [](const std::string& text) {
               return read_number(text, limits::kLengthSecondsMin, limits::kLengthSecondsMax, "a length of", "seconds");
             }),
        take(options.melody_file, request.melody,
             [&](const std::string& path) { return read_melody(path, options.melody_track); }),
        take(options.lyrics_file, request.lyrics,
             [](const std::string& path) { return read_file(path, limits::kLyricsBytesMax); })}) {
    if (!status) return fail(status.error());
  }
  return request;
}

}  // namespace souls::cli
