// The studio's files, as browsers get them.
#include "gateway/studio_files.hpp"

#include <algorithm>

#include "gateway/identity/identity_fixture.hpp"

namespace souls::gateway {
namespace {

class Studio : public test::IdentityTest {
 protected:
  void SetUp() override {
    if (studio_files().empty()) GTEST_SKIP() << "this program was built without the studio";
  }
  static std::string header(const Response& response, std::string_view name) {
    const auto found = std::ranges::find(response.headers, name, &Field::first);
    return found == response.headers.end() ? "" : found->second;
  }
};

TEST_F(Studio, AnyScreenIsThePageWithAStrictPolicy) {
  for (const char* path : {"/", "/studio/library", "/studio/songs/s_aaaaaaaaaaaaaaaa"}) {
    const Response page = ask(Method::get, path, test::kRemote);
    EXPECT_EQ(page.status, 200) << path;
    const std::string policy = header(page, "Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << policy;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << policy;
    EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
    EXPECT_EQ(header(page, "Cross-Origin-Opener-Policy"), "same-origin");
    const test::Shows known{.headers = {{"if-none-match", header(page, "ETag")}}};
    const Response again = ask(Method::get, path, test::kRemote, known);
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
  }
}

TEST_F(Studio, FilesAreKeptForeverUnderTheirNames) {
  std::size_t scripts = 0;
  for (const StudioFile& file : studio_files()) {
    if (!file.path.starts_with("studio/assets/")) continue;
    const Response sent = ask(Method::get, '/' + std::string(file.path), test::kRemote);
    EXPECT_EQ(sent.status, 200) << file.path;
    EXPECT_EQ(sent.body, file.bytes) << file.path;
    EXPECT_NE(header(sent, "Cache-Control").find("immutable"), std::string::npos);
    if (file.media_type == "text/javascript") ++scripts;
  }
  EXPECT_GT(scripts, 0u);
  EXPECT_EQ(status(Method::get, "/studio/assets/none.js", test::kRemote), 404);
}

TEST_F(Studio, OnlyTheEngraverMayCompile) {
  std::size_t engravers = 0;
  for (const StudioFile& file : studio_files()) {
    if (!file.path.starts_with("studio/assets/")) continue;
    const std::string policy = header(ask(Method::get, '/' + std::string(file.path), test::kRemote), "Content-Security-Policy");
    const bool is_engraver = file.path.starts_with("studio/assets/engraver-");
    EXPECT_EQ(policy, is_engraver ? "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" : "") << file.path;
    engravers += is_engraver;
  }
  EXPECT_EQ(engravers, 1u);
}

}  // namespace
}  // namespace souls::gateway
