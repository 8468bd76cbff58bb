#pragma once
// Who calls: the control socket's callers, sessions, API keys.

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/identity/admission.hpp"
#include "gateway/identity/credentials.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"

namespace souls::gateway {

/// Callers who were looked up stay in memory, so that most requests ask no store; whoever takes a right away calls
/// `forget_callers` after the store has it, and answers after that. Safe to call from many threads. The store outlives
/// it.
class Identity final : public Admission {
 public:
  /// Makes the first owner, under that name, where there is none: whoever runs the server is he.
  static Result<std::unique_ptr<Identity>> open(storage::Store& store, const std::string& operator_name,
                                                storage::WallClock clock = storage::system_wall_clock());

  std::optional<Result<Caller>> admit_at_once(const Access& access, const Request& request, const Peer& peer) override;
  Result<Caller> admit(const Access& access, const Request& request, const Peer& peer) override;
  std::uint64_t changes() const override { return changes_; }
  void on_change(std::function<void()> wake) override;

  /// Whether there is an owner who can sign in. Until then only the set-up is served, but for the control socket.
  bool is_set_up() const { return is_set_up_; }
  /// Reads the operator and whether there is an owner anew, and looks up everyone again.
  Status forget_callers();
  /// Writes when keys and sessions were last used. Now and then, not for each use.
  Status note_uses();

 private:
  struct Known {
    Caller caller;
    std::int64_t expires_ms = 0;
    std::atomic<std::int64_t> used_ms{0};
    std::atomic<bool> is_noted{true};
  };
  using KnownPtr = std::shared_ptr<Known>;
  struct Use {
    bool is_key = false;
    std::string id;
    std::int64_t used_ms = 0;
  };

  Identity(storage::Store& store, storage::WallClock clock) : store_(store), clock_(std::move(clock)) {}

  /// What is decided without knowing the caller; empty: he has to be known.
  std::optional<Result<Caller>> at_the_door(const Access& access, const Request& request, const Peer& peer) const;
  KnownPtr recall(const Digest& digest) const;
  Result<KnownPtr> look_up(const Shown& shown, const Digest& digest);
  Result<KnownPtr> read(const Shown& shown, const Digest& digest);
  Result<Caller> let_in(const Access& access, const Request& request, const Peer& peer, const Shown& shown,
                        Known& known) const;
  void forget_all(const std::lock_guard<std::shared_mutex>&);

  storage::Store& store_;
  const storage::WallClock clock_;
  std::atomic<bool> is_set_up_{false};
  std::atomic<std::uint64_t> changes_{0};
  mutable std::shared_mutex mutex_;  ///< guards the three below
  Caller operator_;                  ///< who the control socket's callers are
  std::unordered_map<Digest, KnownPtr>
      known_;              ///< by the digest of what they show; at most limits::kCallersRememberedMax
  std::vector<Use> uses_;  ///< of those who were forgotten before they were noted
  std::mutex wake_mutex_;
  std::function<void()> wake_;
};

}  // namespace souls::gateway
