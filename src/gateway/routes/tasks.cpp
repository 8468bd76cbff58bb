// /v1/tasks, /v1/usage
#include <array>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/json_text.hpp"
#include "gateway/prefer.hpp"
#include "song/json_place.hpp"
#include "storage/task_table.hpp"
#include "storage/wall_clock.hpp"
#include "studio/lineage.hpp"
#include "studio/time_left.hpp"

namespace souls::gateway {
namespace {

using storage::TaskRow;
using storage::TaskState;

constexpr std::array<std::string_view, 6> kStates = {"waiting",   "queued", "running",
                                                     "succeeded", "failed", "cancelled"};

/// Of how many songs a list tells the time left: as many as are looked at together.
constexpr std::size_t kSongsTimedMax = 32;

std::string_view name_of(TaskState state) { return kStates[static_cast<std::size_t>(state)]; }

void add(JsonText& text, std::string_view name, const std::vector<storage::NamedDigest>& blobs) {
  text.name(name);
  text.begin_array();
  for (const auto& blob : blobs) {
    text.begin_object();
    text.add("digest", blob.digest.hex);
    text.add("name", blob.name);
    text.end_object();
  }
  text.end_array();
}

/// The fields of a task in the object that has begun.
void add(JsonText& text, const TaskRow& task, const storage::RunRow& run) {
  text.add("id", task.id);
  text.add("song", run.song);
  text.add("revision", run.revision);
  text.add("run", run.name);
  text.add("user", run.user);
  text.add("step", task.step);
  text.add("capability", task.capability);
  text.add("package", task.package);
  text.add("version", task.version);
  text.name("seed");
  text.add_json(song::json_of_seed(task.seed).dump());
  text.add("state", name_of(task.state));
  text.add("tries", task.tries);
  text.add("worker", task.worker);
  text.add("queued_ms", task.queued_ms);
  text.add("started_ms", task.started_ms);
  text.add("finished_ms", task.finished_ms);
  text.add("seconds", task.seconds);
  text.add("cpu_seconds", task.cpu_seconds);
  text.add("bytes", task.bytes_out);
  text.add("reused", task.reused);
  text.add("fraction", task.fraction);
  text.add("phrase", task.phrase);
  text.add("cost_seconds", task.cost_seconds);
  if (!task.error.empty()) text.add("error", task.error);
}

/// What the task's step takes its inputs from.
Status add_after(JsonText& text, storage::Transaction& t, const TaskRow& task, const storage::RunRow& run) {
  const auto steps = studio::steps_before(t, task, run);
  if (!steps) return fail(steps.error());
  text.name("after");
  text.begin_array();
  for (const auto& step : *steps) text.add(step);
  text.end_array();
  return {};
}

Response written(JsonText& text) {
  Response response;
  response.body = text.take();
  response.body += '\n';
  return response;
}

Result<storage::TaskFilter> read_filter(const Request& request) {
  const auto before = read_number(request, "cursor");
  if (!before) return fail(before.error());
  storage::TaskFilter filter;
  filter.song = read_text(request, "song");
  filter.capability = read_text(request, "capability");
  filter.before = static_cast<std::uint64_t>(before->value_or(0));
  filter.count_max = read_limit(request, 100);
  filter.user = request.caller.owner ? read_text(request, "user") : request.caller.user;
  const std::string state = read_text(request, "state");
  if (state == "open") filter.only_open = true;
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (state == kStates[i]) filter.state = static_cast<TaskState>(i);
  }
  return filter;
}

/// By song, of those that are being made.
Result<Json> time_left(const Api& api, storage::Transaction& t, const std::map<std::int64_t, storage::RunRow>& runs) {
  Json songs = Json::object();
  for (const auto& [number, run] : runs) {
    if (run.song.empty() || songs.contains(run.song) || songs.size() >= kSongsTimedMax) continue;
    const auto left = studio::time_left(t, run.song, api.makers.workers, storage::system_wall_clock()());
    if (!left) return fail(left.error());
    if (*left) songs[run.song] = **left;
  }
  return songs;
}

Result<Response> list(const Api& api, const Request& request) {
  const auto filter = read_filter(request);
  if (!filter) return fail(filter.error());
  return studio::in_read<Response>(api.store, [&](storage::Transaction& t) -> Result<Response> {
    const auto found = t.tasks().list(*filter);
    if (!found) return fail(found.error());
    JsonText text;
    text.begin_object();
    text.name("tasks");
    text.begin_array();
    std::map<std::int64_t, storage::RunRow> runs;
    for (const TaskRow& task : *found) {
      if (!runs.contains(task.run)) {
        const auto run = t.tasks().get_run(task.run);
        if (!run) return fail(run.error());
        runs[task.run] = run->value_or(storage::RunRow{});
      }
      text.begin_object();
      add(text, task, runs[task.run]);
      if (read_flag(request, "graph")) {
        if (auto told = add_after(text, t, task, runs[task.run]); !told) return fail(told.error());
      }
      text.end_object();
    }
    text.end_array();
    if (read_flag(request, "time_left")) {
      const auto left = time_left(api, t, runs);
      if (!left) return fail(left.error());
      text.name("seconds_left");
      text.add_json(left->dump());
    }
    if (found->size() == filter->count_max) text.add("next", std::to_string(found->back().id));
    text.end_object();
    return written(text);
  });
}

/// A task that the caller may see, with its run.
Result<std::pair<TaskRow, storage::RunRow>> find(storage::Transaction& t, const Request& request) {
  std::uint64_t id = 0;
  const std::string& text = request.places[0];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  const auto missing = [&] {
    return fail(ErrorCode::not_found, "there is no task " + std::string(cut_utf8(text, 40)));
  };
  if (error != std::errc() || end != text.data() + text.size()) return missing();
  auto task = t.tasks().get(id);
  if (!task) return fail(task.error());
  // Also where there is no task: what isn't there takes as long as what is another's.
  auto run = t.tasks().get_run(*task ? (*task)->run : 0);
  if (!run) return fail(run.error());
  if (!*task || !*run || (!request.caller.owner && (*run)->user != request.caller.user)) return missing();
  return std::pair(std::move(**task), std::move(**run));
}

/// A task as it stands, and the song that it belongs to.
struct Shown {
  Standing standing;
  std::string song;
};

Result<Shown> look_at(const Api& api, const Request& request) {
  return studio::in_read<Shown>(api.store, [&](storage::Transaction& t) -> Result<Shown> {
    const auto found = find(t, request);
    if (!found) return fail(found.error());
    const auto& [task, run] = *found;
    JsonText text;
    text.begin_object();
    add(text, task, run);
    if (auto told = add_after(text, t, task, run); !told) return fail(told.error());
    text.add("package_digest", task.package_digest.hex);
    add(text, "inputs", task.inputs);
    add(text, "outputs", task.outputs);
    text.add("api_key", run.api_key);
    text.end_object();
    return Shown{{task.state >= TaskState::succeeded, written(text)}, song_of_run(run.name)};
  });
}

Result<Response> show(const Api& api, const Request& request) {
  auto shown = look_at(api, request);
  if (!shown) return fail(shown.error());
  return std::move(shown->standing.response);
}

Result<Response> show_when_done(const Api& api, const Request& request) {
  auto now = look_at(api, request);
  if (!now) return fail(now.error());
  if (!preferred_wait(request)) return std::move(now->standing.response);
  Request asked;
  asked.places = request.places;
  asked.caller = request.caller;
  const auto look = [&api, asked]() -> Result<Standing> {
    auto shown = look_at(api, asked);
    if (!shown) return fail(shown.error());
    return std::move(shown->standing);
  };
  return answer_when_final(request, look, [song = std::move(now->song)](const StoredEvent& event) {
    return event.song == song && event.kind != "progress";
  });
}

/// Checks that the caller may, then asks the queue; the task's run.
Result<storage::RunRow> change(const Api& api, const Request& request, Status (tasks::Queue::*call)(tasks::TaskId)) {
  using Found = std::pair<TaskRow, storage::RunRow>;
  auto found = studio::in_read<Found>(api.store, [&](storage::Transaction& t) { return find(t, request); });
  if (!found) return fail(found.error());
  if (auto changed = (api.queue.*call)(found->first.id); !changed) return fail(changed.error());
  return std::move(found->second);
}

Result<Response> cancel(const Api& api, const Request& request) {
  const auto changed = change(api, request, &tasks::Queue::cancel);
  if (!changed) return fail(changed.error());
  return show(api, request);
}

/// The step, and what was given up because of it.
Result<Response> retry(const Api& api, const Request& request) {
  const auto run = change(api, request, &tasks::Queue::retry);
  if (!run) return fail(run.error());
  if (api.makers.retry && !run->song.empty()) {
    const auto taken = api.makers.retry(run->user, run->song, static_cast<int>(run->revision));
    if (!taken && taken.error().code != ErrorCode::conflict) return fail(taken.error());  // it is still being made
  }
  return show(api, request);
}

Result<Response> usage(const Api& api, const Request& request) {
  const std::string user = request.caller.owner ? read_text(request, "user") : request.caller.user;
  const auto rows = studio::in_read<std::vector<storage::UsageRow>>(
      api.store, [&](storage::Transaction& t) { return t.tasks().usage(user); });
  if (!rows) return fail(rows.error());
  Json body = {{"usage", Json::array()}};
  for (const auto& row : *rows) {
    body["usage"].push_back({{"user", row.user},
                             {"capability", row.capability},
                             {"package", row.package},
                             {"steps", row.steps},
                             {"remembered", row.remembered},
                             {"cpu_seconds", row.cpu_seconds},
                             {"bytes", row.bytes}});
  }
  return answer(body);
}

}  // namespace

void add_tasks(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::get, "/v1/tasks", access::kReadSongs, with(list));
  router.add(Method::get, "/v1/tasks/{id}", access::kReadSongs, with(show_when_done));
  router.add(Method::post, "/v1/tasks/{id}/cancel", access::kWriteSongs, with(cancel));
  router.add(Method::post, "/v1/tasks/{id}/retry", access::kWriteSongs, with(retry), Pace::waits, cost::kOrder);
  router.add(Method::get, "/v1/usage", access::kReadSongs, with(usage));
}

}  // namespace souls::gateway
