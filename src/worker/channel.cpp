#include "worker/channel.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

namespace souls::worker {
namespace {

constexpr std::size_t kHeaderBytes = 4;
/// Files that may come with one read; the kernel allows 253.
constexpr std::size_t kFilesPerRead = 8;
/// Files that may wait for the frames that they came with: a peer that sends more is up to no good.
constexpr std::size_t kFilesMax = 16;
/// A peer that takes nothing for so long is stuck.
constexpr int kSendSecondsMax = 15;

tl::unexpected<Error> gone(const char* what) {
  return fail(ErrorCode::unavailable, "the other end is gone", std::string(what) + ": " + std::strerror(errno));
}

std::string frame(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0, size = text.size(); i < kHeaderBytes; ++i, size >>= 8)
    bytes += static_cast<char>(size & 0xff);
  return bytes + text;
}

std::size_t frame_bytes(std::string_view header) {
  std::size_t size = 0;
  for (std::size_t i = kHeaderBytes; i-- > 0;) size = (size << 8) | static_cast<unsigned char>(header[i]);
  return size;
}

using Control = std::array<char, CMSG_SPACE(kFilesPerRead * sizeof(int))>;

ssize_t send_some(int socket, std::string_view bytes, int file) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) Control control{};
  if (file >= 0) {
    header.msg_control = control.data();
    header.msg_controllen = CMSG_SPACE(sizeof(int));
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &file, sizeof(int));
  }
  return ::sendmsg(socket, &header, MSG_NOSIGNAL);
}

}  // namespace

Result<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.empty() || text.size() >= sizeof(address.sun_path)) {
    return fail(ErrorCode::invalid_request, "a socket's path may have 1 to 107 bytes, and '" + text + "' has " +
                                                std::to_string(text.size()));
  }
  std::memcpy(address.sun_path, text.data(), text.size());
  return address;
}

Channel::Channel(storage::Descriptor socket, std::size_t bytes_max)
    : socket_(std::move(socket)), bytes_max_(bytes_max) {
  const timeval limit{kSendSecondsMax, 0};
  ::setsockopt(socket_.number(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

Result<std::pair<storage::Descriptor, storage::Descriptor>> Channel::pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return fail(ErrorCode::unavailable, "can't make a socket for a worker", std::strerror(errno));
  }
  return std::pair(storage::Descriptor(ends[0]), storage::Descriptor(ends[1]));
}

Result<storage::Descriptor> Channel::connect(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return fail(address.error());
  storage::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail(ErrorCode::unavailable, "can't make a socket", std::strerror(errno));
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) != 0) {
    return fail(ErrorCode::unavailable, "no one answers at '" + path.string() + "'", std::strerror(errno));
  }
  return socket;
}

Status Channel::send(const Message& message, int file) {
  const auto text = encode(message);
  if (!text) return fail(text.error());
  if (text->size() > limits::kMessageBytesMax) return fail(ErrorCode::invalid_request, "a message is too long");
  const std::string bytes = frame(*text);
  std::string_view left = bytes;
  int file_left = file;
  const auto start = std::chrono::steady_clock::now();
  while (!left.empty()) {
    const ssize_t sent = send_some(socket_.number(), left, file_left);
    if (sent < 0 && errno == EINTR) continue;
    // A user may have only so many descriptors under way at once: wait until some have arrived.
    if (sent < 0 && errno == ETOOMANYREFS &&
        std::chrono::steady_clock::now() - start < std::chrono::seconds(kSendSecondsMax)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      continue;
    }
    if (sent < 0) return gone("send");
    file_left = -1;
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::optional<Received>> Channel::receive(double wait_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  while (true) {
    auto taken = take();
    if (!taken || *taken) return taken;
    int wait_ms = -1;
    if (wait_seconds >= 0) {
      const double left_s = wait_seconds - std::chrono::duration<double>(Clock::now() - start).count();
      wait_ms = static_cast<int>(std::ceil(std::max(left_s, 0.0) * 1000));
    }
    pollfd readable{socket_.number(), POLLIN, 0};
    const int count = ::poll(&readable, 1, wait_ms);
    if (count < 0 && errno != EINTR) return gone("poll");
    if (count == 0) return std::nullopt;
    if (count < 0) continue;
    if (auto read = read_some(); !read) return fail(read.error());
  }
}

Result<std::optional<Received>> Channel::take() {
  if (bytes_.size() < kHeaderBytes) return std::nullopt;
  const std::size_t size = frame_bytes(bytes_);
  if (size > bytes_max_) return fail(ErrorCode::corrupt, "a message is too long");
  if (bytes_.size() < kHeaderBytes + size) return std::nullopt;
  auto message = decode(std::string_view(bytes_).substr(kHeaderBytes, size));
  bytes_.erase(0, kHeaderBytes + size);
  if (!message) return fail(message.error());
  Received received{std::move(*message), {}};
  if (carries_file(received.message)) {
    if (files_.empty()) return fail(ErrorCode::corrupt, "a message came without its file");
    received.file = std::move(files_.front());
    files_.pop_front();
  }
  if (bytes_.empty() && !files_.empty()) return fail(ErrorCode::corrupt, "a file came with a message that carries none");
  return received;
}

Status Channel::read_some() {
  std::array<char, 65536> block;
  iovec part{block.data(), block.size()};
  alignas(cmsghdr) Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t got = ::recvmsg(socket_.number(), &header, MSG_CMSG_CLOEXEC);
  if (got < 0 && errno == EINTR) return {};
  if (got <= 0) return gone("receive");
  for (cmsghdr* entry = CMSG_FIRSTHDR(&header); entry != nullptr; entry = CMSG_NXTHDR(&header, entry)) {
    if (entry->cmsg_level != SOL_SOCKET || entry->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (entry->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int file = -1;
      std::memcpy(&file, CMSG_DATA(entry) + i * sizeof(int), sizeof(int));
      files_.emplace_back(file);
    }
  }
  if (files_.size() > kFilesMax) return fail(ErrorCode::corrupt, "more files came than messages that carry one");
  if ((header.msg_flags & MSG_CTRUNC) != 0) return fail(ErrorCode::unavailable, "too many files are open");
  bytes_.append(block.data(), static_cast<std::size_t>(got));
  return {};
}

}  // namespace souls::worker
