#pragma once
// Reading JSON with a place for every complaint ("plan.sections[3].energy must be a number"). For this folder's sources.

#include <functional>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"

namespace souls::song {

using Json = nlohmann::json;

/// Integers that JavaScript's numbers hold exactly; larger seeds are written as decimal text.
inline constexpr std::uint64_t kPlainIntegerMax = (std::uint64_t{1} << 53) - 1;

enum class Need { required, optional };

/// A value of a JSON text and where it stands. The first complaint of a reading is kept, later ones are dropped; a read
/// that fails leaves its target as it was. Lives only inside with_json().
class Place {
 public:
  Place(const Json& value, std::string name, std::optional<std::string>& complaint)
      : value_(&value), name_(std::move(name)), complaint_(&complaint) {}

  const Json& value() const { return *value_; }
  const std::string& name() const { return name_; }
  /// Keeps "NAME REASON" unless something was wrong before.
  void complain(std::string_view reason) const;
  bool fine() const { return !complaint_->has_value(); }

  bool has(std::string_view field) const;
  /// The field, or a null that was complained of when it is missing.
  Place at(std::string_view field) const;
  /// Complains of fields that aren't among these.
  void only(std::initializer_list<std::string_view> fields) const;

  /// This value as text of so many letters.
  void text(std::string& out, std::size_t letters_min, std::size_t letters_max) const;
  /// The elements of this list, at most `count_max`.
  void each(std::size_t count_max, const std::function<void(const Place&)>& read) const;

  void text(std::string_view field, std::string& out, std::size_t letters_min, std::size_t letters_max,
            Need need = Need::required) const;
  void number(std::string_view field, double& out, double low, double high, Need need = Need::required) const;
  void integer(std::string_view field, int& out, int low, int high, Need need = Need::required) const;
  void flag(std::string_view field, bool& out, Need need = Need::required) const;
  void seed(std::string_view field, Seed& out, Need need = Need::required) const;
  void texts(std::string_view field, std::vector<std::string>& out, std::size_t count_max, std::size_t letters_max,
             Need need = Need::required) const;
  void each(std::string_view field, std::size_t count_max, const std::function<void(const Place&)>& read,
            Need need = Need::required) const;
  /// A field of text that `parse` reads (an optional); `allowed` ends the sentence "… isn't".
  template <class T, class Parse>
  void word(std::string_view field, T& out, Parse parse, std::string_view allowed, Need need = Need::required) const {
    std::string written;
    if (need == Need::optional && !has(field)) return;
    const Place place = at(field);
    place.text(written, 1, 200);
    if (!fine()) return;
    if (const auto value = parse(written)) out = *value;
    else place.complain(std::string("isn't ").append(allowed));
  }

 private:
  const Json* value_;
  std::string name_;
  std::optional<std::string>* complaint_;
};

/// Parses `text` (what is it called: `name`) and hands its root to `read`; the first complaint becomes the error.
Status with_json(std::string_view text, std::string_view name, std::size_t bytes_max,
                 const std::function<void(const Place&)>& read);

/// A seed as a number where JavaScript can hold it, else as decimal text.
Json json_of_seed(Seed seed);
/// One line, keys sorted.
std::string compact(const Json& value);

/// Names of things that a song may hold: sections, tracks, voices.
inline constexpr std::size_t kNameLettersMax = 120;
/// A line of words, a sentence.
inline constexpr std::size_t kSentenceLettersMax = 4000;
inline constexpr double kBeatsMax = 100000;

}  // namespace souls::song
