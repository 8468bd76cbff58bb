#pragma once
// Answers to orders that may come twice, by the key that their sender gave them.

#include <cstdint>
#include <optional>
#include <string>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::storage {

/// An order under a key. Its answer may hold a secret that is told once, and so is kept sealed (secret_box.hpp).
struct KeptAnswer {
  Digest order;  ///< of what was asked for
  std::int64_t created_ms = 0;
  std::optional<std::string> sealed = {};  ///< empty: it wasn't answered yet, or its answer is lost
  std::string key_id = {};                 ///< of the secret key that opens it
  bool operator==(const KeptAnswer&) const = default;
};

class AnswerTable {
 public:
  virtual ~AnswerTable() = default;

  virtual Result<std::optional<KeptAnswer>> find(const std::string& user, const std::string& key) = 0;
  /// An order that isn't answered yet; replaces one of the same key. rate_limited: limits::kAnswersPerUserMax already.
  virtual Status begin(const std::string& user, const std::string& key, const Digest& order,
                       std::int64_t created_ms) = 0;
  /// Nothing for an order that isn't there any more, or has an answer.
  virtual Status finish(const std::string& user, const std::string& key, const std::string& sealed,
                        const std::string& key_id) = 0;
  /// An order that came to nothing. Nothing for one that isn't there.
  virtual Status forget(const std::string& user, const std::string& key) = 0;
  virtual Status forget_before(std::int64_t created_ms) = 0;
};

}  // namespace souls::storage
