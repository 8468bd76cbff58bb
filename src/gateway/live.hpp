#pragma once
// What connections share, and a connection as the server sees it. Used by the I/O thread only. For server.cpp and
// connection.hpp.

#include <algorithm>
#include <atomic>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/identity/admission.hpp"
#include "gateway/metrics.hpp"
#include "gateway/net.hpp"
#include "gateway/origin.hpp"
#include "gateway/rate_rules.hpp"
#include "gateway/server.hpp"

namespace souls::gateway {

/// The memory for bodies that are being received or worked on: so much for all, and a share of it for each site.
class Bodies {
 public:
  Bodies(std::size_t bytes_max, std::size_t bytes_of_site_max) : all_max_(bytes_max), site_max_(bytes_of_site_max) {}

  bool take(const IpAddress& site, std::size_t bytes) {
    if (bytes == 0) return true;
    const auto place = of_site_.try_emplace(site, 0).first;
    const bool fits = all_ + bytes <= all_max_ && place->second + bytes <= site_max_;
    if (fits) {
      all_ += bytes;
      place->second += bytes;
    }
    if (place->second == 0) of_site_.erase(place);
    return fits;
  }
  void give_back(const IpAddress& site, std::size_t bytes) {
    all_ -= bytes;
    const auto place = of_site_.find(site);
    place->second -= bytes;
    if (place->second == 0) of_site_.erase(place);
  }

 private:
  const std::size_t all_max_, site_max_;
  std::size_t all_ = 0;
  std::map<IpAddress, std::size_t> of_site_;
};

class Live;

/// All connections that are open.
struct OpenConnections {
  std::list<Live*> all = {};
  std::size_t local = 0;                          ///< of them at the control socket
  std::map<IpAddress, std::size_t> of_site = {};  ///< of the others
  std::atomic<std::size_t> count = 0;             ///< for other threads
};

struct Shared {
  const Router& router;
  const ServerOptions& options;
  const TrustedProxies& proxies;
  asio::thread_pool& pool;
  asio::thread_pool& computing;  ///< for handlers that take a processor for long
  Admission& admission;
  RateRules& rules;
  Metrics& metrics;
  EventFeed* feed;
  EventHub* hub;
  Bodies bodies;
  OpenConnections open = {};
  std::list<std::shared_ptr<Live>> streams = {};  ///< of events
  std::list<Live*> waiting = {};                  ///< for an answer that isn't there yet
  bool draining = false;
  std::size_t to_compute = 0;  ///< requests that are computed or wait for it
  std::uint64_t requests = 0;
};

class Live {
 public:
  virtual ~Live() = default;
  virtual void close() = 0;
  /// New events, or the server drains.
  virtual void wake() = 0;
  /// Its time is over. True: the other end was too slow.
  virtual bool expire() = 0;

  bool overdue(SteadyClock::time_point now) const { return now > deadline_; }
  /// No request has begun.
  bool idle() const { return stage_ == Stage::idle; }
  /// Nothing is lost when it is closed to make room.
  bool yields() const { return stage_ != Stage::in_hand; }

 protected:
  enum class Stage { idle, header, in_hand };

  void allow(double count) { deadline_ = SteadyClock::now() + seconds(count); }
  SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
  Stage stage_ = Stage::idle;
};

/// A connection among those that are open, as long as this lives.
class Presence {
 public:
  Presence(Shared& shared, const Origin& origin, Live& live)
      : shared_(shared),
        is_local_(origin.peer.is_control),
        site_(origin.site),
        place_(shared.open.all.insert(shared.open.all.end(), &live)) {
    ++(is_local_ ? shared_.open.local : shared_.open.of_site[site_]);
    shared_.metrics.count_connection();
    tell();
  }
  ~Presence() {
    OpenConnections& open = shared_.open;
    open.all.erase(place_);
    if (is_local_)
      --open.local;
    else if (--open.of_site[site_] == 0)
      open.of_site.erase(site_);
    tell();
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  /// The connection goes on as another object.
  void hand_to(Live& live) { *place_ = &live; }

 private:
  void tell() {
    shared_.open.count = shared_.open.all.size();
    shared_.metrics.set_connections(shared_.open.all.size());
  }

  Shared& shared_;
  const bool is_local_;
  const IpAddress site_;
  std::list<Live*>::iterator place_;
};

/// A connection that waits for its answer, as long as this lives.
class Waiting {
 public:
  Waiting(Shared& shared, Live& live) : list_(shared.waiting), place_(list_.insert(list_.end(), &live)) {}
  ~Waiting() { list_.erase(place_); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  std::list<Live*>& list_;
  std::list<Live*>::iterator place_;
};

}  // namespace souls::gateway
