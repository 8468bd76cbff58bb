// /v1/users: for owners.
#include <algorithm>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/json.hpp"
#include "storage/user_table.hpp"
#include "studio/account.hpp"

namespace souls::gateway {
namespace {

Result<Response> list(const Api& api, const Request& request) {
  const auto limit = read_limit(request, 100);
  if (!limit) return fail(limit.error());
  const std::size_t count = std::min(*limit, limits::kPageRowsMax);
  const auto users = studio::in_read<std::vector<storage::User>>(
      api.store, [&](storage::Transaction& t) { return t.users().list(read_text(request, "cursor"), count); });
  if (!users) return fail(users.error());
  Json body = {{"users", Json::array()}};
  for (const auto& user : *users) body["users"].push_back(json_of(user));
  if (users->size() == count) body["next"] = users->back().id;
  return answer(body);
}

Result<storage::UserRole> role_named(const std::string& name) {
  const auto role = storage::parse_user_role(name);
  if (role) return *role;
  return fail(ErrorCode::invalid_request, "a role is one of owner, member, listener");
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
  const auto body = read_object(request, {"email", "name", "role", "password"});
  if (!body) return fail(body.error());
  NewUser user;
  const auto email = text_field(*body, "email");
  const auto name = text_field(*body, "name");
  const auto role = text_field(*body, "role");
  const auto password = text_field(*body, "password");
  for (const auto* field : {&email, &name, &role, &password}) {
    if (!*field) return fail(field->error());
  }
  if (!*email) return fail(ErrorCode::invalid_request, "\"email\" is needed");
  const auto known = role_named(role->value_or("member"));
  if (!known) return fail(known.error());
  const auto made = api.accounts.add_user(request.caller, {**email, name->value_or(""), *known, *password});
  if (!made) return fail(made.error());
  Response response = answer(json_of(*made), 201);
  response.headers.emplace_back("Location", "/v1/users/" + made->id);
  return response;
}

Result<Response> change(const Api& api, const Request& request) {
  const auto id = read_id(api, request);
  if (!id) return fail(id.error());
  const auto body = read_object(request, {"email", "name", "role"});
  if (!body) return fail(body.error());
  const auto email = text_field(*body, "email");
  const auto name = text_field(*body, "name");
  const auto role = text_field(*body, "role");
  for (const auto* field : {&email, &name, &role}) {
    if (!*field) return fail(field->error());
  }
  UserChange wanted{*email, *name, {}, {}};
  if (*role) {
    const auto known = role_named(**role);
    if (!known) return fail(known.error());
    wanted.role = *known;
  }
  const auto changed = api.accounts.change_user(request.caller, *id, wanted);
  if (!changed) return fail(changed.error());
  return answer(json_of(*changed));
}

Result<Response> set_password(const Api& api, const Request& request) {
  const auto id = read_id(api, request);
  if (!id) return fail(id.error());
  const auto body = read_object(request, {"password", "current"});
  if (!body) return fail(body.error());
  const auto password = text_field(*body, "password");
  const auto current = text_field(*body, "current");
  if (!password) return fail(password.error());
  if (!current) return fail(current.error());
  if (!*password) return fail(ErrorCode::invalid_request, "\"password\" is needed");
  if (auto set = api.accounts.set_password(request.caller, *id, **password, *current); !set) return fail(set.error());
  return nothing();
}

/// Into a folder of this machine: for callers at its control socket.
Result<Response> write_out(const Api& api, const Request& request) {
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
