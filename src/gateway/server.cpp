#include "gateway/server.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cerrno>
#include <cstring>
#include <list>
#include <optional>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "gateway/connection.hpp"

namespace souls::gateway {
namespace {

namespace fs = std::filesystem;

constexpr double kSweepSeconds = 0.25;
constexpr double kAcceptPauseSeconds = 0.1;
constexpr auto kDrainStep = std::chrono::milliseconds(2);

bool is_same_user(int socket) {
  ucred peer{};
  socklen_t length = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == ::geteuid();
}

tl::unexpected<Error> cannot_listen(const fs::path& path, const std::string& why) {
  return fail(ErrorCode::unavailable, "the control socket " + path.string() + " can't be made: " + why);
}

/// A folder for the socket, and nothing in the socket's place.
Status make_room(const fs::path& path) {
  if (path.string().size() >= sizeof(sockaddr_un{}.sun_path)) {
    return fail(ErrorCode::invalid_request,
                "the path " + path.string() + " is too long for a socket; choose a shorter SOULS_HOME");
  }
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  struct stat folder {};
  if (::stat(path.parent_path().c_str(), &folder) != 0) return cannot_listen(path, std::strerror(errno));
  if (folder.st_uid != ::geteuid()) return cannot_listen(path, "its folder belongs to someone else");
  if (::chmod(path.parent_path().c_str(), 0700) != 0) return cannot_listen(path, std::strerror(errno));
  asio::io_context io(1);
  Socket<Local> trial(io);
  error_code refused;
  trial.connect(Local::endpoint(path.string()), refused);
  if (!refused) return fail(ErrorCode::conflict, "a server is running here already");
  ::unlink(path.c_str());
  return {};
}

}  // namespace

class Server::Core {
 public:
  Core(const Router& router, EventFeed* feed, Admission& admission, const ServerOptions& options)
      : options_(options),
        pool_(options.threads),
        computing_(limits::kPasswordsAtOnceMax),
        shared_{router, options_, pool_, computing_, admission, feed, nullptr} {
    admission.on_change([this] { asio::post(io_, [this] { wake_all(); }); });
    if (!feed) return;
    hub_.emplace(
        *feed, [this](std::function<void()> work) { asio::post(io_, std::move(work)); }, [this] { wake_all(); },
        options.events_in_memory_max);
    shared_.hub = &*hub_;
  }

  ~Core() {
    shared_.admission.on_change(nullptr);
    if (hub_) hub_->stop();
    io_.stop();
    if (thread_.joinable()) thread_.join();
    pool_.join();
    computing_.join();
    for (const auto& path : paths_) ::unlink(path.c_str());
  }

  Status listen_local(const fs::path& path) {
    if (auto room = make_room(path); !room) return room;
    auto acceptor = std::make_unique<Acceptor<Local>>(io_);
    error_code error;
    acceptor->open(Local(), error);
    if (!error) acceptor->bind(Local::endpoint(path.string()), error);
    if (!error && ::chmod(path.c_str(), 0600) != 0) error.assign(errno, boost::system::system_category());
    if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(path, error.message());
    paths_.push_back(path);
    local_.push_back(std::move(acceptor));
    spawn(accept(*local_.back(), [](Socket<Local>& socket) -> std::optional<Peer> {
      if (is_same_user(socket.native_handle())) return Peer{.is_control = true};
      log(LogLevel::warning, "another user was refused at the control socket");
      return std::nullopt;
    }));
    return {};
  }

  Status start() {
    if (hub_) {
      if (auto started = hub_->start(); !started) return started;
    }
    spawn(sweep());
    thread_ = std::thread([this] { io_.run(); });
    return {};
  }

  void drain(double seconds_max) {
    asio::post(io_, [this] {
      shared_.draining = true;
      error_code ignored;
      for (auto& acceptor : local_) acceptor->close(ignored);
      for (Live* live : live_) {
        if (live->idle())
          live->close();
        else
          live->wake();
      }
      drained_ = live_.empty();
    });
    const auto deadline = SteadyClock::now() + seconds(seconds_max);
    while (!drained_ && SteadyClock::now() < deadline) std::this_thread::sleep_for(kDrainStep);
  }

 private:
  /// A second kind of socket is a second acceptor with its own way to tell who is there.
  template <class Protocol, class Identify>
  Awaitable<void> accept(Acceptor<Protocol>& acceptor, Identify identify) {
    while (acceptor.is_open()) {
      error_code error;
      Socket<Protocol> socket = co_await acceptor.async_accept(waiting(error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {  // no descriptors left, mostly: those who are connected go first
        log(LogLevel::warning, "a connection can't be taken", {{"error", error.message()}});
        co_await pause(kAcceptPauseSeconds);
        continue;
      }
      if (live_.size() >= options_.connections_max) continue;  // closes it
      const auto peer = identify(socket);
      if (peer) spawn(serve(std::move(socket), *peer));
    }
  }

  template <class Protocol>
  Awaitable<void> serve(Socket<Protocol> socket, Peer peer) {
    Connection<Protocol> connection(std::move(socket), std::move(peer), shared_);
    const auto place = live_.insert(live_.end(), &connection);
    try {
      co_await connection.serve();
    } catch (const std::exception& fault) {
      log(LogLevel::error, "a connection broke", {{"detail", fault.what()}});
    }
    live_.erase(place);
    if (shared_.draining) drained_ = live_.empty();
  }

  /// Closes connections whose time is up. One timer for all is much cheaper than one each.
  Awaitable<void> sweep() {
    for (;;) {
      co_await pause(kSweepSeconds);
      const auto now = SteadyClock::now();
      for (Live* live : live_) {
        if (live->overdue(now)) live->close();
      }
    }
  }

  Awaitable<void> pause(double count) {
    Timer timer(io_, seconds(count));
    error_code ignored;
    co_await timer.async_wait(waiting(ignored));
  }

  void wake_all() {
    for (Live* live : live_) live->wake();
  }
  void spawn(Awaitable<void> work) { asio::co_spawn(io_.get_executor(), std::move(work), asio::detached); }

  const ServerOptions options_;
  asio::thread_pool pool_;
  asio::thread_pool computing_;
  std::optional<EventHub> hub_;
  std::list<Live*> live_;
  Shared shared_;
  std::atomic<bool> drained_{false};
  std::vector<fs::path> paths_;
  asio::io_context io_{1};
  std::vector<std::unique_ptr<Acceptor<Local>>> local_;
  std::thread thread_;
};

Server::Server(const Router& router, EventFeed* feed, Admission& admission, const ServerOptions& options)
    : core_(std::make_unique<Core>(router, feed, admission, options)) {}
Server::~Server() = default;

Status Server::listen_local(const fs::path& path) { return core_->listen_local(path); }
Status Server::start() { return core_->start(); }
void Server::drain(double seconds_max) { core_->drain(seconds_max); }

}  // namespace souls::gateway
