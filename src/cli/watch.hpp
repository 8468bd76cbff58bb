#pragma once
// Following the server's events.

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "gateway/client.hpp"

namespace souls::cli {

/// `souls tasks watch`: a table of what is being made that is drawn anew as events come; without a terminal, or for
/// machines, a line for each event. Until Ctrl-C, or until no task is open with `until_idle`.
Status watch_tasks(const gateway::Client& client, const std::string& song, bool as_json, bool until_idle);

/// Waits until a revision is final, telling `on_event` what happens to the song; "made", "failed" or "cancelled".
Result<nlohmann::json> wait_for_song(const gateway::Client& client, const std::string& id, int revision,
                                     const std::function<void(const nlohmann::json&)>& on_event);

}  // namespace souls::cli
