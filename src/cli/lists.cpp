// `souls styles`, `souls voices`, `souls instruments`.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "band/plan/plan.hpp"
#include "cli/commands.hpp"
#include "song/catalogue.hpp"

namespace souls::cli {
namespace {

struct Row {
  std::string name;
  std::string description;
};

void print(const std::vector<Row>& rows, bool as_json) {
  if (as_json) {
    nlohmann::json list = nlohmann::json::array();
    for (const Row& row : rows) list.push_back({{"name", row.name}, {"description", row.description}});
    std::printf("%s\n", list.dump(1).c_str());
    return;
  }
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.name.size());
  for (const Row& row : rows) std::printf("%-*s  %s\n", static_cast<int>(width), row.name.c_str(), row.description.c_str());
}

template <class Rows>
void add_list(CLI::App& program, Chosen& chosen, const char* name, const char* description, Rows rows) {
  CLI::App* command = program.add_subcommand(name, description);
  const auto as_json = std::make_shared<bool>(false);
  command->add_flag("--json", *as_json, "for machines");
  command->callback([&chosen, as_json, rows] {
    chosen = [as_json, rows]() -> Status {
      print(rows(), *as_json);
      return {};
    };
  });
}

std::vector<Row> style_rows() {
  std::vector<Row> rows;
  for (const auto& style : band::plan::styles()) rows.push_back({style.name, style.description});
  return rows;
}

std::vector<Row> voice_rows() {
  std::vector<Row> rows;
  for (const auto& voice : song::voices()) rows.push_back({voice.id, voice.description});
  return rows;
}

std::vector<Row> instrument_rows() {
  std::vector<Row> rows;
  for (const auto& instrument : song::instruments()) {
    std::string roles;
    for (const song::Role role : instrument.roles) roles += (roles.empty() ? "" : ", ") + std::string(song::to_string(role));
    rows.push_back({instrument.id, instrument.name + " (" + roles + ")"});
  }
  return rows;
}

}  // namespace

void add_lists(CLI::App& program, Chosen& chosen) {
  add_list(program, chosen, "styles", "the styles that the band plays", style_rows);
  add_list(program, chosen, "voices", "the singers", voice_rows);
  add_list(program, chosen, "instruments", "the instruments, and the roles that they play", instrument_rows);
}

}  // namespace souls::cli
