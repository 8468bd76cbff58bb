#include "studio/happenings.hpp"

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "storage/event_table.hpp"
#include "storage/user_table.hpp"
#include "storage/webhook_table.hpp"

namespace souls::studio {
namespace {

constexpr std::size_t kUsersAtATime = 200;

/// RFC 3339, UTC.
std::string time_text(std::int64_t time_ms) {
  const std::time_t whole = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  ::gmtime_r(&whole, &parts);
  std::array<char, 40> text{};
  const std::size_t bytes = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string thousandths = std::to_string(1000 + time_ms % 1000).substr(1);
  return std::string(text.data(), bytes) + '.' + thousandths + 'Z';
}

std::string message_text(std::string_view kind, nlohmann::ordered_json data, std::int64_t now_ms) {
  const nlohmann::ordered_json message = {{"type", kind}, {"timestamp", time_text(now_ms)}, {"data", std::move(data)}};
  return message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string message_text(const Happening& happening, std::int64_t now_ms) {
  nlohmann::ordered_json data = nlohmann::ordered_json::object();
  if (!happening.song.empty()) data["song"] = happening.song;
  if (happening.revision != 0) data["revision"] = happening.revision;
  if (!happening.error.empty()) data["error"] = happening.error;
  if (!happening.share.empty()) data["share"] = happening.share;
  return message_text(happening.kind, std::move(data), now_ms);
}

Status tell(storage::Transaction& transaction, const Happening& happening, std::int64_t now_ms) {
  storage::EventRow event;
  event.time_ms = now_ms;
  event.kind = happening.kind;
  event.text = happening.error;
  if (auto told = transaction.events().append_of_song(happening.user, happening.song, event); !told) {
    return fail(told.error());
  }
  return transaction.webhooks().tell(happening.user, happening.kind, message_text(happening, now_ms), now_ms);
}

Status tell_of_checkpoint(storage::Transaction& transaction, const std::string& line, std::int64_t now_ms) {
  const std::string kind(happening::kAuditCheckpoint), text = message_text(kind, {{"line", line}}, now_ms);
  std::string after;
  while (true) {
    const auto users = transaction.users().list(after, kUsersAtATime);
    if (!users) return fail(users.error());
    for (const storage::User& user : *users) {
      after = user.id;
      if (user.role != storage::UserRole::owner) continue;
      if (auto told = transaction.webhooks().tell(user.id, kind, text, now_ms); !told) return told;
    }
    if (users->size() < kUsersAtATime) return {};
  }
}

}  // namespace souls::studio
