// /v1/sessions: signing in and out.
#include <cmath>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/json.hpp"
#include "gateway/identity/tokens.hpp"
#include "gateway/problem.hpp"
#include "gateway/sign_in_answer.hpp"

namespace souls::gateway {
namespace {

Response too_often(const Request& request, double wait_seconds) {
  const std::string seconds = std::to_string(static_cast<int>(std::ceil(wait_seconds)));
  Response response = problem(429, ErrorCode::rate_limited,
                              "too many tries; the next one may be made in " + seconds + " seconds", request.id);
  response.headers.emplace_back("Retry-After", seconds);
  return response;
}

Response welcome(const Request& request, const SignedIn& in) {
  Json body = {{"id", in.kept.id},
               {"user", json_of(in.user)},
               {"csrf", csrf_token(in.session)},
               {"expires_ms", in.kept.expires_ms},
               {"secure", request.peer.is_secure}};
  if (!request.peer.is_secure) {
    body["note"] =
        "this connection is plain HTTP, so that the cookie isn't kept to secure ones: use it on this machine";
  }
  Response response = answer(body, 201);
  add_cookies(response, request, in);
  return response;
}

Result<Response> sign_in(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const auto in = api.accounts.sign_in(
      {body.at("email"), body.at("password"), device_of(request), agent_of(request), request.peer});
  if (!in) return fail(in.error());
  if (in->wait_seconds > 0) return too_often(request, in->wait_seconds);
  return welcome(request, *in);
}

Result<Response> list(const Api& api, const Request& request) {
  const auto sessions = studio::in_read<std::vector<storage::Session>>(
      api.store, [&](storage::Transaction& t) { return t.sessions().list(request.caller.user); });
  if (!sessions) return fail(sessions.error());
  Json body = {{"sessions", Json::array()}};
  for (const auto& session : *sessions) body["sessions"].push_back(json_of(session, request.caller));
  return answer(body);
}

Result<Response> end(const Api& api, const Request& request) {
  const bool is_current = request.places[0] == "current" || request.places[0] == request.caller.session;
  const std::string id = is_current ? request.caller.session : request.places[0];
  if (auto ended = api.accounts.end_session(request.caller, id); !ended) return fail(ended.error());
  Response response = nothing();
  if (is_current) {
    response.headers.emplace_back("Set-Cookie",
                                  set_cookie(session_cookie_name(request.peer), "", request.peer, 0, "Lax"));
  }
  return response;
}

}  // namespace

std::string device_of(const Request& request) {
  const auto* header = request.header("cookie");
  if (!header) return {};
  const auto device = cookie_value(*header, device_cookie_name(request.peer));
  return device && *device ? std::string(**device) : std::string();
}

std::string agent_of(const Request& request) {
  const auto* agent = request.header("user-agent");
  return agent ? *agent : std::string();
}

void add_cookies(Response& response, const Request& request, const SignedIn& in) {
  const auto add = [&](const std::string& name, const std::string& value, double seconds, const char* same_site) {
    response.headers.emplace_back("Set-Cookie", set_cookie(name, value, request.peer, seconds, same_site));
  };
  add(session_cookie_name(request.peer), in.session, limits::kSessionSecondsMax, "Lax");
  add(device_cookie_name(request.peer), in.device, limits::kDeviceSecondsMax, "Strict");
}

void add_sessions(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::post, "/v1/sessions", access::kSignIn, with(sign_in), Pace::computes);
  router.add(Method::get, "/v1/sessions", access::kAccount, with(list));
  router.add(Method::remove, "/v1/sessions/{id}", access::kAccount, with(end));
}

}  // namespace souls::gateway
