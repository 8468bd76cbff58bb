#pragma once
// Secrets as they are kept: sealed by a key that stands outside of the database (secret_box.hpp).

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace souls::storage {

/// What a box made of a secret. Says nothing without the key.
struct SealedSecret {
  std::string name;    ///< "models/NAME/token"
  std::string key_id;  ///< of the key that opens it
  std::string sealed;  ///< base64
  std::int64_t updated_ms = 0;
};

class SecretTable {
 public:
  virtual ~SecretTable() = default;

  /// Replaces what had the name. invalid_request: more than limits::kSecretsMax, or a name out of bounds.
  virtual Status put(const SealedSecret& secret) = 0;
  /// not_found
  virtual Result<SealedSecret> find(const std::string& name) = 0;
  /// All, by name.
  virtual Result<std::vector<SealedSecret>> list() = 0;
  /// not_found
  virtual Status remove(const std::string& name) = 0;
};

}  // namespace souls::storage
