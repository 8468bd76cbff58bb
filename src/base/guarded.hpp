#pragma once
// Where an exception ends what it broke, and nothing else.

#include <exception>
#include <functional>
#include <new>
#include <string>
#include <type_traits>

#include "base/result.hpp"

namespace souls {

/// What `work` returns, a Result. An exception that escapes from it (of a third party's code, for want of memory, or by
/// a fault of ours) is an error that names `what`, as in "the step 'mix'".
template <class Work>
std::invoke_result_t<Work> guarded(const std::string& what, Work&& work) {
  try {
    return std::invoke(std::forward<Work>(work));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::unavailable, "there is not enough memory for " + what);
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, what + " met something that it doesn't know", error.what());
  }
}

}  // namespace souls
