// /mcp: the Model Context Protocol over streamable HTTP, without sessions. Its tools are routes, called as the caller.
#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/contract.hpp"
#include "gateway/problem.hpp"

namespace souls::gateway {
namespace {

/// The revision without a handshake, and those with one.
constexpr std::string_view kCurrent = "2026-07-28";
constexpr std::array<std::string_view, 2> kWithHandshake = {"2025-06-18", "2025-11-25"};

constexpr std::string_view kVersionKey = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view kServerKey = "io.modelcontextprotocol/serverInfo";
constexpr std::string_view kInstructions =
    "A band that makes songs. make_song answers at once; wait until the song's state is made. The files of a song are "
    "at /v1/songs/{id}/artifacts/{name} of this server, by the same key. What edit_song leaves alone stays as it is.";

enum Code {
  kUnsupportedVersion = -32022,
  kHeaderMismatch = -32020,
  kInvalidRequest = -32600,
  kNoMethod = -32601,
  kInvalidParams = -32602
};

struct Fault {
  Code code;
  std::string message;
  Json data = nullptr;
};

Response message(const Json& id, const char* what, Json value, int status = 200) {
  Json body = {{"jsonrpc", "2.0"}, {"id", id}};
  body[what] = std::move(value);
  return answer(body, status);
}

Response refused(const Json& id, const Fault& fault) {
  Json error = {{"code", fault.code}, {"message", fault.message}};
  if (!fault.data.is_null()) error["data"] = fault.data;
  return message(id, "error", std::move(error), fault.code == kNoMethod ? 404 : 400);
}

/// Revisions that know nothing of the last two fields pass over them.
Response done(const Json& id, Json result) {
  result["resultType"] = "complete";
  return message(id, "result", std::move(result));
}
Json listed(Json result) {
  result["ttlMs"] = 0;
  result["cacheScope"] = "private";
  return result;
}

// ---- tools

/// A tool is a call of a route.
struct Tool {
  std::string_view name;
  std::string_view operation;  ///< of the contract: what it takes is what that takes
  std::string_view description;
  bool waits = false;  ///< takes "seconds", the most that it waits
};

constexpr std::array<Tool, 5> kTools = {
    {{"make_song", "make_song",
      "Asks for a song from one line of text. Answers at once with its id; it is made meanwhile."},
     {"edit_song", "edit_song",
      "Changes a song by typed operations; only what they touch is made again. With dry_run it changes nothing and "
      "tells "
      "which steps would be made again, and how long that takes."},
     {"get_song", "get_song", "Shows a song: its state, its files, how long it will still take."},
     {"list_songs", "list_songs", "Lists songs, the newest first; with q those that it finds."},
     {"wait", "get_song", "Waits until a song is made, failed or cancelled, and shows it.", true}}};

const Operation& operation_of(const Tool& tool) {
  return *std::ranges::find_if(contract(),
                               [&](const Operation& operation) { return operation.id() == tool.operation; });
}

bool has_place(const Operation& operation) { return operation.path().find("{id}") != std::string::npos; }

/// Body, query and place of the operation, as one object.
Json input_schema(const Tool& tool) {
  const Operation& operation = operation_of(tool);
  Json schema = operation.body_schema();
  if (schema.is_null()) schema = {{"type", "object"}, {"properties", Json::object()}};
  schema["additionalProperties"] = false;
  schema["properties"].update(operation.query_schema().at("properties"));
  if (has_place(operation)) {
    schema["properties"]["id"] = {{"type", "string"}, {"description", "The song's id: s_…"}};
    schema["required"].push_back("id");
  }
  if (tool.waits) {
    schema["properties"]["seconds"] = {{"type", "integer"}, {"minimum", 0}, {"maximum", limits::kWaitSecondsMax}};
  }
  return schema;
}

Json list_tools() {
  Json tools = Json::array();
  for (const Tool& tool : kTools) {
    tools.push_back({{"name", tool.name}, {"description", tool.description}, {"inputSchema", input_schema(tool)}});
  }
  return listed({{"tools", tools}});
}

std::string parameter_text(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// The request that a call of the tool stands for.
Request request_of(const Tool& tool, const Request& asked, Json arguments) {
  const Operation& operation = operation_of(tool);
  Request request;
  request.method = operation.method();
  request.id = asked.id;
  request.trace = asked.trace;
  request.peer = asked.peer;
  request.caller = asked.caller;
  request.path = {"v1", "songs"};
  if (has_place(operation)) {
    request.path.push_back(arguments.value("id", ""));
    arguments.erase("id");
  }
  if (tool.operation == "edit_song") request.path.push_back("edits");
  if (tool.waits) {
    const std::string seconds = arguments.contains("seconds") ? parameter_text(arguments["seconds"]) : "30";
    request.headers.emplace_back("prefer", "wait=" + seconds);
    arguments.erase("seconds");
  }
  for (const auto& [name, unused] : operation.query_schema().at("properties").items()) {
    if (!arguments.contains(name)) continue;
    request.query.emplace_back(name, parameter_text(arguments[name]));
    arguments.erase(name);
  }
  // What is left of a tool without a body isn't known, and so is told to be.
  if (!operation.body_schema().is_null())
    request.body = arguments.dump();
  else
    for (const auto& [name, value] : arguments.items()) request.query.emplace_back(name, parameter_text(value));
  return request;
}

/// What a route answered, as a tool tells it.
Json result_of(const Response& response) {
  const bool is_error = response.status >= 400;
  Json value = Json::parse(response.body, nullptr, false);
  std::string text = response.body;
  if (is_error && value.is_object()) text = value.value("detail", text);
  Json result = {{"content", {{{"type", "text"}, {"text", text}}}}, {"isError", is_error}};
  if (!is_error && value.is_object()) result["structuredContent"] = std::move(value);
  return result;
}

Response call_route(const Router& routes, const Request& request) {
  const auto match = routes.find(request.method, request.path);
  if (!match.route) return problem({ErrorCode::not_found, "there is no such song", {}}, request.id);
  if (auto may = check_access(match.route->access, request.caller); !may) return problem(may.error(), request.id);
  Request placed = request;
  placed.places = match.places;
  auto response = match.route->handler(placed);
  return response ? std::move(*response) : problem(response.error(), request.id);
}

Response call_tool(const Router& routes, const Request& asked, const Json& id, const Json& params) {
  const auto named = params.find("name");
  const auto tool =
      std::ranges::find_if(kTools, [&](const Tool& one) { return named != params.end() && *named == one.name; });
  if (tool == kTools.end()) return refused(id, {kInvalidParams, "there is no such tool"});
  const Json arguments = params.value("arguments", Json::object());
  if (!arguments.is_object()) return refused(id, {kInvalidParams, "\"arguments\" must be an object"});
  if (arguments.contains("id") && !arguments["id"].is_string())
    return refused(id, {kInvalidParams, "\"id\" must be text"});
  Response response = call_route(routes, request_of(*tool, asked, arguments));
  if (!response.pending) return done(id, result_of(response));
  Response answered = done(id, result_of(response));
  answered.pending = std::move(response.pending);
  answered.pending->look = [id, look = std::move(answered.pending->look)](bool is_last) {
    const auto found = look(is_last);
    return found ? std::make_shared<Response>(done(id, result_of(*found))) : std::shared_ptr<Response>();
  };
  return answered;
}

// ---- the protocol

Json server_info() { return {{"name", "synthetic-souls"}, {"title", "Synthetic Souls"}, {"version", "0.1.0"}}; }
Json capabilities() { return {{"tools", Json::object()}}; }

Json initialised(const Json& params) {
  const std::string wanted = params.value("protocolVersion", Json()).is_string() ? params["protocolVersion"] : "";
  const bool is_known = std::ranges::find(kWithHandshake, wanted) != kWithHandshake.end();
  return {{"protocolVersion", is_known ? std::string_view(wanted) : kWithHandshake.back()},
          {"capabilities", capabilities()},
          {"serverInfo", server_info()},
          {"instructions", kInstructions}};
}

Json discovered() {
  return listed({{"supportedVersions", {kCurrent}},
                 {"capabilities", capabilities()},
                 {"instructions", kInstructions},
                 {"_meta", {{kServerKey, server_info()}}}});
}

/// Whether a page of another site asks, through its reader's browser.
bool is_foreign(const Request& request) {
  const std::string* origin = request.header("origin");
  if (!origin) return false;
  const std::string* host = request.header("host");
  const std::size_t scheme = origin->find("://");
  return !host || scheme == std::string::npos || origin->substr(scheme + 3) != *host;
}

std::string header_or_nothing(const Request& request, std::string_view name) {
  const std::string* value = request.header(name);
  return value ? *value : std::string();
}

/// What is wrong with the revision that a request says it speaks, or with headers that say otherwise than its body.
std::optional<Fault> check_version(const Request& request, const Json& body, const Json& params) {
  const Json meta = params.value("_meta", Json::object());
  const std::string header = header_or_nothing(request, "mcp-protocol-version");
  const std::string said = meta.is_object() && meta.contains(kVersionKey) && meta[std::string(kVersionKey)].is_string()
                               ? meta[std::string(kVersionKey)].get<std::string>()
                               : std::string();
  const bool has_handshake = std::ranges::find(kWithHandshake, header) != kWithHandshake.end();
  if (said.empty() && (header.empty() || has_handshake)) return std::nullopt;
  if (said != header) return Fault{kHeaderMismatch, "the header MCP-Protocol-Version isn't what the request says"};
  if (said != kCurrent) {
    return Fault{kUnsupportedVersion, "Unsupported protocol version", {{"supported", {kCurrent}}, {"requested", said}}};
  }
  if (header_or_nothing(request, "mcp-method") != body.at("method")) {
    return Fault{kHeaderMismatch, "the header Mcp-Method isn't what the request says"};
  }
  if (body.at("method") == "tools/call" && params.contains("name") &&
      header_or_nothing(request, "mcp-name") != params["name"]) {
    return Fault{kHeaderMismatch, "the header Mcp-Name isn't what the request says"};
  }
  return std::nullopt;
}

Result<Response> serve(const Router& routes, const Request& request) {
  if (is_foreign(request)) return fail(ErrorCode::forbidden, "pages of other sites may not call this");
  const Json body = read_body(request);
  if (!body.contains("id") || !body.contains("method")) {  // a notification, or an answer: there is nothing to say
    Response taken;
    taken.status = 202;
    return taken;
  }
  const Json& id = body.at("id");
  const Json params = body.value("params", Json::object());
  if (const auto wrong = check_version(request, body, params)) return refused(id, *wrong);
  const std::string& method = body.at("method").get_ref<const std::string&>();
  if (method == "initialize") return done(id, initialised(params));
  if (method == "server/discover") return done(id, discovered());
  if (method == "ping") return message(id, "result", Json::object());
  if (method == "tools/list") return done(id, list_tools());
  if (method == "tools/call") return call_tool(routes, request, id, params);
  return refused(id, {kNoMethod, "there is no such method"});
}

}  // namespace

void add_mcp(Router& router, std::shared_ptr<const Router> tools) {
  router.add(
      Method::post, "/mcp", access::kCaller,
      [tools = std::move(tools)](const Request& request) { return serve(*tools, request); }, Pace::waits, cost::kOrder);
}

}  // namespace souls::gateway
