// `souls workers …`: who makes songs for the running server.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/server.hpp"
#include "cli/table.hpp"
#include "gateway/target.hpp"

namespace souls::cli {
namespace {

using gateway::Method;
using nlohmann::json;

Status list(bool as_json) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto told = ask(*client, Method::get, "/v1/workers");
  if (!told) return fail(told.error());
  if (as_json) {
    std::printf("%s\n", told->dump(1).c_str());
    return {};
  }
  Table table({{"id"},
               {"name"},
               {"from"},
               {"program"},
               {"steps", Align::right},
               {"since", Align::right},
               {"makes", Align::left, 40}});
  for (const auto& worker : told->at("workers")) {
    table.add({{worker.at("id"), Colour::dim},
               {worker.at("name")},
               {worker.value("address", worker.at("origin").get<std::string>())},
               {worker.at("program").get<std::string>() + ' ' + worker.at("version").get<std::string>()},
               {std::to_string(worker.at("steps").get<int>())},
               {ago(worker.at("since_ms"))},
               {worker.contains("making") ? worker.at("making").at("step").get<std::string>() : "", Colour::dim}});
  }
  if (table.empty())
    std::printf("no workers are connected; the server's own start with the first step\n");
  else
    table.print();
  return {};
}

Status drain(const std::string& id, bool as_json) {
  const auto client = server();
  if (!client) return fail(client.error());
  if (auto done = ask(*client, Method::post, "/v1/workers/" + gateway::escape(id) + "/drain"); !done) {
    return fail(done.error());
  }
  if (as_json)
    std::printf("%s\n", json{{"id", id}, {"draining", true}}.dump().c_str());
  else
    std::printf("%s gets no more steps\n", id.c_str());
  return {};
}

}  // namespace

void add_workers(CLI::App& program, Chosen& chosen) {
  CLI::App* workers = program.add_subcommand("workers", "who makes songs for the running server");
  workers->require_subcommand(1);
  const auto as_json = std::make_shared<bool>(false);
  const auto id = std::make_shared<std::string>();
  CLI::App* listing = workers->add_subcommand("list", "its own workers and others, and what each makes now");
  CLI::App* draining = workers->add_subcommand("drain", "a worker from elsewhere gets no more steps, and goes");
  draining->add_option("id", *id, "its id (see `souls workers list`)")->required();
  for (CLI::App* each : {listing, draining}) each->add_flag("--json", *as_json, "for machines");
  listing->callback([&chosen, as_json] { chosen = [as_json] { return list(*as_json); }; });
  draining->callback([&chosen, id, as_json] { chosen = [id, as_json] { return drain(*id, *as_json); }; });
}

}  // namespace souls::cli
