// `souls remake DIR --out DIR2`: a song with edits, made again only where they touch it.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "cli/places.hpp"
#include "cli/request_options.hpp"
#include "cli/session.hpp"
#include "song/edits.hpp"

namespace souls::cli {
namespace {

struct RemakeOptions {
  std::string folder, out, title, seed, voice, tempo, key, edits_file;
  std::vector<std::string> lines, regenerate, instruments, mutes, unmutes;
  bool plan = false, json = false, quiet = false;
};

/// Adds an edit that may have failed to read.
template <class Edit>
Status add(std::vector<song::Edit>& edits, Result<Edit> edit) {
  if (!edit) return fail(edit.error());
  edits.push_back(std::move(*edit));
  return {};
}

Result<song::SetMix> muted(const std::string& track, bool mute) {
  song::SetMix mix;
  mix.track = track;
  mix.mute = mute;
  return mix;
}

Result<std::vector<song::Edit>> read_edits(const RemakeOptions& options, const song::Document& document) {
  std::vector<song::Edit> edits;
  if (!options.edits_file.empty()) {
    auto listed = read_file(options.edits_file, limits::kEditsFileBytesMax).and_then([](const std::string& text) {
      return song::edits_from_json(text);
    });
    if (!listed) return fail(listed.error());
    edits = std::move(*listed);
  }
  // Without a seed, each remake draws from the song's own and the number of edits so far: another each time, the same
  // again.
  auto seed =
      options.seed.empty()
          ? Result<Seed>(derive_seed(document.seed, {"remake", std::to_string(document.provenance.edits.size())}) >> 32)
          : read_seed(options.seed);
  if (!seed) return fail(seed.error());
  RequestOptions typed;
  typed.prompt = document.request.prompt;
  typed.seed = "0";
  typed.tempo = options.tempo;
  typed.key = options.key;
  typed.voice = options.voice;
  const auto request = read_request(typed);
  if (!request) return fail(request.error());
  Status status;
  const auto take = [&](Status added) {
    if (status) status = std::move(added);
  };
  if (!options.title.empty()) take(add(edits, Result<song::SetTitle>(song::SetTitle{options.title})));
  if (request->tempo_bpm) take(add(edits, Result<song::SetTempo>(song::SetTempo{*request->tempo_bpm})));
  if (request->key) take(add(edits, Result<song::SetKey>(song::SetKey{*request->key})));
  if (request->voice) take(add(edits, Result<song::SetVoice>(song::SetVoice{*request->voice, std::nullopt})));
  for (const auto& text : options.instruments) take(add(edits, song::parse_instrument(text)));
  for (const auto& text : options.regenerate) take(add(edits, song::parse_regenerate(text, *seed)));
  for (const auto& text : options.lines) take(add(edits, song::parse_line_edit(text)));
  for (const auto& track : options.mutes) take(add(edits, muted(track, true)));
  for (const auto& track : options.unmutes) take(add(edits, muted(track, false)));
  if (!status) return fail(status.error());
  return edits;
}

Status print_forecast(Session& session, const studio::Order& order, bool as_json) {
  const auto forecast = session.forecast(order);
  if (!forecast) return fail(forecast.error());
  if (as_json) {
    nlohmann::json steps = nlohmann::json::array();
    for (const auto& step : *forecast)
      steps.push_back({{"step", step.step}, {"fate", to_string(step.fate)}, {"key", step.key.hex}});
    std::printf("%s\n", nlohmann::json{{"steps", steps}}.dump(1).c_str());
    return {};
  }
  std::size_t reused = 0;
  for (const auto& step : *forecast) {
    if (step.fate == tasks::Fate::reused)
      ++reused;
    else
      std::printf("%s%s\n", step.step.c_str(),
                  step.fate == tasks::Fate::depends ? "  (unless what it reads comes out as it was)" : "");
  }
  std::printf("%zu steps would be made again, %zu are remembered\n", forecast->size() - reused, reused);
  return {};
}

Status remake(const RemakeOptions& options) {
  const auto document = studio::read_song_folder(options.folder);
  if (!document) return fail(document.error());
  auto order = studio::order_of(*document);
  if (!order) return fail(order.error());
  const auto edits = read_edits(options, *document);
  if (!edits) return fail(edits.error());
  order->edits.insert(order->edits.end(), edits->begin(), edits->end());
  if (!options.plan && options.out.empty()) {
    return fail(ErrorCode::invalid_request,
                "say where the new song goes with --out, or what would be made again with --plan");
  }
  if (!options.plan) {
    if (auto free = check_out(options.out); !free) return free;
  }
  auto session = Session::open();
  if (!session) return fail(session.error());
  if (options.plan) return print_forecast(**session, *order, options.json);
  Progress progress(options.json ? Audience::machines : options.quiet ? Audience::no_one : Audience::people);
  const auto song = (*session)->make(*order, progress);
  if (!song) return fail(song.error());
  if (auto written = studio::write_song_folder(*song, (*session)->blobs(), options.out); !written) return written;
  progress.finished(*song, options.out);
  return {};
}

}  // namespace

void add_remake(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("remake", "change a song; what the change doesn't touch stays as it is");
  const auto o = std::make_shared<RemakeOptions>();
  command->add_option("folder", o->folder, "the song's folder")->required();
  command->add_option("--out", o->out, "the folder to write");
  command->add_option("--title", o->title, "another title");
  command->add_option("--line", o->lines, "new words for a line: \"Chorus 2/3=new words\"");
  command->add_option("--regenerate", o->regenerate,
                      "a section made anew, or a part of it: \"Bridge\", \"Bridge/melody\", \"Verse 1/Bass\"");
  command->add_option("--seed", o->seed, "the seed of what is made anew");
  command->add_option("--voice", o->voice, "another lead singer (see `souls voices`)");
  command->add_option("--instrument", o->instruments,
                      "another instrument for a track: \"Bass=saw_bass\" (see `souls instruments`)");
  command->add_option("--mute", o->mutes, "silence a track");
  command->add_option("--unmute", o->unmutes, "let a track sound again");
  command->add_option("--tempo", o->tempo, "beats a minute");
  command->add_option("--key", o->key, "such as \"A minor\"");
  command->add_option("--edits", o->edits_file, "a JSON file with a list of typed operations");
  command->add_flag("--plan", o->plan, "say which steps would be made again, and make nothing");
  command->add_flag("--json", o->json, "events and the result as JSON");
  command->add_flag("--quiet", o->quiet, "say nothing but errors");
  command->callback([&chosen, o] { chosen = [o] { return remake(*o); }; });
}

}  // namespace souls::cli
