// The contract and the routes: neither says what the other doesn't.
#include "gateway/contract.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "gateway/contract_fixture.hpp"
#include "gateway/contract_texts.hpp"
#include "song/catalogue.hpp"
#include "storage/answer_table.hpp"
#include "storage/song_table.hpp"
#include "storage/wall_clock.hpp"

namespace souls::gateway {
namespace {

using storage::Scopes;
using storage::UserRole;
using test::Contract;
using test::name_of;
using test::Shows;

TEST_F(Contract, HasEachRouteWithItsAccessAndNoOther) {
  std::map<std::string, Access> routes, operations;
  for (const Route& route : router_.routes()) routes.emplace(name_of(route.method, route.name), route.access);
  for (const Operation& operation : contract()) {
    operations.emplace(name_of(operation.method(), operation.path()), operation.access());
  }
  for (const auto& [name, access] : routes) {
    ASSERT_TRUE(operations.contains(name)) << name << " isn't in the contract";
    EXPECT_EQ(access, operations.at(name)) << name << " asks something else than the contract says";
  }
  for (const auto& [name, access] : operations) EXPECT_TRUE(routes.contains(name)) << name << " has no route";
  EXPECT_EQ(operations.size(), contract().size()) << "an operation is there twice";
}

TEST_F(Contract, RefusesWhatItDoesNotKnowBeforeAHandlerRuns) {
  EXPECT_EQ(refusal(Method::get, "/v1/songs?tagg=x"), "there is no parameter \"tagg\" here");
  EXPECT_EQ(refusal(Method::get, "/v1/songs?limit=201"), "\"limit\" must be a whole number from 1 to 200");
  EXPECT_EQ(refusal(Method::get, "/v1/songs?limit=x"), "\"limit\" must be a whole number from 1 to 200");
  EXPECT_EQ(refusal(Method::get, "/v1/songs?limit=1&limit=2"), "the parameter \"limit\" is given more than once");
  EXPECT_EQ(refusal(Method::get, "/v1/songs?trashed=maybe"), "\"trashed\" must be true or false");
  EXPECT_EQ(refusal(Method::get, "/v1/songs?cursor=0"), "\"cursor\" must be text that matches ^[1-9][0-9]{0,17}$");
  EXPECT_EQ(refusal(Method::get, "/v1/songs?cursor=" + std::string(4000, '1')),
            "\"cursor\" must be text that matches ^[1-9][0-9]{0,17}$");
  EXPECT_EQ(refusal(Method::get, "/v1/songs?q=" + std::string(4000, 'a')),
            "\"q\" must be text of at most 200 characters");
  EXPECT_EQ(refusal(Method::get, "/v1/tasks?state=asleep"),
            "\"state\" must be one of waiting, queued, running, succeeded, failed, cancelled, open");
  EXPECT_EQ(refusal(Method::post, "/v1/songs", "{}"), "\"/prompt\" is missing");
  EXPECT_EQ(refusal(Method::post, "/v1/songs", "[]"), "the body must be a JSON object");
  EXPECT_EQ(refusal(Method::post, "/v1/songs", R"({"prompt": "a", "temp_bpm": 1})"),
            "there is no field \"/temp_bpm\" here");
  EXPECT_EQ(refusal(Method::post, "/v1/songs", R"({"prompt": "a", "tempo_bpm": 1})"),
            "\"/tempo_bpm\" must be a number from 40 to 220");
  EXPECT_EQ(refusal(Method::post, "/v1/songs/s_1/edits",
                    R"({"edits": [{"op": "set_line", "section": "A", "line": 0, "text": ""}]})"),
            "\"/edits/0/line\" must be a whole number from 1 to 1000000");
}

/// The bounds that it tells are those that hold.
TEST_F(Contract, HasTheBoundsOfTheLimits) {
  const Json document = Json::parse(openapi_json());
  const auto at = [&](const char* pointer) {
    return document.at(Json::json_pointer("/components/schemas" + std::string(pointer)));
  };
  EXPECT_EQ(at("/NewSong/properties/prompt/maxLength"), limits::kPromptLettersMax);
  EXPECT_EQ(at("/Title/maxLength"), limits::kTitleLettersMax);
  EXPECT_EQ(at("/NewSong/properties/lyrics/maxLength"), limits::kLyricsLettersMax);
  EXPECT_EQ(at("/NewSong/properties/tempo_bpm/minimum"), limits::kTempoBpmMin);
  EXPECT_EQ(at("/NewSong/properties/tempo_bpm/maximum"), limits::kTempoBpmMax);
  EXPECT_EQ(at("/NewSong/properties/length_s/minimum"), limits::kLengthSecondsMin);
  EXPECT_EQ(at("/NewSong/properties/length_s/maximum"), limits::kLengthSecondsMax);
  EXPECT_EQ(at("/SongChange/properties/tags/maxItems"), limits::kTagsPerSongMax);
  EXPECT_EQ(at("/Tag/maxLength"), limits::kTagLettersMax);
  EXPECT_EQ(at("/EditOrder/properties/edits/maxItems"), limits::kEditsMax);
  EXPECT_EQ(at("/SetNotes/properties/notes/maxItems"), limits::kNotesPerTrackMax);
  EXPECT_EQ(at("/Email/maxLength"), limits::kEmailLettersMax);
  EXPECT_EQ(at("/UserName/maxLength"), limits::kUserNameLettersMax);
  EXPECT_EQ(at("/Password/minLength"), limits::kPasswordLettersMin);
  EXPECT_EQ(at("/Password/maxLength"), limits::kPasswordLettersMax);
  EXPECT_EQ(at("/NewKey/properties/name/maxLength"), limits::kKeyNameLettersMax);
  EXPECT_EQ(at("/MeChange/properties/trash_days/maximum"), limits::kTrashDaysMax);
  std::vector<std::string> voices;
  for (const auto& voice : song::voices()) voices.push_back(voice.id);
  EXPECT_EQ(at("/Voice/enum"), voices);
  const Json& parameters = document.at("components").at("parameters");
  EXPECT_EQ(parameters["Limit"]["schema"]["maximum"], limits::kPageRowsMax);
  EXPECT_EQ(at("/SpeechRequest/properties/input/maxLength"), limits::kSpokenLettersMax);
  EXPECT_EQ(parameters["IdempotencyKey"]["schema"]["maxLength"], limits::kIdempotencyKeyBytesMax);
}

TEST_F(Contract, TellsWhatSongsAnswer) {
  const std::string song = make_song("a river at night"), at = "/v1/songs/" + song;
  told(Method::get, at, 200);
  EXPECT_EQ(told(Method::patch, at, 200, {{"title", "River"}, {"tags", {"sleep", "calm"}}})["tags"].size(), 2);
  Json tags = {{"add_tags", {"b"}}, {"remove_tags", {"sleep"}}};
  EXPECT_EQ(told(Method::patch, at, 200, tags)["tags"], Json({"b", "calm"}));
  for (std::size_t i = 0; i < limits::kTagsPerSongMax; ++i) tags["add_tags"][i] = std::to_string(i);
  EXPECT_EQ(ask(Method::patch, at, test::kControlPeer, {}, tags.dump()).status, 409) << "too many together";
  told(Method::get, "/v1/songs?limit=1", 200);
  EXPECT_EQ(told(Method::get, "/v1/songs?q=river", 200)["songs"].size(), 1);
  EXPECT_EQ(told(Method::get, "/v1/songs?tag=calm&trashed=false", 200)["songs"].size(), 1);
  told(Method::get, at + "/revisions", 200);
  const Json edits = {{"edits", {{{"op", "set_title"}, {"title", "Sea"}}}}};
  told(Method::post, at + "/edits?dry_run=true", 200, edits);
  told(Method::post, at + "/cancel", 200);
  told(Method::post, at + "/retry", 202);
  told(Method::post, at + "/trash", 200);
  EXPECT_EQ(told(Method::get, "/v1/songs?trashed", 200)["songs"].size(), 1);
  told(Method::post, at + "/restore", 200);
  told(Method::get, "/v1/tasks?state=open&time_left=true", 200);
  EXPECT_EQ(told(Method::get, "/v1/tasks/" + std::to_string(add_mix(song)), 200)["after"], Json{"stem/Bass"});
  EXPECT_EQ(told(Method::get, "/v1/tasks?graph=true&song=" + song, 200)["tasks"][0]["after"], Json{"stem/Bass"});
  told(Method::get, "/v1/usage", 200);
  told(Method::remove, at, 204);
  told(Method::get, "/v1/audit?limit=50", 200);
  told(Method::get, "/openai/v1/models", 200);
}

TEST_F(Contract, TellsWhatDiffersBetweenRevisions) {
  const std::string at = "/v1/songs/" + make_song("a river at night");
  EXPECT_EQ(ask(Method::get, at + "/compare", test::kControlPeer).status, 409) << "it continues no other";
  const Json edit = {{"op", "set_title"}, {"title", "Sea"}};
  told(Method::post, at + "/edits", 202, {{"edits", {edit}}});
  const Json forward = told(Method::get, at + "/compare", 200);
  EXPECT_EQ(Json({forward["before"], forward["after"], forward["complete"]}), Json({1, 2, false})) << "neither is made";
  EXPECT_EQ(forward["edits_added"], Json{edit});
  EXPECT_EQ(told(Method::get, at + "/compare?from=2&to=1", 200)["edits_removed"], Json{edit});
  EXPECT_EQ(told(Method::post, at + "/revisions", 202, {{"to", 1}})["revision"], 3);
  EXPECT_EQ(told(Method::get, at + "/compare?from=1", 200)["edits_added"], Json::array());
}

TEST_F(Contract, TellsWhatAccountsAnswer) {
  told(Method::get, "/healthz", 200);
  told(Method::get, "/readyz", 200);
  told(Method::get, "/openapi.json", 200);
  const std::string user = told(Method::post, "/v1/users", 201,
                                {{"email", "ada@example.org"}, {"role", "owner"}, {"password", test::kPassword}})["id"];
  told(Method::get, "/v1/me", 200);
  told(Method::patch, "/v1/me", 200, {{"name", "Ada"}, {"trash_days", 7}});
  told(Method::get, "/v1/users?limit=1", 200);
  told(Method::patch, "/v1/users/" + user, 200, {{"name", "Ada L."}, {"trash_days", 9}});
  EXPECT_EQ(told(Method::patch, "/v1/users/" + user, 200, {{"quota_bytes", 5e9}})["quota_bytes"], 5'000'000'000);
  EXPECT_EQ(told(Method::get, "/v1/users", 200)["users"][0]["quota_bytes"], 5'000'000'000);
  EXPECT_EQ(told(Method::patch, "/v1/users/" + user, 200, {{"quota_bytes", nullptr}})["quota_bytes"], nullptr);
  told(Method::post, "/v1/sessions", 201, {{"email", "ada@example.org"}, {"password", test::kPassword}});
  const Shows by_session{.session = session_of("ada@example.org"), .headers = {{"x-test", ""}}};
  EXPECT_FALSE(told(Method::get, "/v1/me", 200, {}, by_session)["csrf"].empty());
  EXPECT_EQ(told(Method::get, "/v1/sessions", 200, {}, by_session)["sessions"].size(), 2);
  const auto key = told(Method::post, "/v1/keys", 201, {{"name", "x"}, {"scopes", {"songs:read"}}});
  told(Method::get, "/v1/me", 200, {}, {.key = key["key"], .headers = {{"x-test", ""}}});
  told(Method::get, "/v1/keys?user=*", 200);
  told(Method::remove, "/v1/keys/" + key["id"].get<std::string>(), 204);
}

TEST_F(Contract, TellsWhatSharesAnswer) {
  const std::string song = make_song("a river at night"), at = "/v1/songs/" + song + "/shares";
  const std::string user = told(Method::get, "/v1/me", 200)["id"];
  EXPECT_EQ(ask(Method::post, at, test::kControlPeer, {}, "{}").status, 409);
  ASSERT_TRUE(store_->write([&](storage::Transaction& t) -> Status {
    auto revision = t.songs().find_revision(user, song, 1);
    revision->state = storage::MakingState::made;
    return t.songs().update_revision(user, song, *revision);
  }));
  const Json link = told(Method::post, at, 201, {{"allows", "stems"}});
  told(Method::get, at, 200);
  told(Method::get, "/v1/shared/" + link["token"].get<std::string>(), 200);
  told(Method::remove, at + '/' + link["id"].get<std::string>(), 204);
}

TEST_F(Contract, TellsWhatWebhooksAnswer) {
  const Json made = told(Method::post, "/v1/webhooks", 201,
                         {{"url", "https://example.org/hook"}, {"events", {"song.made", "song.made"}}});
  EXPECT_EQ(made["events"].size(), 1);
  const std::string at = "/v1/webhooks/" + made["id"].get<std::string>();
  told(Method::get, "/v1/webhooks", 200);
  told(Method::get, at, 200);
  told(Method::post, at + "/secret", 200);
  told(Method::post, at + "/enable", 200);
  const Json sent = told(Method::post, at + "/test", 202);
  told(Method::get, at + "/deliveries?limit=1", 200);
  told(Method::post, at + "/deliveries/" + sent["id"].get<std::string>() + "/redeliver", 202);
  told(Method::remove, at, 204);
  told(Method::get, "/v1/sessions/oidc", 200);
  EXPECT_EQ(refusal(Method::post, "/v1/webhooks", R"({"url": "https://example.org", "events": ["song.sung"]})"),
            "\"/events/0\" must be one of audit.checkpoint, edit.cancelled, edit.failed, edit.made, song.cancelled, song.failed, "
            "song.made, song.shared");
}

std::string times(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// The contract counts characters, and so does the code behind it.
TEST_F(Contract, TakesEachPasswordAndNameThatItAllows) {
  int users = 0;
  const auto add = [&](const std::string& password, const std::string& name) {
    const std::string email = "user" + std::to_string(++users) + "@example.org";
    const Json body = {{"email", email}, {"name", name}, {"password", password}};
    const int status = ask(Method::post, "/v1/users", test::kControlPeer, {}, body.dump()).status;
    if (status != 201) return status;
    const Json credentials = {{"email", email}, {"password", password}};
    EXPECT_EQ(ask(Method::post, "/v1/sessions", test::kLoopback, {}, credentials.dump()).status, 201) << password;
    return status;
  };
  add_user("owner@example.org", UserRole::owner);
  EXPECT_EQ(add(times("öä", limits::kPasswordLettersMax / 2), times("ö", limits::kUserNameLettersMax)), 201);
  EXPECT_EQ(add(times("🎵🎶", limits::kPasswordLettersMin / 2), "x"), 201);
  EXPECT_EQ(add(times("🎵🎶", 5) + "🎵", "x"), 400) << "eleven, of 44 bytes";
  EXPECT_EQ(add(times("öä", limits::kPasswordLettersMax / 2) + "x", "x"), 400);
  EXPECT_EQ(add(test::kPassword, times("ö", limits::kUserNameLettersMax + 1)), 400);
  const Json own = {{"email", "its.own@example.org"}, {"password", "its.own@example.org"}};
  EXPECT_EQ(ask(Method::post, "/v1/users", test::kControlPeer, {}, own.dump()).status, 422);
}

TEST_F(Contract, CountsLettersAndNotBytes) {
  const auto order = [&](const std::string& prompt, const std::string& title) {
    const Json body = {{"prompt", prompt}, {"title", title}, {"lyrics", times("\u00f6\n", 4)}};
    return ask(Method::post, "/v1/songs", test::kControlPeer, {}, body.dump()).status;
  };
  EXPECT_EQ(order(times("\u00f6", limits::kPromptLettersMax), times("\u266b", limits::kTitleLettersMax)), 202);
  EXPECT_EQ(order(times("\u00f6", limits::kPromptLettersMax + 1), "x"), 400);
  EXPECT_EQ(order("rain", times("\u266b", limits::kTitleLettersMax + 1)), 400);
  const auto add = [&](std::size_t letters) {
    const std::string end = "@example.org";
    const Json body = {{"email", times("\u00f6", letters - end.size()) + end}, {"name", "x"}, {"password", test::kPassword}};
    return ask(Method::post, "/v1/users", test::kControlPeer, {}, body.dump()).status;
  };
  EXPECT_EQ(add(limits::kEmailLettersMax), 201);
  EXPECT_EQ(add(limits::kEmailLettersMax + 1), 400);
  const auto search = [&](std::size_t letters) {
    return ask(Method::get, "/v1/songs?q=" + times("%C3%B6", letters), test::kControlPeer, {}).status;
  };
  EXPECT_EQ(search(limits::kSearchLettersMax), 200);
  EXPECT_EQ(search(limits::kSearchLettersMax + 1), 400);
}

TEST_F(Contract, GivesOneAnswerForOneIdempotencyKey) {
  const Json wanted = {{"prompt", "a river"}};
  const auto ask_with = [&](const std::string& target, const Json& body) {
    return ask(Method::post, target, test::kControlPeer, {.headers = {{"idempotency-key", "k1"}}}, body.dump());
  };
  const Response first = ask_with("/v1/songs", wanted), again = ask_with("/v1/songs", wanted);
  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(ask_with("/v1/songs", {{"prompt", "a sea"}}).status, 422);
  const Shows keyless{.headers = {{"idempotency-key", ""}}};
  EXPECT_EQ(ask(Method::post, "/v1/songs", test::kControlPeer, keyless, wanted.dump()).status, 400);
}

TEST_F(Contract, AnswersEachOrderThatCreatesOnceForOneKey) {
  const std::string song = make_song("a river");
  const auto ask_with = [&](const std::string& target, const Json& body, const std::string& key = "k1") {
    return ask(Method::post, target, test::kControlPeer, {.headers = {{"idempotency-key", key}}}, body.dump());
  };
  const Json key = {{"name", "x"}, {"scopes", {"songs:read"}}};
  const Response made = ask_with("/v1/keys", key);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(ask_with("/v1/keys", key).body, made.body) << "the key itself is told again";
  EXPECT_EQ(ask_with("/v1/keys", key).headers, made.headers);
  EXPECT_EQ(told(Method::get, "/v1/keys", 200)["keys"].size(), 1);
  EXPECT_EQ(ask_with("/v1/keys", {{"name", "y"}, {"scopes", {"songs:read"}}}).status, 422);
  EXPECT_EQ(ask_with("/v1/users", {{"email", "x@example.org"}}).status, 422) << "it is one key for all";
  EXPECT_EQ(all_bytes().find(Json::parse(made.body)["key"].get<std::string>()), std::string::npos)
      << "it is kept sealed";
  const Json user = {{"email", "bob@example.org"}};
  const Response added = ask_with("/v1/users", user, "k2");
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(ask_with("/v1/users", user, "k2").body, added.body) << "and not a conflict";
  told(Method::post, "/v1/songs/" + song + "/cancel", 200);
  const Response retried = ask_with("/v1/songs/" + song + "/retry", {}, "k3");
  EXPECT_EQ(retried.status, 202) << retried.body;
  EXPECT_EQ(ask_with("/v1/songs/" + song + "/retry", {}, "k3").body, retried.body);
  // What failed isn't kept.
  EXPECT_EQ(ask_with("/v1/users", user, "k4").status, 409);
  EXPECT_EQ(ask_with("/v1/users", {{"email", "cy@example.org"}}, "k4").status, 201);
}

TEST_F(Contract, DoesNotRepeatAnOrderWhoseAnswerIsLost) {
  const Json user = {{"email", "bob@example.org"}}, song = {{"prompt", "a river"}};
  const auto ask_with = [&](const std::string& target, const Json& body) {
    return ask(Method::post, target, test::kControlPeer, {.headers = {{"idempotency-key", "k"}}}, body.dump());
  };
  const std::string me = told(Method::get, "/v1/me", 200)["id"];
  const auto lose = [&](std::int64_t begun_ms) {
    EXPECT_TRUE(store_->write([&](storage::Transaction& t) -> Status {
      const auto kept = t.answers().find(me, "k");
      if (!kept) return fail(kept.error());
      return t.answers().begin(me, "k", (*kept)->order, begun_ms);
    }));
  };
  const std::int64_t now_ms = storage::system_wall_clock()();
  EXPECT_EQ(ask_with("/v1/users", user).status, 201);
  lose(now_ms);
  EXPECT_EQ(ask_with("/v1/users", user).status, 409);
  lose(now_ms - 25 * 3600 * 1000);
  const Response first = ask_with("/v1/songs", song);
  EXPECT_EQ(first.status, 202) << "after a day the key is free";
  lose(now_ms);
  const Response again = ask_with("/v1/songs", song);
  EXPECT_EQ(Json::parse(again.body)["id"], Json::parse(first.body)["id"]) << "songs count once by themselves";
}

TEST_F(Contract, TellsWhenASongIsMadeToWhoWaits) {
  const Shows waits{.headers = {{"prefer", "wait=9"}}};
  const Response asked = ask(Method::post, "/v1/songs", test::kControlPeer, waits, Json{{"prompt", "a river"}}.dump());
  EXPECT_EQ(asked.status, 202);
  ASSERT_TRUE(asked.pending);
  EXPECT_EQ(asked.pending->look(false), nullptr);
  const std::string song = Json::parse(asked.body)["id"];
  EXPECT_TRUE(asked.pending->is_news({1, "", song, "succeeded", ""}));
  EXPECT_FALSE(asked.pending->is_news({1, "", song, "progress", ""}));
  EXPECT_FALSE(asked.pending->is_news({1, "", "s_other", "succeeded", ""}));
  const std::string me = told(Method::get, "/v1/me", 200)["id"];
  const Response shown = ask(Method::get, "/v1/songs/" + song, test::kControlPeer, waits);
  ASSERT_TRUE(shown.pending);
  EXPECT_TRUE(store_->write([&](storage::Transaction& t) -> Status {
    auto revision = t.songs().find_revision(me, song, 1);
    if (!revision) return fail(revision.error());
    revision->state = storage::MakingState::failed;
    return t.songs().update_revision(me, song, *revision);
  }));
  const auto done = asked.pending->look(false);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->status, 201);
  EXPECT_EQ(Json::parse(done->body)["state"], "failed");
  EXPECT_EQ(shown.pending->look(false)->status, 200);
  EXPECT_FALSE(ask(Method::get, "/v1/songs/" + song, test::kControlPeer, waits).pending);
}

TEST_F(Contract, OpensTheSameDoorToModels) {
  const auto call = [&](const Json& message, const Shows& shows = {}) {
    const Response response = ask(Method::post, "/mcp", test::kControlPeer, shows, message.dump());
    return std::pair(response.status, Json::parse(response.body, nullptr, false));
  };
  const auto tool = [&](const std::string& name, const Json& arguments) {
    const Json message = {{"jsonrpc", "2.0"},
                          {"id", 1},
                          {"method", "tools/call"},
                          {"params", {{"name", name}, {"arguments", arguments}}}};
    return call(message).second["result"];
  };
  const Json tools = call({{"jsonrpc", "2.0"}, {"id", "a"}, {"method", "tools/list"}}).second["result"]["tools"];
  ASSERT_EQ(tools.size(), 5);
  EXPECT_EQ(tools[0]["inputSchema"]["required"], Json({"prompt"}));
  EXPECT_EQ(tools[1]["inputSchema"]["properties"]["dry_run"]["type"], "boolean");
  const Json made = tool("make_song", {{"prompt", "a river"}});
  EXPECT_FALSE(made["isError"]);
  const std::string song = made["structuredContent"]["id"];
  EXPECT_EQ(tool("get_song", {{"id", song}})["structuredContent"]["state"], "waiting");
  EXPECT_EQ(tool("list_songs", {{"limit", 1}})["structuredContent"]["songs"].size(), 1);
  EXPECT_EQ(tool("wait", {{"id", song}, {"seconds", 0}})["structuredContent"]["id"], song);
  EXPECT_EQ(tool("edit_song", {{"id", song},
                               {"dry_run", true},
                               {"edits", {{{"op", "set_title"}, {"title", "Sea"}}}}})["structuredContent"]["seconds"],
            1.5);
  // What is refused at the door is refused here.
  EXPECT_EQ(tool("make_song", {{"prompt", "a"}, {"temp_bpm", 3}})["content"][0]["text"],
            "there is no field \"/temp_bpm\" here");
  EXPECT_TRUE(tool("get_song", {{"id", "s_another"}})["isError"]);
  EXPECT_TRUE(tool("get_song", Json::object())["isError"]);
  EXPECT_TRUE(tool("list_songs", {{"pages", 1}})["isError"]);
  const std::string reader = key_of(told(Method::get, "/v1/me", 200)["id"], Scopes().add(storage::Scope::songs_read));
  const Json wish = {{"jsonrpc", "2.0"},
                     {"id", 1},
                     {"method", "tools/call"},
                     {"params", {{"name", "make_song"}, {"arguments", {{"prompt", "a"}}}}}};
  add_user("ada@example.org", UserRole::owner);
  const Response refused = ask(Method::post, "/mcp", test::kRemote, {.key = reader}, wish.dump());
  EXPECT_TRUE(Json::parse(refused.body)["result"]["isError"]) << "the key may not write: " << refused.body;
}

TEST_F(Contract, SpeaksTheRevisionsOfTheProtocolForModels) {
  const auto call = [&](const Json& message, std::vector<Field> headers = {}) {
    const Response response =
        ask(Method::post, "/mcp", test::kControlPeer, {.headers = std::move(headers)}, message.dump());
    return std::pair(response.status, Json::parse(response.body, nullptr, false));
  };
  const auto request = [](const std::string& method, const Json& params = Json::object()) {
    return Json{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}};
  };
  const auto greeted = [&](const char* version) {
    return call(request("initialize", {{"protocolVersion", version}})).second["result"]["protocolVersion"];
  };
  EXPECT_EQ(greeted("2025-06-18"), "2025-06-18");
  EXPECT_EQ(greeted("2025-11-25"), "2025-11-25");
  EXPECT_EQ(greeted("1999-01-01"), "2025-11-25");
  EXPECT_EQ(call({{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}}).first, 202);
  const Json said = {{"_meta", {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"}}}};
  const std::vector<Field> headers = {{"mcp-protocol-version", "2026-07-28"}, {"mcp-method", "server/discover"}};
  EXPECT_EQ(call(request("server/discover", said), headers).second["result"]["supportedVersions"],
            Json({"2026-07-28"}));
  EXPECT_EQ(call(request("tools/list", said), headers).second["error"]["code"], -32020)
      << "another method in the header";
  EXPECT_EQ(call(request("ping", said)).second["error"]["code"], -32020) << "no header";
  EXPECT_EQ(call(request("ping"), {{"mcp-protocol-version", "2099-01-01"}}).first, 400);
  EXPECT_EQ(call(request("resources/list")).first, 404);
  EXPECT_EQ(call({{"id", 1}}).first, 400) << "no request of this protocol";
  EXPECT_EQ(call(request("ping"), {{"origin", "https://evil.example"}}).first, 403);
  EXPECT_EQ(call(request("ping"), {{"origin", "https://souls.example"}}).first, 200);
}

TEST_F(Contract, ChangesNoSongThatAnotherHandHasChanged) {
  const std::string at = "/v1/songs/" + make_song("a river");
  const auto change = [&](const std::string& etag, const std::string& title) {
    return ask(Method::patch, at, test::kControlPeer, {.headers = {{"if-match", etag}}}, Json{{"title", title}}.dump());
  };
  const auto etag_of = [](const Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "ETag") return value;
    }
    return std::string();
  };
  const std::string seen = etag_of(ask(Method::get, at, test::kControlPeer));
  ASSERT_FALSE(seen.empty());
  const Response won = change(seen, "One");
  EXPECT_EQ(won.status, 200);
  EXPECT_NE(etag_of(won), seen);
  EXPECT_EQ(change(seen, "Two").status, 412);
  EXPECT_EQ(change("\"x\", " + etag_of(won), "Two").status, 200);
  EXPECT_EQ(change("*", "Three").status, 200);
  EXPECT_EQ(told(Method::get, at, 200)["title"], "Three");
}

/// More than the storage gave at once before: a page of what was asked for was taken for the last one.
TEST_F(Contract, PagesHoldAllSongs) {
  library_.emplace(*store_, *blobs_, clock_, studio::Quotas{1000, 1000});
  for (int i = 0; i < 105; ++i) make_song("song " + std::to_string(i));
  EXPECT_EQ(told(Method::get, "/v1/songs?limit=200", 200)["songs"].size(), 105);
  const Json page = told(Method::get, "/v1/songs?limit=100", 200);
  EXPECT_EQ(page["songs"].size(), 100);
  const Json last = told(Method::get, "/v1/songs?limit=100&cursor=" + page["next"].get<std::string>(), 200);
  EXPECT_EQ(last["songs"].size(), 5);
  EXPECT_FALSE(last.contains("next"));
}

}  // namespace
}  // namespace souls::gateway
