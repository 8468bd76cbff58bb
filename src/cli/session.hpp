#pragma once
// All that a command needs to make songs: packages, workers, the memory of results.

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "cli/progress.hpp"
#include "models/registry.hpp"
#include "studio/making.hpp"
#include "worker/engine.hpp"

namespace souls::cli {

/// Opened for one command. Closing it stops the workers and trims what is remembered to its bound.
class Session {
 public:
  static Result<std::unique_ptr<Session>> open();
  ~Session();

  Result<studio::MadeSong> make(const studio::Order& order, Progress& progress);
  Result<std::vector<tasks::Forecast>> forecast(const studio::Order& order);
  storage::BlobStore& blobs() { return engine_->blobs(); }

 private:
  Session(std::filesystem::path root, models::Registry registry, std::unique_ptr<worker::Engine> engine)
      : root_(std::move(root)), registry_(std::move(registry)), engine_(std::move(engine)) {}

  std::filesystem::path root_;
  models::Registry registry_;
  std::unique_ptr<worker::Engine> engine_;
};

}  // namespace souls::cli
