// /, /studio/…: the studio in the browser. One page for all screens; its files have names by content.
#include <algorithm>

#include "gateway/api.hpp"
#include "gateway/range.hpp"
#include "gateway/studio_files.hpp"

namespace souls::gateway {
namespace {

/// Nothing runs, loads or is sent but with this server; sounds and pictures may also be made in the page.
constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html engraver";
/// The score's engraver, a worker of the page, may compile its own WebAssembly, and reach nothing.
constexpr const char* kEngraverPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
constexpr const char* kPermissions =
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), midi=(), display-capture=()";

const StudioFile* find(std::string_view path) {
  const auto files = studio_files();
  const auto file = std::ranges::find(files, path, &StudioFile::path);
  return file == files.end() ? nullptr : &*file;
}

Response send(const StudioFile& file, const char* caching) {
  Response response;
  response.content_type = file.media_type;
  response.headers = {{"ETag", std::string(file.etag)}, {"Cache-Control", caching}};
  if (file.is_gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = file.bytes;
  return response;
}

Result<Response> page(const Request& request) {
  const StudioFile* file = find("index.html");
  if (!file) return fail(ErrorCode::not_found, "this program was built without the studio; /docs shows the API");
  Response response = send(*file, "no-cache");
  if (is_known(request, file->etag)) {
    response.status = 304;
    response.body.clear();
  }
  response.headers.emplace_back("Content-Security-Policy", kPagePolicy);
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Permissions-Policy", kPermissions);
  return response;
}

Result<Response> asset(const Request& request) {
  const StudioFile* file = find("studio/assets/" + request.places[0]);
  if (!file) return fail(ErrorCode::not_found, "the studio has no such file");
  Response response = send(*file, "public, max-age=31536000, immutable");
  if (request.places[0].starts_with("engraver-")) response.headers.emplace_back("Content-Security-Policy", kEngraverPolicy);
  return response;
}

}  // namespace

void add_studio(Router& router) {
  router.add(Method::get, "/", access::kAnyone, page, Pace::at_once);
  router.add(Method::get, "/studio/{page*}", access::kAnyone, page, Pace::at_once);
  router.add(Method::get, "/studio/assets/{name}", access::kAnyone, asset, Pace::at_once, 0);
}

}  // namespace souls::gateway
