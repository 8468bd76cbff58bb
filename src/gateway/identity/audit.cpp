#include "gateway/identity/audit.hpp"

#include "storage/audit_table.hpp"

namespace souls::gateway {

std::string who(const Caller& caller) {
  if (caller.by == Credential::control) return "the control socket";
  return caller.user.empty() ? "nobody" : caller.user;
}

Status tell(storage::Transaction& transaction, std::int64_t now_ms, const std::string& kind, const std::string& user,
            const std::string& text, const std::string& key) {
  storage::AuditEntry entry;
  entry.time_ms = now_ms;
  entry.kind = kind;
  entry.user = user;
  entry.api_key = key;
  entry.text = text;
  const auto told = transaction.audit().append(std::move(entry));
  return told ? Status{} : Status(fail(told.error()));
}

}  // namespace souls::gateway
