// `souls songs …`: the library of the running server.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "cli/comparison_text.hpp"
#include "cli/places.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "gateway/target.hpp"

namespace souls::cli {
namespace {

namespace fs = std::filesystem;
using gateway::Method;
using nlohmann::json;

struct SongsOptions {
  std::string id, out, text, tag, from, to;
  bool trashed = false, json = false;
};

std::string target_of(const SongsOptions& options, const char* rest = "") {
  return "/v1/songs/" + gateway::escape(options.id) + rest;
}

/// "made until score" where no more was asked for.
std::string state_text(const json& made) {
  const std::string state = made.at("state");
  return made.contains("until") ? state + " until " + made.at("until").get<std::string>() : state;
}

void print_songs(const json& songs) {
  if (songs.empty()) {
    std::printf("no songs\n");
    return;
  }
  Table table({{"id"},
               {"title", Align::left, 40},
               {"state"},
               {"revision", Align::right},
               {"changed", Align::right},
               {"tags", Align::left, 30}});
  for (const auto& song : songs) {
    std::string tags;
    for (const auto& tag : song.at("tags")) tags += (tags.empty() ? "" : ", ") + tag.get<std::string>();
    table.add({{song.at("id"), Colour::dim},
               {song.at("title")},
               {state_text(song), state_cell(song.at("state")).colour},
               {std::to_string(song.at("revision").get<int>())},
               {ago(song.at("updated_ms")), Colour::dim},
               {tags}});
  }
  table.print();
}

Status list(const SongsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto songs = ask_all(
      *client,
      with_query("/v1/songs", {{"q", options.text}, {"tag", options.tag}, {"trashed", options.trashed ? "true" : ""}}),
      "songs", 10'000);
  if (!songs) return fail(songs.error());
  if (options.json)
    std::printf("%s\n", json{{"songs", *songs}}.dump(1).c_str());
  else
    print_songs(*songs);
  return {};
}

void print_song(const json& song, const json& revisions) {
  std::printf("%s\n", song.at("title").get<std::string>().c_str());
  const auto line = [](const char* name, const std::string& value) {
    if (!value.empty()) std::printf("  %-9s %s\n", name, value.c_str());
  };
  line("id", song.at("id"));
  line("prompt", song.at("prompt"));
  line("seed", seed_text(song));
  line("state", state_text(song));
  line("error", song.value("error", ""));
  if (song.contains("seconds_left")) line("time left", "about " + duration(song.at("seconds_left")));
  line("asked for", ago(song.at("created_ms")));
  if (song.contains("trashed_ms")) line("trashed", ago(song.at("trashed_ms")));
  if (song.at("state") == "made") {
    line("steps", std::to_string(song.at("steps_made").get<int>()) + " made, " +
                      std::to_string(song.at("steps_reused").get<int>()) + " remembered");
  }
  if (revisions.size() > 1) {
    std::printf("\n");
    Table table({{"revision", Align::right}, {"from", Align::right}, {"state"}, {"asked for", Align::right}});
    for (const auto& revision : revisions) {
      table.add({{std::to_string(revision.at("revision").get<int>())},
                 {revision.contains("parent") ? std::to_string(revision.at("parent").get<int>()) : ""},
                 {state_text(revision), state_cell(revision.at("state")).colour},
                 {ago(revision.at("created_ms"))}});
    }
    table.print();
  }
  if (song.at("files").empty()) return;
  std::printf("\n");
  Table table({{"file"}, {"size", Align::right}, {"sha-256"}});
  for (const auto& file : song.at("files")) {
    table.add({{file.at("name")},
               {bytes_text(file.at("bytes").get<double>())},
               {file.at("digest").get<std::string>().substr(0, 16), Colour::dim}});
  }
  table.print();
}

Status show(const SongsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  auto song = ask(*client, Method::get, target_of(options));
  if (!song) return fail(song.error());
  const auto revisions = ask_all(*client, target_of(options, "/revisions"), "revisions");
  if (!revisions) return fail(revisions.error());
  (*song)["revisions"] = *revisions;
  if (options.json)
    std::printf("%s\n", song->dump(1).c_str());
  else
    print_song(*song, *revisions);
  return {};
}

/// All files into a neighbour of the folder, which then takes its name.
Status fetch(const gateway::Client& client, const SongsOptions& options, const json& song, const fs::path& folder) {
  const fs::path partial = folder.string() + ".part-" + std::to_string(::getpid());
  std::error_code error;
  fs::create_directories(partial, error);
  Status status;
  for (const auto& file : song.at("files")) {
    const fs::path name = file.at("name").get<std::string>();
    if (!status || file.at("preview")) continue;
    fs::create_directories((partial / name).parent_path(), error);
    std::string address;
    for (const auto& part : name) address += '/' + gateway::escape(part.string());
    status = client.download(target_of(options, "/artifacts") + address, partial / name);
  }
  if (status) {
    fs::remove(folder, error);  // an empty one
    fs::rename(partial, folder, error);
    if (error)
      status =
          fail(ErrorCode::invalid_request, "the folder " + folder.string() + " can't be written: " + error.message());
  }
  if (!status) fs::remove_all(partial, error);
  return status;
}

Status get(const SongsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto song = ask(*client, Method::get, target_of(options));
  if (!song) return fail(song.error());
  if (song->at("state") != "made") {
    return fail(ErrorCode::conflict, "the song isn't made: it is " + song->at("state").get<std::string>());
  }
  fs::path folder = options.out;
  if (folder.empty()) folder = free_folder(".", folder_name(song->at("title").get<std::string>()));
  if (!folder.has_filename()) folder = folder.parent_path();
  if (auto free = check_out(folder); !free) return free;
  if (auto fetched = fetch(*client, options, *song, folder); !fetched) return fetched;
  if (options.json)
    std::printf("%s\n",
                json{{"id", options.id}, {"folder", folder.string()}, {"files", song->at("files")}}.dump().c_str());
  else
    std::printf("%s\n", folder.c_str());
  return {};
}

Status compare(const SongsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto told = ask(*client, Method::get,
                        with_query(target_of(options, "/compare"), {{"from", options.from}, {"to", options.to}}));
  if (!told) return fail(told.error());
  std::printf("%s", options.json ? (told->dump(1) + '\n').c_str() : comparison_text(*told, is_colourful()).c_str());
  return {};
}

Status revert(const SongsOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto accepted = ask(*client, Method::post, target_of(options, "/revisions"), {{"to", std::stoi(options.to)}});
  if (!accepted) return fail(accepted.error());
  if (options.json)
    std::printf("%s\n", accepted->dump(1).c_str());
  else
    std::printf("%s has revision %d, which equals %s\n", options.id.c_str(), accepted->at("revision").get<int>(),
                options.to.c_str());
  return {};
}

/// A change that is one request.
Status change(const SongsOptions& options, Method method, const char* rest, const char* said,
              const json& body = nullptr) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto song = ask(*client, method, target_of(options, rest), body);
  if (!song) return fail(song.error());
  if (options.json)
    std::printf("%s\n", (song->is_null() ? json{{"id", options.id}} : *song).dump(1).c_str());
  else
    std::printf("%s %s\n", options.id.c_str(), said);
  return {};
}

}  // namespace

void add_songs(CLI::App& program, Chosen& chosen) {
  CLI::App* songs = program.add_subcommand("songs", "the songs that the running server keeps");
  const auto o = std::make_shared<SongsOptions>();
  const auto set = [&chosen, o](CLI::App* command, auto what) {
    command->add_flag("--json", o->json, "for machines");
    command->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
    return command;
  };
  const auto of_song = [&](const char* name, const char* description, auto what) {
    CLI::App* command = songs->add_subcommand(name, description);
    command->add_option("id", o->id, "the song's id")->required();
    return set(command, what);
  };
  const auto changing = [&](const char* name, const char* description, Method method, const char* rest,
                            const char* said) {
    of_song(name, description,
            [method, rest, said](const SongsOptions& options) { return change(options, method, rest, said); });
  };
  songs->require_subcommand(0, 1);
  CLI::App* listing = songs->add_subcommand("list", "newest first");
  for (CLI::App* command : {songs, listing}) {
    command->add_flag("--trashed", o->trashed, "those in the trash");
    command->add_option("--tag", o->tag, "those that have a tag");
  }
  set(listing, list);
  songs->add_flag("--json", o->json, "for machines");
  songs->callback([&chosen, o, songs] {
    if (songs->get_subcommands().empty()) chosen = [o] { return list(*o); };
  });
  CLI::App* search = songs->add_subcommand("search", "by words of title, prompt and lyrics");
  search->add_option("text", o->text, "words, the last may be a beginning")->required();
  set(search, list);
  of_song("show", "one song, its revisions and files", show);
  of_song("get", "write the song's folder", get)
      ->add_option("--out", o->out, "the folder to write; by default one named after the title");
  const auto number = CLI::Range(1, static_cast<int>(limits::kRevisionsPerSongMax));
  CLI::App* comparing = of_song("compare", "what differs between two revisions", compare);
  comparing->add_option("from", o->from, "by default the one that TO continues")->check(number);
  comparing->add_option("to", o->to, "by default the newest")->check(number);
  of_song("revert", "go back: a new revision that equals an older one; files that are lost are made again", revert)
      ->add_option("revision", o->to, "the older one's number; where files are lost also the newest one's")
      ->required()
      ->check(number);
  const auto tagging = [&](const char* name, const char* description, const char* field, const char* said) {
    of_song(name, description,
            [field, said](const SongsOptions& options) {
              return change(options, Method::patch, "", said, {{field, {options.tag}}});
            })
        ->add_option("tag", o->tag, "a word or a few")
        ->required();
  };
  tagging("tag", "give a tag", "add_tags", "has the tag");
  tagging("untag", "take a tag away", "remove_tags", "is without the tag");
  changing("trash", "throw away; it stays in the trash for some days", Method::post, "/trash", "is in the trash");
  changing("restore", "take back out of the trash", Method::post, "/restore", "is back");
  changing("cancel", "stop what is being made of it", Method::post, "/cancel", "is stopped");
  changing("retry", "take up again what failed or was cancelled", Method::post, "/retry", "waits to be made");
  of_song("finish", "make the rest of a song that was made until a step", [](const SongsOptions& options) {
    return change(options, Method::post, "/edits", "is being finished", {{"edits", json::array()}});
  });
  changing("delete", "delete for good", Method::remove, "", "is deleted");
}

}  // namespace souls::cli
