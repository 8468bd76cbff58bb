#pragma once
// What a route asks of those who call it.

#include <optional>

#include "gateway/identity/caller.hpp"

namespace souls::gateway {

struct Access {
  enum class Door {
    anyone,   ///< also nobody, and before there is an owner
    sign_in,  ///< also nobody, as soon as there is an owner
    set_up,   ///< nobody, only while there is no owner, and only from this machine
    known,    ///< who has shown who he is
    control,  ///< who is at the control socket: it reaches into this machine
  };
  Door door = Door::control;
  storage::UserRole role = storage::UserRole::owner;  ///< the least one
  std::optional<storage::Scope> scope = {};           ///< that a key needs; empty: any key will do
  bool operator==(const Access&) const = default;
};

namespace access {
using storage::Scope;
using storage::UserRole;
inline constexpr Access kAnyone{Access::Door::anyone, UserRole::listener};
inline constexpr Access kSignIn{Access::Door::sign_in, UserRole::listener};
inline constexpr Access kSetUp{Access::Door::set_up, UserRole::listener};
inline constexpr Access kCaller{Access::Door::known, UserRole::listener};
inline constexpr Access kReadSongs{Access::Door::known, UserRole::listener, Scope::songs_read};
inline constexpr Access kWriteSongs{Access::Door::known, UserRole::member, Scope::songs_write};
inline constexpr Access kAccount{Access::Door::known, UserRole::listener, Scope::admin};
inline constexpr Access kWorker{Access::Door::known, UserRole::owner, Scope::worker};
inline constexpr Access kSystem{Access::Door::known, UserRole::owner, Scope::admin};
inline constexpr Access kControl{};
}  // namespace access

/// Whether a caller who is known may: forbidden, with what he lacks. unauthenticated when he is nobody.
Status check_access(const Access& access, const Caller& caller);

}  // namespace souls::gateway
