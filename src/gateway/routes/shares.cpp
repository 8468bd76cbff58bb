// /v1/songs/{id}/shares: links that share a song. /s, /v1/shared: what whoever has one sees and hears.
#include <algorithm>
#include <array>
#include <sstream>

#include "base/ids.hpp"
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/html.hpp"
#include "gateway/identity/audit.hpp"
#include "gateway/identity/share_tokens.hpp"
#include "gateway/studio_files.hpp"
#include "gateway/target.hpp"
#include "song/formats/formats.hpp"
#include "storage/secret_box.hpp"
#include "storage/song_table.hpp"
#include "studio/happenings.hpp"

namespace souls::gateway {
namespace {

using storage::Artifact;
using storage::ShareAllows;
using storage::ShareLink;
using storage::Transaction;

constexpr std::int64_t kDayMs = 24 * 3600 * 1000;
constexpr std::size_t kRevisionsLookedAt = 50;
constexpr std::array<std::string_view, 5> kHeard = {"cover.png", "lyrics.lrc", "lyrics.txt", "mix.flac", "mix.mp3"};
constexpr std::string_view kMark = "Words, music, voices and picture were made by an AI.";
/// The studio's two materials and its type (web/app/tokens.css), on one gatefold.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ground:light-dark(#d9ddd9,#1f1712);--panel:light-dark(#e7eae6,#2a201a);
  --paper:light-dark(#f8f9f6,#362a23);--ink:light-dark(#16191b,#f3ede4);--ink-2:light-dark(#434a4a,#c2b7ab);
  --hair:light-dark(#b9bfba,#4c3e35)}
*{box-sizing:border-box;margin:0}
body{background:var(--ground);color:var(--ink);font:1rem/1.5 Karla,system-ui,sans-serif}
main{min-height:100dvh;display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr)}
.sleeve,.record{padding:clamp(1.25rem,4vw,4rem)}
.sleeve{background:var(--panel)}
.sleeve>div{position:sticky;top:clamp(1.25rem,4vw,4rem);max-width:36rem;margin-inline:auto;display:grid;gap:1.5rem}
img{display:block;width:100%;aspect-ratio:1;object-fit:cover;background:var(--ground);border-radius:2px;
  box-shadow:0 18px 40px -18px light-dark(#16191b80,#000)}
audio{width:100%}
.record{
  background:linear-gradient(90deg,light-dark(#0002,#0007),light-dark(#fff6,#fff1) 10px,#0000 44px),var(--paper);
  display:grid;gap:clamp(2rem,5vw,4rem);align-content:start}
h1{font:400 clamp(3.5rem,1rem + 9vw,9rem)/.96 "Le Murmure",Karla,sans-serif;overflow-wrap:anywhere;text-wrap:balance}
.stave{display:grid;gap:5px;margin-top:clamp(1.5rem,3vw,2.5rem)}
.stave i{height:2px;background:light-dark(#eeb12c,#f0b93a)}
.stave i:nth-child(2){background:light-dark(#6f8bf5,#93a9ff)}
.stave i:nth-child(3){background:light-dark(#f27e56,#ff8d66)}
.stave i:nth-child(4){background:light-dark(#3fb588,#5fcda0)}
.stave i:nth-child(5){background:light-dark(#dd7cc4,#f08fcf)}
.words{font:1.375rem/1.5 Vollkorn,Georgia,serif;white-space:pre-wrap;overflow-wrap:anywhere;max-width:34rem}
.words b,h2{font:700 1rem/1.3 Karla,system-ui,sans-serif}
h2{margin-bottom:.75rem}
ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16rem),1fr));
  gap:0 1.5rem}
li a{display:flex;align-items:center;min-height:2.75rem;border-bottom:1px solid var(--hair);font-weight:600;
  text-decoration:none;overflow-wrap:anywhere}
a{color:inherit}
li a:hover{border-color:var(--ink)}
a:focus-visible,audio:focus-visible{outline:2px solid;outline-offset:2px}
footer{color:var(--ink-2);font-size:.875rem;max-width:34rem;border-top:1px solid var(--hair);padding-top:1rem}
@media(max-width:56rem){
  main{grid-template-columns:minmax(0,1fr)}
  .sleeve>div{position:static}
  .record{background:var(--paper)}
  h1{font-size:clamp(3.25rem,16vw,6rem);line-height:.98}
}
)";
constexpr std::string_view kSources = "font-src 'self'; img-src 'self'; media-src 'self'; form-action 'none'; ";

/// The studio's fonts, by the names that its build gave them; without it the reader's own stand in.
std::string fonts() {
  constexpr std::array<std::array<std::string_view, 2>, 3> kFonts = {
      {{"Le Murmure", "le-murmure-"}, {"Karla", "karla-"}, {"Vollkorn", "vollkorn-"}}};
  std::string faces;
  for (const auto& [family, name] : kFonts) {
    const std::string start = "studio/assets/" + std::string(name);
    const auto is_it = [&](const StudioFile& file) {
      const std::size_t hashed = std::string_view("CeXy9IfZ.woff2").size();
      return file.path.starts_with(start) && file.path.size() == start.size() + hashed;
    };
    const auto files = studio_files();
    const auto file = std::ranges::find_if(files, is_it);
    if (file == files.end()) continue;
    faces += "@font-face{font-family:\"" + std::string(family) + "\";src:url(/" + std::string(file->path) +
             ") format(\"woff2\");font-weight:200 800;font-display:swap}\n";
  }
  return faces;
}

const std::string& style() {
  static const std::string kWhole = fonts() + std::string(kStyle);
  return kWhole;
}

/// What a link lets one see.
struct Shared {
  ShareLink link;
  storage::Song song;
  int revision = 0;
  std::vector<Artifact> files;

  const Artifact* find(std::string_view path) const {
    const auto found = std::ranges::find(files, path, &Artifact::path);
    return found == files.end() ? nullptr : &*found;
  }
};

std::string_view rights_of(ShareAllows allows) {
  return allows == ShareAllows::listen
             ? "Shared to be listened to. Ask who shared it before you use it otherwise."
             : "Shared with its stems and notes. Ask who shared it before you publish what you make of them.";
}

/// The document holds the whole request; it is nobody's but the user's.
bool is_allowed(ShareAllows allows, const Artifact& file) {
  if (file.kind != storage::ArtifactKind::file || file.path == "song.json") return false;
  return allows == ShareAllows::stems || std::ranges::find(kHeard, file.path) != kHeard.end();
}

tl::unexpected<Error> nothing_here() { return fail(ErrorCode::not_found, "there is nothing at this address"); }

/// The newest revision that is made, and whole; 0 where none is.
Result<int> made_revision(Transaction& t, const std::string& user, const std::string& song) {
  const auto revisions = t.songs().list_revisions(user, song, std::nullopt, kRevisionsLookedAt);
  if (!revisions) return fail(revisions.error());
  const auto made = std::ranges::find_if(*revisions, [](const storage::Revision& revision) {
    return revision.state == storage::MakingState::made && studio::until_of(revision) == studio::Until::all;
  });
  return made == revisions->end() ? 0 : made->number;
}

/// A link that never was, was revoked, has expired or is forged: each is looked up, signed and compared like the others,
/// and answered alike.
class Sharing {
 public:
  Sharing(const Api& api, std::string key) : api_(api), tokens_(std::move(key)) {}

  std::string token(const ShareLink& link) const { return tokens_.token(link); }

  Result<Shared> find(const std::string& token) const {
    const std::int64_t now_ms = api_.clock();
    auto shared = studio::in_read<Shared>(api_.store, [&](Transaction& t) -> Result<Shared> {
      const auto link = t.share_links().find(ShareTokens::id_of(token));
      if (!link && link.error().code != ErrorCode::not_found) return fail(link.error());
      if (!tokens_.is_valid(token, link.value_or(kNoLink), now_ms) || !link) return nothing_here();
      return read(t, *link);
    });
    if (!shared && shared.error().code == ErrorCode::not_found) return nothing_here();
    return shared;
  }

 private:
  inline static const ShareLink kNoLink{"sh_aaaaaaaaaaaaaaaa", "u_aaaaaaaaaaaaaaaa", "s_aaaaaaaaaaaaaaaa",
                                        ShareAllows::listen,   0,                    0};

  static Result<Shared> read(Transaction& t, const ShareLink& link) {
    auto song = t.songs().find(link.user, link.song);
    if (!song) return fail(song.error());
    const auto revision = made_revision(t, link.user, link.song);
    if (!revision) return fail(revision.error());
    if (song->trashed_ms || *revision == 0) return nothing_here();
    auto files = t.songs().artifacts(link.user, link.song, *revision);
    if (!files) return fail(files.error());
    std::erase_if(*files, [&](const Artifact& file) { return !is_allowed(link.allows, file); });
    return Shared{link, std::move(*song), *revision, std::move(*files)};
  }

  const Api& api_;
  const ShareTokens tokens_;
};

/// Neither kept by others, nor found by search engines, nor told to those that it links to.
Response unlisted(Response response) {
  response.headers.emplace_back("X-Robots-Tag", "noindex, nofollow, noarchive");
  return response;
}

// ---- for the one who shares

Json json_of(const Sharing& sharing, const ShareLink& link) {
  const std::string token = sharing.token(link);
  return {{"id", link.id},
          {"song", link.song},
          {"allows", storage::to_string(link.allows)},
          {"token", token},
          {"path", "/s/" + token},
          {"created_ms", link.created_ms},
          {"expires_ms", link.expires_ms}};
}

Result<Response> share(const Api& api, const Sharing& sharing, const Request& request) {
  const Json body = read_body(request);
  const std::int64_t now_ms = api.clock();
  ShareLink link{random_id("sh_"),
                 request.caller.user,
                 request.places[0],
                 storage::parse_share_allows(text_field(body, "allows").value_or("")).value_or(ShareAllows::listen),
                 now_ms,
                 number_field(body, "expires_ms").value_or(now_ms + limits::kShareDays * kDayMs)};
  if (link.expires_ms <= now_ms || link.expires_ms > now_ms + limits::kShareDaysMax * kDayMs) {
    return fail(ErrorCode::unprocessable,
                "a link ends within " + std::to_string(limits::kShareDaysMax) + " days, and not before it begins");
  }
  const Status kept = api.store.write([&](Transaction& t) -> Status {
    if (auto added = t.share_links().add(link); !added) return added;
    const auto revision = made_revision(t, link.user, link.song);
    if (!revision) return fail(revision.error());
    if (*revision == 0) return fail(ErrorCode::conflict, "the song isn't made yet; share it when it is");
    const std::string text = link.id + " of " + link.song + ", " + std::string(storage::to_string(link.allows)) +
                             ", until " + std::to_string(link.expires_ms);
    if (auto told = tell(t, now_ms, "song_shared", link.user, text, request.caller.key); !told) return told;
    return studio::tell(
        t, {std::string(studio::happening::kSongShared), link.user, link.song, *revision, "", link.id}, now_ms);
  });
  if (!kept) return fail(kept.error());
  Response response = answer(json_of(sharing, link), 201);
  response.headers.emplace_back("Location", "/s/" + sharing.token(link));
  return response;
}

Result<Response> list(const Api& api, const Sharing& sharing, const Request& request) {
  const auto links = studio::in_read<std::vector<ShareLink>>(
      api.store, [&](Transaction& t) { return t.share_links().list(request.caller.user, request.places[0]); });
  if (!links) return fail(links.error());
  Json body = {{"shares", Json::array()}};
  for (const ShareLink& link : *links) body["shares"].push_back(json_of(sharing, link));
  return answer(body);
}

Result<Response> revoke(const Api& api, const Request& request) {
  const std::string& user = request.caller.user;
  const Status revoked = api.store.write([&](Transaction& t) -> Status {
    if (auto removed = t.share_links().remove(user, request.places[0], request.places[1]); !removed) return removed;
    return tell(t, api.clock(), "share_revoked", user,
                request.places[1] + " of " + request.places[0], request.caller.key);
  });
  if (!revoked) return fail(revoked.error());
  return nothing();
}

// ---- for whoever has the link

Result<Response> show(const Sharing& sharing, const Request& request) {
  const auto shared = sharing.find(request.places[0]);
  if (!shared) return fail(shared.error());
  Json body = {{"title", shared->song.title},
               {"allows", storage::to_string(shared->link.allows)},
               {"expires_ms", shared->link.expires_ms},
               {"digital_source_type", song::formats::kDigitalSourceType},
               {"made_by", kMark},
               {"rights", rights_of(shared->link.allows)},
               {"files", Json::array()}};
  for (const Artifact& file : shared->files) {
    body["files"].push_back({{"name", file.path}, {"bytes", file.bytes}, {"media_type", file.media_type}});
  }
  return unlisted(answer(body));
}

Result<Response> fetch(const Api& api, const Sharing& sharing, const Request& request) {
  const auto shared = sharing.find(request.places[0]);
  if (!shared) return fail(shared.error());
  const Artifact* file = shared->find(request.places[1]);
  if (!file) return nothing_here();
  auto response = artifact_answer(api, request, *file);
  if (!response) return response;
  return unlisted(std::move(*response));
}

/// A file's path as a part of an address: its slashes stay slashes.
std::string escape_path(std::string_view path) {
  std::string escaped;
  while (true) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    escaped += escape(path.substr(0, slash));
    if (slash == path.size()) return escaped;
    escaped += '/';
    path.remove_prefix(slash + 1);
  }
}

/// The words as a page shows them: "[Chorus 1]" on a line of its own is a heading.
std::string words_of(const Api& api, const Shared& shared) {
  const Artifact* file = shared.find("lyrics.txt");
  if (!file) return {};
  std::istringstream words(api.blobs.read(file->digest, limits::kShareLyricsBytesMax).value_or(""));
  std::string shown;
  for (std::string line; std::getline(words, line);) {
    const bool is_heading = line.size() > 2 && line.front() == '[' && line.back() == ']';
    shown += is_heading ? "<b>" + html(line.substr(1, line.size() - 2)) + "</b>\n" : html(line) + "\n";
  }
  return shown;
}

Result<Response> show_page(const Api& api, const Sharing& sharing, const Request& request) {
  const auto shared = sharing.find(request.places[0]);
  if (!shared) return fail(shared.error());
  const std::string at = "/v1/shared/" + request.places[0] + "/artifacts/";
  const std::string title = html(shared->song.title);
  std::string content = "<meta name=\"robots\" content=\"noindex\">\n<main>\n<div class=\"sleeve\"><div>\n";
  if (shared->find("cover.png")) content += "<img src=\"" + at + "cover.png\" alt=\"Cover of " + title + "\">\n";
  if (shared->find("mix.mp3")) {
    content += "<audio controls preload=\"metadata\" aria-label=\"" + title + "\" src=\"" + at +
               "mix.mp3\">Your browser plays no sound here: <a href=\"" + at + "mix.mp3\">mix.mp3</a></audio>\n";
  }
  content += "</div></div>\n<div class=\"record\">\n<header><h1>" + title +
             "</h1><div class=\"stave\" aria-hidden=\"true\"><i></i><i></i><i></i><i></i><i></i></div></header>\n";
  if (const std::string words = words_of(api, *shared); !words.empty()) {
    content += "<p class=\"words\" lang=\"en\">" + words + "</p>\n";
  }
  if (shared->link.allows == ShareAllows::stems) {
    content += "<section><h2>Files</h2>\n<ul>\n";
    for (const Artifact& file : shared->files) {
      content += "<li><a download href=\"" + at + escape_path(file.path) + "\">" + html(file.path) + "</a></li>\n";
    }
    content += "</ul></section>\n";
  }
  content += "<footer>" + html(kMark) + ' ' + html(rights_of(shared->link.allows)) + "</footer>\n</div>\n</main>\n";
  return unlisted(page(shared->song.title, style(), kSources, content));
}

}  // namespace

void add_shares(Router& router, const Api& api) {
  if (!api.box) return;
  const auto sharing = std::make_shared<const Sharing>(api, api.box->derive("souls share links"));
  const auto with = [&api, sharing](auto route) {
    return [&api, sharing, route](const Request& request) { return route(api, *sharing, request); };
  };
  router.add(Method::post, "/v1/songs/{id}/shares", access::kWriteSongs, with(share));
  router.add(Method::get, "/v1/songs/{id}/shares", access::kWriteSongs, with(list));
  router.add(Method::remove, "/v1/songs/{id}/shares/{share}", access::kWriteSongs,
             [&api](const Request& request) { return revoke(api, request); });
  router.add(Method::get, "/s/{token}", access::kSignIn, with(show_page));
  router.add(Method::get, "/v1/shared/{token}", access::kSignIn,
             [sharing](const Request& request) { return show(*sharing, request); });
  router.add(Method::get, "/v1/shared/{token}/artifacts/{name*}", access::kSignIn, with(fetch));
}

}  // namespace souls::gateway
