#pragma once
// JSON Schema (draft 7), and what is wrong with a value in one sentence.

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace souls::gateway {

/// What is wrong with a value, and where.
struct Flaw {
  std::string pointer;      ///< JSON pointer (RFC 6901): "/edits/0/line"; empty for the whole value
  std::string what;         ///< "must be a whole number from 1 to 200"; "is missing"
  bool is_unknown = false;  ///< there is no such field
};

/// Read by any thread. A pattern takes a stack frame for each letter: for short texts only.
class Schema {
 public:
  /// A schema without references.
  explicit Schema(nlohmann::json text);

  const nlohmann::json& text() const { return text_; }
  /// The first thing that is wrong; empty when nothing is.
  std::optional<Flaw> find_wrong(const nlohmann::json& value) const;

 private:
  struct Compiled;
  nlohmann::json text_;
  std::shared_ptr<const Compiled> compiled_;
};

/// In quotation marks, cut where a reader tires.
std::string in_quotes(std::string_view text);

}  // namespace souls::gateway
