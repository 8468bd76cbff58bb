#include "worker/client.hpp"

namespace souls::worker {

Result<Received> Client::ask(const Message& question) {
  const std::lock_guard lock(mutex_);
  if (auto sent = channel_.send(question); !sent) {
    gone_ = gone_ || sent.error().code == ErrorCode::unavailable;
    return fail(sent.error());
  }
  auto answer = channel_.receive(-1);
  if (!answer) {
    gone_ = true;
    return fail(answer.error());
  }
  if (const auto* refused = std::get_if<Refused>(&(*answer)->message)) return fail(refused->code, refused->message);
  return std::move(**answer);
}

Result<storage::Descriptor> Client::ask_for_file(const Message& question) {
  auto answer = ask(question);
  if (!answer) return fail(answer.error());
  if (!answer->file) return fail(ErrorCode::corrupt, "the server broke the worker protocol");
  return std::move(answer->file);
}

}  // namespace souls::worker
