#pragma once
// One caller, known at the control socket and by keys that begin with "good", for tests of the server.

#include <atomic>
#include <mutex>

#include "gateway/identity/admission.hpp"

namespace souls::gateway::test {

class OneCaller final : public Admission {
 public:
  explicit OneCaller(std::string user = "u_me") : user_(std::move(user)) {}

  std::optional<Result<Caller>> admit_at_once(const Access& access, const Request& request, const Peer& peer) override {
    if (asks_store_) return std::nullopt;
    return admit(access, request, peer);
  }
  Result<Caller> admit(const Access& access, const Request& request, const Peer& peer) override {
    Caller caller;
    const std::string* key = request.header("authorization");
    if (key && key->starts_with("Bearer good")) {
      caller.user = user_;
      caller.key = "k_" + *key;
      caller.role = storage::UserRole::member;
      caller.by = Credential::key;
    }
    if (peer.is_control && !is_revoked_) {
      caller.user = user_;
      caller.owner = true;
      caller.role = storage::UserRole::owner;
      caller.by = Credential::control;
    }
    if (auto may = check_access(access, caller); !may) return fail(may.error());
    return caller;
  }
  std::uint64_t changes() const override { return changes_; }
  void on_change(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }

  /// From now on, whether what is known of callers must be fetched.
  void ask_store(bool asks) { asks_store_ = asks; }
  void revoke() {
    is_revoked_ = true;
    ++changes_;
    const std::lock_guard lock(mutex_);
    if (wake_) wake_();
  }

 private:
  const std::string user_;
  std::atomic<bool> asks_store_{false}, is_revoked_{false};
  std::atomic<std::uint64_t> changes_{0};
  std::mutex mutex_;
  std::function<void()> wake_;
};

}  // namespace souls::gateway::test
