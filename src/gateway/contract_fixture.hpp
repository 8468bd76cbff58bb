#pragma once
// The routes, each answer of theirs held against the contract.

#include <map>

#include "gateway/identity/identity_fixture.hpp"
#include "gateway/schema.hpp"

namespace souls::gateway::test {

inline std::string name_of(Method method, const std::string& path) {
  return std::string(to_string(method)) + ' ' + path;
}

/// Asks as an owner would, and holds each answer against the contract.
class Contract : public IdentityTest {
 protected:
  Contract() {
    api_->makers.cancel = [](const std::string&, const std::string&) { return Status(); };
    api_->makers.retry = [](const std::string&, const std::string&, int) { return Status(); };
    api_->makers.forecast = [](const std::string&, const std::string&, int, const std::vector<song::Edit>&) {
      return Result<Foreseen>(Foreseen{{}, 1.5, {}});
    };
    api_->operations.metrics = [] { return std::string(); };
    router_ = make_router(*api_);
    std::ifstream file(std::string(SOULS_BUILD_DIR) + "/generated/contract/answers.json");
    for (const Json& answer : Json::parse(file)) {
      const std::string name = answer["method"].get<std::string>() + ' ' + answer["path"].get<std::string>();
      answers_.emplace(name + ' ' + std::to_string(answer["status"].get<int>()), Schema(answer["schema"]));
    }
  }

  /// The body of the answer, after a look at whether the contract has it so.
  Json told(Method method, const std::string& target, int status, const Json& body = {}, const Shows& shows = {}) {
    const Response response =
        ask(method, target, shows.headers.empty() ? kControlPeer : kRemote, shows, body.is_null() ? "" : body.dump());
    EXPECT_EQ(response.status, status) << name_of(method, target) << ' ' << response.body;
    if (response.status != status || response.body.empty()) return {};
    const Json read = Json::parse(response.body, nullptr, false);
    const auto match = router_.find(method, request(method, target, kControlPeer, {}).path);
    const auto found = answers_.find(name_of(method, match.route->name) + ' ' + std::to_string(response.status));
    if (found == answers_.end()) {
      ADD_FAILURE() << "the contract has no answer " << status << " of " << name_of(method, target);
      return {};
    }
    const auto wrong = found->second.find_wrong(read);
    EXPECT_FALSE(wrong) << name_of(method, target) << ": " << wrong->pointer << ' ' << wrong->what << " in " << read;
    return read;
  }
  std::string refusal(Method method, const std::string& target, const std::string& body = {}) {
    const Response response = ask(method, target, kControlPeer, {}, body);
    EXPECT_EQ(response.status, 400) << target << ' ' << body << ' ' << response.body;
    return Json::parse(response.body, nullptr, false).value("detail", "");
  }
  std::string make_song(const std::string& prompt) {
    return told(Method::post, "/v1/songs", 202, {{"prompt", prompt}})["id"];
  }

  /// A step that waits for another.
  tasks::TaskId add_mix(const std::string& song) {
    EXPECT_TRUE(queue_->open_run({.name = song, .user = told(Method::get, "/v1/me", 200)["id"], .song = song}));
    tasks::Step mix;
    mix.id = mix.capability = "mix";
    mix.inputs = {{"stem", "stem/Bass", "stem", {}}};
    return queue_->enqueue(song, mix, 1).value_or(0);
  }

  std::map<std::string, Schema> answers_;  ///< by "METHOD PATH STATUS"
};

}  // namespace souls::gateway::test
