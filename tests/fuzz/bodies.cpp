// A body in JSON at each operation that takes one. The first byte chooses the operation.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "gateway/answers.hpp"
#include "gateway/contract.hpp"
#include "song/edits.hpp"
#include "song/json.hpp"

using namespace souls;
using namespace souls::gateway;

namespace {

std::vector<const Operation*> with_bodies() {
  std::vector<const Operation*> found;
  for (const Operation& operation : contract()) {
    if (!operation.body_schema().is_null()) found.push_back(&operation);
  }
  return found;
}

void expect(bool holds) {
  if (!holds) std::abort();
}

/// What was read once is read again as it was written.
template <class Read>
void try_reader(Read read, const std::string& text) {
  const auto value = read(text);
  if (!value) return;
  const std::string written = song::to_json(*value);
  const auto again = read(written);
  expect(again && song::to_json(*again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto operations = with_bodies();
  if (size == 0) return 0;
  Request request;
  request.body.assign(reinterpret_cast<const char*>(data + 1), size - 1);
  request.headers.emplace_back("content-type", "application/json");
  (void)operations[data[0] % operations.size()]->check(request);
  try_reader(song::request_from_json, request.body);
  try_reader(song::plan_from_json, request.body);
  try_reader(song::lines_from_json, request.body);
  try_reader(song::notes_from_json, request.body);
  if (const auto edits = song::edits_from_json(request.body)) {
    for (const auto& edit : *edits) expect(song::edits_from_json("[" + song::to_json(edit) + "]").has_value());
  }
  return 0;
}
