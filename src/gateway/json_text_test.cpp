#include "gateway/json_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace souls::gateway {
namespace {

using nlohmann::json;

TEST(JsonTexts, NestAndSeparate) {
  JsonText text;
  text.begin_object();
  text.add("a", 1);
  text.name("list");
  text.begin_array();
  text.end_array();
  text.name("b");
  text.begin_array();
  text.add("x");
  text.begin_object();
  text.end_object();
  text.begin_object();
  text.add("c", true);
  text.end_object();
  text.add_json("[1,2]");
  text.end_array();
  text.add("d", "e");
  text.end_object();
  EXPECT_EQ(text.take(), R"({"a":1,"list":[],"b":["x",{},{"c":true},[1,2]],"d":"e"})");
}

template <class Value>
std::string written(const Value& value) {
  JsonText text;
  text.add(value);
  return text.take();
}

TEST(JsonTexts, AreWhatOthersWrite) {
  for (const std::string& text : {std::string(), std::string("plain text"), std::string("\"\\\n\t\x01\x7f/"),
                                  std::string("ö♫🎵"), std::string("a\0b", 3)}) {
    EXPECT_EQ(written(text), json(text).dump());
  }
  EXPECT_EQ(json::parse(written(std::string("a\xff"))), "a\xEF\xBF\xBD");
  for (const double number : {0.0, -0.0, 1.0, 0.1, 1.0 / 3, 1e300, -5e-324, 1795993178.25}) {
    EXPECT_EQ(json::parse(written(number)).get<double>(), number);
    EXPECT_TRUE(json::parse(written(number)).is_number_float()) << written(number);
  }
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(false), "false");
}

}  // namespace
}  // namespace souls::gateway
