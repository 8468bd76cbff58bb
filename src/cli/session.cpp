#include "cli/session.hpp"

#include "base/limits.hpp"
#include "cli/interrupt.hpp"
#include "cli/places.hpp"
#include "storage/trim.hpp"

namespace souls::cli {
namespace {

Context interruptible() {
  Context context;
  context.should_stop = interrupted;
  return context;
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open() {
  auto registry = models::Registry::open(packages());
  if (!registry) return fail(registry.error());
  const auto folder = home();
  if (!folder) return fail(folder.error());
  worker::EngineOptions options;
  options.root = *folder / "results";
  auto engine = worker::Engine::open(options);
  if (!engine) return fail(engine.error());
  catch_interrupts();
  return std::unique_ptr<Session>(new Session(options.root, std::move(*registry), std::move(*engine)));
}

Session::~Session() {
  engine_.reset();
  // Another program may be using the results: then it, or the next one, will trim them.
  static_cast<void>(storage::trim_results(root_, limits::kRememberedBytesMax));
}

Result<studio::MadeSong> Session::make(const studio::Order& order, Progress& progress) {
  studio::Maker maker(engine_->executor(), engine_->memory(), engine_->blobs(), registry_);
  return maker.make(order, interruptible(), [&](const tasks::Event& event) { progress.on_event(event); });
}

Result<std::vector<tasks::Forecast>> Session::forecast(const studio::Order& order) {
  studio::Maker maker(engine_->executor(), engine_->memory(), engine_->blobs(), registry_);
  return maker.forecast(order, interruptible()).map([](const studio::Foreseen& foreseen) { return foreseen.steps; });
}

}  // namespace souls::cli
