#include "cli/secret_key.hpp"

#include <cstdlib>

namespace souls::cli {

namespace fs = std::filesystem;

fs::path secret_key_file(const fs::path& home) { return home / "keys" / "secret.key"; }

Result<SecretKey> open_secret_key(const fs::path& home) {
  const bool is_in_variable = std::getenv("SOULS_SECRET_KEY") != nullptr;
  auto box = storage::SecretBox::from_environment();
  if (box) {
    return SecretKey{std::move(*box), is_in_variable ? "the variable SOULS_SECRET_KEY"
                                                     : "the file that SOULS_SECRET_KEY_FILE names"};
  }
  if (box.error().code != ErrorCode::not_found || std::getenv("SOULS_SECRET_KEY_FILE") != nullptr) {
    return fail(box.error());
  }
  box = storage::SecretBox::from_file(secret_key_file(home));
  if (!box) return fail(box.error());
  return SecretKey{std::move(*box), "the file keys/secret.key"};
}

Result<SecretKey> open_or_make_secret_key(const fs::path& home) {
  auto key = open_secret_key(home);
  if (key || key.error().code != ErrorCode::not_found || std::getenv("SOULS_SECRET_KEY_FILE") != nullptr) return key;
  if (auto made = storage::make_key_file(secret_key_file(home)); !made) return fail(made.error());
  return open_secret_key(home);
}

}  // namespace souls::cli
