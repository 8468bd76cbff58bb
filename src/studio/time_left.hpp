#pragma once
// How much longer songs take, told from what their steps took before.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"
#include "tasks/forecast.hpp"
#include "tasks/graph.hpp"

namespace souls::studio {

/// Seconds until a song is made whose steps are queued; empty while it waits or is being planned. Songs that are being
/// made share the workers evenly.
Result<std::optional<double>> time_left(storage::Transaction& transaction, const std::string& song, std::size_t workers,
                                        std::int64_t now_ms);

/// Seconds to make what is forecast with all workers; steps that may come out as they were count as made.
Result<double> time_left(storage::Transaction& transaction, const tasks::Graph& graph,
                         const std::vector<tasks::Forecast>& forecasts, std::size_t workers);

}  // namespace souls::studio
