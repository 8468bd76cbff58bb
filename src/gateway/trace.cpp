#include "gateway/trace.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/random.hpp"

namespace souls::gateway {
namespace {

// "00-TRACE-PARENT-FLAGS"
constexpr std::size_t kBytes = 55, kTraceAt = 3, kTraceBytes = 32, kParentAt = 36, kParentBytes = 16, kFlagsAt = 53;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}
bool is_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

/// Later versions may add more after the flags.
bool is_sound(std::string_view text) {
  if (text.size() < kBytes || text[2] != '-' || text[kParentAt - 1] != '-' || text[kFlagsAt - 1] != '-') return false;
  const std::string_view version = text.substr(0, 2), trace = trace_id(text),
                         parent = text.substr(kParentAt, kParentBytes);
  if (!is_hex(version) || version == "ff" || !is_hex(text.substr(kFlagsAt, 2))) return false;
  if (version == "00" ? text.size() != kBytes : text.size() > kBytes && text[kBytes] != '-') return false;
  return is_hex(trace) && !is_zero(trace) && is_hex(parent) && !is_zero(parent);
}

void append_random_hex(std::string& text, std::size_t letters) {
  static constexpr char kDigits[] = "0123456789abcdef";
  static thread_local Random random([] {
    Seed seed = 0;
    randombytes_buf(&seed, sizeof seed);
    return seed;
  }());
  for (std::size_t done = 0; done < letters; done += 16) {
    std::uint64_t value = random.next() | 1;  // never all zero
    for (std::size_t i = 0; i < std::min<std::size_t>(letters - done, 16); ++i, value >>= 4)
      text += kDigits[value & 15];
  }
}

}  // namespace

std::string_view trace_id(std::string_view traceparent) { return traceparent.substr(kTraceAt, kTraceBytes); }

std::string continue_trace(std::string_view traceparent) {
  std::string ours = "00-";
  ours.reserve(kBytes);
  const bool sound = is_sound(traceparent);
  if (sound)
    ours += trace_id(traceparent);
  else
    append_random_hex(ours, kTraceBytes);
  ours += '-';
  append_random_hex(ours, kParentBytes);
  ours += '-';
  ours += sound ? traceparent.substr(kFlagsAt, 2) : "00";
  return ours;
}

}  // namespace souls::gateway
