#include "gateway/schema.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

using Json = nlohmann::json;

const Json kName = {{"type", "string"}, {"minLength", 1}, {"maxLength", 5}};
const Json kOrder = {
    {"type", "object"},
    {"required", {"name"}},
    {"additionalProperties", false},
    {"properties",
     {{"name", kName},
      {"count", {{"type", "integer"}, {"minimum", 1}, {"maximum", 200}}},
      {"part", {{"type", "number"}, {"minimum", 0.5}}},
      {"loud", {{"type", "boolean"}}},
      {"room", {{"type", {"integer", "null"}}, {"minimum", 0}}},
      {"seed", {{"type", {"integer", "string"}}, {"minimum", 0}, {"maximum", 9007199254740991}}},
      {"kind", {{"type", "string"}, {"enum", {"verse", "chorus"}}}},
      {"a/b~c", {{"type", "integer"}}},
      {"tags", {{"type", "array"}, {"maxItems", 2}, {"items", kName}}},
      {"title", {{"type", "string"}, {"x-line", "words"}}},
      {"note", {{"type", "string"}, {"x-line", "any"}}},
      {"edits",
       {{"type", "array"},
        {"items",
         {{"type", "object"},
          {"required", {"op"}},
          {"properties", {{"op", {{"type", "string"}, {"enum", {"cut", "set"}}}}}},
          {"allOf",
           {{{"if", {{"required", {"op"}}, {"properties", {{"op", {{"const", "cut"}}}}}}},
             {"then",
              {{"type", "object"},
               {"required", {"op", "at"}},
               {"additionalProperties", false},
               {"properties", {{"op", Json::object()}, {"at", {{"type", "integer"}, {"minimum", 1}}},
                               {"of", {{"type", "string"}, {"x-line", "words"}}}}}}}}}}}}}}}}};

/// "POINTER WHAT", or "" for what is fine.
std::string wrong_with(const std::string& text) {
  static const Schema schema(kOrder);
  const auto wrong = schema.find_wrong(Json::parse(text));
  return wrong ? wrong->pointer + ' ' + wrong->what : "";
}

TEST(Schema, NamesThePlaceAndWhatIsAllowed) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"name": "a"})", ""},
      {R"({"name": "äöüßé", "count": 200, "part": 0.5, "loud": false, "kind": "verse", "tags": ["a", "b"]})", ""},
      {R"({"name": "a", "seed": 9007199254740991})", ""},
      {R"({"name": "a", "seed": 18446744073709551615})",
       "/seed must be a whole number from 0 to 9007199254740991 or text"},
      {R"({"name": "a", "seed": "7", "edits": [{"op": "cut", "at": 1}]})", ""},
      {R"({"name": "a", "room": null})", ""},
      {R"({"name": "a", "room": "7"})", "/room must be a whole number of at least 0 or null"},
      {R"({})", "/name is missing"},
      {R"({"name": 1})", "/name must be text of 1 to 5 characters"},
      {R"({"name": ""})", "/name must be text of 1 to 5 characters"},
      {R"({"name": "abcdef"})", "/name must be text of 1 to 5 characters"},
      {R"({"name": "a", "count": 0})", "/count must be a whole number from 1 to 200"},
      {R"({"name": "a", "count": 1.5})", "/count must be a whole number from 1 to 200"},
      {R"({"name": "a", "count": "1"})", "/count must be a whole number from 1 to 200"},
      {R"({"name": "a", "count": null})", "/count must be a whole number from 1 to 200"},
      {R"({"name": "a", "part": 0.4})", "/part must be a number of at least 0.5"},
      {R"({"name": "a", "loud": 1})", "/loud must be true or false"},
      {R"({"name": "a", "seed": -1})", "/seed must be a whole number from 0 to 9007199254740991 or text"},
      {R"({"name": "a", "kind": "solo"})", "/kind must be one of verse, chorus"},
      {R"({"name": "a", "a/b~c": true})", "/a~1b~0c must be a whole number"},
      {R"({"name": "a", "tags": ["a", "b", "c"]})", "/tags must be a list of at most 2 entries"},
      {R"({"name": "a", "tags": ["a", ""]})", "/tags/1 must be text of 1 to 5 characters"},
      {R"({"name": "a", "nmae": 1})", "/nmae isn't known here"},
      {R"({"name": "a", "title": " ä ", "note": "  "})", ""},
      {R"({"name": "a", "title": " "})", "/title must be text on one line, and not blank"},
      {R"({"name": "a", "title": "a\u000fb"})", "/title must be text on one line, and not blank"},
      {R"({"name": "a", "note": "a\nb"})", "/note must be text on one line"},
      {R"({"name": "a", "note": "\u007f"})", "/note must be text on one line"},
      {R"({"name": "a", "edits": [{"op": "cut", "at": 1, "of": "a"}, {"op": "cut", "at": 1, "of": "\t"}]})",
       "/edits/1/of must be text on one line, and not blank"},
      {R"({"name": "a", "edits": [{}]})", "/edits/0/op is missing"},
      {R"({"name": "a", "edits": [{"op": "sing"}]})", "/edits/0/op must be one of cut, set"},
      {R"({"name": "a", "edits": [{"op": "cut", "at": 1}, {"op": "cut", "at": 0}]})",
       "/edits/1/at must be a whole number of at least 1"},
      {R"({"name": "a", "edits": [{"op": "cut", "at": 1, "to": 2}]})", "/edits/0/to isn't known here"},
      {R"([])", " must be an object"},
  };
  for (const auto& [text, told] : cases) EXPECT_EQ(wrong_with(text), told) << text;
}

TEST(Schema, TellsOfWhatIsVeryLongInOneSentence) {
  std::string long_list = R"({"name": "a", "tags": [0)";
  for (int i = 0; i < 1'000'000; ++i) long_list += ",0";
  EXPECT_EQ(wrong_with(long_list + "]}"), " isn't what the contract allows");
  EXPECT_EQ(wrong_with(R"({"name": ")" + std::string(5'000'000, 'a') + "\"}"),
            "/name must be text of 1 to 5 characters");
  const std::string deep = std::string(2'000'000, '[') + std::string(2'000'000, ']');
  EXPECT_EQ(wrong_with(R"({"name": "a", "tags": )" + deep + "}"), " isn't what the contract allows");
}

}  // namespace
}  // namespace souls::gateway
