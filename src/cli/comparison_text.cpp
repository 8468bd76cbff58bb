#include "cli/comparison_text.hpp"

#include <utility>

#include "cli/table.hpp"

namespace souls::cli {
namespace {

using nlohmann::json;

Cell difference_cell(const std::string& difference) {
  if (difference == "added") return {difference, Colour::green};
  if (difference == "removed") return {difference, Colour::red};
  return {difference, Colour::yellow};
}

std::string joined(const json& names) {
  std::string all;
  for (const json& name : names) all += (all.empty() ? "" : ", ") + name.get<std::string>();
  return all;
}

void add_edits(Table& table, const json& edits, const char* difference) {
  for (json edit : edits) {
    const std::string operation = edit.at("op");
    edit.erase("op");
    table.add({{"edit", Colour::dim}, {operation}, difference_cell(difference), {edit.dump()}});
  }
}

Table things(const json& comparison) {
  Table table({{"", Align::left}, {"name", Align::left, 40}, {"", Align::left}, {"what", Align::left, 80}});
  const auto add = [&](const char* kind, const char* list) {
    for (const json& thing : comparison.at(list)) {
      table.add({{kind, Colour::dim},
                 {thing.at("name")},
                 difference_cell(thing.at("difference")),
                 {joined(thing.at("what"))}});
    }
  };
  add("request", "request");
  add_edits(table, comparison.at("edits_removed"), "removed");
  add_edits(table, comparison.at("edits_added"), "added");
  add("song", "song");
  add("section", "sections");
  add("track", "tracks");
  add("file", "files");
  return table;
}

Table words(const json& comparison) {
  Table table({{"section"}, {"line", Align::right}, {"before", Align::left, 60}, {"after", Align::left, 60}});
  for (const json& line : comparison.at("lines")) {
    table.add({{line.at("section")},
               {std::to_string(line.at("line").get<int>())},
               {line.at("before"), Colour::red},
               {line.at("after"), Colour::green}});
  }
  return table;
}

}  // namespace

std::string comparison_text(const json& comparison, bool colourful) {
  const bool complete = comparison.at("complete");
  std::string text = "from revision " + comparison.at("before").dump() + " to " + comparison.at("after").dump();
  if (!complete) text += ", which aren't both made: only the request and the edits are compared";
  text += '\n';
  const Table changed = things(comparison), lines = words(comparison);
  if (changed.empty() && lines.empty()) return text + "nothing differs\n";
  for (const Table* table : {&changed, &lines}) {
    if (!table->empty()) text += '\n' + table->text(colourful);
  }
  return text;
}

}  // namespace souls::cli
