// /openapi.json, /docs: the contract.
#include "gateway/api.hpp"
#include "gateway/contract_texts.hpp"

namespace souls::gateway {

void add_docs(Router& router) {
  const auto add = [&](const char* path, const char* content_type, std::string_view (*text)()) {
    const auto tell = [=](const Request&) -> Result<Response> {
      Response response;
      response.content_type = content_type;
      response.headers.emplace_back("Content-Security-Policy",
                                    "default-src 'none'; style-src 'unsafe-inline'; "
                                    "frame-ancestors 'none'; base-uri 'none'");
      response.body = text();
      return response;
    };
    router.add(Method::get, path, access::kSignIn, tell, Pace::at_once);
  };
  add("/openapi.json", "application/json", openapi_json);
  add("/docs", "text/html; charset=utf-8", docs_page);
}

}  // namespace souls::gateway
