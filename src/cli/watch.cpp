#include "cli/watch.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "cli/server.hpp"
#include "cli/table.hpp"

namespace souls::cli {
namespace {

using gateway::Method;
using nlohmann::json;

constexpr double kTickSeconds = 0.5;
constexpr std::size_t kRowsMax = 30;

/// The tasks that run or wait, those that run first.
Result<json> open_tasks(const gateway::Client& client, const std::string& song) {
  return ask(client, Method::get, with_query("/v1/tasks", {{"state", "open"}, {"song", song}, {"limit", "200"}, {"time_left", "true"}}));
}

std::string bar(double fraction) {
  constexpr int kWidth = 12;
  const int full = static_cast<int>(fraction * kWidth + 0.5);
  std::string text;
  for (int i = 0; i < kWidth; ++i) text += i < full ? "█" : "·";
  return text;
}

std::string draw(const json& open) {
  const json& tasks = open.at("tasks");
  const json& left = open.at("seconds_left");
  Table table({{"song", Align::left, 20},
               {"step", Align::left, 40},
               {"state"},
               {"done"},
               {"worker", Align::left, 24},
               {"now", Align::left, 40},
               {"song's time left", Align::right}});
  std::size_t running = 0, queued = 0, waiting = 0;
  for (const auto& task : tasks) {
    const std::string state = task.at("state");
    ++(state == "running" ? running : state == "queued" ? queued : waiting);
    if (state == "waiting" || running + queued > kRowsMax) continue;
    table.add({{task.at("song")},
               {task.at("step")},
               state_cell(state),
               {state == "running" ? bar(task.at("fraction")) : ""},
               {task.at("worker"), Colour::dim},
               {task.at("phrase"), Colour::dim},
               {left.contains(task.at("song")) ? "about " + duration(left.at(task.at("song").get<std::string>())) : ""}});
  }
  return std::to_string(running) + " running, " + std::to_string(queued) + " queued, " + std::to_string(waiting) +
         " waiting\n" + (table.empty() ? "" : table.text(is_colourful()));
}

/// Draws over what was drawn before.
class Screen {
 public:
  void show(const std::string& text) {
    if (lines_ > 0) std::printf("\033[%zuA\033[J", lines_);
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    lines_ = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

 private:
  std::size_t lines_ = 0;
};

void print_line(const json& event) {
  const std::string kind = event.value("kind", "");
  if (kind == "waiting" || kind == "progress") return;
  std::printf("%-10s %-20s %s%s%s\n", kind.c_str(), event.value("song", "").c_str(), event.value("step", "").c_str(),
              event.contains("text") ? ": " : "", event.value("text", "").c_str());
  std::fflush(stdout);
}

Status watch_screen(const gateway::Client& client, const std::string& song, bool until_idle) {
  Screen screen;
  Status status;
  bool is_stale = true;
  const auto redraw = [&] {
    const auto tasks = open_tasks(client, song);
    if (!tasks) {
      status = fail(tasks.error());
      return false;
    }
    screen.show(draw(*tasks));
    is_stale = false;
    return !(until_idle && tasks->at("tasks").empty());
  };
  if (!redraw()) return status;
  auto drawn = std::chrono::steady_clock::now();
  const auto end =
      client.follow(with_query("/v1/events", {{"song", song}}), {}, kTickSeconds, [&](const gateway::StreamEvent*) {
        is_stale = true;
        const auto now = std::chrono::steady_clock::now();
        if (now - drawn < std::chrono::milliseconds(200)) return true;
        drawn = now;
        return redraw();
      });
  if (!end) return fail(end.error());
  if (!*end) return fail(ErrorCode::unavailable, "the server has shut down");
  return status;
}

Status watch_lines(const gateway::Client& client, const std::string& song, bool as_json, bool until_idle) {
  Status status;
  const auto is_idle = [&] {
    const auto tasks = open_tasks(client, song);
    if (!tasks) status = fail(tasks.error());
    return !tasks || tasks->at("tasks").empty();
  };
  const auto end = client.follow(with_query("/v1/events", {{"song", song}}), {}, kTickSeconds,
                                 [&](const gateway::StreamEvent* event) {
                                   if (!event) return !(until_idle && is_idle());
                                   if (as_json) {
                                     std::printf("%s\n", event->data.c_str());
                                     std::fflush(stdout);
                                   } else {
                                     print_line(json::parse(event->data));
                                   }
                                   return true;
                                 });
  if (!end) return fail(end.error());
  if (!*end) return fail(ErrorCode::unavailable, "the server has shut down");
  return status;
}

bool is_final(const std::string& state) { return state == "made" || state == "failed" || state == "cancelled"; }

}  // namespace

Status watch_tasks(const gateway::Client& client, const std::string& song, bool as_json, bool until_idle) {
  if (!as_json && ::isatty(STDOUT_FILENO)) return watch_screen(client, song, until_idle);
  return watch_lines(client, song, as_json, until_idle);
}

Result<json> wait_for_song(const gateway::Client& client, const std::string& id, int revision,
                           const std::function<void(const json&)>& on_event) {
  const std::string target = "/v1/songs/" + id;
  Result<json> song = ask(client, Method::get, target);
  const auto is_over = [&] {
    song = ask(client, Method::get, target);
    return !song || song->at("revision") != revision || is_final(song->at("state"));
  };
  if (is_over()) return song;
  const auto end = client.follow("/v1/events?song=" + id, {}, kTickSeconds, [&](const gateway::StreamEvent* event) {
    if (!event) return !is_over();
    on_event(json::parse(event->data));
    return true;
  });
  if (!end) return fail(end.error());
  if (!*end && !is_over())
    return fail(ErrorCode::unavailable, "the server has shut down; the song will be made when it runs again");
  return song;
}

}  // namespace souls::cli
