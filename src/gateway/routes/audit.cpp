// /v1/audit: who did what with what.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "song/json_place.hpp"
#include "storage/audit_table.hpp"

namespace souls::gateway {
namespace {

Json json_of(const std::vector<storage::NamedDigest>& blobs) {
  Json list = Json::array();
  for (const auto& blob : blobs) list.push_back({{"name", blob.name}, {"digest", blob.digest.hex}});
  return list;
}

Result<Json> json_of(const storage::AuditRow& row) {
  const auto entry = storage::unpack_entry(row.bytes);
  if (!entry) return fail(entry.error());
  return Json{{"number", row.number},
              {"hash", row.hash.hex},
              {"time_ms", entry->time_ms},
              {"kind", entry->kind},
              {"user", entry->user},
              {"api_key", entry->api_key},
              {"run", entry->run},
              {"song", song_of_run(entry->run)},
              {"step", entry->step},
              {"capability", entry->capability},
              {"package", entry->package},
              {"version", entry->version},
              {"package_digest", entry->package_digest.hex},
              {"seed", song::json_of_seed(entry->seed)},
              {"worker", entry->worker},
              {"tries", entry->tries},
              {"seconds", entry->seconds},
              {"cpu_seconds", entry->cpu_seconds},
              {"bytes", entry->bytes_out},
              {"inputs", json_of(entry->inputs)},
              {"outputs", json_of(entry->outputs)},
              {"text", entry->text}};
}

Result<Json> json_of(const std::vector<storage::AuditRow>& rows) {
  Json list = Json::array();
  for (const auto& row : rows) {
    auto json = json_of(row);
    if (!json) return json;
    list.push_back(std::move(*json));
  }
  return list;
}

Result<Response> list(const Api& api, const Request& request) {
  const std::size_t limit = read_limit(request, 100);
  const auto after = read_number(request, "cursor");
  if (!after) return fail(after.error());
  const auto rows = studio::in_read<std::vector<storage::AuditRow>>(api.store, [&](storage::Transaction& t) {
    return t.audit().after(static_cast<std::uint64_t>(after->value_or(0)), limit);
  });
  if (!rows) return fail(rows.error());
  auto entries = json_of(*rows);
  if (!entries) return fail(entries.error());
  Json body = {{"entries", std::move(*entries)}};
  if (rows->size() == limit) body["next"] = std::to_string(rows->back().number);
  return answer(body);
}

Result<Response> artifact(const Api& api, const Request& request) {
  if (!is_digest(request.places[0])) {
    return fail(ErrorCode::invalid_request, "an artifact is named by its SHA-256: 64 hexadecimal letters");
  }
  const auto rows = studio::in_read<std::vector<storage::AuditRow>>(
      api.store, [&](storage::Transaction& t) { return t.audit().that_made(Digest{request.places[0]}); });
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::not_found, "no step on record made this artifact");
  auto entries = json_of(*rows);
  if (!entries) return fail(entries.error());
  return answer({{"entries", std::move(*entries)}});
}

}  // namespace

void add_audit(Router& router, const Api& api) {
  router.add(Method::get, "/v1/audit", access::kSystem, [&api](const Request& request) { return list(api, request); });
  router.add(Method::get, "/v1/audit/artifacts/{digest}", access::kSystem,
             [&api](const Request& request) { return artifact(api, request); });
  if (!api.operations.verify_audit) return;
  router.add(
      Method::get, "/v1/audit/verification", access::kSystem,
      [&api](const Request&) -> Result<Response> {
        auto report = api.operations.verify_audit();
        if (!report) return fail(report.error());
        Response response;
        response.body = std::move(*report);
        return response;
      },
      Pace::waits, cost::kWholeStore);
}

}  // namespace souls::gateway
