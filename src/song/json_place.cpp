#include "song/json_place.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace souls::song {
namespace {

std::string short_number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

std::string range_text(double low, double high) {
  return "must be a number from " + short_number(low) + " to " + short_number(high);
}

const Json& missing_value() {
  static const Json kNull;
  return kNull;
}

}  // namespace

void Place::complain(std::string_view reason) const {
  if (fine()) *complaint_ = name_ + " " + std::string(reason);
}

bool Place::has(std::string_view field) const {
  if (!value_->is_object()) return false;
  const auto found = value_->find(field);
  return found != value_->end() && !found->is_null();
}

Place Place::at(std::string_view field) const {
  std::string name = name_ + "." + std::string(field);
  if (!value_->is_object()) {
    complain("must be an object");
    return Place(missing_value(), std::move(name), *complaint_);
  }
  const auto found = value_->find(field);
  if (found != value_->end()) return Place(*found, std::move(name), *complaint_);
  const Place place(missing_value(), std::move(name), *complaint_);
  place.complain("is missing");
  return place;
}

void Place::only(std::initializer_list<std::string_view> fields) const {
  if (!value_->is_object()) return complain("must be an object");
  for (const auto& item : value_->items()) {
    if (std::find(fields.begin(), fields.end(), item.key()) != fields.end()) continue;
    std::string allowed;
    for (const std::string_view field : fields) allowed.append(allowed.empty() ? "" : ", ").append(field);
    return complain("has an unknown field \"" + std::string(cut_utf8(item.key(), 40)) + "\"; it may have " + allowed);
  }
}

void Place::text(std::string& out, std::size_t letters_min, std::size_t letters_max) const {
  if (!value_->is_string()) return complain("must be text");
  const auto& written = value_->get_ref<const std::string&>();
  if (count_letters(written) < letters_min) return complain("must not be empty");
  if (count_letters(written) > letters_max)
    return complain("is longer than " + std::to_string(letters_max) + " characters");
  out = written;
}

void Place::each(std::size_t count_max, const std::function<void(const Place&)>& read) const {
  if (!value_->is_array()) return complain("must be a list");
  if (value_->size() > count_max) return complain("has more than " + std::to_string(count_max) + " entries");
  for (std::size_t i = 0; i < value_->size() && fine(); ++i) {
    read(Place((*value_)[i], name_ + "[" + std::to_string(i) + "]", *complaint_));
  }
}

void Place::text(std::string_view field, std::string& out, std::size_t letters_min, std::size_t letters_max,
                 Need need) const {
  if (need == Need::optional && !has(field)) return;
  at(field).text(out, letters_min, letters_max);
}

void Place::number(std::string_view field, double& out, double low, double high, Need need) const {
  if (need == Need::optional && !has(field)) return;
  const Place place = at(field);
  if (!place.value().is_number()) return place.complain(range_text(low, high));
  const double value = place.value().get<double>();
  if (!std::isfinite(value) || value < low || value > high) {
    return place.complain("is " + short_number(value) + "; it " + range_text(low, high));
  }
  out = value;
}

void Place::integer(std::string_view field, int& out, int low, int high, Need need) const {
  double value = out;
  number(field, value, low, high, need);
  if (!fine()) return;
  if (value != std::floor(value)) return at(field).complain("must be a whole number");
  out = static_cast<int>(value);
}

void Place::flag(std::string_view field, bool& out, Need need) const {
  if (need == Need::optional && !has(field)) return;
  const Place place = at(field);
  if (!place.value().is_boolean()) return place.complain("must be true or false");
  out = place.value().get<bool>();
}

void Place::seed(std::string_view field, Seed& out, Need need) const {
  if (need == Need::optional && !has(field)) return;
  const Place place = at(field);
  const std::string_view rule = "must be a whole number from 0 to 18446744073709551615";
  if (place.value().is_number_unsigned()) {
    out = place.value().get<Seed>();
  } else if (place.value().is_string()) {
    const auto& text = place.value().get_ref<const std::string&>();
    Seed value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return place.complain(rule);
    out = value;
  } else {
    place.complain(rule);
  }
}

void Place::texts(std::string_view field, std::vector<std::string>& out, std::size_t count_max, std::size_t letters_max,
                  Need need) const {
  std::vector<std::string> read;
  each(
      field, count_max, [&](const Place& place) { place.text(read.emplace_back(), 0, letters_max); }, need);
  if (fine()) out = std::move(read);
}

void Place::each(std::string_view field, std::size_t count_max, const std::function<void(const Place&)>& read,
                 Need need) const {
  if (need == Need::optional && !has(field)) return;
  at(field).each(count_max, read);
}

Status with_json(std::string_view text, std::string_view name, std::size_t bytes_max,
                 const std::function<void(const Place&)>& read) {
  if (text.size() > bytes_max) {
    return fail(ErrorCode::invalid_request,
                std::string(name) + " is longer than the " + std::to_string(bytes_max) + " bytes allowed");
  }
  Json root;
  try {
    root = Json::parse(text);
  } catch (const Json::exception& error) {  // the parser's own messages hold the position in bytes
    return fail(ErrorCode::invalid_request, std::string(name) + " isn't JSON in UTF-8", error.what());
  }
  std::optional<std::string> complaint;
  read(Place(root, std::string(name), complaint));
  if (complaint) return fail(ErrorCode::invalid_request, *complaint);
  return {};
}

Json json_of_seed(Seed seed) { return seed <= kPlainIntegerMax ? Json(seed) : Json(std::to_string(seed)); }

std::string compact(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace souls::song
