#pragma once
// What people are told of their songs: by the event feed, and by webhooks, whose messages are written in the same
// transaction, so that a crash loses none.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/store.hpp"

namespace souls::studio {

namespace happening {
inline constexpr std::string_view kSongMade = "song.made", kSongFailed = "song.failed",
                                  kSongCancelled = "song.cancelled", kSongShared = "song.shared",
                                  kEditMade = "edit.made", kEditFailed = "edit.failed",
                                  kEditCancelled = "edit.cancelled", kAuditCheckpoint = "audit.checkpoint";
}  // namespace happening

/// All kinds, in order.
inline constexpr std::array<std::string_view, 8> kHappenings = {
    happening::kAuditCheckpoint,
    happening::kEditCancelled, happening::kEditFailed, happening::kEditMade,  happening::kSongCancelled,
    happening::kSongFailed,    happening::kSongMade,   happening::kSongShared};

struct Happening {
  std::string kind = {};
  std::string user = {};
  std::string song = {};
  int revision = 0;        ///< 0: it is about none
  std::string error = {};  ///< of what failed, one sentence
  std::string share = {};  ///< id of the link, of what is shared
};

/// Adds the event, and a message to each webhook of the user that wants it.
Status tell(storage::Transaction& transaction, const Happening& happening, std::int64_t now_ms);

/// Adds a message to each owner's webhook that wants it, with a checkpoint of the audit log as its file has it.
Status tell_of_checkpoint(storage::Transaction& transaction, const std::string& line, std::int64_t now_ms);

/// A message as webhooks get it: {"type": KIND, "timestamp": "2026-01-01T00:00:00.000Z", "data": {…}}.
std::string message_text(const Happening& happening, std::int64_t now_ms);

}  // namespace souls::studio
