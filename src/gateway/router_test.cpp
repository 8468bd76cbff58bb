#include "gateway/router.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

using Path = std::vector<std::string>;

Handler answering(std::string text) {
  return [text](const Request&) -> Result<Response> {
    Response response;
    response.body = text;
    return response;
  };
}

Router small_router() {
  Router router;
  router.add(Method::get, "/v1/songs/{id}", access::kCaller, answering("song"));
  router.add(Method::get, "/v1/songs/search", access::kCaller, answering("search"));
  router.add(Method::post, "/v1/songs/{id}/trash", access::kCaller, answering("trash"));
  router.add(Method::remove, "/v1/songs/{id}", access::kCaller, answering("remove"));
  router.add(Method::get, "/v1/songs/{id}/artifacts/{name*}", access::kCaller, answering("artifact"), Pace::at_once);
  router.add(Method::get, "/", access::kCaller, answering("root"));
  return router;
}

std::string ask(Method method, const Path& path, Path places = {}) {
  const Router router = small_router();
  const auto match = router.find(method, path);
  if (!match.route) return match.allowed.empty() ? "404" : "405";
  EXPECT_EQ(match.places, places);
  return match.route->handler({})->body;
}

TEST(Router, FindsByMethodAndPath) {
  EXPECT_EQ(ask(Method::get, {"v1", "songs", "s_1"}, {"s_1"}), "song");
  EXPECT_EQ(ask(Method::remove, {"v1", "songs", "s_1"}, {"s_1"}), "remove");
  EXPECT_EQ(ask(Method::get, {"v1", "songs", "search"}), "search");
  EXPECT_EQ(ask(Method::get, {}), "root");
  EXPECT_EQ(ask(Method::get, {"v1", "songs", "s", "artifacts", "stems", "Bass.flac"}, {"s", "stems/Bass.flac"}),
            "artifact");
}

TEST(Router, TellsAWrongPathFromAWrongMethod) {
  EXPECT_EQ(ask(Method::get, {"v1", "songs"}), "404");
  EXPECT_EQ(ask(Method::get, {"v1", "songs", "s", "artifacts"}), "404");
  EXPECT_EQ(ask(Method::get, {"v1", "songs", "s", "trash"}), "405");
  const Router router = small_router();
  EXPECT_EQ(router.find(Method::post, {"v1", "songs", "s"}).allowed, (std::vector{Method::get, Method::remove}));
  EXPECT_EQ(router.find(Method::remove, {"v1", "songs", "search"}).allowed, std::vector{Method::get})
      << "that is no song's id";
}

TEST(Router, BracesInAPathAreText) { EXPECT_EQ(ask(Method::get, {"v1", "songs", "{id}"}, {"{id}"}), "song"); }

}  // namespace
}  // namespace souls::gateway
