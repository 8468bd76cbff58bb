// `souls submit PROMPT`: a request for the running server.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/request_options.hpp"
#include "cli/server.hpp"
#include "cli/watch.hpp"
#include "song/json.hpp"

namespace souls::cli {
namespace {

using nlohmann::json;

struct SubmitOptions {
  RequestOptions request;
  bool json = false, wait = false;
};

/// A moving line of what happens, on a terminal.
void show(const json& event) {
  static const bool terminal = ::isatty(STDERR_FILENO) != 0;
  if (!terminal || !event.contains("step")) return;
  std::fprintf(stderr, "\r\033[K%s %s", event.value("kind", "").c_str(), event.value("step", "").c_str());
  std::fflush(stderr);
}

Status submit(const SubmitOptions& options) {
  const auto request = read_request(options.request);
  if (!request) return fail(request.error());
  const auto until = read_until(options.request);
  if (!until) return fail(until.error());
  const auto client = server();
  if (!client) return fail(client.error());
  auto order = json::parse(song::to_json(*request), nullptr, false);
  if (*until != studio::Until::all) order["until"] = to_string(*until);
  auto song = ask(*client, gateway::Method::post, "/v1/songs", order);
  if (!song) return fail(song.error());
  const std::string id = song->at("id");
  if (options.wait) {
    const int revision = song->at("revision");
    if (!options.json) std::fprintf(stderr, "%s\n", id.c_str());
    song = wait_for_song(*client, id, revision, [&](const json& event) {
      if (!options.json) show(event);
    });
    if (::isatty(STDERR_FILENO) && !options.json) std::fprintf(stderr, "\r\033[K");
    if (!song) return fail(song.error());
  }
  if (options.json)
    std::printf("%s\n", song->dump().c_str());
  else if (options.wait)
    std::printf("%s  %s  %s\n", id.c_str(), song->at("state").get<std::string>().c_str(),
                song->at("title").get<std::string>().c_str());
  else
    std::printf("%s\n", id.c_str());
  if (!options.wait || song->at("state") == "made") return {};
  if (song->at("state") == "cancelled") return fail(ErrorCode::cancelled, "the song was cancelled");
  return fail(ErrorCode::internal, "the song could not be made: " + song->value("error", "no reason was given"));
}

}  // namespace

void add_submit(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("submit", "ask the running server for a song; prints its id");
  const auto options = std::make_shared<SubmitOptions>();
  add_request_options(*command, options->request);
  command->add_flag("--wait", options->wait, "return when it is made");
  command->add_flag("--json", options->json, "for machines");
  command->callback([&chosen, options] { chosen = [options] { return submit(*options); }; });
}

}  // namespace souls::cli
