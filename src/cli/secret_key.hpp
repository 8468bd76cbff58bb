#pragma once
// The key of the secrets, and where it comes from.

#include <filesystem>
#include <string>

#include "storage/secret_box.hpp"

namespace souls::cli {

/// SOULS_HOME/keys/secret.key
std::filesystem::path secret_key_file(const std::filesystem::path& home);

struct SecretKey {
  storage::SecretBox box;
  std::string source;  ///< "the variable SOULS_SECRET_KEY"; people are told where it has to come from
};

/// From SOULS_SECRET_KEY, the file that SOULS_SECRET_KEY_FILE names, or keys/secret.key; not_found when there is none.
/// Takes the variable out of the environment, so call it before there are other threads.
Result<SecretKey> open_secret_key(const std::filesystem::path& home);

/// The same, and makes keys/secret.key when there is no key yet.
Result<SecretKey> open_or_make_secret_key(const std::filesystem::path& home);

}  // namespace souls::cli
