#include "song/plan.hpp"

#include <algorithm>
#include <array>

namespace souls::song {
namespace {

constexpr std::array<std::string_view, 8> kKindNames = {"intro",  "verse", "prechorus", "chorus",
                                                        "bridge", "solo",  "interlude", "outro"};

}  // namespace

std::string_view to_string(SectionKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::optional<SectionKind> parse_section_kind(std::string_view text) {
  const auto found = std::find(kKindNames.begin(), kKindNames.end(), text);
  if (found == kKindNames.end()) return std::nullopt;
  return static_cast<SectionKind>(found - kKindNames.begin());
}

const SectionPlan* Plan::find_section(std::string_view name) const {
  const auto found = std::find_if(sections.begin(), sections.end(), [&](const SectionPlan& s) { return s.name == name; });
  return found == sections.end() ? nullptr : &*found;
}

const TrackPlan* Plan::find_track(std::string_view name) const {
  const auto found = std::find_if(tracks.begin(), tracks.end(), [&](const TrackPlan& t) { return t.name == name; });
  return found == tracks.end() ? nullptr : &*found;
}

}  // namespace souls::song
