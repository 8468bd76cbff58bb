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

/// Some numbers have 64 bits, and many readers of JSON keep 53 of them: they travel as text.
std::uint64_t number_of(const Json& json, const char* field) {
  const auto& text = json.at(field).get_ref<const std::string&>();
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    throw Json::other_error::create(501, std::string(field) + " is no number", &json);
  }
  return number;
}

/// A fraction, or a number that is far too large, is no integer: it would be cut to one.
template <class T>
T integer(const Json& json, const char* field) {
  const Json& number = json.at(field);
  if (!number.is_number_integer()) throw Json::other_error::create(501, std::string(field) + " is no integer", &json);
  return number.get<T>();
}

/// A type's name, and the lease that the message is about.
Json about(const char* type, const Held& lease) {
  return {{"type", type}, {"task", std::to_string(lease.task)}, {"fence", std::to_string(lease.fence)}};
}

struct ToJson {
  Json operator()(const Hello& m) const {
    Json can = Json::array();
    for (const auto& ability : m.can) {
      can.push_back({{"capability", ability.capability}, {"contract_version", ability.contract_version}});
      if (!ability.digest.empty()) can.back()["digest"] = ability.digest;
    }
    return {{"type", "hello"},      {"protocol", m.protocol}, {"name", m.name},
            {"program", m.program}, {"version", m.version},   {"can", can}};
  }
  Json operator()(const AskLease& m) const {
    return {{"type", "lease"}, {"wait_seconds", m.wait_seconds}, {"warm", m.warm}};
  }
  Json operator()(const Heartbeat& m) const {
    Json json = about("heartbeat", m.lease);
    if (m.progress) {
      json["fraction"] = m.progress->fraction;
      json["phrase"] = m.progress->phrase;
    }
    return json;
  }
  Json operator()(const AskInput& m) const { return named("input", m.lease, m.name); }
  Json operator()(const AskOutput& m) const { return named("output", m.lease, m.name); }
  Json operator()(const Complete& m) const {
    Json json = about("complete", m.lease);
    json["cpu_seconds"] = m.cpu_seconds;
    json["bytes_out"] = m.bytes_out;
    return json;
  }
  Json operator()(const Fail& m) const {
    Json json = about("fail", m.lease);
    json["code"] = code_name(m.error.code);
    json["message"] = m.error.message;
    json["detail"] = m.error.detail;
    return json;
  }
  Json operator()(const Welcome& m) const {
    return {{"type", "welcome"},
            {"protocol", m.protocol},
            {"lease_seconds", m.lease_seconds},
            {"heartbeat_seconds", m.heartbeat_seconds}};
  }
  Json operator()(const GiveStep& m) const {
    Json json = about("step", m.lease);
    json["step"] = m.step;
    json["capability"] = m.capability;
    json["contract_version"] = m.contract_version;
    json["package"] = m.package;
    json["package_version"] = m.package_version;
    json["parameters"] = m.parameters;
    json["seed"] = std::to_string(m.seed);
    json["inputs"] = m.inputs;
    if (!m.trace.empty()) json["traceparent"] = m.trace;
    return json;
  }
  Json operator()(const Idle&) const { return {{"type", "idle"}}; }
  Json operator()(const Drain&) const { return {{"type", "drain"}}; }
  Json operator()(const GoOn&) const { return {{"type", "go_on"}}; }
  Json operator()(const Cancel&) const { return {{"type", "cancel"}}; }
  Json operator()(const GiveFile&) const { return {{"type", "file"}}; }
  Json operator()(const Accepted&) const { return {{"type", "accepted"}}; }
  Json operator()(const Refused& m) const {
    return {{"type", "refused"}, {"code", code_name(m.code)}, {"message", m.message}};
  }

 private:
  static Json named(const char* type, const Held& lease, const std::string& name) {
    Json json = about(type, lease);
    json["name"] = name;
    return json;
  }
};

/// The fields of one message. What isn't there, or is of another kind, is thrown as Json::exception.
class Fields {
 public:
  explicit Fields(const Json& json) : json_(json) {}

  template <class T>
  T get(const char* field) const {
    return json_.at(field).get<T>();
  }
  template <class T>
  T whole(const char* field) const {
    return integer<T>(json_, field);
  }
  std::string text(const char* field) const { return get<std::string>(field); }
  Held held() const { return {number_of(json_, "task"), number_of(json_, "fence")}; }

  Message hello() const {
    std::vector<tasks::Ability> can;
    for (const auto& ability : json_.at("can")) {
      can.push_back({ability.at("capability").get<std::string>(), integer<int>(ability, "contract_version"),
                     ability.value("digest", std::string())});
    }
    return Hello{whole<int>("protocol"), text("name"), text("program"), text("version"), std::move(can)};
  }
  Message heartbeat() const {
    Heartbeat beat{held(), {}};
    if (json_.contains("fraction")) beat.progress = tasks::Progress{get<double>("fraction"), json_.value("phrase", "")};
    return beat;
  }
  Message step() const {
    return GiveStep{held(),
                    text("step"),
                    text("capability"),
                    whole<int>("contract_version"),
                    text("package"),
                    text("package_version"),
                    text("parameters"),
                    number_of(json_, "seed"),
                    get<std::vector<std::string>>("inputs"),
                    json_.contains("traceparent") ? text("traceparent") : std::string()};
  }

 private:
  const Json& json_;
};

using Reader = Message (*)(const Fields&);

/// How each type is read.
constexpr std::array<std::pair<std::string_view, Reader>, 16> kReaders = {{
    {"hello", [](const Fields& f) { return f.hello(); }},
    {"lease",
     [](const Fields& f) -> Message {
       return AskLease{f.get<double>("wait_seconds"), f.get<std::vector<std::string>>("warm")};
     }},
    {"heartbeat", [](const Fields& f) { return f.heartbeat(); }},
    {"input", [](const Fields& f) -> Message { return AskInput{f.held(), f.text("name")}; }},
    {"output", [](const Fields& f) -> Message { return AskOutput{f.held(), f.text("name")}; }},
    {"complete",
     [](const Fields& f) -> Message {
       return Complete{f.held(), f.get<double>("cpu_seconds"), f.whole<std::uint64_t>("bytes_out")};
     }},
    {"fail",
     [](const Fields& f) -> Message {
       return Fail{f.held(), {code_of(f.text("code")), f.text("message"), f.text("detail")}};
     }},
    {"welcome",
     [](const Fields& f) -> Message {
       return Welcome{f.whole<int>("protocol"), f.get<double>("lease_seconds"), f.get<double>("heartbeat_seconds")};
     }},
    {"step", [](const Fields& f) { return f.step(); }},
    {"idle", [](const Fields&) -> Message { return Idle{}; }},
    {"drain", [](const Fields&) -> Message { return Drain{}; }},
    {"go_on", [](const Fields&) -> Message { return GoOn{}; }},
    {"cancel", [](const Fields&) -> Message { return Cancel{}; }},
    {"file", [](const Fields&) -> Message { return GiveFile{}; }},
    {"accepted", [](const Fields&) -> Message { return Accepted{}; }},
    {"refused", [](const Fields& f) -> Message { return Refused{code_of(f.text("code")), f.text("message")}; }},
}};

bool is_for_people(const Message& message) {
  return std::holds_alternative<Heartbeat>(message) || std::holds_alternative<Fail>(message) ||
         std::holds_alternative<Refused>(message);
}

}  // namespace

bool carries_file(const Message& message) { return std::holds_alternative<GiveFile>(message); }

Result<std::string> encode(const Message& message) {
  // Words for people may come from a third party; a replaced letter does no harm there. Names and parameters are kept.
  const auto handler = is_for_people(message) ? Json::error_handler_t::replace : Json::error_handler_t::strict;
  try {
    return std::visit(ToJson(), message).dump(-1, ' ', false, handler);
  } catch (const Json::exception& error) {
    return fail(ErrorCode::internal, "a step's text isn't UTF-8", error.what());
  }
}

Result<Message> decode(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    const auto& type = json.at("type").get_ref<const std::string&>();
    for (const auto& [known, read] : kReaders) {
      if (known == type) return read(Fields(json));
    }
    return fail(ErrorCode::corrupt, "an unknown message '" + type.substr(0, 40) + "'");
  } catch (const Json::exception& error) {
    return fail(ErrorCode::corrupt, "a message can't be read", error.what());
  }
}

}  // namespace souls::worker
