#pragma once
// A store with an identity, accounts and the routes over it, asked as the network would ask.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/accounts.hpp"
#include "gateway/identity/tokens.hpp"
#include "gateway/problem.hpp"
#include "gateway/target.hpp"
#include "storage/audit_table.hpp"
#include "storage/file_blob_store.hpp"
#include "storage/secret_box.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "storage/user_table.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::gateway::test {

inline const Peer kControlPeer{.is_control = true};
inline const Peer kLoopback{.address = "127.0.0.1"};
inline const Peer kRemote{.address = "203.0.113.5", .is_secure = true};
inline const std::string kPassword = "correct horse battery";

/// What a request brings with it.
struct Shows {
  std::string key = {};      ///< an API key
  std::string session = {};  ///< a session's cookie; with the token that belongs to it
  bool has_token = true;
  std::vector<Field> headers = {};
};

class IdentityTest : public testing::Test {
 protected:
  IdentityTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = std::move(*storage::SqliteStore::open(folder_ / "souls.db"));
    blobs_ = std::move(*storage::FileBlobStore::open_folder(folder_));
    queue_ = std::move(*tasks::StoredQueue::open(*store_, {}));
    library_.emplace(*store_, *blobs_, clock_);
    identity_ = std::move(*Identity::open(*store_, "operator", clock_));
    accounts_.emplace(*store_, *identity_, clock_, PasswordCost{1, 8 * 1024});
    api_.emplace(Api{*store_, *blobs_, *queue_, *library_, *accounts_, {}, {}});
    api_->operations.seal = [this](const std::string& name, std::string_view secret) {
      return box_.seal(name, secret, now_ms_);
    };
    api_->operations.unseal = [this](const storage::SealedSecret& sealed) { return box_.open(sealed); };
    api_->operations.verify_audit = []() -> Result<std::string> { return "{}"; };
    api_->operations.backup = [](const std::string&) -> Result<std::string> { return "{}"; };
    api_->operations.backup_state = []() -> Result<std::string> { return "{}"; };
    api_->operations.begin_backup = []() -> Result<std::string> { return "{}"; };
    api_->operations.doctor = [](bool) -> Result<std::string> { return "{}"; };
    api_->operations.metrics = [] { return std::string(); };
    api_->operations.scrub = []() -> Result<std::string> { return "{}"; };
    api_->clock = clock_;
    api_->box = &box_;
    router_ = make_router(*api_);
  }
  ~IdentityTest() override {
    accounts_.reset();
    queue_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  /// A request as a connection hands it on.
  Request request(Method method, const std::string& target, const Peer& peer, const Shows& shows) {
    Request made;
    made.method = method;
    made.peer = peer;
    made.id = "r_test";
    made.headers = shows.headers;
    made.headers.emplace_back("host", "souls.example");
    if (!shows.key.empty()) made.headers.emplace_back("authorization", "Bearer " + shows.key);
    if (!shows.session.empty()) {
      made.headers.emplace_back("cookie", session_cookie_name(peer) + '=' + shows.session);
      if (shows.has_token) made.headers.emplace_back("x-csrf-token", csrf_token(shows.session));
    }
    const auto parsed = parse_target(target);
    EXPECT_TRUE(parsed) << target;
    made.path = parsed->path;
    made.query = parsed->query;
    return made;
  }

  /// What a connection does with a request: route, admission, handler.
  Response ask(Method method, const std::string& target, const Peer& peer, const Shows& shows = {},
               const std::string& body = {}) {
    Request asked = request(method, target, peer, shows);
    asked.body = body;
    auto match = router_.find(asked.method, asked.path);
    if (!match.route) return problem(match.allowed.empty() ? 404 : 405, ErrorCode::not_found, "no route", asked.id);
    asked.places = match.places;
    auto admitted = identity_->admit_at_once(match.route->access, asked, peer);
    if (!admitted) admitted = identity_->admit(match.route->access, asked, peer);
    if (!*admitted) return problem(admitted->error(), asked.id);
    asked.caller = **admitted;
    auto answered = match.route->handler(asked);
    return answered ? std::move(*answered) : problem(answered.error(), asked.id);
  }
  int status(Method method, const std::string& target, const Peer& peer, const Shows& shows = {},
             const std::string& body = {}) {
    return ask(method, target, peer, shows, body).status;
  }

  /// A user with kPassword; the first owner first.
  std::string add_user(const std::string& email, storage::UserRole role) {
    const auto made = accounts_->add_user(local_, {email, "", role, kPassword});
    EXPECT_TRUE(made) << made.error().message;
    return made ? made->id : "";
  }
  std::string key_of(const std::string& user, storage::Scopes scopes, std::optional<std::int64_t> expires_ms = {}) {
    const auto made = accounts_->make_key(local_, {user, "", scopes, expires_ms});
    EXPECT_TRUE(made) << made.error().message;
    return made ? made->key : "";
  }
  std::string session_of(const std::string& email) {
    const auto in = accounts_->sign_in({email, kPassword, "", "Firefox", kRemote});
    EXPECT_TRUE(in) << in.error().message;
    return in ? in->session : "";
  }
  /// All that lies in the store's files.
  std::string all_bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }
  /// All entries of the audit log, in order.
  std::vector<storage::AuditEntry> audit() {
    std::vector<storage::AuditEntry> entries;
    EXPECT_TRUE(store_->read([&](storage::Transaction& t) -> Status {
      const auto rows = t.audit().after(0, 1000);
      if (!rows) return fail(rows.error());
      entries.clear();
      for (const auto& row : *rows) entries.push_back(*storage::unpack_entry(row.bytes));
      return {};
    }));
    return entries;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("souls.identity." + std::to_string(::getpid()));
  std::int64_t now_ms_ = 1'000'000'000'000;
  const storage::WallClock clock_ = [this] { return now_ms_; };
  const Caller local_{.owner = true, .role = storage::UserRole::owner, .by = Credential::control};
  const storage::SecretBox box_ = std::move(*storage::SecretBox::from_key(std::string(64, 'a')));
  std::unique_ptr<storage::SqliteStore> store_;
  std::unique_ptr<storage::FileBlobStore> blobs_;
  std::unique_ptr<tasks::StoredQueue> queue_;
  std::optional<studio::Library> library_;
  std::unique_ptr<Identity> identity_;
  std::optional<Accounts> accounts_;
  std::optional<Api> api_;
  Router router_;
};

}  // namespace souls::gateway::test
