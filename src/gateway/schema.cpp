#include "gateway/schema.hpp"

#include <algorithm>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace souls::gateway {
namespace {

using Json = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

constexpr std::size_t kQuotedBytesMax = 80;

/// Whether a value has so many parts, or lies so deep, that a list of all that is wrong with it would be too long.
bool is_large(const Json& value, std::size_t& parts, int depth = 0) {
  constexpr int kDepthMax = 64;
  if (++parts > limits::kExplainedPartsMax || depth > kDepthMax) return true;
  if (!value.is_structured()) return false;
  return std::any_of(value.begin(), value.end(), [&](const Json& part) { return is_large(part, parts, depth + 1); });
}

/// The schema of a value whose kind one of its fields tells, with what all kinds share.
const Json& meant(const Json& schema, const Json& value) {
  const auto cases = schema.find("allOf");
  if (cases == schema.end() || !value.is_object()) return schema;
  for (const Json& each : *cases) {
    const auto& condition = each.at("if").at("properties");
    const auto name = condition.begin();
    const auto field = value.find(name.key());
    if (field != value.end() && *field == name.value().at("const")) return each.at("then");
  }
  return schema;
}

std::string pointer_part(std::string name) {
  for (std::size_t at = 0; (at = name.find_first_of("~/", at)) != std::string::npos; at += 2) {
    name.replace(at, 1, name[at] == '~' ? "~0" : "~1");
  }
  return '/' + name;
}

/// "from 1 to 200", "of at least 1"; empty without bounds.
std::string bounds(const Json& schema, const char* low, const char* high, std::string_view between) {
  const auto least = schema.find(low), most = schema.find(high);
  if (least != schema.end() && most != schema.end()) {
    return std::string(between).append(least->dump()).append(" to ").append(most->dump());
  }
  if (least != schema.end()) return " of at least " + least->dump();
  if (most != schema.end()) return " of at most " + most->dump();
  return {};
}

std::string one_of(const Json& values) {
  std::string list;
  for (const Json& value : values) {
    if (!list.empty()) list += ", ";
    list += value.is_string() ? value.get<std::string>() : value.dump();
  }
  return list;
}

std::string wanted_by_type(const Json& schema, const std::string& type) {
  if (type == "integer") return "a whole number" + bounds(schema, "minimum", "maximum", " from ");
  if (type == "number") return "a number" + bounds(schema, "minimum", "maximum", " from ");
  if (type == "boolean") return "true or false";
  if (type == "null") return "null";
  if (type == "array") {
    const auto length = bounds(schema, "minItems", "maxItems", " of ");
    return "a list" + (length.empty() ? length : length + " entries");
  }
  if (type == "object") return schema.contains("minProperties") ? "an object with a field at least" : "an object";
  const auto length = bounds(schema, "minLength", "maxLength", " of ");
  if (length.empty() && schema.contains("pattern"))
    return "text that matches " + schema.at("pattern").get<std::string>();
  return "text" + (length.empty() ? length : length + " characters");
}

/// "must be a whole number from 1 to 200"
std::string wanted(const Json& schema) {
  if (schema.contains("enum")) return "must be one of " + one_of(schema.at("enum"));
  if (schema.contains("const")) return "must be " + schema.at("const").dump();
  const Json& type = schema.at("type");
  if (type.is_string()) return "must be " + wanted_by_type(schema, type);
  std::string all;
  for (const Json& each : type) all.append(all.empty() ? "must be " : " or ").append(wanted_by_type(schema, each));
  return all;
}

/// The place that valijson tells as {"<root>", "[edits]", "[0]"}, with the schema and the value there.
struct Place {
  std::string pointer;
  const Json* schema;
  const Json* value;

  void enter(const std::string& step) {
    const std::string name = step.substr(1, step.size() - 2);
    pointer += pointer_part(name);
    schema = &(value->is_array() ? schema->at("items") : schema->at("properties").at(name));
    value = &(value->is_array() ? value->at(std::stoul(name)) : value->at(name));
    schema = &meant(*schema, *value);
  }
};

Flaw explain(const Place& place) {
  const Json& schema = *place.schema;
  const Json& value = *place.value;
  if (value.is_object() && schema.contains("required")) {
    for (const Json& name : schema.at("required")) {
      if (!value.contains(name.get<std::string>())) return {place.pointer + pointer_part(name), "is missing"};
    }
  }
  if (value.is_object() && schema.value("additionalProperties", Json(true)) == false) {
    for (const auto& [name, field] : value.items()) {
      if (!schema.at("properties").contains(name))
        return {place.pointer + pointer_part(name), "isn't known here", true};
    }
  }
  return {place.pointer, wanted(schema)};
}

bool has_lines(const Json& schema) {
  if (schema.is_object() && schema.contains("x-line")) return true;
  return schema.is_structured() && std::any_of(schema.begin(), schema.end(), has_lines);
}

bool is_line(const std::string& text, bool has_words) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
  return std::ranges::none_of(text, is_control) && (!has_words || text.find_first_not_of(' ') != std::string::npos);
}

/// The first text that isn't on one line where it must be. The value is else what the schema wants.
std::optional<Flaw> find_broken_line(const Json& shared, const Json& value, const std::string& pointer) {
  const Json& schema = meant(shared, value);
  const auto line = schema.find("x-line");
  if (value.is_string() && line != schema.end() && !is_line(value, *line == "words"))
    return Flaw{pointer, *line == "words" ? "must be text on one line, and not blank" : "must be text on one line"};
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto broken = find_broken_line(schema.at("items"), value[i], pointer + '/' + std::to_string(i))) return broken;
    }
  }
  const auto properties = schema.find("properties");
  if (!value.is_object() || properties == schema.end()) return std::nullopt;
  for (const auto& [name, field] : value.items()) {
    const auto known = properties->find(name);
    if (known == properties->end()) continue;
    if (auto broken = find_broken_line(*known, field, pointer + pointer_part(name))) return broken;
  }
  return std::nullopt;
}

}  // namespace

struct Schema::Compiled {
  valijson::Schema schema;
  bool has_lines = false;
};

Schema::Schema(Json text) : text_(std::move(text)) {
  const auto compiled = std::make_shared<Compiled>();
  valijson::SchemaParser().populateSchema(Adapter(text_), compiled->schema);
  compiled->has_lines = has_lines(text_);
  compiled_ = compiled;
}

std::optional<Flaw> Schema::find_wrong(const Json& value) const {
  const Adapter adapter(value);
  if (valijson::Validator().validate(compiled_->schema, adapter, nullptr))
    return compiled_->has_lines ? find_broken_line(text_, value, "") : std::nullopt;
  std::size_t parts = 0;
  if (is_large(value, parts)) return Flaw{"", "isn't what the contract allows"};
  valijson::ValidationResults results;
  valijson::Validator().validate(compiled_->schema, adapter, &results);
  valijson::ValidationResults::Error error;
  results.popError(error);  // the innermost of the first comes first
  Place place{"", &meant(text_, value), &value};
  for (std::size_t i = 1; i < error.context.size(); ++i) place.enter(error.context[i]);
  return explain(place);
}

std::string in_quotes(std::string_view text) { return '"' + std::string(cut_utf8(text, kQuotedBytesMax)) + '"'; }

}  // namespace souls::gateway
