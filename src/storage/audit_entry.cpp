#include "storage/audit_table.hpp"
#include "storage/packing.hpp"

namespace souls::storage {
namespace {

/// The first value of each entry: how the others are laid out.
constexpr int kLayout = 1;

}  // namespace

std::string pack_entry(const AuditEntry& e) {
  return Packer()
      .add(kLayout).add(e.number).add(e.time_ms).add(e.kind).add(e.user).add(e.api_key)
      .add(e.run).add(e.step).add(e.capability).add(e.package).add(e.version).add(e.package_digest).add(e.seed)
      .add(e.worker).add(e.tries).add(e.seconds).add(e.cpu_seconds).add(e.bytes_out)
      .add(e.inputs).add(e.outputs).add(e.text)
      .take();
}

Result<AuditEntry> unpack_entry(std::string_view bytes) {
  Unpacker values(bytes);
  AuditEntry e;
  const std::int64_t layout = values.integer();
  e.number = values.number();
  e.time_ms = values.integer();
  for (std::string* text : {&e.kind, &e.user, &e.api_key, &e.run, &e.step, &e.capability, &e.package, &e.version}) {
    *text = values.text();
  }
  e.package_digest = values.digest();
  e.seed = values.number();
  e.worker = values.text();
  e.tries = static_cast<int>(values.integer());
  e.seconds = values.real();
  e.cpu_seconds = values.real();
  e.bytes_out = values.number();
  e.inputs = values.digests();
  e.outputs = values.digests();
  e.text = values.text();
  if (layout != kLayout || !values.is_whole()) {
    return fail(ErrorCode::corrupt, "an entry of the audit log is damaged");
  }
  return e;
}

Digest chain_hash(const Digest& before, std::string_view bytes) {
  std::string all = before.empty() ? std::string(32, '\0') : raw_bytes(before);
  all.append(bytes);
  return sha256(all);
}

}  // namespace souls::storage
