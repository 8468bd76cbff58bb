#include "studio/happenings.hpp"

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "storage/event_table.hpp"
#include "storage/webhook_table.hpp"

namespace souls::studio {
namespace {

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

}  // namespace

std::string message_text(const Happening& happening, std::int64_t now_ms) {
  nlohmann::ordered_json data = nlohmann::ordered_json::object();
  if (!happening.song.empty()) data["song"] = happening.song;
  if (happening.revision != 0) data["revision"] = happening.revision;
  if (!happening.error.empty()) data["error"] = happening.error;
  if (!happening.share.empty()) data["share"] = happening.share;
  const nlohmann::ordered_json message = {
      {"type", happening.kind}, {"timestamp", time_text(now_ms)}, {"data", std::move(data)}};
  return message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
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

}  // namespace souls::studio
