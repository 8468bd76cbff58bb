#include "worker/messages.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

namespace souls::worker {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<ErrorCode, const char*>, 8> kCodes = {{{ErrorCode::invalid_request, "invalid_request"},
                                                                      {ErrorCode::not_found, "not_found"},
                                                                      {ErrorCode::conflict, "conflict"},
                                                                      {ErrorCode::cancelled, "cancelled"},
                                                                      {ErrorCode::deadline, "deadline"},
                                                                      {ErrorCode::unavailable, "unavailable"},
                                                                      {ErrorCode::corrupt, "corrupt"},
                                                                      {ErrorCode::internal, "internal"}}};

std::string code_name(ErrorCode code) {
  for (const auto& [known, name] : kCodes) {
    if (known == code) return name;
  }
  return "internal";
}

ErrorCode code_of(const std::string& name) {
  for (const auto& [code, known] : kCodes) {
    if (known == name) return code;
  }
  return ErrorCode::internal;
}

/// A seed has 64 bits, and many readers of JSON keep 53 of them: it travels as text.
Result<Seed> seed_of(const std::string& text) {
  Seed seed = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return fail(ErrorCode::corrupt, "no seed");
  return seed;
}

struct ToJson {
  Json operator()(const StartStep& m) const {
    return {{"type", "start"},
            {"step", m.step},
            {"capability", m.capability},
            {"contract_version", m.contract_version},
            {"package", m.package},
            {"package_version", m.package_version},
            {"parameters", m.parameters},
            {"seed", std::to_string(m.seed)},
            {"inputs", m.inputs}};
  }
  Json operator()(const GiveInput& m) const { return {{"type", "input"}, {"name", m.name}}; }
  Json operator()(const GiveOutput&) const { return {{"type", "output"}}; }
  Json operator()(const Cancel&) const { return {{"type", "cancel"}}; }
  Json operator()(const Hello& m) const { return {{"type", "hello"}, {"protocol", m.protocol}}; }
  Json operator()(const TellProgress& m) const {
    return {{"type", "progress"}, {"fraction", m.fraction}, {"phrase", m.phrase}};
  }
  Json operator()(const WantOutput& m) const { return {{"type", "want_output"}, {"name", m.name}}; }
  Json operator()(const Done&) const { return {{"type", "done"}}; }
  Json operator()(const Failed& m) const {
    return {{"type", "failed"}, {"code", code_name(m.code)}, {"message", m.message}, {"detail", m.detail}};
  }
};

Result<Message> to_start(const Json& json) {
  const auto seed = seed_of(json.at("seed").get<std::string>());
  if (!seed) return fail(seed.error());
  return StartStep{json.at("step").get<std::string>(),
                   json.at("capability").get<std::string>(),
                   json.at("contract_version").get<int>(),
                   json.at("package").get<std::string>(),
                   json.at("package_version").get<std::string>(),
                   json.at("parameters").get<std::string>(),
                   *seed,
                   json.at("inputs").get<std::size_t>()};
}

Result<Message> to_message(const Json& json) {
  const auto text = [&json](const char* field) { return json.at(field).get<std::string>(); };
  const std::string type = text("type");
  if (type == "start") return to_start(json);
  if (type == "input") return GiveInput{text("name")};
  if (type == "output") return GiveOutput{};
  if (type == "cancel") return Cancel{};
  if (type == "hello") return Hello{json.at("protocol").get<int>()};
  if (type == "progress") return TellProgress{json.at("fraction").get<double>(), text("phrase")};
  if (type == "want_output") return WantOutput{text("name")};
  if (type == "done") return Done{};
  if (type == "failed") return Failed{code_of(text("code")), text("message"), text("detail")};
  return fail(ErrorCode::corrupt, "an unknown message '" + type.substr(0, 40) + "'");
}

}  // namespace

bool carries_file(const Message& message) {
  return std::holds_alternative<GiveInput>(message) || std::holds_alternative<GiveOutput>(message);
}

Result<std::string> encode(const Message& message) {
  // Words for people may come from a third party; a replaced letter does no harm there. Names and parameters are kept.
  const bool is_for_people = std::holds_alternative<TellProgress>(message) || std::holds_alternative<Failed>(message);
  const auto handler = is_for_people ? Json::error_handler_t::replace : Json::error_handler_t::strict;
  try {
    return std::visit(ToJson(), message).dump(-1, ' ', false, handler);
  } catch (const Json::exception& error) {
    return fail(ErrorCode::internal, "a step's text isn't UTF-8", error.what());
  }
}

Result<Message> decode(std::string_view text) {
  try {
    return to_message(Json::parse(text));
  } catch (const Json::exception& error) {
    return fail(ErrorCode::corrupt, "a message can't be read", error.what());
  }
}

}  // namespace souls::worker
