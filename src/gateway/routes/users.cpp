// /v1/users: for owners.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "storage/user_table.hpp"
#include "studio/account.hpp"

namespace souls::gateway {
namespace {

Result<Response> list(const Api& api, const Request& request) {
  if (auto allowed = check_owner(request); !allowed) return fail(allowed.error());
  const auto limit = read_limit(request, 100);
  if (!limit) return fail(limit.error());
  const auto users = studio::in_read<std::vector<storage::User>>(
      api.store, [&](storage::Transaction& t) { return t.users().list(read_text(request, "cursor"), *limit); });
  if (!users) return fail(users.error());
  Json body = {{"users", Json::array()}};
  for (const auto& user : *users) {
    Json json = {{"id", user.id},
                 {"name", user.name},
                 {"role", storage::to_string(user.role)},
                 {"created_ms", user.created_ms},
                 {"trash_days", user.trash_days}};
    if (user.email) json["email"] = *user.email;
    body["users"].push_back(std::move(json));
  }
  if (users->size() == *limit) body["next"] = users->back().id;
  return answer(body);
}

/// Into a folder of this machine: for callers at its control socket.
Result<Response> write_out(const Api& api, const Request& request) {
  if (auto allowed = check_owner(request); !allowed) return fail(allowed.error());
  const auto body = read_object(request, {"folder"});
  if (!body) return fail(body.error());
  if (!body->contains("folder") || !body->at("folder").is_string()) {
    return fail(ErrorCode::invalid_request, "\"folder\" must be a path");
  }
  const auto report = studio::export_user(api.store, api.blobs, request.places[0],
                                          body->at("folder").get<std::string>(), storage::system_wall_clock()());
  if (!report) return fail(report.error());
  return answer({{"songs", report->songs},
                 {"revisions", report->revisions},
                 {"files", report->files},
                 {"bytes", report->bytes},
                 {"lost", report->lost}});
}

Status cancel_all(const Api& api, const std::string& user) {
  if (!api.makers.cancel) return {};
  storage::SongQuery wanted;
  wanted.count = limits::kPageItemsMax;
  for (;;) {
    const auto songs = api.library.list(user, wanted);
    if (!songs) return fail(songs.error());
    for (const auto& song : *songs) {
      if (storage::is_final(song.state)) continue;
      if (auto stopped = api.makers.cancel(user, song.id); !stopped) return stopped;
    }
    if (songs->size() < wanted.count) return {};
    wanted.before = songs->back().number;
  }
}

Result<Response> remove(const Api& api, const Request& request) {
  if (auto allowed = check_owner(request); !allowed) return fail(allowed.error());
  const std::string& user = request.places[0];
  if (user == request.caller.user) {
    return fail(ErrorCode::conflict, "you can't delete yourself while you run this server");
  }
  if (auto stopped = cancel_all(api, user); !stopped) return fail(stopped.error());
  const auto removed = studio::delete_user(api.store, user, storage::system_wall_clock()());
  if (!removed) return fail(removed.error());
  return nothing();
}

}  // namespace

void add_users(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::get, "/v1/users", with(list));
  router.add(Method::post, "/v1/users/{id}/export", with(write_out));
  router.add(Method::remove, "/v1/users/{id}", with(remove));
}

}  // namespace souls::gateway
