#pragma once
// A server with a few routes, at a control socket and a TCP port, and sockets that say to it what they like.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include "gateway/admission_fixture.hpp"
#include "gateway/client.hpp"
#include "gateway/feed_fixture.hpp"
#include "gateway/server.hpp"

namespace souls::gateway::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A socket that says what it is told to, byte for byte.
class Raw {
 public:
  explicit Raw(const fs::path& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    connect(address);
  }
  /// By TCP, from an address of this machine.
  explicit Raw(std::uint16_t port, const char* from = "127.0.0.1") : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in own{}, server{};
    own.sin_family = server.sin_family = AF_INET;
    ::inet_pton(AF_INET, from, &own.sin_addr);
    ::inet_pton(AF_INET, "127.0.0.1", &server.sin_addr);
    server.sin_port = htons(port);
    EXPECT_EQ(::bind(socket_.number(), reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
    connect(server);
  }
  Raw& say(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
  }
  Raw& finish() {
    ::shutdown(socket_.number(), SHUT_WR);
    return *this;
  }
  /// All until the other end closes, or nothing comes for ten seconds.
  std::string hear() {
    std::string heard;
    char piece[4096];
    for (;;) {
      const ssize_t got = ::recv(socket_.number(), piece, sizeof piece, 0);
      if (got <= 0) return heard;
      heard.append(piece, static_cast<std::size_t>(got));
    }
  }
  /// So many bytes, or what came before the other end closed.
  std::string hear_bytes(std::size_t bytes) {
    std::string heard(bytes, '\0');
    std::size_t got = 0;
    for (ssize_t more = 1; got < bytes && more > 0; got += more > 0 ? static_cast<std::size_t>(more) : 0)
      more = ::recv(socket_.number(), heard.data() + got, bytes - got, 0);
    heard.resize(got);
    return heard;
  }
  std::string hear_until(std::string_view end) {
    std::string heard;
    char c;
    while (!heard.ends_with(end) && ::recv(socket_.number(), &c, 1, 0) == 1) heard += c;
    return heard;
  }

 private:
  template <class Address>
  void connect(const Address& address) {
    EXPECT_EQ(::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    timeval limit{10, 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  storage::Descriptor socket_;
};

inline int status_of_answer(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::atoi(answer.c_str() + 9) : 0;
}

inline std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

inline Response text_answer(std::string text) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(text);
  return response;
}

inline ServerOptions quick_options() {
  ServerOptions options;
  options.header_bytes_max = 2048;
  options.target_bytes_max = 512;
  options.body_bytes_max = 100'000;
  options.bodies_bytes_max = 150'000;
  options.connections_max = 20;
  options.computing_max = 3;
  options.connections_per_address_max = 15;
  options.first_byte_seconds_max = 1;
  options.idle_seconds_max = 1;
  options.header_seconds_max = 0.3;
  options.body_seconds_max = 0.3;
  options.write_seconds_max = 0.5;
  options.event_silence_seconds_max = 0.2;
  options.events_in_memory_max = 8;
  return options;
}

class Door : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("door." + std::to_string(::getpid()));
    fs::remove_all(folder_);
    path_ = folder_ / "run" / "control.sock";
    router_.add(Method::get, "/hello", access::kCaller,
                [](const Request& request) -> Result<Response> { return text_answer("hello " + request.caller.user); });
    router_.add(
        Method::post, "/echo", access::kCaller,
        [](const Request& request) -> Result<Response> { return text_answer(request.body); }, Pace::at_once);
    const auto slow = [this](const Request&) -> Result<Response> {
      ++slow_;
      while (hold_) std::this_thread::sleep_for(1ms);
      return text_answer("done");
    };
    router_.add(Method::get, "/slow", access::kCaller, slow);
    router_.add(Method::get, "/hash", access::kCaller, slow, Pace::computes);
    router_.add(Method::get, "/fault", access::kCaller,
                [](const Request&) -> Result<Response> { throw std::runtime_error("secret"); });
    router_.add(Method::get, "/file", access::kCaller, [this](const Request&) -> Result<Response> {
      Response response;
      response.file = FileBody{storage::Descriptor(::open((folder_ / "file").c_str(), O_RDONLY)), file_bytes_};
      return response;
    });
    router_.add(Method::get, "/events", access::kCaller, [](const Request& request) -> Result<Response> {
      EventsBody stream;
      if (const auto* last = request.header("last-event-id")) stream.after = std::stoull(*last);
      stream.wanted = [](const StoredEvent& event) { return event.user == "u_me"; };
      Response response;
      response.events = stream;
      return response;
    });
    router_.add(Method::get, "/stream", access::kCaller, [](const Request&) -> Result<Response> {
      Response response;
      response.stream = [left = 3](std::string& block) mutable -> Result<bool> {
        if (--left == 0) return fail(ErrorCode::unavailable, "lost");
        block += left == 2 ? std::string(300'000, 's') : "";
        return true;
      };
      return response;
    });
    router_.add(Method::get, "/bundle", access::kCaller, [](const Request&) -> Result<Response> {
      Response response;
      response.content_type = "text/plain";
      response.stream = [at = 0](std::string& block) mutable -> Result<bool> {
        block += at == 1 ? "" : "piece " + std::to_string(at);
        return ++at < 4;
      };
      return response;
    });
    router_.add(Method::get, "/later", access::kCaller, [this](const Request& request) -> Result<Response> {
      Response response;
      response.pending = std::make_shared<Pending>();
      response.pending->seconds_max = request.query_value("short") ? 0.2 : 60;
      response.pending->is_news = [](const StoredEvent& event) { return event.user == "u_me"; };
      response.pending->gone = [this] { is_gone_ = true; };
      response.pending->look = [this](bool is_last) {
        ++looks_;
        if (is_last) return std::make_shared<Response>(text_answer("too late"));
        return is_there_ ? std::make_shared<Response>(text_answer("there")) : nullptr;
      };
      return response;
    });
    server_ = std::make_unique<Server>(router_, &feed_, admission_, options());
    ASSERT_TRUE(server_->listen_local(path_));
    port_ = server_->listen_tcp(ListenAddress::parse("127.0.0.1:0").value()).value_or(0);
    ASSERT_NE(port_, 0);
    ASSERT_TRUE(server_->start());
  }
  virtual ServerOptions options() const { return quick_options(); }
  void TearDown() override {
    hold_ = false;
    server_.reset();
    fs::remove_all(folder_);
  }

  Raw raw() { return Raw(path_); }
  Raw tcp(const char* from = "127.0.0.1") { return Raw(port_, from); }
  Client client() { return Client(path_); }
  int refused_with(const std::string& request) { return status_of_answer(raw().say(request).finish().hear()); }

  fs::path folder_, path_;
  std::uint16_t port_ = 0;
  MemoryFeed feed_;
  OneCaller admission_;
  std::atomic<bool> hold_{true};
  std::atomic<int> slow_{0};
  std::atomic<bool> is_there_{false}, is_gone_{false};
  std::atomic<int> looks_{0};
  std::uint64_t file_bytes_ = 0;
  Router router_;
  std::unique_ptr<Server> server_;
};

inline const std::string kHello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace souls::gateway::test
