#pragma once
// Which handler answers which method and path.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/identity/access.hpp"
#include "gateway/message.hpp"

namespace souls::gateway {

/// What requests cost of a caller's rate, in ordinary ones.
namespace cost {
inline constexpr double kNothing = 0;  ///< not limited
inline constexpr double kWorker = 0.1;  ///< of a worker from elsewhere, which asks often
inline constexpr double kOrder = 5;    ///< what makes work for workers
inline constexpr double kWholeStore = 20;
}  // namespace cost

/// Whether a handler may wait (for the store, a disk): such a one runs on a thread of its own, never between other
/// connections' bytes. One that hashes passwords has threads of its own, for it takes a processor for long.
enum class Pace { waits, at_once, computes };

struct Route {
  Method method = Method::get;
  std::vector<std::string> path;  ///< "{…}" stands for any one segment; a last "{…*}" for one or more, joined by "/"
  Access access;
  Handler handler;
  Pace pace = Pace::waits;
  double cost = 1;
  std::string name;  ///< the template
  Receiver receiver = {};      ///< empty: the body goes to `Request::body`
  bool tells_success = true;  ///< in the log of requests
};

/// Filled once, then read by any thread.
class Router {
 public:
  /// `path_template` is such as "/v1/songs/{id}"; a segment as it is wins over one in braces.
  /// The route, until another is added.
  Route& add(Method method, std::string_view path_template, const Access& access, Handler handler, Pace pace = Pace::waits,
             double cost = 1);

  /// Puts what `around` makes of each route in the place of its handler.
  void wrap(const std::function<Handler(const Route&)>& around);

  struct Match {
    const Route* route = nullptr;  ///< null: no such path, or another method
    std::vector<std::string> places;
    std::vector<Method> allowed;  ///< methods of the path
  };
  Match find(Method method, const std::vector<std::string>& path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace souls::gateway
