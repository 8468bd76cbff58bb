#pragma once
// W3C Trace Context, level 1: which larger piece of work a request is a part of.

#include <string>
#include <string_view>

namespace souls::gateway {

/// Our own part of the trace that `traceparent` names, as a traceparent: its trace and flags, a parent id of ours. A
/// trace of its own where that is empty or malformed.
std::string continue_trace(std::string_view traceparent);
/// The 32 hexadecimal letters that name the trace.
std::string_view trace_id(std::string_view traceparent);

}  // namespace souls::gateway
