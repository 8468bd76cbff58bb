#pragma once
// What people and machines see while a song is made.

#include <chrono>
#include <string>
#include <vector>

#include "studio/making.hpp"
#include "tasks/executor.hpp"

namespace souls::cli {

/// To whom it is said.
enum class Audience { people, machines, no_one };

/// For people, on standard error: a line for each step that took a tenth of a second or more (on a terminal, one moving
/// line), and in the end a table of what each kind of step cost. For machines, one JSON object a line on standard output.
/// Used by one thread.
class Progress {
 public:
  explicit Progress(Audience audience);

  void on_event(const tasks::Event& event);
  /// The last word: where the song is and how to listen to it.
  void finished(const studio::MadeSong& song, const std::string& folder);

 private:
  struct Row {
    std::string capability;
    std::size_t made = 0, reused = 0;
    double seconds = 0;
  };
  void count(const tasks::Event& event);
  void show_moving_line(const tasks::Event& event);
  void clear_moving_line();
  void print_table() const;

  Audience audience_;
  bool terminal_ = false;
  bool moving_ = false;
  std::vector<Row> rows_;  ///< in the order in which the kinds first finished
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace souls::cli
