#include "gateway/prefer.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"
#include "gateway/problem.hpp"

namespace souls::gateway {
namespace {

constexpr int kWaitMax = static_cast<int>(limits::kWaitSecondsMax);

std::string_view trimmed(std::string_view text) {
  const auto is_dropped = [](char c) { return c == ' ' || c == '\t' || c == '"'; };
  while (!text.empty() && is_dropped(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_dropped(text.back())) text.remove_suffix(1);
  return text;
}

/// Of one preference, less its parameters: `wait=5`.
std::optional<int> read_wait(std::string_view preference) {
  preference = preference.substr(0, preference.find(';'));
  const std::size_t equals = preference.find('=');
  if (equals == std::string_view::npos || trimmed(preference.substr(0, equals)) != "wait") return std::nullopt;
  const std::string_view number = trimmed(preference.substr(equals + 1));
  if (number.empty() || !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  int seconds = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), seconds);
  return error == std::errc() ? std::min(seconds, kWaitMax) : kWaitMax;
}

Response applied(Response response, int seconds) {
  response.headers.emplace_back("Preference-Applied", "wait=" + std::to_string(seconds));
  return response;
}

}  // namespace

std::optional<int> preferred_wait(const Request& request) {
  for (const auto& [name, value] : request.headers) {
    if (name != "prefer") continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      if (const auto seconds = read_wait(rest.substr(0, end))) return seconds;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return std::nullopt;
}

Result<Response> answer_when_final(const Request& request, std::function<Result<Standing>()> look,
                                   std::function<bool(const StoredEvent&)> is_news) {
  auto now = look();
  if (!now) return fail(now.error());
  const auto wait = preferred_wait(request);
  if (!wait) return std::move(now->response);
  Response response = applied(std::move(now->response), *wait);
  if (now->is_final || *wait == 0) return response;
  response.pending = std::make_shared<Pending>();
  response.pending->seconds_max = *wait;
  response.pending->is_news = std::move(is_news);
  response.pending->look = [look = std::move(look), id = request.id, seconds = *wait](bool is_last) {
    auto found = look();
    if (!found) return std::make_shared<Response>(problem(found.error(), id));
    if (!found->is_final && !is_last) return std::shared_ptr<Response>();
    return std::make_shared<Response>(applied(std::move(found->response), seconds));
  };
  return response;
}

}  // namespace souls::gateway
