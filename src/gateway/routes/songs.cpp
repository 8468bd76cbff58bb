// /v1/songs: asked for, found, named, thrown away.
#include "gateway/routes/songs.hpp"

#include <algorithm>
#include <random>

#include "base/digest.hpp"
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/prefer.hpp"
#include "song/json.hpp"
#include "song/json_place.hpp"
#include "storage/song_table.hpp"
#include "storage/wall_clock.hpp"
#include "studio/time_left.hpp"

namespace souls::gateway {
namespace {

using storage::Song;

Json json_of(const Song& song) {
  Json json = {{"id", song.id},
               {"title", song.title},
               {"prompt", song.prompt},
               {"created_ms", song.created_ms},
               {"updated_ms", song.updated_ms},
               {"revision", song.revision},
               {"state", storage::to_string(song.state)},
               {"tags", song.tags}};
  if (song.trashed_ms) json["trashed_ms"] = *song.trashed_ms;
  if (!song.until.empty()) json["until"] = song.until;
  return json;
}

/// Changes whenever a hand changes the song: its title, its tags, its revision, its place in the trash.
std::string entity_tag(const Song& song) {
  const Json seen = {song.id, song.title, song.tags, song.revision, song.trashed_ms.has_value()};
  return '"' + sha256(seen.dump()).hex.substr(0, 32) + '"';
}

Json json_of(const std::vector<Song>& songs) {
  Json list = Json::array();
  for (const Song& song : songs) list.push_back(json_of(song));
  return list;
}

/// Small enough to be typed again; the same for the same key, so that an order that is sent again is the same order.
Seed draw_seed(const std::string& user, const std::string& key) {
  if (key.empty()) return std::random_device{}();
  return std::stoul(sha256(user + '\n' + key).hex.substr(0, 8), nullptr, 16);
}

Result<Response> submit(const Api& api, const Request& request) {
  const Json wanted = read_body(request);
  auto order = song::request_from_json(wanted.dump());
  if (!order) return fail(order.error());
  const auto until = studio::parse_until(wanted.value("until", "mix"));
  if (!until) return fail(until.error());
  const std::string key = idempotency_key(request);
  if (!wanted.contains("seed")) order->seed = draw_seed(request.caller.user, key);
  const auto accepted = api.library.submit(request.caller.user, *order, key, asking(request), *until);
  if (!accepted) return fail(of_right_form(accepted.error()));
  const auto song = api.library.find(request.caller.user, accepted->song);
  if (!song) return fail(song.error());
  Json body = json_of(*song);
  body["revision"] = accepted->revision;
  body["seed"] = song::json_of_seed(order->seed);
  return answer_accepted(api, request, *accepted, body);
}

Result<Response> search(const Api& api, const Request& request, std::size_t limit) {
  const auto skip = read_number(request, "cursor");
  if (!skip) return fail(skip.error());
  storage::SongSearch wanted{read_text(request, "q"), static_cast<std::size_t>(skip->value_or(0)), limit};
  const auto songs = api.library.search(request.caller.user, wanted);
  if (!songs) return fail(songs.error());
  Json body = {{"songs", json_of(*songs)}};
  if (songs->size() == limit) body["next"] = std::to_string(wanted.skip + limit);
  return answer(body);
}

Result<Response> list(const Api& api, const Request& request) {
  const std::size_t limit = read_limit(request, 50);
  if (request.query_value("q")) return search(api, request, limit);
  const auto before = read_number(request, "cursor");
  if (!before) return fail(before.error());
  storage::SongQuery wanted;
  wanted.trash = read_flag(request, "trashed");
  if (const auto* tag = request.query_value("tag")) wanted.tag = *tag;
  wanted.before = *before;
  wanted.count = limit;
  const auto songs = api.library.list(request.caller.user, wanted);
  if (!songs) return fail(songs.error());
  Json body = {{"songs", json_of(*songs)}};
  if (songs->size() == limit) body["next"] = std::to_string(songs->back().number);
  return answer(body);
}

Result<Response> show_song(const Api& api, const std::string& user, const std::string& id) {
  return studio::in_read<Response>(api.store, [&](storage::Transaction& t) -> Result<Response> {
    const auto song = t.songs().find(user, id);
    if (!song) return fail(song.error());
    const auto revision = t.songs().find_revision(user, id, song->revision);
    if (!revision) return fail(revision.error());
    const auto files = t.songs().artifacts(user, id, song->revision);
    if (!files) return fail(files.error());
    Json body = json_of(*song);
    body["seed"] = song::json_of_seed(revision->seed);
    body["steps_made"] = revision->steps_made;
    body["steps_reused"] = revision->steps_reused;
    if (!revision->error.empty()) body["error"] = revision->error;
    if (revision->finished_ms) body["finished_ms"] = *revision->finished_ms;
    if (song->state == storage::MakingState::making) {
      const auto left = studio::time_left(t, id, api.makers.workers, storage::system_wall_clock()());
      if (!left) return fail(left.error());
      if (*left) body["seconds_left"] = **left;
    }
    body["files"] = Json::array();
    for (const auto& file : *files) {
      body["files"].push_back({{"name", file.path},
                               {"digest", file.digest.hex},
                               {"bytes", file.bytes},
                               {"media_type", file.media_type},
                               {"preview", file.kind == storage::ArtifactKind::preview}});
    }
    Response response = answer(body);
    response.headers.emplace_back("ETag", entity_tag(*song));
    return response;
  });
}

Result<Response> show(const Api& api, const Request& request) {
  return show_song(api, request.caller.user, request.places[0]);
}

Result<Response> show_when_made(const Api& api, const Request& request) {
  const std::string user = request.caller.user, id = request.places[0];
  const auto look = [&api, user, id]() -> Result<Standing> {
    // First whether it is made: what is shown then is no older.
    const auto song = api.library.find(user, id);
    if (!song) return fail(song.error());
    auto shown = show_song(api, user, id);
    if (!shown) return fail(shown.error());
    return Standing{storage::is_final(song->state), std::move(*shown)};
  };
  return answer_when_final(request, look, is_news_of(id));
}

Result<Response> change(const Api& api, const Request& request) {
  const Json body = read_body(request);
  studio::SongChange wanted{text_field(body, "title"), {}};
  if (body.contains("tags")) wanted.tags = body.at("tags").get<std::vector<std::string>>();
  wanted.add_tags = body.value("add_tags", wanted.add_tags);
  wanted.remove_tags = body.value("remove_tags", wanted.remove_tags);
  const Status changed = api.library.change(request.caller.user, request.places[0], wanted, expected_by(request));
  // They are tags, but too many with those that the song has.
  if (!changed && !wanted.add_tags.empty()) return fail(of_right_form(changed.error(), ErrorCode::conflict));
  if (!changed) return fail(changed.error());
  return show(api, request);
}

Result<Response> remove(const Api& api, const Request& request) {
  const std::string& user = request.caller.user;
  // A song that is being made changes by being stopped.
  if (const auto found = api.library.find(user, request.places[0], expected_by(request)); !found) return fail(found.error());
  if (api.makers.cancel) {
    if (auto stopped = api.makers.cancel(user, request.places[0]); !stopped) return fail(stopped.error());
  }
  if (auto removed = api.library.remove(user, request.places[0]); !removed) return fail(removed.error());
  return nothing();
}

}  // namespace

studio::Expected expected_by(const Request& request) {
  const std::string* wanted = request.header("if-match");
  if (!wanted || *wanted == "*") return nullptr;
  return [tags = *wanted](const Song& song) { return tags.find(entity_tag(song)) != std::string::npos; };
}

std::function<bool(const StoredEvent&)> is_news_of(const std::string& song) {
  return [song](const StoredEvent& event) { return event.song == song && event.kind != "progress"; };
}

Result<Response> answer_accepted(const Api& api, const Request& request, const studio::Accepted& accepted,
                                 const Json& body) {
  const std::string user = request.caller.user;
  const auto look = [&api, user, accepted, body]() -> Result<Standing> {
    const auto revision = studio::in_read<storage::Revision>(api.store, [&](storage::Transaction& t) {
      return t.songs().find_revision(user, accepted.song, accepted.revision);
    });
    if (!revision) return fail(revision.error());
    const bool is_final = storage::is_final(revision->state);
    Result<Response> told = answer(body, 202);
    if (is_final) told = show_song(api, user, accepted.song);
    if (!told) return fail(told.error());
    if (is_final) told->status = 201;
    told->headers.emplace_back("Location", "/v1/songs/" + accepted.song);
    return Standing{is_final, std::move(*told)};
  };
  if (preferred_wait(request)) return answer_when_final(request, look, is_news_of(accepted.song));
  Response response = answer(body, 202);
  response.headers.emplace_back("Location", "/v1/songs/" + accepted.song);
  return response;
}

void add_songs(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  const auto done = [&api](auto call) {
    return [&api, call](const Request& request) -> Result<Response> {
      const Status status = (api.library.*call)(request.caller.user, request.places[0], expected_by(request));
      if (!status) return fail(status.error());
      return show(api, request);
    };
  };
  router.add(Method::post, "/v1/songs", access::kWriteSongs, with(submit), Pace::waits, cost::kOrder);
  router.add(Method::get, "/v1/songs", access::kReadSongs, with(list));
  router.add(Method::get, "/v1/songs/{id}", access::kReadSongs, with(show_when_made));
  router.add(Method::patch, "/v1/songs/{id}", access::kWriteSongs, with(change));
  router.add(Method::remove, "/v1/songs/{id}", access::kWriteSongs, with(remove));
  router.add(Method::post, "/v1/songs/{id}/trash", access::kWriteSongs, done(&studio::Library::trash));
  router.add(Method::post, "/v1/songs/{id}/restore", access::kWriteSongs, done(&studio::Library::restore));
  router.add(Method::post, "/v1/songs/{id}/cancel", access::kWriteSongs,
             [&api](const Request& request) -> Result<Response> {
               if (const auto found = api.library.find(request.caller.user, request.places[0]); !found)
                 return fail(found.error());
               if (!api.makers.cancel) return fail(ErrorCode::unavailable, "nothing is being made on this server");
               if (auto stopped = api.makers.cancel(request.caller.user, request.places[0]); !stopped)
                 return fail(stopped.error());
               return show(api, request);
             });
}

}  // namespace souls::gateway
