#include "cli/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace souls::cli {
namespace {

using nlohmann::json;

constexpr double kWorthALineSeconds = 0.1;

std::string_view name_of(tasks::EventKind kind) {
  switch (kind) {
    case tasks::EventKind::queued: return "queued";
    case tasks::EventKind::started: return "started";
    case tasks::EventKind::progress: return "progress";
    case tasks::EventKind::retried: return "retried";
    case tasks::EventKind::remade: return "remade";
    case tasks::EventKind::finished: return "finished";
    case tasks::EventKind::failed: return "failed";
  }
  return "";
}

void print_for_machines(const tasks::Event& event) {
  json line = {{"event", name_of(event.kind)}, {"step", event.step->id}, {"capability", event.step->capability},
               {"finished", event.finished}, {"total", event.total}};
  if (event.kind == tasks::EventKind::progress) {
    line["fraction"] = event.progress.fraction;
    line["phrase"] = event.progress.phrase;
  }
  if (event.kind == tasks::EventKind::finished) {
    line["seconds"] = event.seconds;
    line["reused"] = event.reused;
  }
  if (!event.error.message.empty()) line["error"] = event.error.message;
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
}

}  // namespace

Progress::Progress(Audience audience) : audience_(audience), terminal_(::isatty(STDERR_FILENO) != 0) {}

void Progress::on_event(const tasks::Event& event) {
  if (audience_ == Audience::no_one) return;
  if (audience_ == Audience::machines) return print_for_machines(event);
  switch (event.kind) {
    case tasks::EventKind::finished:
      count(event);
      if (!terminal_ && !event.reused && event.seconds >= kWorthALineSeconds) {
        std::fprintf(stderr, "%4zu/%zu  %6.2f s  %s\n", event.finished, event.total, event.seconds, event.step->phrase.c_str());
      }
      break;
    case tasks::EventKind::retried:
      clear_moving_line();
      std::fprintf(stderr, "again: %s (%s)\n", event.step->phrase.c_str(), event.error.message.c_str());
      break;
    default: break;
  }
  if (terminal_) show_moving_line(event);
}

void Progress::count(const tasks::Event& event) {
  const auto& capability = event.step->capability;
  auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.capability == capability; });
  if (row == rows_.end()) row = rows_.insert(rows_.end(), Row{capability, 0, 0, 0});
  ++(event.reused ? row->reused : row->made);
  if (!event.reused) row->seconds += event.seconds;
}

void Progress::show_moving_line(const tasks::Event& event) {
  const std::string& phrase = event.progress.phrase.empty() ? event.step->phrase : event.step->phrase + ": " + event.progress.phrase;
  std::fprintf(stderr, "\r\033[K%4zu/%zu  %s", event.finished, event.total, std::string(cut_utf8(phrase, 90)).c_str());
  std::fflush(stderr);
  moving_ = true;
}

void Progress::clear_moving_line() {
  if (moving_) std::fprintf(stderr, "\r\033[K");
  moving_ = false;
}

void Progress::print_table() const {
  std::fprintf(stderr, "\n%-12s %6s %11s %9s\n", "step", "made", "remembered", "seconds");
  for (const Row& row : rows_) {
    std::fprintf(stderr, "%-12s %6zu %11zu %9.2f\n", row.capability.c_str(), row.made, row.reused, row.seconds);
  }
}

void Progress::finished(const studio::MadeSong& song, const std::string& folder) {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  const auto& document = song.document;
  if (audience_ == Audience::machines) {
    json files = json::object();
    for (const auto& [path, digest] : song.files) files[path] = digest.hex;
    const json line = {{"event", "song"}, {"folder", folder}, {"title", document.title}, {"seed", document.seed}, {"files", files},
                       {"steps_made", song.steps_made}, {"steps_reused", song.steps_reused}, {"seconds", seconds},
                       {"conflicts", document.provenance.conflicts}};
    std::printf("%s\n", line.dump().c_str());
    return;
  }
  for (const std::string& conflict : document.provenance.conflicts) std::fprintf(stderr, "kept: %s\n", conflict.c_str());
  if (audience_ == Audience::no_one) return;
  clear_moving_line();
  print_table();
  const double length_s = document.plan.seconds(document.plan.end_beat());
  std::printf("\n%s — %s, %s, %.0f bpm, %s, %.0f s, seed %llu\n", document.title.c_str(), document.plan.style.c_str(),
              song::to_string(document.plan.key).c_str(), document.plan.tempo_bpm,
              song::to_string(document.plan.time_signature).c_str(), length_s, static_cast<unsigned long long>(document.seed));
  std::printf("made in %.1f s, %.1f times faster than it plays\n", seconds, length_s / std::max(seconds, 0.001));
  std::printf("%s\n", folder.c_str());
  for (const auto& [path, unused] : song.files) std::printf("  %s\n", path.c_str());
  if (song.files.contains("mix.mp3")) std::printf("listen: ffplay '%s/mix.mp3', or open it with any player\n", folder.c_str());
}

}  // namespace souls::cli
