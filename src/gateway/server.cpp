#include "gateway/server.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <cerrno>
#include <cstring>
#include <list>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "gateway/connection.hpp"
#include "gateway/tls.hpp"

namespace souls::gateway {
namespace {

namespace fs = std::filesystem;

constexpr double kSweepSeconds = 0.25;
constexpr double kAcceptPauseSeconds = 0.1;
constexpr auto kDrainStep = std::chrono::milliseconds(2);
constexpr std::size_t kLookedAtForRoom = 64;  // connections, before a new one is turned away

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

IpAddress address_of(const asio::ip::address& address) {
  return *IpAddress::parse(address.is_v4() ? address.to_v4().to_string() : address.to_v6().to_string());
}

Tcp::endpoint endpoint_of(const ListenAddress& listen) {
  const auto address = listen.address.is_v4() ? asio::ip::address(asio::ip::make_address_v4(listen.address.to_string()))
                                              : asio::ip::address(asio::ip::address_v6(listen.address.bytes()));
  return {address, listen.port};
}

std::int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(SteadyClock::now().time_since_epoch()).count();
}

}  // namespace

class Server::Core {
 public:
  Core(const Router& router, EventFeed* feed, Admission& admission, const ServerOptions& options)
      : options_(options),
        proxies_(TrustedProxies::parse(options.trusted_proxies).value_or(TrustedProxies())),
        limiter_(steady_ns),
        rules_(limiter_, options_.rates),
        pool_(options.threads),
        computing_(limits::kPasswordsAtOnceMax),
        shared_{router,
                options_,
                proxies_,
                pool_,
                computing_,
                admission,
                rules_,
                metrics_,
                feed,
                nullptr,
                Bodies(options.bodies_bytes_max, std::max(options.body_bytes_max, options.bodies_bytes_max / 4))} {
    admission.on_change([this] { asio::post(io_, [this] { wake_streams(); }); });
    if (!feed) return;
    hub_.emplace(
        *feed, [this](std::function<void()> work) { asio::post(io_, std::move(work)); }, [this] { wake_streams(); },
        options.events_in_memory_max);
    shared_.hub = &*hub_;
  }

  ~Core() {
    shared_.admission.on_change(nullptr);
    if (hub_) hub_->stop();
    io_.stop();
    if (thread_.joinable()) thread_.join();
    shared_.streams.clear();
    pool_.join();
    computing_.join();
    for (const auto& path : paths_) ::unlink(path.c_str());
  }

  Status listen_local(const fs::path& path) {
    if (auto room = make_room(path); !room) return room;
    Acceptor<Local> acceptor(io_);
    error_code error;
    acceptor.open(Local(), error);
    if (!error) acceptor.bind(Local::endpoint(path.string()), error);
    if (!error && ::chmod(path.c_str(), 0600) != 0) error.assign(errno, boost::system::system_category());
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(path, error.message());
    paths_.push_back(path);
    local_.push_back(std::move(acceptor));
    spawn(accept(local_.back(), [this](Socket<Local> socket) { take_local(std::move(socket)); }));
    return {};
  }

  Status use_tls(const std::string& certificate_file, const std::string& key_file) {
    auto opened = open_tls(certificate_file, key_file);
    if (!opened) return fail(opened.error());
    tls_ = std::move(*opened);
    return {};
  }

  Result<std::uint16_t> listen_tcp(const ListenAddress& address) {
    const Tcp::endpoint endpoint = endpoint_of(address);
    Acceptor<Tcp> acceptor(io_);
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && !address.address.is_v4()) acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return fail(ErrorCode::unavailable, address.address.to_string() + ", port " + std::to_string(address.port) +
                                              ", can't be listened at: " + error.message());
    }
    const std::uint16_t port = acceptor.local_endpoint().port();
    tcp_.push_back(std::move(acceptor));
    spawn(accept(tcp_.back(), [this](Socket<Tcp> socket) { take_tcp(std::move(socket)); }));
    return port;
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
      for (auto& acceptor : local_) acceptor.close(ignored);
      for (auto& acceptor : tcp_) acceptor.close(ignored);
      for_each_open([](Live& live) { live.idle() ? live.close() : live.wake(); });
      is_told_ = true;
    });
    const auto deadline = SteadyClock::now() + seconds(seconds_max);
    while ((!is_told_ || shared_.open.count > 0) && SteadyClock::now() < deadline)
      std::this_thread::sleep_for(kDrainStep);
  }

  const Metrics& metrics() const { return metrics_; }

 private:
  template <class Protocol, class Take>
  Awaitable<void> accept(Acceptor<Protocol>& acceptor, Take take) {
    while (acceptor.is_open()) {
      error_code error;
      Socket<Protocol> socket = co_await acceptor.async_accept(waiting(error));
      if (error == asio::error::operation_aborted) co_return;
      if (!error) {
        take(std::move(socket));
        continue;
      }
      if (error == asio::error::connection_aborted) continue;
      // No descriptors left, mostly.
      log(LogLevel::warning, "a connection can't be taken", {{"error", error.message()}});
      close_one_that_yields();
      co_await pause(kAcceptPauseSeconds);
    }
  }

  void take_local(Socket<Local> socket) {
    if (!is_same_user(socket.native_handle())) {
      log(LogLevel::warning, "another user was refused at the control socket");
    } else if (shared_.open.local < limits::kLocalConnectionsMax) {
      Origin origin;
      origin.peer.is_control = true;
      spawn(serve(PlainTransport<Local>(std::move(socket)), origin));
    }
  }

  void take_tcp(Socket<Tcp> socket) {
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (!error) socket.set_option(Tcp::no_delay(true), error);
    if (error) return;  // gone already
    const IpAddress address = address_of(endpoint.address());
    Origin origin;
    origin.peer.address = address.to_string();
    origin.site = address.site();
    origin.is_trusted = proxies_.contains(address);
    if (!has_room(origin)) return;
    if (auto context = tls_.load()) {
      origin.peer.is_secure = true;
      spawn(serve(TlsTransport(std::move(socket), std::move(context)), origin));
    } else {
      spawn(serve(PlainTransport<Tcp>(std::move(socket)), origin));
    }
  }

  /// Whether one more may come from there. Where all places are taken, one that does nothing yields.
  bool has_room(const Origin& origin) {
    const auto& of_site = shared_.open.of_site;
    const auto here = of_site.find(origin.site);
    if (!origin.is_trusted && here != of_site.end() && here->second >= options_.connections_per_address_max) {
      metrics_.count(TurnedAway::too_many_of_address);
      return false;
    }
    if (shared_.open.all.size() - shared_.open.local < options_.connections_max) return true;
    if (close_one_that_yields()) return true;
    metrics_.count(TurnedAway::too_many_connections);
    return false;
  }

  /// Of those that came first; the ones that were looked at in vain go to the end.
  bool close_one_that_yields() {
    auto& all = shared_.open.all;
    for (std::size_t looked = 0; looked < std::min(kLookedAtForRoom, all.size()); ++looked) {
      Live* const first = all.front();
      all.splice(all.end(), all, all.begin());
      if (!first->yields()) continue;
      first->close();
      return true;
    }
    return false;
  }

  template <class Transport>
  Awaitable<void> serve(Transport transport, Origin origin) {
    Connection<Transport> connection(std::move(transport), origin, shared_);
    try {
      co_await connection.serve();
    } catch (const std::exception& fault) {
      log(LogLevel::error, "a connection broke", {{"detail", fault.what()}});
    }
  }

  /// What is called may end the connection.
  template <class Call>
  void for_each_open(Call call) {
    auto& all = shared_.open.all;
    for (auto next = all.begin(); next != all.end();) {
      Live& live = **next++;
      call(live);
    }
  }

  /// Closes connections whose time is up. One timer for all is much cheaper than one each.
  Awaitable<void> sweep() {
    for (;;) {
      co_await pause(kSweepSeconds);
      for_each_open([this, now = SteadyClock::now()](Live& live) {
        if (live.overdue(now) && live.expire()) metrics_.count(TurnedAway::slow);
      });
    }
  }

  Awaitable<void> pause(double count) {
    Timer timer(io_, seconds(count));
    error_code ignored;
    co_await timer.async_wait(waiting(ignored));
  }

  void wake_streams() {
    for (auto next = shared_.streams.begin(); next != shared_.streams.end();) {
      Live& stream = **next++;
      stream.wake();
    }
    for (Live* live : shared_.waiting) live->wake();
  }
  void spawn(Awaitable<void> work) { asio::co_spawn(io_.get_executor(), std::move(work), asio::detached); }

  const ServerOptions options_;
  const TrustedProxies proxies_;
  Metrics metrics_;
  MemoryRateLimiter limiter_;
  RateRules rules_;
  asio::thread_pool pool_;
  asio::thread_pool computing_;
  std::optional<EventHub> hub_;
  Shared shared_;
  std::atomic<bool> is_told_{false};  ///< connections, that they are to end
  std::vector<fs::path> paths_;
  std::atomic<std::shared_ptr<asio::ssl::context>> tls_;  ///< read by the I/O thread, replaced by the caller's
  asio::io_context io_{1};
  std::list<Acceptor<Local>> local_;
  std::list<Acceptor<Tcp>> tcp_;
  std::thread thread_;
};

Server::Server(const Router& router, EventFeed* feed, Admission& admission, const ServerOptions& options)
    : core_(std::make_unique<Core>(router, feed, admission, options)) {}
Server::~Server() = default;

Status Server::listen_local(const fs::path& path) { return core_->listen_local(path); }
Status Server::use_tls(const std::string& certificate_file, const std::string& key_file) {
  return core_->use_tls(certificate_file, key_file);
}
Result<std::uint16_t> Server::listen_tcp(const ListenAddress& address) { return core_->listen_tcp(address); }
Status Server::start() { return core_->start(); }
void Server::drain(double seconds_max) { core_->drain(seconds_max); }
const Metrics& Server::metrics() const { return core_->metrics(); }

}  // namespace souls::gateway
