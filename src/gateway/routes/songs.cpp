// /v1/songs: asked for, found, named, thrown away.
#include <algorithm>
#include <random>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "song/json.hpp"
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
  return json;
}

Json json_of(const std::vector<Song>& songs) {
  Json list = Json::array();
  for (const Song& song : songs) list.push_back(json_of(song));
  return list;
}

/// The request of the body. Without a seed one is drawn, small enough to be typed again.
Result<song::Request> read_song_request(const std::string& body) {
  auto request = song::request_from_json(body);
  if (!request) return request;
  if (!Json::parse(body, nullptr, false).contains("seed")) request->seed = std::random_device{}();
  return request;
}

Result<Response> submit(const Api& api, const Request& request) {
  const auto order = read_song_request(request.body);
  if (!order) return fail(order.error());
  const std::string* key = request.header("idempotency-key");
  const auto accepted = api.library.submit(request.caller.user, *order, key ? *key : "", asking(request));
  if (!accepted) return fail(accepted.error());
  const auto song = api.library.find(request.caller.user, accepted->song);
  if (!song) return fail(song.error());
  Json body = json_of(*song);
  body["revision"] = accepted->revision;
  body["seed"] = order->seed;
  Response response = answer(body, 202);
  response.headers.emplace_back("Location", "/v1/songs/" + accepted->song);
  return response;
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

Result<Response> show(const Api& api, const Request& request) {
  const std::string& user = request.caller.user;
  const std::string& id = request.places[0];
  return studio::in_read<Response>(api.store, [&](storage::Transaction& t) -> Result<Response> {
    const auto song = t.songs().find(user, id);
    if (!song) return fail(song.error());
    const auto revision = t.songs().find_revision(user, id, song->revision);
    if (!revision) return fail(revision.error());
    const auto files = t.songs().artifacts(user, id, song->revision);
    if (!files) return fail(files.error());
    Json body = json_of(*song);
    body["seed"] = revision->seed;
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
    return answer(body);
  });
}

Status set_tags(const Api& api, const std::string& user, const std::string& id, const Json& wanted) {
  const auto song = api.library.find(user, id);
  if (!song) return fail(song.error());
  for (const auto& tag : song->tags) {
    if (std::find(wanted.begin(), wanted.end(), tag) != wanted.end()) continue;
    if (auto removed = api.library.remove_tag(user, id, tag); !removed) return removed;
  }
  for (const auto& tag : wanted) {
    if (auto added = api.library.add_tag(user, id, tag.get<std::string>()); !added) return added;
  }
  return {};
}

Result<Response> change(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const std::string& user = request.caller.user;
  const std::string& id = request.places[0];
  if (const auto title = text_field(body, "title")) {
    if (auto named = api.library.rename(user, id, *title); !named) return fail(named.error());
  }
  if (body.contains("tags")) {
    if (auto set = set_tags(api, user, id, body.at("tags")); !set) return fail(set.error());
  }
  return show(api, request);
}

Result<Response> remove(const Api& api, const Request& request) {
  const std::string& user = request.caller.user;
  if (const auto found = api.library.find(user, request.places[0]); !found) return fail(found.error());
  if (api.makers.cancel) {
    if (auto stopped = api.makers.cancel(user, request.places[0]); !stopped) return fail(stopped.error());
  }
  if (auto removed = api.library.remove(user, request.places[0]); !removed) return fail(removed.error());
  return nothing();
}

}  // namespace

void add_songs(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  const auto done = [&api](auto call) {
    return [&api, call](const Request& request) -> Result<Response> {
      const Status status = (api.library.*call)(request.caller.user, request.places[0]);
      if (!status) return fail(status.error());
      return show(api, request);
    };
  };
  router.add(Method::post, "/v1/songs", access::kWriteSongs, with(submit), Pace::waits, cost::kOrder);
  router.add(Method::get, "/v1/songs", access::kReadSongs, with(list));
  router.add(Method::get, "/v1/songs/{id}", access::kReadSongs, with(show));
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
