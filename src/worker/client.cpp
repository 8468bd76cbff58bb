#include "worker/client.hpp"

#include "storage/temporary_file.hpp"

namespace souls::worker {

Result<Received> Client::exchange(const Message& question) {
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

Result<Message> Client::ask(const Message& question) {
  auto answer = exchange(question);
  if (!answer) return fail(answer.error());
  return std::move(answer->message);
}

Result<storage::Descriptor> Client::ask_for_file(const Message& question) {
  auto answer = exchange(question);
  if (!answer) return fail(answer.error());
  if (!answer->file) return fail(ErrorCode::corrupt, "the server broke the worker protocol");
  return std::move(answer->file);
}

Status Client::write_output(const AskOutput& question, std::string_view bytes) {
  const auto file = ask_for_file(question);
  if (!file) return fail(file.error());
  return storage::write_all(file->number(), bytes, "the folder of results/" + question.name);
}

}  // namespace souls::worker
