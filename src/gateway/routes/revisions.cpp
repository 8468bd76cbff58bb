// /v1/songs/{id}/revisions, …/compare, …/edits, …/artifacts
#include <sys/stat.h>

#include <algorithm>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/range.hpp"
#include "gateway/routes/songs.hpp"
#include "song/json_place.hpp"
#include "storage/song_table.hpp"
#include "studio/bundle.hpp"

namespace souls::gateway {
namespace {

Json json_of(const storage::Revision& revision) {
  Json json = {{"revision", revision.number},
               {"created_ms", revision.created_ms},
               {"seed", song::json_of_seed(revision.seed)},
               {"state", storage::to_string(revision.state)},
               {"steps_made", revision.steps_made},
               {"steps_reused", revision.steps_reused},
               {"document", revision.document.hex},
               {"packages", Json::array()}};
  for (const auto& package : revision.packages) {
    json["packages"].push_back({{"name", package.name}, {"version", package.version}, {"digest", package.digest.hex}});
  }
  if (revision.parent) json["parent"] = *revision.parent;
  if (!revision.error.empty()) json["error"] = revision.error;
  if (revision.finished_ms) json["finished_ms"] = *revision.finished_ms;
  if (const auto until = studio::until_of(revision); until != studio::Until::all) json["until"] = to_string(until);
  return json;
}

/// The revision that the query names, else the newest.
Result<int> read_revision(const Api& api, const Request& request, std::string_view name = "revision") {
  const auto given = read_number(request, name);
  if (!given) return fail(given.error());
  const auto song = api.library.find(request.caller.user, request.places[0]);
  if (!song) return fail(song.error());
  return *given ? static_cast<int>(**given) : song->revision;
}

Result<Response> list(const Api& api, const Request& request) {
  const std::size_t limit = read_limit(request, 50);
  const auto before = read_number(request, "cursor");
  if (!before) return fail(before.error());
  std::optional<int> first;
  if (*before) first = static_cast<int>(std::min<std::int64_t>(**before, INT32_MAX));
  const auto revisions = studio::in_read<std::vector<storage::Revision>>(api.store, [&](storage::Transaction& t) {
    return t.songs().list_revisions(request.caller.user, request.places[0], first, limit);
  });
  if (!revisions) return fail(revisions.error());
  Json body = {{"revisions", Json::array()}};
  for (const auto& revision : *revisions) body["revisions"].push_back(json_of(revision));
  if (revisions->size() == limit) body["next"] = std::to_string(revisions->back().number);
  return answer(body);
}

Result<Response> accept(const Api& api, const Request& request, const Result<studio::Accepted>& accepted) {
  if (!accepted) return fail(accepted.error());
  return answer_accepted(api, request, *accepted, {{"id", accepted->song}, {"revision", accepted->revision}});
}

Result<Response> forecast(const Api& api, const Request& request, int parent, const std::vector<song::Edit>& edits) {
  if (!api.makers.forecast) return fail(ErrorCode::unavailable, "nothing is being made on this server");
  const auto foreseen = api.makers.forecast(request.caller.user, request.places[0], parent, edits);
  if (!foreseen) return fail(of_right_form(foreseen.error(), ErrorCode::conflict));
  Json body = {{"steps", Json::array()}, {"seconds", foreseen->seconds}, {"conflicts", foreseen->conflicts}};
  for (const auto& step : foreseen->steps) {
    body["steps"].push_back({{"step", step.step}, {"fate", to_string(step.fate)}, {"key", step.key.hex}});
  }
  return answer(body);
}

Result<Response> edit(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const auto edits = song::edits_from_json(body.at("edits").dump());
  if (!edits) return fail(ErrorCode::unprocessable, edits.error().message);
  const studio::Expected is_expected = expected_by(request);
  const auto song = api.library.find(request.caller.user, request.places[0], is_expected);
  if (!song) return fail(song.error());
  std::optional<int> parent;
  if (is_expected) parent = song->revision;
  if (const auto given = number_field(body, "parent")) parent = static_cast<int>(*given);
  if (read_flag(request, "dry_run")) return forecast(api, request, parent.value_or(song->revision), *edits);
  const auto accepted =
      api.library.edit(request.caller.user, song->id, parent, *edits, idempotency_key(request), asking(request));
  // They are edits, but not of this song as it is.
  if (!accepted) return fail(of_right_form(accepted.error(), ErrorCode::conflict));
  return accept(api, request, accepted);
}

Result<Response> go_back(const Api& api, const Request& request) {
  const auto song = api.library.find(request.caller.user, request.places[0]);
  if (!song) return fail(song.error());
  const int to = read_body(request).at("to");
  return accept(api, request, api.library.go_back(request.caller.user, song->id, song->revision, to, asking(request)));
}

Json json_of(const std::vector<studio::NamedDifference>& differences) {
  Json list = Json::array();
  for (const auto& [name, difference, what] : differences) {
    list.push_back({{"name", name}, {"difference", to_string(difference)}, {"what", what}});
  }
  return list;
}

Json json_of(const std::vector<studio::LineDifference>& differences) {
  Json list = Json::array();
  for (const auto& [section, line, before, after] : differences) {
    list.push_back({{"section", section}, {"line", line}, {"before", before}, {"after", after}});
  }
  return list;
}

Json json_of_edits(const std::vector<std::string>& edits) {
  Json list = Json::array();
  for (const auto& edit : edits) list.push_back(Json::parse(edit));
  return list;
}

/// The revision that the query names to compare from, else the one that `after` continues.
Result<int> read_before(const Request& request, const storage::Revision& after) {
  const auto given = read_number(request, "from");
  if (!given) return fail(given.error());
  if (*given) return static_cast<int>(**given);
  if (after.parent) return *after.parent;
  return fail(ErrorCode::conflict,
              "revision " + std::to_string(after.number) + " continues no other: say which one it is compared with");
}

Result<Response> compare(const Api& api, const Request& request) {
  const std::string& user = request.caller.user;
  const std::string& song = request.places[0];
  const auto to = read_revision(api, request, "to");
  if (!to) return fail(to.error());
  const auto after = studio::in_read<storage::Revision>(
      api.store, [&](storage::Transaction& t) { return t.songs().find_revision(user, song, *to); });
  if (!after) return fail(after.error());
  const auto from = read_before(request, *after);
  if (!from) return fail(from.error());
  const auto told = api.library.compare(user, song, *from, *to);
  if (!told) return fail(told.error());
  return answer({{"before", *from},
                 {"after", *to},
                 {"complete", told->complete},
                 {"request", json_of(told->request)},
                 {"edits_added", json_of_edits(told->edits_added)},
                 {"edits_removed", json_of_edits(told->edits_removed)},
                 {"song", json_of(told->song)},
                 {"sections", json_of(told->sections)},
                 {"lines", json_of(told->lines)},
                 {"tracks", json_of(told->tracks)},
                 {"files", json_of(told->files)}});
}

Result<Response> retry(const Api& api, const Request& request) {
  if (!api.makers.retry) return fail(ErrorCode::unavailable, "nothing is being made on this server");
  const auto number = read_revision(api, request);
  if (!number) return fail(number.error());
  const auto taken = api.makers.retry(request.caller.user, request.places[0], *number);
  if (!taken) return fail(taken.error());
  return accept(api, request, studio::Accepted{request.places[0], *number});
}

Result<Response> artifact(const Api& api, const Request& request) {
  const auto number = read_revision(api, request);
  if (!number) return fail(number.error());
  const auto found = studio::in_read<storage::Artifact>(api.store, [&](storage::Transaction& t) {
    return t.songs().find_artifact(request.caller.user, request.places[0], *number, request.places[1]);
  });
  if (!found) return fail(found.error());
  return artifact_answer(api, request, *found);
}

tl::unexpected<Error> lost(const storage::Artifact& file) {
  return fail(ErrorCode::not_found, file.path + " of this song is lost; `souls scrub` says what can be done", file.digest.hex);
}

/// A title, less what parts the names of folders.
std::string file_name(std::string title) {
  std::ranges::replace(title, '/', '-');
  return title;
}

Result<Response> bundle(const Api& api, const Request& request) {
  const auto number = read_revision(api, request);
  if (!number) return fail(number.error());
  const auto song = api.library.find(request.caller.user, request.places[0]);
  if (!song) return fail(song.error());
  auto files = studio::in_read<std::vector<storage::Artifact>>(api.store, [&](storage::Transaction& t) {
    return t.songs().artifacts(request.caller.user, request.places[0], *number);
  });
  if (!files) return fail(files.error());
  std::erase_if(*files, [](const auto& file) { return file.kind != storage::ArtifactKind::file; });
  if (files->empty()) return fail(ErrorCode::conflict, "the song isn't made yet");
  for (const auto& file : *files) {
    if (!api.blobs.exists(file.digest)) return lost(file);
  }
  const std::string tag = '"' + studio::bundle_digest(*files).hex + '"';
  Response response;
  response.headers = {
      {"ETag", tag}, {"Cache-Control", "private, no-cache"}, content_disposition(file_name(song->title) + ".zip")};
  if (is_known(request, tag)) {
    response.status = 304;
    return response;
  }
  response.content_type = "application/zip";
  response.stream = [bundle = std::make_shared<studio::Bundle>(api.blobs, std::move(*files))](std::string& block) {
    return bundle->read(block);
  };
  return response;
}

}  // namespace

Result<Response> artifact_answer(const Api& api, const Request& request, const storage::Artifact& artifact) {
  auto file = api.blobs.open_verified(artifact.digest);
  if (!file && file.error().code == ErrorCode::not_found) return lost(artifact);
  if (!file) return fail(file.error());
  struct stat status {};
  if (::fstat(file->number(), &status) != 0) return fail(ErrorCode::unavailable, "the file can't be read at present");
  Response response = answer_file(request, {std::move(*file), static_cast<std::uint64_t>(status.st_size)},
                                  artifact.media_type.empty() ? "application/octet-stream" : artifact.media_type,
                                  '"' + artifact.digest.hex + '"');
  response.headers.push_back(content_disposition(artifact.path));
  return response;
}

void add_revisions(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::get, "/v1/songs/{id}/revisions", access::kReadSongs, with(list));
  router.add(Method::post, "/v1/songs/{id}/revisions", access::kWriteSongs, with(go_back), Pace::waits, cost::kOrder);
  router.add(Method::get, "/v1/songs/{id}/compare", access::kReadSongs, with(compare));
  router.add(Method::post, "/v1/songs/{id}/edits", access::kWriteSongs, with(edit), Pace::waits, cost::kOrder);
  router.add(Method::post, "/v1/songs/{id}/retry", access::kWriteSongs, with(retry), Pace::waits, cost::kOrder);
  router.add(Method::get, "/v1/songs/{id}/bundle.zip", access::kReadSongs, with(bundle));
  router.add(Method::get, "/v1/songs/{id}/artifacts/{name*}", access::kReadSongs, with(artifact));
}

}  // namespace souls::gateway
