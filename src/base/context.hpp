#pragma once
// What a step is told while it runs: whether to stop, and whom to tell how far it got.

#include <functional>
#include <string_view>

#include "base/result.hpp"

namespace souls {

/// Handed to every synchronous function that may take more than a tenth of a second. Called from the one thread that
/// runs the step. A default-constructed context never cancels and reports to no one.
struct Context {
  /// True when the step should stop; asked at least every 100 ms of work.
  std::function<bool()> should_stop = [] { return false; };
  /// Fraction done, 0 to 1, and a phrase for people ("singing line 3").
  std::function<void(double fraction, std::string_view phrase)> report = [](double, std::string_view) {};

  bool stopped() const { return should_stop(); }
};

/// The error of a step that was stopped.
inline tl::unexpected<Error> cancelled() { return fail(ErrorCode::cancelled, "stopped on request"); }

}  // namespace souls
