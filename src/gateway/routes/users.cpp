// /v1/users: for owners.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/json.hpp"
#include "storage/blob_table.hpp"
#include "storage/user_table.hpp"
#include "studio/account.hpp"

namespace souls::gateway {
namespace {

/// As owners see a user.
Result<Json> json_with_quota(storage::Transaction& t, const storage::User& user) {
  const auto quota = t.blobs().quota(user.id);
  if (!quota) return fail(quota.error());
  Json json = json_of(user);
  json["quota_bytes"] = *quota ? Json(**quota) : Json();
  return json;
}

Result<Response> list(const Api& api, const Request& request) {
  const std::size_t limit = read_limit(request, 100);
  const auto body = studio::in_read<Json>(api.store, [&](storage::Transaction& t) -> Result<Json> {
    const auto users = t.users().list(read_text(request, "cursor"), limit);
    if (!users) return fail(users.error());
    Json page = {{"users", Json::array()}};
    for (const auto& user : *users) {
      auto json = json_with_quota(t, user);
      if (!json) return json;
      page["users"].push_back(std::move(*json));
    }
    if (users->size() == limit) page["next"] = users->back().id;
    return page;
  });
  if (!body) return fail(body.error());
  return answer(*body);
}

std::optional<storage::UserRole> role_field(const Json& body) {
  const auto name = text_field(body, "role");
  return name ? storage::parse_user_role(*name) : std::nullopt;
}

/// The e-mail address or the id of a user, as the last part of an address.
Result<std::string> read_id(const Api& api, const Request& request) {
  const std::string& named = request.places[0];
  if (named.find('@') == std::string::npos) return named;
  const auto user = studio::in_read<storage::User>(
      api.store, [&](storage::Transaction& t) { return t.users().find_by_email(named); });
  if (!user) return fail(user.error());
  return user->id;
}

Result<Response> add(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const auto role = role_field(body).value_or(storage::UserRole::member);
  const auto made = api.accounts.add_user(
      request.caller, {body.at("email"), text_field(body, "name").value_or(""), role, text_field(body, "password")});
  if (!made) return fail(made.error());
  Response response = answer(json_of(*made), 201);
  response.headers.emplace_back("Location", "/v1/users/" + made->id);
  return response;
}

Result<Response> change(const Api& api, const Request& request) {
  const auto id = read_id(api, request);
  if (!id) return fail(id.error());
  const Json body = read_body(request);
  UserChange wanted{text_field(body, "email"), text_field(body, "name"), role_field(body), {}};
  if (const auto days = number_field(body, "trash_days")) wanted.trash_days = static_cast<int>(*days);
  if (const auto quota = body.find("quota_bytes"); quota != body.end()) {
    wanted.quota_bytes.emplace();
    if (!quota->is_null()) *wanted.quota_bytes = quota->get<std::uint64_t>();
  }
  const auto changed = api.accounts.change_user(request.caller, *id, wanted);
  if (!changed) return fail(changed.error());
  const auto json =
      studio::in_read<Json>(api.store, [&](storage::Transaction& t) { return json_with_quota(t, *changed); });
  if (!json) return fail(json.error());
  return answer(*json);
}

Result<Response> set_password(const Api& api, const Request& request) {
  const auto id = read_id(api, request);
  if (!id) return fail(id.error());
  const Json body = read_body(request);
  const Status set = api.accounts.set_password(request.caller, *id, body.at("password"), text_field(body, "current"));
  if (!set) return fail(set.error());
  return nothing();
}

/// Into a folder of this machine: for callers at its control socket.
Result<Response> write_out(const Api& api, const Request& request) {
  const auto report =
      studio::export_user(api.store, api.blobs, request.places[0], read_body(request).at("folder").get<std::string>(),
                          storage::system_wall_clock()());
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
  wanted.count = limits::kPageRowsMax;
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
  const std::string& user = request.places[0];
  if (auto may = api.accounts.check_removable(user); !may) return fail(may.error());
  if (auto stopped = cancel_all(api, user); !stopped) return fail(stopped.error());
  const auto removed = studio::delete_user(api.store, user, storage::system_wall_clock()());
  if (!removed) return fail(removed.error());
  if (auto gone = api.accounts.forget_removed(); !gone) return fail(gone.error());
  return nothing();
}

}  // namespace

void add_users(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::get, "/v1/users", access::kSystem, with(list));
  router.add(Method::post, "/v1/users", access::kSystem, with(add), Pace::computes);
  router.add(Method::patch, "/v1/users/{id}", access::kSystem, with(change));
  router.add(Method::put, "/v1/users/{id}/password", access::kSystem, with(set_password), Pace::computes);
  router.add(Method::post, "/v1/users/{id}/export", access::kControl, with(write_out));
  router.add(Method::remove, "/v1/users/{id}", access::kSystem, with(remove));
}

}  // namespace souls::gateway
