// `souls say FILE --voice V --out WAV`: words aloud in a singer's voice.
#include <cstdio>
#include <memory>
#include <sstream>

#include "band/lyrics/lyrics.hpp"
#include "band/vocals/vocals.hpp"
#include "base/files.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/places.hpp"
#include "cli/request_options.hpp"
#include "models/registry.hpp"
#include "song/formats/formats.hpp"

namespace souls::cli {
namespace {

struct SayOptions {
  std::string file, voice = "alto", out;
};

/// Lines of the file that hold words; [Headers] aren't read aloud.
Result<std::vector<song::Line>> read_lines(const std::string& path, const band::lyrics::Lexicon& lexicon) {
  const auto text = read_file(path, limits::kLyricsBytesMax);
  if (!text) return fail(text.error());
  if (!is_utf8(*text)) return fail(ErrorCode::invalid_request, path + " isn't UTF-8 text");
  std::vector<song::Line> lines;
  std::istringstream stream(*text);
  for (std::string row; std::getline(stream, row);) {
    if (row.find_first_not_of(" \t\r") == std::string::npos || row.starts_with('[')) continue;
    auto line = band::lyrics::pronounce(lexicon, row);
    if (!line) return fail(line.error());
    lines.push_back(std::move(*line));
    if (lines.size() > limits::kLyricLinesMax) {
      return fail(ErrorCode::invalid_request, "at most " + std::to_string(limits::kLyricLinesMax) + " lines are read aloud at once");
    }
  }
  if (lines.empty()) return fail(ErrorCode::invalid_request, "there are no words in " + path);
  return lines;
}

Status say(const SayOptions& options) {
  if (const auto known = check_voice(options.voice); !known) return fail(known.error());
  const auto registry = models::Registry::open(packages());
  if (!registry) return fail(registry.error());
  const auto words = registry->find("lyrics");
  const auto voices = registry->find("vocals");
  if (!words) return fail(words.error());
  if (!voices) return fail(voices.error());
  const auto lexicon = band::lyrics::load_lexicon(words->folder);
  if (!lexicon) return fail(lexicon.error());
  const auto lines = read_lines(options.file, **lexicon);
  if (!lines) return fail(lines.error());
  auto singer = band::vocals::Singer::load(voices->folder);
  if (!singer) return fail(singer.error());
  Context context;
  context.should_stop = interrupted;
  const auto audio = (*singer)->say(*lines, options.voice, context);
  if (!audio) return fail(audio.error());
  const auto encoded = song::formats::encode_audio(*audio, song::formats::AudioFormat::wav24);
  if (!encoded) return fail(encoded.error());
  song::formats::Tags tags;
  tags.title = options.file;
  tags.artist = "Synthetic Souls";
  const auto tagged = song::formats::tag_audio(*encoded, song::formats::AudioFormat::wav24, tags);
  if (!tagged) return fail(tagged.error());
  if (auto written = write_file_atomically(options.out, *tagged); !written) return written;
  std::printf("%s\n", options.out.c_str());
  return {};
}

}  // namespace

void add_say(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("say", "read words aloud in a singer's voice");
  const auto options = std::make_shared<SayOptions>();
  command->add_option("file", options->file, "a text file, a line each")->required();
  command->add_option("--voice", options->voice, "who reads (see `souls voices`)")->capture_default_str();
  command->add_option("--out", options->out, "the WAV file to write")->required();
  command->callback([&chosen, options] { chosen = [options] { return say(*options); }; });
}

}  // namespace souls::cli
