// What is remembered of callers, when a right is taken away at the worst moment.

#include "gateway/identity/identity_fixture.hpp"

namespace souls::gateway {
namespace {

/// Calls a function once, after something was read.
class Interrupted final : public storage::Store {
 public:
  explicit Interrupted(storage::Store& store) : store_(store) {}

  Status write(const storage::Work& work) override { return store_.write(work); }
  Status read(const storage::Work& work) override {
    const Status done = store_.read(work);
    if (const auto after = std::exchange(after_read, nullptr)) after();
    return done;
  }
  Status tidy() override { return store_.tidy(); }
  Status erase_deleted() override { return store_.erase_deleted(); }
  std::uint64_t commits() const override { return store_.commits(); }
  std::uint64_t wait_for_commit(std::uint64_t seen, double seconds) override {
    return store_.wait_for_commit(seen, seconds);
  }

  std::function<void()> after_read;

 private:
  storage::Store& store_;
};

using IdentityMemory = test::IdentityTest;

TEST_F(IdentityMemory, KeepsNothingThatWasReadBeforeARevocation) {
  const std::string owner = add_user("ada@example.org", storage::UserRole::owner);
  Interrupted store(*store_);
  const auto identity = std::move(*Identity::open(store, "operator", clock_));
  Accounts accounts(store, *identity, clock_, PasswordCost{1, 8 * 1024});
  const auto key = accounts.make_key(local_, {owner, "", storage::Scopes::all(), {}}).value();
  const Request asked = request(Method::get, "/v1/me", test::kRemote, {.key = key.key});
  store.after_read = [&] { EXPECT_TRUE(accounts.revoke_key(local_, key.kept.id)); };
  EXPECT_TRUE(identity->admit(access::kCaller, asked, test::kRemote)) << "it was good when it was read";
  EXPECT_FALSE(identity->admit_at_once(access::kCaller, asked, test::kRemote)) << "and isn't remembered";
  const auto again = identity->admit(access::kCaller, asked, test::kRemote);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::unauthenticated);
}

}  // namespace
}  // namespace souls::gateway
