#pragma once
// Operating errors are values: a function that can fail returns Result<T>.

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace souls {

/// Whose fault an error is, and so what a caller does about it.
enum class ErrorCode {
  invalid_request,  ///< the caller asked for something that can't be; exit code 2
  not_found,        ///< the caller named something that isn't there; exit code 2
  conflict,         ///< what the caller changes has changed since; exit code 2
  cancelled,        ///< stopped on request
  deadline,         ///< took longer than it may
  unavailable,      ///< a resource (disk, memory, worker) is missing at present; exit code 1
  corrupt,          ///< stored bytes aren't what was stored; exit code 1
  internal,         ///< our fault; exit code 1
  unauthenticated,  ///< the caller didn't show who he is, or what he showed isn't valid; exit code 2
  forbidden,        ///< the caller may not; exit code 2
  rate_limited,     ///< the caller asks too often; exit code 1
  lost_race,        ///< what the caller has seen of it isn't how it is any more; exit code 2
  unprocessable,    ///< of the right form, but it can't be, or not after what came before; exit code 2
};

/// An operating error. `message` is one sentence for the caller: what is wrong and what is allowed.
/// `detail` is for the operator's log and may name paths and causes; it never holds secrets.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string detail;
};

template <class T>
using Result = tl::expected<T, Error>;

/// A value of its own for functions that return nothing but may fail.
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string detail = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(detail)});
}

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace souls
