// /v1/limits: what a user may have, and has.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "storage/blob_table.hpp"
#include "storage/user_table.hpp"

namespace souls::gateway {
namespace {

constexpr std::int64_t kDayMs = 24 * 3600 * 1000;

Json limit(std::uint64_t used, std::uint64_t allowed) { return {{"used", used}, {"allowed", allowed}}; }

Result<Json> limits_of(const Api& api, storage::Transaction& t, const std::string& user) {
  if (auto found = t.users().find(user); !found) return fail(found.error());
  const auto usage = t.songs().usage(user);
  if (!usage) return fail(usage.error());
  const auto bytes = t.blobs().bytes_of(user);
  if (!bytes) return fail(bytes.error());
  const auto own_quota = t.blobs().quota(user);
  if (!own_quota) return fail(own_quota.error());
  const studio::Quotas& quotas = api.makers.quotas;
  const bool is_today = usage->day == api.clock() / kDayMs;
  return Json{{"songs", limit(usage->songs, quotas.songs_max)},
              {"songs_at_once", limit(usage->unfinished, quotas.songs_at_once_max)},
              {"songs_today", limit(is_today ? usage->day_songs : 0, quotas.songs_per_day_max)},
              {"bytes", limit(*bytes, own_quota->value_or(quotas.bytes_max))}};
}

Result<Response> show(const Api& api, const Request& request) {
  const std::string asked = request.caller.owner ? read_text(request, "user") : "";
  const std::string& user = asked.empty() ? request.caller.user : asked;
  const auto body = studio::in_read<Json>(api.store, [&](storage::Transaction& t) { return limits_of(api, t, user); });
  if (!body) return fail(body.error());
  return answer(*body);
}

}  // namespace

void add_limits(Router& router, const Api& api) {
  router.add(Method::get, "/v1/limits", access::kReadSongs,
             [&api](const Request& request) { return show(api, request); });
}

}  // namespace souls::gateway
