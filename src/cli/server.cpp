#include "cli/server.hpp"

#include "cli/places.hpp"
#include "gateway/target.hpp"

namespace souls::cli {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path data_folder(const fs::path& home) { return home / "data"; }
fs::path control_socket(const fs::path& home) { return home / "run" / "control.sock"; }
fs::path worker_socket(const fs::path& home) { return home / "run" / "workers.sock"; }
fs::path audit_key_file(const fs::path& home) { return home / "keys" / "audit.key"; }
fs::path checkpoint_file(const fs::path& home) { return data_folder(home) / "audit.checkpoints"; }

Result<gateway::Client> server() {
  const auto folder = home();
  if (!folder) return fail(folder.error());
  return gateway::Client(control_socket(*folder));
}

Result<json> ask(const gateway::Client& client, gateway::Method method, const std::string& target, const json& body) {
  const auto text = client.call(method, target, body.is_null() ? std::string() : body.dump());
  if (!text) return fail(text.error());
  if (text->empty()) return json();
  json answer = json::parse(*text, nullptr, false);
  if (answer.is_discarded()) return fail(ErrorCode::internal, "the server's answer can't be read");
  return answer;
}

Result<json> ask_all(const gateway::Client& client, const std::string& target, const std::string& items,
                     std::size_t count_max) {
  json all = json::array();
  std::string cursor;
  const std::string sign = target.find('?') == std::string::npos ? "?" : "&";
  do {
    const auto page = ask(client, gateway::Method::get,
                          target + sign + "limit=200" + (cursor.empty() ? "" : "&cursor=" + gateway::escape(cursor)));
    if (!page) return page;
    for (const auto& item : page->at(items)) all.push_back(item);
    cursor = page->value("next", "");
  } while (!cursor.empty() && all.size() < count_max);
  return all;
}

std::string seed_text(const nlohmann::json& seeded) {
  const nlohmann::json& seed = seeded.at("seed");
  return seed.is_string() ? seed.get<std::string>() : seed.dump();
}

std::string with_query(const std::string& path, const std::vector<std::pair<std::string, std::string>>& query) {
  std::string target = path;
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    target += (target.find('?') == std::string::npos ? '?' : '&') + name + '=' + gateway::escape(value);
  }
  return target;
}

}  // namespace souls::cli
