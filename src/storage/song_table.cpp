#include "storage/song_table.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace souls::storage {

std::string_view to_string(MakingState state) {
  switch (state) {
    case MakingState::waiting:
      return "waiting";
    case MakingState::making:
      return "making";
    case MakingState::made:
      return "made";
    case MakingState::failed:
      return "failed";
    case MakingState::cancelled:
      return "cancelled";
  }
  return "";
}

std::optional<MakingState> parse_making_state(std::string_view text) {
  for (const MakingState state : {MakingState::waiting, MakingState::making, MakingState::made, MakingState::failed,
                                  MakingState::cancelled}) {
    if (text == to_string(state)) return state;
  }
  return std::nullopt;
}

bool is_artifact_path(std::string_view path) {
  if (path.empty() || path.size() > limits::kArtifactPathBytesMax || !is_utf8(path)) return false;
  if (std::ranges::any_of(path, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) return false;
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    if (end == path.size()) return true;
    path.remove_prefix(end + 1);
  }
}

}  // namespace souls::storage
