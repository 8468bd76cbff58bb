#pragma once
// The running server, as commands reach it.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "gateway/client.hpp"

namespace souls::cli {

/// Where the server of this SOULS_HOME keeps what it has: database, blobs, checkpoints of the audit log.
std::filesystem::path data_folder(const std::filesystem::path& home);
/// SOULS_HOME/run/control.sock
std::filesystem::path control_socket(const std::filesystem::path& home);
/// SOULS_HOME/run/workers.sock, where workers that others have started come in.
std::filesystem::path worker_socket(const std::filesystem::path& home);
/// The key that signs the audit log's checkpoints, and the file that they stand in.
std::filesystem::path audit_key_file(const std::filesystem::path& home);
std::filesystem::path checkpoint_file(const std::filesystem::path& home);

/// The server of this SOULS_HOME; whether it runs is seen when it is asked.
Result<gateway::Client> server();

/// Asks for JSON; null where the answer has no body.
Result<nlohmann::json> ask(const gateway::Client& client, gateway::Method method, const std::string& target,
                           const nlohmann::json& body = nullptr);

/// All pages of a list: those of "next" are asked for until there is none, or `count_max` items are there.
Result<nlohmann::json> ask_all(const gateway::Client& client, const std::string& target, const std::string& items,
                               std::size_t count_max = 100'000);

/// The seed of a song, a revision, a task or an entry: a number where JavaScript can hold it, else text.
std::string seed_text(const nlohmann::json& seeded);

/// "/v1/songs?a=1&b=2", without those that are empty.
std::string with_query(const std::string& path, const std::vector<std::pair<std::string, std::string>>& query);

}  // namespace souls::cli
