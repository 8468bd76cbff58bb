// /v1/sessions/oidc: signing in by providers of OpenID Connect.
#include <algorithm>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/json.hpp"
#include "gateway/identity/tokens.hpp"
#include "gateway/outbound/oidc_provider.hpp"
#include "gateway/sign_in_answer.hpp"

namespace souls::gateway {
namespace {

constexpr const char* kFlowPurpose = "oidc flow";

std::string cookie_name(const Peer& peer) { return (peer.is_secure ? "__Host-" : "") + std::string("souls_oidc"); }

Result<OidcProvider*> find(const Api& api, const Request& request) {
  const auto found = std::ranges::find_if(
      api.oidc, [&](const auto& each) { return each->options().name == request.places[0]; });
  if (found == api.oidc.end()) return fail(ErrorCode::not_found, "there is no such provider here");
  return found->get();
}

Result<Response> list(const Api& api, const Request&) {
  Json body = {{"providers", Json::array()}};
  for (const auto& each : api.oidc) {
    const std::string& name = each->options().name;
    body["providers"].push_back({{"name", name}, {"path", "/v1/sessions/oidc/" + name}});
  }
  return answer(body);
}

Response redirect(const std::string& to) {
  Response response;
  response.status = 303;
  response.headers.emplace_back("Location", to);
  return response;
}

/// The browser keeps what the sign-in began with, sealed: whoever comes back without it didn't begin it.
Result<std::string> seal(const Api& api, const OidcFlow& flow) {
  const Json text = {flow.provider, flow.state, flow.nonce, flow.verifier, flow.redirect_uri, flow.expires_ms};
  const auto sealed = api.box->seal(kFlowPurpose, text.dump(), api.clock());
  if (!sealed) return fail(sealed.error());
  return sealed->sealed;
}

tl::unexpected<Error> no_flow() {
  return fail(ErrorCode::unauthenticated, "this sign-in didn't begin in this browser, or it took too long; begin again");
}

Result<OidcFlow> open(const Api& api, const Request& request) {
  const auto* header = request.header("cookie");
  if (!header) return no_flow();
  const auto cookie = cookie_value(*header, cookie_name(request.peer));
  if (!cookie || !*cookie) return no_flow();
  const auto text = api.box->open({kFlowPurpose, api.box->key_id(), std::string(**cookie), 0});
  if (!text) return no_flow();
  const Json kept = Json::parse(*text);
  OidcFlow flow{kept[0], kept[1], kept[2], kept[3], kept[4], kept[5]};
  if (flow.provider != request.places[0] || api.clock() >= flow.expires_ms) return no_flow();
  if (!is_same(flow.state, read_text(request, "state"))) return no_flow();
  return flow;
}

Result<Response> begin(const Api& api, const Request& request) {
  const auto provider = find(api, request);
  if (!provider) return fail(provider.error());
  const auto* host = request.header("host");
  const std::string at = (request.peer.is_secure ? "https://" : "http://") + (host ? *host : std::string());
  OidcFlow flow{request.places[0], draw_cookie(), draw_cookie(), draw_cookie(),
                at + "/v1/sessions/oidc/" + request.places[0] + "/callback",
                api.clock() + static_cast<std::int64_t>(limits::kOidcFlowSeconds * 1000)};
  const auto url = (*provider)->authorization_url(flow);
  if (!url) return fail(url.error());
  const auto sealed = seal(api, flow);
  if (!sealed) return fail(sealed.error());
  Response response = redirect(*url);
  response.headers.emplace_back(
      "Set-Cookie", set_cookie(cookie_name(request.peer), *sealed, request.peer, limits::kOidcFlowSeconds, "Lax"));
  return response;
}

Result<Response> come_back(const Api& api, const Request& request) {
  const auto provider = find(api, request);
  if (!provider) return fail(provider.error());
  const auto flow = open(api, request);
  if (!flow) return fail(flow.error());
  if (!api.accounts.use_once(flow->state, flow->expires_ms)) return no_flow();
  if (request.query_value("error")) return fail(ErrorCode::unauthenticated, "the provider didn't let you in");
  const auto subject = (*provider)->redeem(read_text(request, "code"), read_text(request, "iss"), *flow);
  if (!subject) return fail(subject.error());
  const auto in = api.accounts.sign_in_by(*subject, (*provider)->options(), device_of(request),
                                          agent_of(request), request.peer);
  if (!in) return fail(in.error());
  Response response = redirect("/");
  add_cookies(response, request, *in);
  response.headers.emplace_back("Set-Cookie", set_cookie(cookie_name(request.peer), "", request.peer, 0, "Lax"));
  return response;
}

}  // namespace

void add_oidc(Router& router, const Api& api) {
  if (!api.box) return;
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::get, "/v1/sessions/oidc", access::kSignIn, with(list), Pace::at_once);
  // Both ask the provider, and each is a try to sign in.
  router.add(Method::get, "/v1/sessions/oidc/{provider}", access::kSignIn, with(begin), Pace::computes);
  router.add(Method::get, "/v1/sessions/oidc/{provider}/callback", access::kSignIn, with(come_back), Pace::computes);
}

}  // namespace souls::gateway
