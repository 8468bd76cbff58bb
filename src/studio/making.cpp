#include "studio/making.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "song/json.hpp"
#include "studio/lineage.hpp"
#include "studio/scene_json.hpp"

namespace souls::studio {
namespace {

/// The bytes of a step's output.
Result<std::string> output_of(const tasks::RunOutcome& outcome, storage::BlobStore& blobs, const std::string& step,
                              const std::string& output) {
  return outcome.output(step, output).and_then([&](const Digest& digest) {
    return blobs.read(digest, limits::kSongJsonBytesMax);
  });
}

/// Records of steps. Outputs that are files of the folder go by their paths, others by step and output.
std::vector<song::StepRecord> records(const tasks::Graph& graph, const tasks::RunOutcome& outcome,
                                      const std::map<std::pair<std::string, std::string>, std::string>& paths) {
  const auto name_of = [&](const std::string& step, const std::string& output) {
    const auto path = paths.find({step, output});
    return path == paths.end() ? step + "#" + output : path->second;
  };
  std::vector<song::StepRecord> all;
  for (std::size_t i = 0; i < graph.steps.size(); ++i) {
    const tasks::Step& step = graph.steps[i];
    if (is_preview(step)) continue;
    const tasks::StepOutcome& made = outcome.steps[i];
    song::StepRecord record{
        step.id, made.key, step.capability, step.package, step.package_version, step.package_digest, step.seed,
        {},      {},       made.seconds};
    for (std::size_t k = 0; k < step.inputs.size(); ++k) {
      const tasks::StepInput& input = step.inputs[k];
      record.inputs.push_back(
          {input.from_step.empty() ? "plan#plan" : name_of(input.from_step, input.output), made.inputs[k].digest});
    }
    for (const auto& output : made.outputs) record.outputs.push_back({name_of(step.id, output.name), output.digest});
    all.push_back(std::move(record));
  }
  return all;
}

/// A track that plays nothing anywhere is no track of the song: it has no part in the score, no stem and no place in
/// the mix.
void drop_silent_tracks(song::Document& document) {
  std::erase_if(document.score.tracks, [](const song::Track& track) { return track.notes.empty(); });
}

bool plays(const song::Document& document, const std::string& track) {
  return std::ranges::any_of(document.score.tracks, [&](const song::Track& t) { return t.name == track; });
}

void mark_origins(song::Document& document, const EditedSong& edited) {
  for (song::Track& track : document.score.tracks) {
    for (const auto& [place, notes] : edited.notes) {
      if (place.second == track.name) track.origin = song::Origin::edited;
    }
    track.locked = edited.locked(track.name);
  }
  std::map<std::string, int> numbers;
  for (song::Line& line : document.lyrics.lines) {
    line.locked = edited.locked(line.section, std::to_string(++numbers[line.section])) || edited.locked(line.section + "/lyrics");
  }
}

Result<song::TrackMix> mix_of(const SongBrief& brief, const tasks::RunOutcome& outcome, storage::BlobStore& blobs,
                              const std::string& track) {
  song::TrackMix mix;
  if (const auto set = brief.song.mix.find(track); set != brief.song.mix.end()) mix = set->second;
  mix.track = track;
  if (const auto kept = brief.gains_db.find(track); kept != brief.gains_db.end()) {
    mix.gain_db = kept->second;
    return mix;
  }
  const auto gain = output_of(outcome, blobs, "balance/" + track, "gain");
  if (!gain) return fail(gain.error());
  mix.gain_db = nlohmann::json::parse(*gain).get<double>();
  return mix;
}

/// The document, but for the records of the steps: what the score step assembled, with mix, scenes and the hands' part.
Result<song::Document> document_of(const SongBrief& brief, const tasks::RunOutcome& outcome,
                                   storage::BlobStore& blobs) {
  song::Document document;
  document.title = brief.song.plan.title;
  document.seed = brief.request.seed;
  document.request = brief.request;
  document.plan = brief.song.plan;
  if (outcome.find("score")) {
    const auto text = output_of(outcome, blobs, "score", "document");
    if (!text) return fail(text.error());
    auto assembled = song::document_from_json(*text);
    if (!assembled) return fail(assembled.error());
    document = std::move(*assembled);
    document.plan.cover = brief.song.plan.cover;
  }
  drop_silent_tracks(document);
  mark_origins(document, brief.song);
  for (const song::TrackPlan& track : brief.song.plan.tracks) {
    if (!outcome.find("stem/" + track.name) || !plays(document, track.name)) continue;
    auto mix = mix_of(brief, outcome, blobs, track.name);
    if (!mix) return fail(mix.error());
    document.mix.tracks.push_back(std::move(*mix));
  }
  if (outcome.find("cover")) {
    const auto scene = output_of(outcome, blobs, "cover", "scene");
    if (!scene) return fail(scene.error());
    document.scenes.cover = scene_from_json(*scene);
  }
  for (const song::Edit& edit : brief.edits) document.provenance.edits.push_back(song::to_json(edit));
  document.provenance.conflicts = brief.song.conflicts;
  return document;
}

/// What somebody waits for before a page goes before the songs that they have in the queue.
constexpr double kAwaitedSeconds = 3600;

void hasten(tasks::Graph& graph, double early_seconds) {
  for (const tasks::Step& step : graph.steps) graph.early_seconds[step.id] = early_seconds;
}

tasks::RunOptions phase(tasks::RunOptions run, std::string_view name) {
  if (!run.info.name.empty()) run.info.name.append("/").append(name);
  return run;
}

}  // namespace

Result<Order> order_of(const song::Document& document) {
  Order order;
  order.request = document.request;
  for (const std::string& text : document.provenance.edits) {
    auto edits = song::edits_from_json(text);
    if (!edits) return fail(edits.error());
    order.edits.insert(order.edits.end(), edits->begin(), edits->end());
  }
  for (const song::TrackMix& mix : document.mix.tracks) order.gains_db[mix.track] = mix.gain_db;
  return order;
}

Result<SongBrief> Maker::brief(const Order& order, const Context& context, const tasks::OnEvent& on_event,
                               const tasks::RunOptions& run, double early_seconds) {
  auto graph = plan_graph(order.request, packages_);
  if (!graph) return fail(graph.error());
  plan_graph_ = std::move(*graph);
  if (early_seconds > 0) hasten(plan_graph_, early_seconds);
  auto planned = executor_.run(plan_graph_, context, on_event, phase(run, kPlanPhase));
  if (!planned) return fail(planned.error());
  planned_ = std::move(*planned);
  const auto text = output_of(planned_, blobs_, "plan", "plan");
  if (!text) return fail(text.error());
  auto plan = song::plan_from_json(*text);
  if (!plan) return fail(plan.error());
  auto edited = apply_edits(*plan, order.edits);
  if (!edited) return fail(edited.error());
  return SongBrief{order.request,      *planned_.output("plan", "plan"),
                   std::move(*plan),   order.edits,
                   std::move(*edited), order.gains_db,
                   order.until,
                   order.previews};
}

Result<MadeSong> Maker::make(const Order& order, const Context& context, const tasks::OnEvent& on_event,
                             const tasks::RunOptions& run) {
  const auto brief = this->brief(order, context, on_event, run);
  if (!brief) return fail(brief.error());
  const auto grown = song_graph(*brief, packages_);
  if (!grown) return fail(grown.error());
  for (const auto& [track, gain_db] : brief->gains_db) {
    if (auto kept = blobs_.put(gain_text(gain_db)); !kept) return fail(kept.error());
  }
  tasks::RunOptions options = phase(run, kSongPhase);
  std::map<std::pair<std::string, std::string>, std::string> paths;
  for (const FileOutput& file : grown->files) {
    options.wanted.push_back(file.step);
    paths[{file.step, file.output}] = file.path;
  }
  const auto outcome = executor_.run(grown->graph, context, on_event, options);
  if (!outcome) return fail(outcome.error());

  auto document = document_of(*brief, *outcome, blobs_);
  if (!document) return fail(document.error());
  MadeSong made;
  made.document = std::move(*document);
  auto& steps = made.document.provenance.steps;
  steps = records(plan_graph_, planned_, paths);
  std::ranges::move(records(grown->graph, *outcome, paths), std::back_inserter(steps));
  const auto count = [&](const tasks::RunOutcome& outcomes) {
    for (const auto& step : outcomes.steps) ++(step.reused ? made.steps_reused : made.steps_made);
  };
  count(planned_);
  count(*outcome);
  for (const FileOutput& file : grown->files) {
    if (!file.track.empty() && !plays(made.document, file.track)) continue;
    const auto digest = outcome->output(file.step, file.output);
    if (!digest) return fail(digest.error());
    made.files[file.path] = *digest;
  }
  return made;
}

Result<Foreseen> Maker::forecast(const Order& order, const Context& context, const std::string& user) {
  tasks::RunOptions run;
  run.info.user = user;
  const auto brief = this->brief(order, context, {}, run, kAwaitedSeconds);
  if (!brief) return fail(brief.error());
  auto grown = song_graph(*brief, packages_);
  if (!grown) return fail(grown.error());
  // The views of the plan tell which steps an edit touches, and cost nothing to make.
  tasks::Graph views;
  std::ranges::copy_if(grown->graph.steps, std::back_inserter(views.steps),
                       [](const tasks::Step& s) { return s.id == "brief"; });
  hasten(views, kAwaitedSeconds);
  if (auto made = executor_.run(views, context, {}, run); !made) return fail(made.error());
  auto steps = tasks::forecast(grown->graph, memory_);
  if (!steps) return fail(steps.error());
  return Foreseen{std::move(grown->graph), std::move(*steps), brief->song.conflicts};
}

}  // namespace souls::studio
