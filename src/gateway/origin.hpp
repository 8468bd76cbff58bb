#pragma once
// Where a connection comes from.

#include "gateway/identity/caller.hpp"
#include "gateway/ip_address.hpp"

namespace souls::gateway {

struct Origin {
  Peer peer = {};
  IpAddress site = {};      ///< whom it counts for
  bool is_trusted = false;  ///< a proxy whose word on where requests come from counts
};

}  // namespace souls::gateway
