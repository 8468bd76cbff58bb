#pragma once
// The interface of the system, as routes: one file in routes/ for each resource.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/event_hub.hpp"
#include "gateway/identity/accounts.hpp"
#include "gateway/outbound/oidc_provider.hpp"
#include "gateway/outbound/outbound.hpp"
#include "gateway/router.hpp"
#include "models/registry.hpp"
#include "song/edits.hpp"
#include "storage/blob_store.hpp"
#include "storage/secret_box.hpp"
#include "storage/secret_table.hpp"
#include "storage/song_table.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"
#include "studio/commission.hpp"
#include "studio/library.hpp"
#include "tasks/forecast.hpp"
#include "tasks/queue.hpp"
#include "worker/reception.hpp"

namespace souls::gateway {

/// What edits of a revision would make.
struct Foreseen {
  std::vector<tasks::Forecast> steps;
  double seconds = 0;  ///< until it is made, with all workers
  std::vector<std::string> conflicts;  ///< what would be kept as a hand left it, in words
};

/// What runs beside the routes, as they reach it. Safe to call from many threads.
struct Makers {
  std::size_t workers = 1;
  /// Stops what is being made of a song, or waits to be; within a second. No error when nothing is.
  std::function<Status(const std::string& user, const std::string& song)> cancel;
  /// Which steps edits of a revision would make, and which are remembered.
  std::function<Result<Foreseen>(const std::string& user, const std::string& song, int revision,
                                 const std::vector<song::Edit>& edits)>
      forecast;
  /// Failed and cancelled makings of a revision are taken up again.
  std::function<Status(const std::string& user, const std::string& song, int revision)> retry;
  /// Begins to make a part of a song, for who waits for it.
  std::function<Result<std::shared_ptr<studio::Commission>>(const std::string& user, const studio::Asking& asking,
                                                            const studio::PartOrder& order)>
      commission;
  std::vector<models::Package> packages = {};  ///< that make
  studio::Quotas quotas = {};
  std::size_t own_workers = 0;  ///< that the server starts itself
};

/// What operators ask of the whole system. Each returns JSON text.
struct Operations {
  std::function<Result<std::string>(const std::string& folder)> backup;
  /// Begins one into the folder of the settings, and tells `backup_state`.
  std::function<Result<std::string>()> begin_backup;
  /// The last backup, what a restored one needs, what is planned.
  std::function<Result<std::string>()> backup_state;
  /// `all`: every blob is read.
  std::function<Result<std::string>(bool all)> doctor;
  std::function<Result<std::string>()> scrub;
  /// What the server counts, in Prometheus's format.
  std::function<std::string()> metrics;
  /// What is kept of a secret.
  std::function<Result<storage::SealedSecret>(const std::string& name, std::string_view secret)> seal;
  /// The secret that was sealed.
  std::function<Result<std::string>(const storage::SealedSecret& sealed)> unseal;
  /// Whether the audit log is as it was written.
  std::function<Result<std::string>()> verify_audit;
};

/// All outlive the router.
struct Api {
  storage::Store& store;
  storage::BlobStore& blobs;
  tasks::Queue& queue;
  studio::Library& library;
  Accounts& accounts;
  Makers makers;
  Operations operations;
  std::function<bool()> ready = [] { return true; };  ///< false while draining
  worker::Reception* reception = nullptr;             ///< null: no workers from elsewhere
  const worker::Roster* roster = nullptr;             ///< null: nobody is known
  storage::WallClock clock = storage::system_wall_clock();
  const storage::SecretBox* box = nullptr;            ///< null: nothing is shared, and nobody told
  OutboundRules outbound = {};
  std::vector<std::unique_ptr<OidcProvider>> oidc = {};
};

/// A file of a song. unavailable or corrupt when it is lost.
Result<Response> artifact_answer(const Api& api, const Request& request, const storage::Artifact& file);

/// The routes of `api`, which outlives the router.
Router make_router(const Api& api);

// Each adds the routes of a resource.
void add_health(Router& router, const Api& api);
void add_docs(Router& router);
void add_songs(Router& router, const Api& api);
void add_revisions(Router& router, const Api& api);
void add_tasks(Router& router, const Api& api);
void add_limits(Router& router, const Api& api);
void add_packages(Router& router, const Api& api);
void add_events(Router& router, const Api& api);
void add_audit(Router& router, const Api& api);
void add_users(Router& router, const Api& api);
void add_me(Router& router, const Api& api);
void add_sessions(Router& router, const Api& api);
void add_oidc(Router& router, const Api& api);
void add_keys(Router& router, const Api& api);
void add_set_up(Router& router, const Api& api);
void add_operations(Router& router, const Api& api);
void add_secrets(Router& router, const Api& api);
void add_shares(Router& router, const Api& api);
void add_webhooks(Router& router, const Api& api);
void add_metrics(Router& router, const Api& api);
void add_studio(Router& router);
void add_workers(Router& router, const Api& api);
void add_openai(Router& router, const Api& api);
/// Its tools call routes of `tools`, as the caller.
void add_mcp(Router& router, std::shared_ptr<const Router> tools);

/// The store's events.
class StoreEvents final : public EventFeed {
 public:
  explicit StoreEvents(storage::Store& store) : store_(store) {}
  Result<EventPage> after(std::uint64_t number, std::size_t count_max) override;
  std::uint64_t wait(std::uint64_t seen, double seconds) override;

 private:
  storage::Store& store_;
};

}  // namespace souls::gateway
