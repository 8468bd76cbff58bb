#pragma once
// What connections share, and a connection as the server sees it. Used by the I/O thread only. For server.cpp and
// connection.hpp.

#include <algorithm>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "gateway/identity/admission.hpp"
#include "gateway/ip_address.hpp"
#include "gateway/metrics.hpp"
#include "gateway/net.hpp"
#include "gateway/rate_rules.hpp"
#include "gateway/server.hpp"

namespace souls::gateway {

/// Where a connection comes from.
struct Origin {
  Peer peer = {};
  IpAddress site = {};      ///< whom it counts for
  bool is_trusted = false;  ///< a proxy whose word on where requests come from counts
};

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
  std::list<Live*> streams = {};  ///< of events
  std::list<Live*> waiting = {};  ///< for an answer that isn't there yet
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

/// A connection that is a stream of events, as long as this lives.
class Streaming {
 public:
  Streaming(Shared& shared, Live& live) : shared_(shared), place_(shared.streams.insert(shared.streams.end(), &live)) {
    shared_.metrics.set_streams(shared_.streams.size());
  }
  ~Streaming() {
    shared_.streams.erase(place_);
    shared_.metrics.set_streams(shared_.streams.size());
  }
  Streaming(const Streaming&) = delete;
  Streaming& operator=(const Streaming&) = delete;

 private:
  Shared& shared_;
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
