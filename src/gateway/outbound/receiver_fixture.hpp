#pragma once
// A real HTTP server on this machine, for tests: what it was sent, and what it answers.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace souls::gateway::test {

/// Takes connections one after another. `answer` returns all that is written; empty: it never answers.
class Receiver {
 public:
  using Answer = std::function<std::string(const std::string& request)>;

  Receiver() : Receiver([](const std::string&) { return plain("204 No Content"); }) {}
  explicit Receiver(Answer answer)
      : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t bytes = sizeof place;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&place), bytes), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &bytes), 0);
    port_ = ntohs(place.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Receiver() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  static std::string plain(const std::string& status, const std::string& header = "", const std::string& body = "") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + header +
           "Connection: close\r\n\r\n" + body;
  }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_) + "/hook";
  }
  /// All requests, once there are so many, or after some seconds.
  std::vector<std::string> requests(std::size_t count) {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, std::chrono::seconds(10), [&] { return requests_.size() >= count; });
    return requests_;
  }

 private:
  bool waits(int socket) const {
    pollfd waiting{socket, POLLIN, 0};
    while (!stop_) {
      if (::poll(&waiting, 1, 20) > 0) return true;
    }
    return false;
  }

  void serve() {
    while (waits(listener_)) {
      const int peer = ::accept(listener_, nullptr, nullptr);
      if (peer < 0) continue;
      hear(peer);
      ::close(peer);
    }
  }

  void hear(int peer) {
    std::string text;
    char piece[4096];
    while (!is_whole(text) && waits(peer)) {
      const ssize_t got = ::recv(peer, piece, sizeof piece, 0);
      if (got <= 0) return;
      text.append(piece, static_cast<std::size_t>(got));
    }
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(text);
    }
    more_.notify_all();
    const std::string answer = answer_(text);
    for (std::size_t sent = 0; sent < answer.size();) {
      const ssize_t put = ::send(peer, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
      if (put <= 0) return;
      sent += static_cast<std::size_t>(put);
    }
    while (answer.empty() && waits(peer) && ::recv(peer, piece, sizeof piece, 0) > 0) {
    }
  }

  static bool is_whole(const std::string& text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::size_t length = text.find("Content-Length: ");
    return length == std::string::npos || text.size() >= end + 4 + std::stoul(text.substr(length + 16));
  }

  Answer answer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;  ///< guards the requests
  std::condition_variable more_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace souls::gateway::test
