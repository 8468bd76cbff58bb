// /v1/events: what happens, as it happens.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "storage/event_table.hpp"

namespace souls::gateway {
namespace {

StoredEvent stored_event(const storage::EventRow& row) {
  Json data = {{"kind", row.kind}, {"time_ms", row.time_ms}};
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) data[name] = value;
  };
  text("user", row.user);
  text("run", row.run);
  text("song", song_of_run(row.run));
  text("step", row.step);
  text("text", row.text);
  if (row.task != 0) {
    data["task"] = row.task;
    data["tries"] = row.tries;
    data["fraction"] = row.fraction;
  }
  return {row.number, row.user, song_of_run(row.run), row.kind,
          data.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Result<Response> follow(const Request& request) {
  const auto after = read_last_event(request);
  if (!after) return fail(after.error());
  const std::string song = read_text(request, "song");
  const std::string user = request.caller.owner ? read_text(request, "user") : request.caller.user;
  Response response;
  response.events = EventsBody{*after, [song, user](const StoredEvent& event) {
                                 return (user.empty() || event.user == user) && (song.empty() || event.song == song);
                               }};
  return response;
}

}  // namespace

Result<EventPage> StoreEvents::after(std::uint64_t number, std::size_t count_max) {
  return studio::in_read<EventPage>(store_, [&](storage::Transaction& t) -> Result<EventPage> {
    EventPage page;
    const auto newest = t.events().last();
    if (!newest) return fail(newest.error());
    page.newest = *newest;
    if (count_max == 0) return page;
    const auto rows = t.events().after("", number, count_max);
    if (!rows && rows.error().code == ErrorCode::not_found) {
      page.complete = false;
      return page;
    }
    if (!rows) return fail(rows.error());
    for (const auto& row : *rows) page.events.push_back(stored_event(row));
    return page;
  });
}

std::uint64_t StoreEvents::wait(std::uint64_t seen, double seconds) { return store_.wait_for_commit(seen, seconds); }

void add_events(Router& router, const Api&) {
  router.add(Method::get, "/v1/events", access::kReadSongs, follow, Pace::at_once);
}

}  // namespace souls::gateway
