#include "gateway/router.hpp"

#include <algorithm>
#include <cassert>

#include "gateway/target.hpp"

namespace souls::gateway {
namespace {

bool is_place(const std::string& segment) { return segment.front() == '{'; }
bool takes_rest(const std::vector<std::string>& path) { return !path.empty() && path.back().ends_with("*}"); }

/// Fills `places` and says whether the path is of the template.
bool matches(const std::vector<std::string>& wanted, const std::vector<std::string>& path,
             std::vector<std::string>& places) {
  const bool rest = takes_rest(wanted);
  if (rest ? path.size() < wanted.size() : path.size() != wanted.size()) return false;
  places.clear();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (is_place(wanted[i]))
      places.push_back(path[i]);
    else if (wanted[i] != path[i])
      return false;
  }
  for (std::size_t i = wanted.size(); i < path.size(); ++i) places.back() += '/' + path[i];
  return true;
}

/// How exact a template is: its segments, those in braces after those that aren't.
std::string exactness(const Route& route) {
  std::string marks;
  for (const auto& segment : route.path) marks += is_place(segment) ? '1' : '0';
  return takes_rest(route.path) ? marks + '2' : marks;
}

}  // namespace

Route& Router::add(Method method, std::string_view path_template, const Access& access, Handler handler, Pace pace,
                   double cost) {
  auto target = parse_target(path_template);
  assert(target && "a route's template is a path");
  Route route{method, std::move(target->path), access, std::move(handler), pace, cost, std::string(path_template)};
  const auto place = std::upper_bound(routes_.begin(), routes_.end(), route,
                                      [](const Route& a, const Route& b) { return exactness(a) < exactness(b); });
  return *routes_.insert(place, std::move(route));
}

void Router::wrap(const std::function<Handler(const Route&)>& around) {
  for (Route& route : routes_) route.handler = around(route);
}

Router::Match Router::find(Method method, const std::vector<std::string>& path) const {
  Match match;
  std::vector<std::string> places;
  const Route* first = nullptr;
  for (const Route& route : routes_) {
    if (first ? route.path != first->path : !matches(route.path, path, places)) continue;
    if (!first) first = &route;
    if (route.method == method) return {&route, std::move(places), {}};
    match.allowed.push_back(route.method);
  }
  return match;
}

}  // namespace souls::gateway
