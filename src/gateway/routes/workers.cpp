// /v1/workers: workers from elsewhere, and who works here.
#include <fcntl.h>
#include <sys/stat.h>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/problem.hpp"

namespace souls::gateway {
namespace {

using worker::Message;

/// Whose worker it is: the key by which it came.
std::string visitor(const Request& request) {
  return request.caller.key.empty() ? request.caller.user : request.caller.key;
}

/// The body as a message of that type, about the lease of the address. The places: worker, task, fence.
Result<Message> question(const Request& request, const char* type) {
  if (request.body.size() > limits::kRemoteQuestionBytesMax) {
    return fail(ErrorCode::invalid_request, "a worker's question has at most 64 KiB");
  }
  Json body = request.body.empty() ? Json::object() : read_body(request);
  body["type"] = type;
  if (request.places.size() > 2) {
    body["task"] = request.places[1];
    body["fence"] = request.places[2];
  }
  if (request.places.size() > 3) body["name"] = request.places[3];
  auto message = worker::decode(body.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (!message) return fail(ErrorCode::not_found, "this worker has no such lease");
  return message;
}

Result<Response> answer_of(const Result<Message>& message) {
  if (!message) return fail(message.error());
  auto text = worker::encode(*message);
  if (!text) return fail(text.error());
  Response response;
  response.body = std::move(*text);
  return response;
}

Result<Response> arrive(worker::Reception& reception, const Request& request) {
  const auto hello = question(request, "hello");
  if (!hello) return fail(hello.error());
  const auto arrival = reception.arrive(visitor(request), request.peer.address, std::get<worker::Hello>(*hello));
  if (!arrival) return fail(arrival.error());
  Json told = Json::parse(worker::encode(arrival->welcome).value());
  told["worker"] = arrival->worker;
  Response response = answer(told, 201);
  response.headers.emplace_back("Location", "/v1/workers/" + arrival->worker);
  return response;
}

Result<Response> ask_for_step(worker::Reception& reception, const Request& request) {
  const auto asked = question(request, "lease");
  if (!asked) return fail(asked.error());
  auto awaited = reception.ask_for_step(visitor(request), request.places[0], std::get<worker::AskLease>(*asked));
  if (!awaited) return fail(awaited.error());
  if (awaited->answer) return answer_of(*awaited->answer);
  Response response;
  response.pending = std::make_shared<Pending>();
  response.pending->readable = std::move(awaited->readable);
  response.pending->look = [take = awaited->take, id = request.id](bool) -> std::shared_ptr<Response> {
    auto taken = take();
    if (!taken) return std::make_shared<Response>(problem(taken.error(), id));
    if (!*taken) return nullptr;
    auto answer = answer_of(**taken);
    return std::make_shared<Response>(answer ? std::move(*answer) : problem(answer.error(), id));
  };
  return response;
}

Result<Response> ask(worker::Reception& reception, const Request& request, const char* type) {
  const auto asked = question(request, type);
  if (!asked) return fail(asked.error());
  return answer_of(reception.ask(visitor(request), request.places[0], *asked));
}

Result<storage::Descriptor> ask_for_file(worker::Reception& reception, const Request& request, const char* type) {
  const auto asked = question(request, type);
  if (!asked) return fail(asked.error());
  return reception.ask_for_file(visitor(request), request.places[0], *asked);
}

Result<Response> send_input(worker::Reception& reception, const Request& request) {
  auto file = ask_for_file(reception, request, "input");
  if (!file) return fail(file.error());
  struct stat found {};
  if (::fstat(file->number(), &found) != 0) return fail(ErrorCode::unavailable, "the input can't be read");
  Response response;
  response.content_type = "application/octet-stream";
  response.file = FileBody{std::move(*file), static_cast<std::uint64_t>(found.st_size)};
  return response;
}

Result<BodySink> receive_output(worker::Reception& reception, const Request& request) {
  auto file = ask_for_file(reception, request, "output");
  if (!file) return fail(file.error());
  return BodySink{std::move(*file), limits::kBlobBytesMax};
}

Json json_of(const worker::Presence& presence) {
  Json told = {{"id", presence.id},           {"origin", to_string(presence.origin)},
               {"name", presence.name},       {"program", presence.program},
               {"version", presence.version}, {"since_ms", presence.since_ms},
               {"steps", presence.steps},     {"can", Json::array()}};
  if (!presence.address.empty()) told["address"] = presence.address;
  for (const auto& ability : presence.can) told["can"].push_back(ability.capability);
  if (presence.making) {
    told["making"] = {{"task", presence.making->task},
                      {"step", presence.making->step},
                      {"capability", presence.making->capability},
                      {"since_ms", presence.making->since_ms}};
  }
  return told;
}

Result<Response> list(const Api& api) {
  Json body = {{"workers", Json::array()}, {"own", api.makers.own_workers}};
  if (api.roster == nullptr) return answer(body);
  for (const auto& presence : api.roster->list()) body["workers"].push_back(json_of(presence));
  return answer(body);
}

}  // namespace

void add_workers(Router& router, const Api& api) {
  const auto with = [&api](auto route, auto... more) {
    return [&api, route, more...](const Request& request) -> decltype(route(*api.reception, request, more...)) {
      if (api.reception == nullptr) return fail(ErrorCode::not_found, "no workers from elsewhere are taken here");
      return route(*api.reception, request, more...);
    };
  };
  const auto add = [&router](Method method, const char* path, Handler handler) -> Route& {
    Route& route = router.add(method, path, access::kWorker, std::move(handler), Pace::waits, cost::kWorker);
    route.tells_success = false;
    return route;
  };
  const std::string lease = "/v1/workers/{worker}/leases/{task}/{fence}";
  router.add(Method::get, "/v1/workers", access::kSystem, [&api](const Request&) { return list(api); });
  router.add(Method::post, "/v1/workers", access::kWorker, with(arrive));
  router.add(Method::post, "/v1/workers/{worker}/drain", access::kSystem,
             with([](worker::Reception& reception, const Request& request) -> Result<Response> {
               if (auto drained = reception.drain_one(request.places[0]); !drained) return fail(drained.error());
               return nothing();
             }));
  router.add(Method::remove, "/v1/workers/{worker}", access::kWorker,
             with([](worker::Reception& reception, const Request& request) -> Result<Response> {
               if (auto left = reception.leave(visitor(request), request.places[0]); !left) return fail(left.error());
               return nothing();
             }));
  add(Method::post, "/v1/workers/{worker}/leases", with(ask_for_step));
  for (const char* type : {"heartbeat", "complete", "fail"}) {
    add(Method::post, (lease + '/' + type).c_str(), with(ask, type));
  }
  add(Method::get, (lease + "/inputs/{name*}").c_str(), with(send_input));
  add(Method::put, (lease + "/outputs/{name*}").c_str(), [](const Request&) -> Result<Response> {
    return nothing();
  }).receiver = with(receive_output);
}

}  // namespace souls::gateway
