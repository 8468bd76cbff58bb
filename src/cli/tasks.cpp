// `souls tasks …`, `souls usage`: what the running server makes, and what it cost.
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/server.hpp"
#include "cli/step_graph.hpp"
#include "cli/table.hpp"
#include "cli/watch.hpp"
#include "gateway/target.hpp"

namespace souls::cli {
namespace {

using gateway::Method;
using nlohmann::json;

struct TasksOptions {
  std::string id, state, capability, song, user;
  bool json = false, until_idle = false;
  std::size_t count = 50;
};

std::string time_of(const json& task) {
  const std::string state = task.at("state");
  if (task.at("reused")) return "remembered";
  if (state == "running")
    return duration(static_cast<double>(storage::system_wall_clock()() - task.at("started_ms").get<std::int64_t>()) / 1000);
  return duration(task.at("seconds"));
}

std::string text_of(const json& task) {
  const std::string error = task.value("error", "");
  if (!error.empty()) return error;
  return task.at("state") == "running" ? task.at("phrase").get<std::string>() : "";
}

Status list(const TasksOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  auto tasks = ask_all(*client,
                       with_query("/v1/tasks", {{"state", options.state},
                                                {"capability", options.capability},
                                                {"song", options.song},
                                                {"user", options.user}}),
                       "tasks", options.count);
  if (!tasks) return fail(tasks.error());
  if (tasks->size() > options.count)
    tasks->erase(tasks->begin() + static_cast<std::ptrdiff_t>(options.count), tasks->end());
  if (options.json) {
    std::printf("%s\n", json{{"tasks", *tasks}}.dump(1).c_str());
    return {};
  }
  Table table({{"id", Align::right},
               {"song"},
               {"step", Align::left, 36},
               {"state"},
               {"tries", Align::right},
               {"took", Align::right},
               {"queued", Align::right},
               {"", Align::left, 50}});
  for (const auto& task : *tasks) {
    table.add({{std::to_string(task.at("id").get<std::uint64_t>()), Colour::dim},
               {task.at("song"), Colour::dim},
               {task.at("step")},
               state_cell(task.at("state")),
               {std::to_string(task.at("tries").get<int>())},
               {time_of(task)},
               {ago(task.at("queued_ms")), Colour::dim},
               {text_of(task)}});
  }
  if (table.empty())
    std::printf("no tasks\n");
  else
    table.print();
  return {};
}

Status watch(const TasksOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  return watch_tasks(*client, options.song, options.json, options.until_idle);
}

void print_graph(const json& song, const json& tasks) {
  std::printf("%s (%s)\n", song.at("title").get<std::string>().c_str(), song.at("state").get<std::string>().c_str());
  Table table({{"revision", Align::right},
               {"step", Align::left, 48},
               {"after", Align::left, 60},
               {"state"},
               {"took", Align::right},
               {"cpu", Align::right},
               {"tries", Align::right},
               {"package"},
               {"", Align::left, 50}});
  double seconds = 0;
  std::size_t reused = 0, made = 0;
  for (const auto& [task, depth] : in_order(tasks)) {
    if (task->at("reused"))
      ++reused;
    else if (task->at("state") == "succeeded")
      ++made;
    seconds += task->at("reused") ? 0 : task->at("cpu_seconds").get<double>();
    const std::string indent(2 * static_cast<std::size_t>(depth), ' ');
    table.add({{std::to_string(task->at("revision").get<int>())},
               {indent + task->at("step").get<std::string>()},
               {after_text(task->at("after")), Colour::dim},
               state_cell(task->at("state")),
               {time_of(*task)},
               {task->at("reused") ? "" : duration(task->at("cpu_seconds"))},
               {std::to_string(task->at("tries").get<int>())},
               {task->at("package").get<std::string>() + " " + task->at("version").get<std::string>(), Colour::dim},
               {text_of(*task)}});
  }
  table.print();
  std::printf("%zu made, %zu remembered, %zu in all; %s of CPU time\n", made, reused, tasks.size(),
              seconds > 0 ? duration(seconds).c_str() : "0 s");
}

Status print_task(const gateway::Client& client, const TasksOptions& options) {
  const auto task = ask(client, Method::get, "/v1/tasks/" + gateway::escape(options.id));
  if (!task) return fail(task.error());
  if (options.json) {
    std::printf("%s\n", task->dump(1).c_str());
    return {};
  }
  for (const auto& [name, value] : task->items()) {
    std::printf("%-15s %s\n", name.c_str(), (value.is_string() ? value.get<std::string>() : value.dump()).c_str());
  }
  return {};
}

Status show(const TasksOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  if (!options.id.starts_with("s_")) return print_task(*client, options);
  const auto song = ask(*client, Method::get, "/v1/songs/" + gateway::escape(options.id));
  if (!song) return fail(song.error());
  const auto tasks = ask_all(*client, with_query("/v1/tasks", {{"song", options.id}, {"graph", "true"}}), "tasks");
  if (!tasks) return fail(tasks.error());
  if (options.json)
    std::printf("%s\n", json{{"song", *song}, {"tasks", *tasks}}.dump(1).c_str());
  else
    print_graph(*song, *tasks);
  return {};
}

Status change(const TasksOptions& options, const char* what) {
  const auto client = server();
  if (!client) return fail(client.error());
  const std::string kind = options.id.starts_with("s_") ? "/v1/songs/" : "/v1/tasks/";
  const auto changed = ask(*client, Method::post, kind + gateway::escape(options.id) + what);
  if (!changed) return fail(changed.error());
  if (options.json)
    std::printf("%s\n", changed->dump(1).c_str());
  else
    std::printf("%s is %s\n", options.id.c_str(), changed->value("state", "taken up again").c_str());
  return {};
}

Status usage(const TasksOptions& options) {
  const auto client = server();
  if (!client) return fail(client.error());
  const auto answer = ask(*client, Method::get, with_query("/v1/usage", {{"user", options.user}}));
  if (!answer) return fail(answer.error());
  if (options.json) {
    std::printf("%s\n", answer->dump(1).c_str());
    return {};
  }
  Table table({{"user"},
               {"capability"},
               {"package"},
               {"made", Align::right},
               {"remembered", Align::right},
               {"cpu", Align::right},
               {"bytes", Align::right}});
  for (const auto& row : answer->at("usage")) {
    table.add({{row.at("user"), Colour::dim},
               {row.at("capability")},
               {row.at("package")},
               {std::to_string(row.at("steps").get<std::uint64_t>())},
               {std::to_string(row.at("remembered").get<std::uint64_t>())},
               {duration(row.at("cpu_seconds"))},
               {bytes_text(row.at("bytes").get<double>())}});
  }
  if (table.empty())
    std::printf("nothing was made yet\n");
  else
    table.print();
  return {};
}

}  // namespace

void add_tasks(CLI::App& program, Chosen& chosen) {
  CLI::App* tasks = program.add_subcommand("tasks", "the steps of songs at the running server");
  const auto o = std::make_shared<TasksOptions>();
  const auto set = [&chosen, o](CLI::App* command, auto what) {
    command->add_flag("--json", o->json, "for machines");
    command->callback([&chosen, o, what] { chosen = [o, what] { return what(*o); }; });
  };
  tasks->require_subcommand(0, 1);
  tasks->add_option("--state", o->state,
                    "waiting, queued, running, succeeded, failed, cancelled; open: the first three");
  tasks->add_option("--capability", o->capability, "such as melody or mix");
  tasks->add_option("--song", o->song, "a song's id");
  tasks->add_option("--user", o->user, "a user's id");
  tasks->add_option("--count", o->count, "how many, newest first")->capture_default_str();
  tasks->add_flag("--json", o->json, "for machines");
  tasks->callback([&chosen, o, tasks] {
    if (tasks->get_subcommands().empty()) chosen = [o] { return list(*o); };
  });
  CLI::App* watching = tasks->add_subcommand("watch", "a live table; without a terminal, a line for each event");
  watching->add_option("--song", o->song, "only a song's");
  watching->add_flag("--until-idle", o->until_idle, "end when nothing is left to do");
  set(watching, watch);
  const auto of_id = [&](const char* name, const char* description, auto what) {
    CLI::App* command = tasks->add_subcommand(name, description);
    command->add_option("id", o->id, "a task's number, or a song's id")->required();
    set(command, what);
  };
  of_id("show", "the graph of a song's steps, with times and what was remembered, or one task", show);
  of_id("cancel", "stop a task, or all of a song",
        [](const TasksOptions& options) { return change(options, "/cancel"); });
  of_id("retry", "take up again what failed", [](const TasksOptions& options) { return change(options, "/retry"); });
  CLI::App* costs = program.add_subcommand("usage", "what was made and what it cost, by user, capability and package");
  costs->add_option("--user", o->user, "only a user's");
  set(costs, usage);
}

}  // namespace souls::cli
