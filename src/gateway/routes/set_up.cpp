// /setup, /v1/setup: the first owner. Served until there is one, to this machine alone.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/html.hpp"
#include "gateway/identity/json.hpp"
#include "gateway/problem.hpp"
#include "gateway/target.hpp"

namespace souls::gateway {
namespace {

constexpr std::size_t kFormBytesMax = 16 * 1024;

constexpr std::string_view kStyle =
    "body{font:1.1rem/1.5 system-ui;max-width:28rem;margin:4rem auto;padding:0 1rem}"
    "label{display:block;margin:1rem 0}input{font:inherit;width:100%;box-sizing:border-box}"
    "button{font:inherit;padding:.4rem 1.2rem}[role=alert]{color:#a00}";

/// Its form tells where it comes from, which is looked at.
Response page(const std::string& content, int status = 200) {
  Response response = gateway::page("Synthetic Souls: set-up", kStyle, "form-action 'self'; ",
                                    "<main>\n<h1>Synthetic Souls</h1>\n" + content + "</main>\n", status);
  response.headers.emplace_back("Referrer-Policy", "same-origin");
  return response;
}

Response form(const std::string& error, const std::string& email, int status) {
  std::string content;
  if (!error.empty()) content += "<p role=\"alert\">" + html(error) + "</p>\n";
  content +=
      "<p>This server has no owner yet. Its terminal, or the file <code>run/setup.code</code> in its folder, shows the "
      "code.</p>\n<form method=\"post\" action=\"/setup\" autocomplete=\"off\">\n"
      "<label>Code <input name=\"code\" required></label>\n"
      "<label>E-mail address <input name=\"email\" type=\"email\" required value=\"" +
      html(email) + "\"></label>\n<label>Password, at least " + std::to_string(limits::kPasswordLettersMin) +
      " letters <input name=\"password\" type=\"password\" autocomplete=\"new-password\" minlength=\"" +
      std::to_string(limits::kPasswordLettersMin) + "\" required></label>\n<button>Become the owner</button>\n</form>\n";
  return page(content, status);
}

Result<Response> by_form(const Api& api, const Request& request) {
  const auto fields = request.body.size() > kFormBytesMax
                          ? Result<Target>(fail(ErrorCode::invalid_request, "the form is too long"))
                          : parse_target("/?" + request.body);
  if (!fields) return form(fields.error().message, "", 400);
  Request filled;
  filled.query = fields->query;
  const std::string email = read_text(filled, "email");
  const NewUser owner{email, "", storage::UserRole::owner, read_text(filled, "password")};
  const auto made = api.accounts.set_up(read_text(filled, "code"), owner);
  if (!made) return form(made.error().message, email, status_of(made.error().code));
  return page(
      "<p>You are the owner now. Sign in with your address and password; keys for programs are made by "
      "<code>souls keys create</code>.</p>\n");
}

Result<Response> by_json(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const auto made =
      api.accounts.set_up(body.at("code"), {body.at("email"), text_field(body, "name").value_or(""),
                                            storage::UserRole::owner, body.at("password").get<std::string>()});
  if (!made) return fail(made.error());
  return answer(json_of(*made), 201);
}

}  // namespace

void add_set_up(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(
      Method::get, "/setup", access::kSetUp, [](const Request&) -> Result<Response> { return form("", "", 200); },
      Pace::at_once);
  router.add(Method::post, "/setup", access::kSetUp, with(by_form), Pace::computes);
  router.add(Method::post, "/v1/setup", access::kSetUp, with(by_json), Pace::computes);
}

}  // namespace souls::gateway
