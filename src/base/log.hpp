#pragma once
// What the operator reads: one JSON object a line on standard error.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace souls {

enum class LogLevel { info, warning, error };

using LogValue = std::variant<std::string_view, double, long long, bool>;
using LogFields = std::initializer_list<std::pair<std::string_view, LogValue>>;

/// {"time":"2026-01-01T00:00:00.000Z","level":"info","event":"…",…} with the fields in their order. Text that isn't
/// UTF-8 is replaced byte by byte; a line is written whole, from any thread. Secrets are never logged.
void log(LogLevel level, std::string_view event, LogFields fields = {});

/// The line that `log` writes at that time (milliseconds since 1970, UTC), with its line feed.
std::string log_line(long long time_ms, LogLevel level, std::string_view event, LogFields fields);

}  // namespace souls
