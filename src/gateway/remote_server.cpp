#include "gateway/remote_server.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "gateway/problem.hpp"
#include "gateway/target.hpp"

namespace souls::gateway {
namespace {

using nlohmann::json;
using worker::Held;
using worker::Message;

constexpr double kBlinkSeconds = 0.05;

double seconds_between(std::chrono::steady_clock::rep from) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now - std::chrono::steady_clock::duration(from)).count();
}

/// A message without what its address says.
std::string body_of(const Message& question) {
  auto text = worker::encode(question);
  if (!text) return "{}";
  json body = json::parse(*text);
  for (const char* field : {"type", "task", "fence"}) body.erase(field);
  return body.dump();
}

/// A name's parts, each escaped.
std::string escape_name(const std::string& name) {
  std::string escaped;
  for (std::size_t from = 0; from <= name.size();) {
    const std::size_t end = std::min(name.find('/', from), name.size());
    escaped += (from > 0 ? "/" : "") + escape(std::string_view(name).substr(from, end - from));
    from = end + 1;
  }
  return escaped;
}

Result<HttpAnswer> fine(HttpAnswer answer) {
  if (answer.status < 300) return answer;
  return fail(error_of_problem(answer.status, answer.body));
}

/// A trouble that may pass.
bool passes(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::rate_limited;
}

Result<Message> message_of(const Result<HttpAnswer>& answer) {
  if (!answer) return fail(answer.error());
  return worker::decode(answer->body);
}

/// A file that nobody else sees and that is gone when it is closed.
Result<storage::Descriptor> scratch_file() {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  storage::Descriptor file(::open(error ? "/tmp" : folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file) return file;
  return fail(ErrorCode::unavailable, "there is no room for inputs", std::strerror(errno));
}

}  // namespace

RemoteServer::RemoteServer(std::unique_ptr<HttpClient> http, std::function<bool()> should_stop, std::uint64_t salt)
    : http_(std::move(http)), should_stop_(std::move(should_stop)), salt_(salt) {}

/// False: it isn't worth waiting any longer.
bool RemoteServer::pause(double seconds, bool patient) const {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (Clock::now() < end) {
    if (patient ? should_stop_() : seconds_between(heard_) > lease_seconds_) return false;
    std::this_thread::sleep_for(std::chrono::duration<double>(kBlinkSeconds));
  }
  return true;
}

Result<HttpAnswer> RemoteServer::insist(bool patient, const std::function<Result<HttpAnswer>()>& once) {
  worker::Backoff backoff(salt_);
  bool is_told = false;
  for (;;) {
    auto answer = once();
    if (answer) answer = fine(std::move(*answer));
    if (answer || !passes(answer.error())) {
      heard_ = Clock::now().time_since_epoch().count();
      const bool is_refused =
          !answer && (answer.error().code == ErrorCode::unauthenticated || answer.error().code == ErrorCode::forbidden);
      if (is_refused) gone_ = true;
      return answer;
    }
    if (!is_told) log(LogLevel::warning, "the server is asked again", {{"error", answer.error().message}});
    is_told = true;
    if (!pause(backoff.next_seconds(), patient)) return answer;
  }
}

std::string RemoteServer::address_of(const Held& lease, const std::string& what) const {
  return "/v1/workers/" + worker_ + "/leases/" + std::to_string(lease.task) + '/' + std::to_string(lease.fence) + '/' +
         what;
}

Result<Message> RemoteServer::ask(const Message& question) {
  if (const auto* hello = std::get_if<worker::Hello>(&question)) return greet(*hello);
  if (const auto* lease = std::get_if<worker::AskLease>(&question)) return ask_for_step(*lease);
  return ask_about_step(question);
}

Result<Message> RemoteServer::greet(const worker::Hello& hello) {
  hello_ = hello;
  const std::string body = body_of(hello);
  // Who has never been there is told at once what is wrong.
  const auto answer =
      insist(!worker_.empty(), [&] { return http_->ask(Method::post, "/v1/workers", body, {.may_stop = true}); });
  auto message = message_of(answer);
  if (!message) return fail(message.error());
  const auto* welcome = std::get_if<worker::Welcome>(&*message);
  const auto told = json::parse(answer->body);
  if (welcome == nullptr || !told.contains("worker") || !told["worker"].is_string()) {
    return fail(ErrorCode::corrupt, "the server broke the worker protocol");
  }
  worker_ = escape(told["worker"].get<std::string>());
  lease_seconds_ = welcome->lease_seconds;
  log(LogLevel::info, "the server takes this worker", {{"worker", worker_}});
  return message;
}

Result<Message> RemoteServer::ask_for_step(const worker::AskLease& question) {
  const std::string body = body_of(question);
  for (;;) {
    auto answer = message_of(insist(true, [&] {
      return http_->ask(Method::post, "/v1/workers/" + worker_ + "/leases", body, {.may_stop = true});
    }));
    if (answer || answer.error().code != ErrorCode::not_found) return answer;
    if (auto welcome = greet(hello_); !welcome) return welcome;
  }
}

Result<Message> RemoteServer::ask_about_step(const Message& question) {
  const auto [lease, what] = std::visit(
      [](const auto& said) -> std::pair<Held, const char*> {
        using Said = std::decay_t<decltype(said)>;
        if constexpr (std::is_same_v<Said, worker::Heartbeat>) return {said.lease, "heartbeat"};
        if constexpr (std::is_same_v<Said, worker::Complete>) return {said.lease, "complete"};
        if constexpr (std::is_same_v<Said, worker::Fail>) return {said.lease, "fail"};
        return {{}, ""};
      },
      question);
  const std::string address = address_of(lease, what), body = body_of(question);
  return message_of(insist(false, [&] { return http_->ask(Method::post, address, body, {}); }));
}

Result<storage::Descriptor> RemoteServer::read_input(const worker::AskInput& question) {
  const std::string address = address_of(question.lease, "inputs/" + escape_name(question.name));
  Result<storage::Descriptor> file = storage::Descriptor();
  const auto answer = insist(false, [&]() -> Result<HttpAnswer> {
    file = scratch_file();  // anew: a former try may have left a part
    if (!file) return fail(ErrorCode::internal, file.error().message, file.error().detail);
    return http_->fetch(address, file->number(), limits::kBlobBytesMax);
  });
  if (!answer) return fail(answer.error());
  return file;
}

Status RemoteServer::write_output(const worker::AskOutput& question, std::string_view bytes) {
  const std::string address = address_of(question.lease, "outputs/" + escape_name(question.name));
  const auto answer = insist(
      false, [&] { return http_->ask(Method::put, address, bytes, {.content_type = "application/octet-stream"}); });
  return answer ? Status() : fail(answer.error());
}

void RemoteServer::leave() {
  if (!worker_.empty() && !gone_) (void)http_->ask(Method::remove, "/v1/workers/" + worker_, {}, {});
}

}  // namespace souls::gateway
