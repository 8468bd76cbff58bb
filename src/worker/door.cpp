#include "worker/door.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace souls::worker {
namespace {

/// How long the door takes to notice that it is closed.
constexpr int kListenMs = 100;
constexpr int kKnockingMax = 64;

tl::unexpected<Error> cannot_listen(const std::filesystem::path& path) {
  return fail(ErrorCode::unavailable, "can't listen at '" + path.string() + "'", std::strerror(errno));
}

Result<storage::Descriptor> listen_at(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return fail(address.error());
  storage::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return cannot_listen(path);
  // The socket's own mode is the one that its file gets: it is never open to others, not even for a moment.
  if (::fchmod(socket.number(), 0600) != 0) return cannot_listen(path);
  const auto bind_there = [&] {
    return ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) == 0;
  };
  if (!bind_there()) {
    if (errno != EADDRINUSE || !std::filesystem::is_socket(path)) return cannot_listen(path);
    if (Channel::connect(path)) {
      return fail(ErrorCode::conflict, "another program listens at '" + path.string() + "'");
    }
    // Left behind by a program that was killed.
    ::unlink(path.c_str());
    if (!bind_there()) return cannot_listen(path);
  }
  if (::listen(socket.number(), kKnockingMax) != 0) return cannot_listen(path);
  return socket;
}

bool is_same_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

void turn_away(storage::Descriptor socket, const std::string& why) {
  (void)Channel(std::move(socket)).send(Refused{ErrorCode::unavailable, why});
}

}  // namespace

Result<std::unique_ptr<Door>> Door::open(tasks::Queue& queue, storage::BlobStore& blobs, const DoorOptions& options) {
  auto listener = listen_at(options.socket);
  if (!listener) return fail(listener.error());
  return std::unique_ptr<Door>(new Door(queue, blobs, options, std::move(*listener)));
}

Door::Door(tasks::Queue& queue, storage::BlobStore& blobs, const DoorOptions& options, storage::Descriptor listener)
    : queue_(queue), blobs_(blobs), options_(options), listener_(std::move(listener)), thread_([this] { listen(); }) {}

Door::~Door() {
  stage_ = Stage::ending;
  if (thread_.joinable()) thread_.join();
  for (auto& guest : guests_) guest.thread.join();
  close();
}

void Door::close() {
  // Once: the next to listen there may be someone else.
  if (listener_) ::unlink(options_.socket.c_str());
  listener_.reset();
}

bool Door::drain(double seconds) {
  stage_ = Stage::draining;
  const auto start = std::chrono::steady_clock::now();
  if (thread_.joinable()) thread_.join();
  close();
  const auto all_left = [this] {
    return std::all_of(guests_.begin(), guests_.end(), [](const Guest& guest) { return guest.has_left.load(); });
  };
  while (!all_left()) {
    if (std::chrono::steady_clock::now() - start > std::chrono::duration<double>(seconds)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const bool in_time = all_left();
  stage_ = Stage::ending;
  for (auto& guest : guests_) guest.thread.join();
  guests_.clear();
  return in_time;
}

void Door::listen() {
  while (stage_ == Stage::serving) {
    pollfd knocked{listener_.number(), POLLIN, 0};
    if (::poll(&knocked, 1, kListenMs) <= 0) continue;
    storage::Descriptor socket(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (socket) {
      let_in(std::move(socket));
    } else {
      // No descriptor to spare: whoever knocks waits.
      std::this_thread::sleep_for(std::chrono::milliseconds(kListenMs));
    }
  }
}

void Door::let_in(storage::Descriptor socket) {
  for (auto guest = guests_.begin(); guest != guests_.end();) {
    if (!guest->has_left) {
      ++guest;
      continue;
    }
    guest->thread.join();
    guest = guests_.erase(guest);
  }
  if (!is_same_user(socket.number())) return turn_away(std::move(socket), "workers of another user aren't let in");
  if (guests_.size() >= limits::kWorkersMax) {
    return turn_away(std::move(socket), "at most " + std::to_string(limits::kWorkersMax) + " workers are let in");
  }
  Guest& guest = guests_.emplace_back();
  guest.thread = std::thread([this, &guest, number = ++last_number_, socket = std::move(socket)]() mutable {
    talk(std::move(socket), number);
    guest.has_left = true;
  });
}

void Door::talk(storage::Descriptor socket, std::uint64_t number) {
  Channel channel(std::move(socket), limits::kWorkerMessageBytesMax);
  Conversation conversation(channel, queue_, blobs_, stage_,
                            {.name = std::to_string(number),
                             .is_guest = true,
                             .lease_seconds = options_.lease_seconds,
                             .step_seconds_max = options_.step_seconds_max,
                             .origin = Origin::socket,
                             .roster = options_.roster});
  conversation.give_up(conversation.serve().failure);
}

}  // namespace souls::worker
