// `souls serve`: the server.
#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <thread>

#include "base/log.hpp"
#include "cli/backups.hpp"
#include "cli/care.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/places.hpp"
#include "cli/secret_key.hpp"
#include "cli/serve_flags.hpp"
#include "cli/server.hpp"
#include "cli/set_up_code.hpp"
#include "cli/settings.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/account_keeper.hpp"
#include "gateway/identity/identity.hpp"
#include "gateway/outbound/webhook_sender.hpp"
#include "gateway/server.hpp"
#include "models/registry.hpp"
#include "storage/file_blob_store.hpp"
#include "storage/folder_lock.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "storage/stored_result_memory.hpp"
#include "storage/task_table.hpp"
#include "studio/abilities.hpp"
#include "studio/commission.hpp"
#include "studio/conductor.hpp"
#include "studio/happenings.hpp"
#include "studio/library.hpp"
#include "studio/time_left.hpp"
#include "studio/upkeep.hpp"
#include "tasks/audit.hpp"
#include "tasks/executor.hpp"
#include "tasks/stored_queue.hpp"
#include "worker/door.hpp"
#include "worker/pool.hpp"
#include "worker/reception.hpp"

namespace souls::cli {
namespace {

namespace fs = std::filesystem;

/// Connections, blobs and workers all take descriptors: as many as there may be, and no more connections than they do for.
std::size_t connections_that_fit(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max == RLIM_INFINITY || wanted + limits::kDescriptorsElsewhere <= limit.rlim_max) return wanted;
  const std::size_t fit = std::max<std::size_t>(limit.rlim_max, 2 * limits::kDescriptorsElsewhere) - limits::kDescriptorsElsewhere;
  log(LogLevel::warning, "this process may open few files, and so takes few connections",
      {{"connections", static_cast<long long>(fit)}});
  return fit;
}

std::string account_name() {
  const passwd* account = ::getpwuid(::geteuid());
  return account && *account->pw_name ? account->pw_name : "operator";
}

Status make_private_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && ::chmod(path.c_str(), 0700) == 0) return {};
  return fail(ErrorCode::unavailable, "the folder " + path.string() + " can't be made or kept private");
}

/// The parts in the order in which they need one another; they end in the reverse order.
struct Parts {
  std::optional<SecretKey> secret_key;
  std::optional<models::Registry> packages;
  std::optional<storage::FolderLock> lock;
  std::unique_ptr<storage::SqliteStore> store;
  std::unique_ptr<storage::FileBlobStore> blobs;
  std::unique_ptr<tasks::StoredQueue> queue;
  std::optional<tasks::Checkpoints> checkpoints;
  std::optional<tasks::CheckpointKeeper> checkpoint_keeper;
  std::optional<studio::Library> library;
  worker::Roster roster;
  std::optional<worker::Pool> workers;  ///< empty: none of our own
  std::unique_ptr<worker::Door> worker_door;
  std::optional<worker::Reception> reception;
  std::optional<studio::Conductor> conductor;
  std::optional<studio::Commissions> commissions;
  std::optional<studio::Upkeep> upkeep;
  std::optional<Backups> backups;
  std::optional<gateway::StoreEvents> events;
  std::unique_ptr<gateway::Identity> identity;
  std::optional<gateway::Accounts> accounts;
  std::optional<gateway::AccountKeeper> account_keeper;
  std::optional<gateway::Api> api;
  gateway::Router router;
  std::optional<gateway::Server> server;
  std::optional<gateway::WebhookSender> webhooks;
};

/// `target` from what may have failed to open.
template <class Target, class Value>
Status take(Target& target, Result<Value> value) {
  if (!value) return fail(value.error());
  target = std::move(*value);
  return {};
}

Status open_data(Parts& parts, const fs::path& home) {
  for (const auto& folder : {home / "run", data_folder(home), home / "keys"}) {
    if (auto made = make_private_folder(folder); !made) return made;
  }
  auto lock = storage::FolderLock::alone(home / "run");
  if (!lock)
    return fail(lock.error().code == ErrorCode::conflict
                    ? Error{ErrorCode::conflict, "a server is running here already", {}}
                    : lock.error());
  parts.lock = std::move(*lock);
  if (auto taken = take(parts.secret_key, open_or_make_secret_key(home)); !taken) return taken;
  if (auto taken = take(parts.packages, models::Registry::open(packages())); !taken) return taken;
  if (auto taken = take(parts.store, storage::SqliteStore::open(data_folder(home) / "souls.db")); !taken) return taken;
  if (auto taken = take(parts.blobs, storage::FileBlobStore::open_folder(data_folder(home))); !taken) return taken;
  return {};
}

Status open_queue(Parts& parts, const fs::path& home) {
  auto key = tasks::SigningKey::open(audit_key_file(home));
  if (!key) return fail(key.error());
  const storage::WallClock clock = storage::system_wall_clock();
  const auto tell = [clock](storage::Transaction& transaction, const std::string& line) {
    return studio::tell_of_checkpoint(transaction, line, clock());
  };
  auto checkpoints = tasks::Checkpoints::open(checkpoint_file(home), std::move(*key), clock, tell);
  if (auto taken = take(parts.checkpoints, std::move(checkpoints)); !taken) return taken;
  tasks::StoredQueueOptions options;
  options.on_success = studio::remember_result(*parts.blobs, storage::system_wall_clock());
  if (auto taken = take(parts.queue, tasks::StoredQueue::open(*parts.store, std::move(options))); !taken) return taken;
  parts.checkpoint_keeper.emplace(*parts.store, *parts.checkpoints);
  return {};
}

Status cancel_newest(Parts& parts, const std::string& user, const std::string& id) {
  const auto song = parts.library->find(user, id);
  if (!song) return fail(song.error());
  if (storage::is_final(song->state)) return {};
  const auto cancelled = parts.conductor->cancel(user, id, song->revision);
  if (!cancelled && cancelled.error().code != ErrorCode::conflict) return cancelled;  // it has just ended
  return {};
}

Result<gateway::Foreseen> forecast(Parts& parts, const std::string& user, const std::string& song, int revision,
                                   const std::vector<song::Edit>& edits) {
  studio::Revisions revisions(*parts.store, *parts.blobs, storage::system_wall_clock());
  auto order = revisions.order(user, song, revision);
  if (!order) return fail(order.error());
  order->edits.insert(order->edits.end(), edits.begin(), edits.end());
  order->until = studio::Until::all;
  storage::StoredResultMemory memory(*parts.store, *parts.blobs, user);
  tasks::Executor executor(*parts.queue, memory, *parts.blobs);
  studio::Maker maker(executor, memory, *parts.blobs, *parts.packages);
  Context context;
  context.should_stop = interrupted;
  auto foreseen = maker.forecast(*order, context, user);
  if (!foreseen) return fail(foreseen.error());
  const auto seconds = studio::in_read<double>(*parts.store, [&](storage::Transaction& t) {
    return studio::time_left(t, foreseen->graph, foreseen->steps, parts.api->makers.workers);
  });
  if (!seconds) return fail(seconds.error());
  return gateway::Foreseen{std::move(foreseen->steps), *seconds, std::move(foreseen->conflicts)};
}

Status open_workers(Parts& parts, const fs::path& home, const Settings& settings) {
  worker::PoolOptions pool;
  pool.workers = settings.workers;
  pool.lease_seconds = settings.lease_seconds;
  pool.roster = &parts.roster;
  if (settings.workers > 0) parts.workers.emplace(*parts.queue, *parts.blobs, pool);
  worker::DoorOptions door;
  door.socket = worker_socket(home);
  door.lease_seconds = settings.lease_seconds;
  door.roster = &parts.roster;
  if (auto taken = take(parts.worker_door, worker::Door::open(*parts.queue, *parts.blobs, door)); !taken) return taken;
  worker::ReceptionOptions reception;
  reception.lease_seconds = settings.lease_seconds;
  reception.own = studio::abilities(*parts.packages);
  reception.roster = &parts.roster;
  parts.reception.emplace(*parts.queue, *parts.blobs, reception);
  return {};
}

/// Whether none is leased to anyone, be it a worker elsewhere.
Result<bool> has_no_step_in_hand(storage::Store& store) {
  return studio::in_read<bool>(store, [](storage::Transaction& t) -> Result<bool> {
    storage::TaskFilter running;
    running.state = storage::TaskState::running;
    running.count_max = 1;
    const auto found = t.tasks().list(running);
    if (!found) return fail(found.error());
    return found->empty();
  });
}

Status open_studio(Parts& parts, const fs::path& home, const Settings& settings) {
  const auto clock = storage::system_wall_clock();
  parts.library.emplace(*parts.store, *parts.blobs, clock, settings.quotas);
  const auto is_at_rest = has_no_step_in_hand(*parts.store);
  if (!is_at_rest) return fail(is_at_rest.error());
  if (auto opened = open_workers(parts, home, settings); !opened) return opened;
  parts.conductor.emplace(studio::Orchestra{*parts.store, *parts.blobs, *parts.queue, *parts.packages, clock});
  parts.commissions.emplace(studio::Orchestra{*parts.store, *parts.blobs, *parts.queue, *parts.packages, clock},
                            settings.quotas.bytes_max);
  studio::UpkeepOptions upkeep;
  upkeep.collector.is_at_rest = *is_at_rest;
  parts.upkeep.emplace(*parts.store, *parts.blobs, *parts.library, clock, upkeep);
  return {};
}

/// As the text of an answer.
Result<std::string> text_of(const Result<nlohmann::json>& told) {
  if (!told) return fail(told.error());
  return told->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

gateway::Operations operations(Parts& parts, const fs::path& home, const BackupPlan& plan) {
  const Kept kept{home, *parts.store, *parts.blobs, parts.secret_key->box.key_id(), parts.secret_key->source};
  Context context;
  context.should_stop = interrupted;
  gateway::Operations all;
  parts.backups.emplace(kept, plan);
  all.backup = [&parts, context](const std::string& folder) {
    return text_of(parts.backups->back_up_to(folder, context));
  };
  all.begin_backup = [&parts]() -> Result<std::string> {
    if (auto begun = parts.backups->begin(); !begun) return fail(begun.error());
    return text_of(parts.backups->state());
  };
  all.backup_state = [&parts] { return text_of(parts.backups->state()); };
  all.doctor = [=](bool every) {
    return text_of(examine(kept, every, context).map([](const std::vector<storage::Finding>& findings) {
      return json_of(findings);
    }));
  };
  all.metrics = [&parts] { return parts.server->metrics().text(); };
  all.scrub = [=] { return text_of(scrub(kept, context)); };
  all.seal = [&parts](const std::string& name, std::string_view secret) {
    return parts.secret_key->box.seal(name, secret, storage::system_wall_clock()());
  };
  all.unseal = [&parts](const storage::SealedSecret& sealed) { return parts.secret_key->box.open(sealed); };
  all.verify_audit = [&parts, home]() -> Result<std::string> {
    const auto key = tasks::SigningKey::open_existing(audit_key_file(home));
    if (!key) return fail(key.error());
    return text_of(tasks::verify_audit(*parts.store, checkpoint_file(home), key->public_key())
                       .map([](const tasks::AuditReport& report) { return json_of(report); }));
  };
  return all;
}

Status open_identity(Parts& parts) {
  auto identity = gateway::Identity::open(*parts.store, account_name());
  if (auto taken = take(parts.identity, std::move(identity)); !taken) return taken;
  parts.accounts.emplace(*parts.store, *parts.identity);
  parts.account_keeper.emplace(*parts.accounts);
  return {};
}

/// What we ask of others: webhooks, and providers of OpenID Connect, whom the operator names and so trusts wherever they
/// are.
Status open_outbound(Parts& parts, const Settings& settings, const gateway::OutboundRules& rules) {
  parts.api->outbound = rules;
  const auto anywhere = gateway::OutboundRules::parse({"0.0.0.0/0", "::/0"}, settings.trusted_certificates);
  if (!anywhere) return fail(anywhere.error());
  for (const gateway::OidcOptions& provider : settings.oidc) {
    parts.api->oidc.push_back(
        std::make_unique<gateway::OidcProvider>(provider, *anywhere, storage::system_wall_clock()));
  }
  gateway::WebhookOptions options;
  options.rules = rules;
  parts.webhooks.emplace(*parts.store, parts.secret_key->box, storage::system_wall_clock(), options);
  return {};
}

Status open_gateway(Parts& parts, const fs::path& home, const Settings& settings,
                    const gateway::OutboundRules& rules) {
  parts.events.emplace(*parts.store);
  parts.api.emplace(gateway::Api{*parts.store, *parts.blobs, *parts.queue, *parts.library, *parts.accounts, {}, {}});
  parts.api->makers.workers = std::max<std::size_t>(settings.workers, 1);
  parts.api->reception = &*parts.reception;
  parts.api->roster = &parts.roster;
  parts.api->makers.cancel = [&parts](const std::string& who, const std::string& song) {
    return cancel_newest(parts, who, song);
  };
  parts.api->makers.retry = [&parts](const std::string& who, const std::string& song, int revision) {
    return parts.conductor->retry(who, song, revision);
  };
  parts.api->makers.forecast = [&parts](const std::string& who, const std::string& song, int revision,
                                        const std::vector<song::Edit>& edits) {
    return forecast(parts, who, song, revision, edits);
  };
  parts.api->makers.commission = [&parts](const std::string& who, const studio::Asking& asking,
                                          const studio::PartOrder& order) {
    return parts.commissions->begin(who, asking, order);
  };
  parts.api->makers.packages = parts.packages->packages();
  parts.api->makers.quotas = settings.quotas;
  parts.api->makers.own_workers = settings.workers;
  parts.api->operations = operations(parts, home, settings.backup);
  parts.api->box = &parts.secret_key->box;
  parts.api->ready = [] { return !interrupted(); };
  if (auto opened = open_outbound(parts, settings, rules); !opened) return opened;
  parts.router = gateway::make_router(*parts.api);
  parts.server.emplace(parts.router, &*parts.events, *parts.identity, settings.server);
  if (auto listening = parts.server->listen_local(control_socket(home)); !listening) return listening;
  return parts.server->start();
}

/// Opens the ports; where people reach the server.
Result<std::string> open_ports(gateway::Server& server, const Settings& settings) {
  const bool has_tls = !settings.tls_certificate.empty();
  if (has_tls) {
    if (auto taken = server.use_tls(settings.tls_certificate, settings.tls_key); !taken) return fail(taken.error());
  }
  std::string places;
  for (const std::string& text : settings.listen) {
    const auto address = gateway::ListenAddress::parse(text);
    if (!address) return fail(address.error());
    const auto port = server.listen_tcp(*address);
    if (!port) return fail(port.error());
    places += (has_tls ? " and https://" : " and http://") + text.substr(0, text.rfind(':') + 1) + std::to_string(*port);
  }
  return places;
}

/// Until someone ends it. On SIGHUP the certificate is read again; one that can't be used leaves the old one in force.
void run(gateway::Server& server, const Settings& settings) {
  for (wait_for_signal(); !interrupted(); wait_for_signal()) {
    const Status taken = server.use_tls(settings.tls_certificate, settings.tls_key);
    if (taken)
      log(LogLevel::info, "the certificate was read again");
    else
      log(LogLevel::error, "the certificate can't be taken", {{"error", taken.error().message}});
  }
}

/// Until there is an owner, the one who runs the server makes him, by a code that nobody else learns.
Status begin_set_up(Parts& parts, const Settings& settings, const fs::path& home) {
  forget_setup_code(home);
  if (settings.listen.empty() || parts.identity->is_set_up()) return {};
  return tell_setup_code(home, parts.accounts->draw_setup_code([home] { forget_setup_code(home); }));
}

/// A song's next steps are for the next start; a step that has begun may end. Workers from elsewhere report on theirs
/// through the server.
void drain(Parts& parts, double seconds_max) {
  std::jthread remote([&] { parts.reception->drain(seconds_max); });
  std::jthread guests([&] { parts.worker_door->drain(seconds_max); });
  if (parts.workers) parts.workers->drain(seconds_max);
  guests.join();
  remote.join();
  parts.server->drain(seconds_max);
  parts.conductor.reset();
  parts.commissions.reset();
  parts.upkeep.reset();
  parts.backups.reset();
}

Status serve(const ServeFlags& flags) {
  const auto folder = home();
  if (!folder) return fail(folder.error());
  Configuration configuration;
  if (auto configured = configure(configuration, flags, *folder); !configured) return configured;
  if (flags.print_config) {
    std::fputs(configuration.print().c_str(), stdout);
    return {};
  }
  Settings settings = configuration.settings();
  const auto rules = configuration.outbound();
  if (!rules) return fail(rules.error());
  for (const std::string& name : configuration.unknown_variables()) {
    log(LogLevel::warning, "a variable that sets nothing", {{"name", name}});
  }
  catch_interrupts();
  if (!settings.tls_certificate.empty()) catch_hang_ups();
  settings.server.connections_max = connections_that_fit(settings.server.connections_max);
  Parts parts;
  if (auto opened = open_data(parts, *folder); !opened) return opened;
  if (auto opened = open_queue(parts, *folder); !opened) return opened;
  if (auto opened = open_studio(parts, *folder, settings); !opened) return opened;
  if (auto opened = open_identity(parts); !opened) return opened;
  if (auto opened = open_gateway(parts, *folder, settings, *rules); !opened) return opened;
  const auto places = open_ports(*parts.server, settings);
  if (!places) return fail(places.error());
  std::printf("ready at %s%s\n", control_socket(*folder).c_str(), places->c_str());
  if (auto begun = begin_set_up(parts, settings, *folder); !begun) return begun;
  std::fflush(stdout);
  run(*parts.server, settings);
  forget_setup_code(*folder);
  log(LogLevel::info, "draining");
  parts.webhooks.reset();
  drain(parts, settings.drain_seconds_max);
  log(LogLevel::info, "stopped");
  return {};
}

}  // namespace

void add_serve(CLI::App& program, Chosen& chosen) {
  CLI::App* command =
      program.add_subcommand("serve", "run the server: it keeps songs, and makes them with its workers");
  const auto flags = std::make_shared<ServeFlags>();
  add_serve_flags(*command, *flags);
  command->callback([&chosen, flags] { chosen = [flags] { return serve(*flags); }; });
}

}  // namespace souls::cli
