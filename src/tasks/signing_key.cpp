#include "tasks/signing_key.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <cerrno>

#include "storage/folder.hpp"
#include "storage/temporary_file.hpp"

namespace souls::tasks {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

const unsigned char* data(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* data(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Key private_key(std::string_view secret) {
  return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data(secret), secret.size()));
}

Result<std::string> make_secret(const std::filesystem::path& path) {
  std::string secret(kKeyBytes, '\0');
  if (RAND_priv_bytes(data(secret), static_cast<int>(secret.size())) != 1) {
    return fail(ErrorCode::unavailable, "the system gave no random numbers");
  }
  auto file = storage::TemporaryFile::make(path.parent_path());
  if (!file) return fail(file.error());
  if (auto written = file->write(to_hex(secret) + "\n"); !written) return fail(written.error());
  if (auto moved = file->move_to(path, true); !moved) return fail(moved.error());
  if (::chmod(path.c_str(), 0600) != 0) return storage::system_failure("protect the key", path, errno);
  return secret;
}

Result<std::string> read_secret(const std::filesystem::path& path) {
  const storage::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) {
    return fail(ErrorCode::not_found, "the key that signs the audit log is gone; put it back from where a copy is kept",
                path.string());
  }
  if (!file) return storage::system_failure("read the key", path, errno);
  struct stat state {};
  if (::fstat(file.number(), &state) != 0) return storage::system_failure("read the key", path, errno);
  if ((state.st_mode & 077) != 0) {
    return fail(ErrorCode::invalid_request, "others may read the key that signs the audit log; set its mode to 0600",
                path.string());
  }
  std::string letters(2 * kKeyBytes + 1, '\0');
  const ssize_t size = ::read(file.number(), letters.data(), letters.size());
  letters.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  if (!letters.empty() && letters.back() == '\n') letters.pop_back();
  std::string secret = from_hex(letters);
  if (secret.size() != kKeyBytes) {
    return fail(ErrorCode::invalid_request, "the file of the key that signs the audit log holds no key", path.string());
  }
  return secret;
}

}  // namespace

Result<SigningKey> SigningKey::open(const std::filesystem::path& path) {
  auto secret = read_secret(path);
  if (!secret && secret.error().code == ErrorCode::not_found) secret = make_secret(path);
  return secret ? of(std::move(*secret)) : fail(secret.error());
}

Result<SigningKey> SigningKey::open_existing(const std::filesystem::path& path) {
  auto secret = read_secret(path);
  return secret ? of(std::move(*secret)) : fail(secret.error());
}

Result<SigningKey> SigningKey::of(std::string secret) {
  const Key key = private_key(secret);
  std::string public_key(kKeyBytes, '\0');
  std::size_t size = public_key.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), data(public_key), &size) != 1) {
    return fail(ErrorCode::internal, "the key that signs the audit log can't be used");
  }
  return SigningKey(std::move(secret), std::move(public_key));
}

std::string SigningKey::sign(std::string_view bytes) const {
  const Key key = private_key(secret_);
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  const bool done = key && context &&
                    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                    EVP_DigestSign(context.get(), data(signature), &size, data(bytes), bytes.size()) == 1;
  return done ? signature : std::string();
}

bool is_signed(std::string_view bytes, std::string_view signature, std::string_view public_key) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), data(signature), signature.size(), data(bytes), bytes.size()) == 1;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kLetters[] = "0123456789abcdef";
  std::string letters;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    letters += kLetters[byte >> 4];
    letters += kLetters[byte & 15];
  }
  return letters;
}

std::string from_hex(std::string_view letters) {
  std::string bytes;
  if (letters.size() % 2 != 0) return bytes;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char c = letters[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return {};
    const int nibble = c <= '9' ? c - '0' : c - 'a' + 10;
    if (i % 2 == 0) bytes += static_cast<char>(nibble << 4);
    if (i % 2 == 1) bytes.back() = static_cast<char>(bytes.back() | nibble);
  }
  return bytes;
}

}  // namespace souls::tasks
