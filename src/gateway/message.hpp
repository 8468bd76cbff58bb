#pragma once
// A request and its answer as plain values: what a route sees, whatever the connection was.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "gateway/identity/caller.hpp"
#include "storage/descriptor.hpp"

namespace souls::gateway {

/// `other`: one that no route takes.
enum class Method { get, post, put, patch, remove, other };
std::string_view to_string(Method method);

using Field = std::pair<std::string, std::string>;

struct Request {
  Method method = Method::get;
  bool is_head = false;             ///< a HEAD request: a `get` whose answer has no body
  std::vector<std::string> path;    ///< its segments, decoded
  std::vector<Field> query;         ///< decoded, in order
  std::vector<Field> headers;       ///< those that routes may read, by lower-case name
  std::vector<std::string> places;  ///< what stands for the {…} of the route's template, in order
  std::string body;
  std::uint64_t received = 0;  ///< bytes of the body, where it went to a file
  std::string id;     ///< of this request, for logs
  std::string trace;  ///< its traceparent, for the steps that it asks for
  Peer peer;
  Caller caller;

  /// Null when it isn't there.
  const std::string* query_value(std::string_view name) const;
  const std::string* header(std::string_view name) const;
};

/// A file, or a part of it, that is sent as the body.
struct FileBody {
  storage::Descriptor file;
  std::uint64_t bytes = 0;
  std::uint64_t first = 0;  ///< where it begins in the file
};

/// A file that a body is written to.
struct BodySink {
  storage::Descriptor file;
  std::uint64_t bytes_max = 0;
};

/// A body whose length isn't known before. Appends what comes next to `block`, about as much as is sent at once; false:
/// that was all. After an error the connection breaks off. Called by one thread at a time; it may wait.
using StreamBody = std::function<Result<bool>(std::string& block)>;

/// An event as it was stored. `data` is JSON.
struct StoredEvent {
  std::uint64_t number = 0;
  std::string user, song, kind, data;
};

/// A stream of events that goes on until either end closes.
struct EventsBody {
  std::optional<std::uint64_t> after;  ///< the last one that the caller has; without it, from now on
  std::function<bool(const StoredEvent&)> wanted;
};

struct Response;

/// An answer that isn't there yet; no thread is held meanwhile. `look` may be called from any thread, by one at a time,
/// and may wait for the store.
struct Pending {
  /// `look` finds more once it can be read, and there is no last time; empty: it is looked after events that are news.
  storage::Descriptor readable;
  double seconds_max = 0;
  std::function<bool(const StoredEvent&)> is_news;  ///< whether `look` may find more after the event
  /// The answer, null when it isn't there yet; never null when it `is_last`: then the time is over.
  std::function<std::shared_ptr<Response>(bool is_last)> look;
  std::function<void()> gone = nullptr;  ///< the other end has closed; with null it isn't looked for
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<Field> headers;
  std::string body;
  std::optional<FileBody> file;      ///< instead of `body`
  std::optional<EventsBody> events;  ///< instead of `body`
  StreamBody stream;                 ///< instead of `body`
  std::shared_ptr<Pending> pending;  ///< what is waited for; then its answer is sent instead of all this
};

/// Answers a request. Called from any thread, many at once. An error becomes a problem document.
using Handler = std::function<Result<Response>(const Request&)>;

/// Says where a request's body goes, before it is read. Called like a handler.
using Receiver = std::function<Result<BodySink>(const Request&)>;

}  // namespace souls::gateway
