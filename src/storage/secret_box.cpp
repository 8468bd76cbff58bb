#include "storage/secret_box.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/digest.hpp"
#include "base/limits.hpp"
#include "storage/descriptor.hpp"
#include "storage/folder.hpp"
#include "storage/temporary_file.hpp"

namespace souls::storage {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHexBytes = 2 * kKeyBytes;
constexpr const char* kVariable = "SOULS_SECRET_KEY";
constexpr const char* kFileVariable = "SOULS_SECRET_KEY_FILE";

tl::unexpected<Error> invalid(std::string message) { return fail(ErrorCode::invalid_request, std::move(message)); }

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// Once per process; sodium_init may be called again.
Status start() {
  return sodium_init() >= 0 ? Status{} : Status(fail(ErrorCode::unavailable, "the system gives no random numbers"));
}

/// Wipes what it holds when it goes.
struct Wiped {
  std::string text;
  ~Wiped() { sodium_memzero(text.data(), text.size()); }
};

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

}  // namespace

void SecretBox::Wipe::operator()(unsigned char* key) const { sodium_free(key); }

SecretBox::SecretBox(Key key) : key_(std::move(key)) {
  // A digest of a random key of 256 bits says nothing of it.
  Wiped labelled{"souls secret key\n" + std::string(reinterpret_cast<const char*>(key_.get()), kKeyBytes)};
  key_id_ = "k_" + sha256(labelled.text).hex.substr(0, 16);
}

Result<SecretBox> SecretBox::from_key(std::string_view hex) {
  if (auto started = start(); !started) return fail(started.error());
  Key key(static_cast<unsigned char*>(sodium_malloc(kKeyBytes)));
  if (!key) return fail(ErrorCode::unavailable, "there is no memory for the key of the secrets");
  std::size_t length = 0;
  if (hex.size() != kHexBytes ||
      sodium_hex2bin(key.get(), kKeyBytes, hex.data(), hex.size(), nullptr, &length, nullptr) != 0 ||
      length != kKeyBytes) {
    return invalid("the key of the secrets must be 64 hexadecimal letters");
  }
  return SecretBox(std::move(key));
}

Result<SecretBox> SecretBox::from_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file && errno == ENOENT) return fail(ErrorCode::not_found, "there is no key file " + path.string());
  struct stat state {};
  if (!file || ::fstat(file.number(), &state) != 0) return system_failure("read the key file", path, errno);
  if (!S_ISREG(state.st_mode)) return invalid("the key file " + path.string() + " is no file");
  if ((state.st_mode & 077) != 0) {
    return invalid("the key file " + path.string() + " is open to other users; run chmod 600 on it");
  }
  if (state.st_uid != ::geteuid() && state.st_uid != 0) {
    return invalid("the key file " + path.string() + " belongs to another user");
  }
  std::array<char, kHexBytes + 3> letters{};
  const ssize_t count = ::read(file.number(), letters.data(), letters.size());
  if (count < 0) return system_failure("read the key file", path, errno);
  const Wiped text{without_line_end(std::string(letters.data(), static_cast<std::size_t>(count)))};
  sodium_memzero(letters.data(), letters.size());
  auto box = from_key(text.text);
  if (!box && box.error().code == ErrorCode::invalid_request) {
    return invalid("the key file " + path.string() + " holds no key: it must be 64 hexadecimal letters");
  }
  return box;
}

Result<SecretBox> SecretBox::from_environment() {
  char* const value = std::getenv(kVariable);
  const char* const file = std::getenv(kFileVariable);
  if (value != nullptr && file != nullptr) {
    return invalid("SOULS_SECRET_KEY and SOULS_SECRET_KEY_FILE are both set; set one of them");
  }
  if (file != nullptr) return from_file(file);
  if (value == nullptr) {
    return fail(ErrorCode::not_found,
                "there is no key for secrets; set SOULS_SECRET_KEY_FILE to a key file, or SOULS_SECRET_KEY to a key");
  }
  const Wiped text{without_line_end(value)};
  sodium_memzero(value, std::strlen(value));
  ::unsetenv(kVariable);
  auto box = from_key(text.text);
  if (!box && box.error().code == ErrorCode::invalid_request) {
    return invalid("SOULS_SECRET_KEY holds no key: it must be 64 hexadecimal letters");
  }
  return box;
}

Result<SealedSecret> SecretBox::seal(const std::string& name, std::string_view secret, std::int64_t now_ms) const {
  if (secret.size() > limits::kSealedBytesMax) {
    return invalid("a secret may be at most " + std::to_string(limits::kSealedBytesMax) + " bytes long");
  }
  std::string bytes(kNonceBytes + secret.size() + kTagBytes, '\0');
  auto* const nonce = reinterpret_cast<unsigned char*>(bytes.data());
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr, bytes_of(secret), secret.size(),
                                             bytes_of(name), name.size(), nullptr, nonce, key_.get());
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), nonce, bytes.size(), kVariant);
  text.pop_back();  // the final zero
  return SealedSecret{name, key_id_, std::move(text), now_ms};
}

std::string SecretBox::derive(std::string_view purpose) const {
  std::string key(kKeyBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(key.data()), key.size(), bytes_of(purpose), purpose.size(),
                     key_.get(), kKeyBytes);
  return key;
}

Result<std::string> SecretBox::open(const SealedSecret& sealed) const {
  if (sealed.key_id != key_id_) {
    return invalid("the secret \"" + sealed.name + "\" was sealed by the key " + sealed.key_id + ", and this is " +
                   key_id_);
  }
  const auto changed = [&] {
    return fail(ErrorCode::corrupt, "the secret \"" + sealed.name + "\" was changed since it was sealed; set it anew");
  };
  std::vector<unsigned char> bytes(sealed.sealed.size() + 1);  // of nothing too there is a place
  std::size_t length = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), sealed.sealed.data(), sealed.sealed.size(), nullptr, &length,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      length < kNonceBytes + kTagBytes) {
    return changed();
  }
  std::string secret(length - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(secret.data()), nullptr, nullptr,
                                                 bytes.data() + kNonceBytes, length - kNonceBytes,
                                                 bytes_of(sealed.name), sealed.name.size(), bytes.data(),
                                                 key_.get()) != 0) {
    return changed();
  }
  return secret;
}

Status make_key_file(const std::filesystem::path& path) {
  if (auto started = start(); !started) return started;
  std::array<unsigned char, kKeyBytes> key{};
  randombytes_buf(key.data(), key.size());
  Wiped text{std::string(kHexBytes + 1, '\0')};
  sodium_bin2hex(text.text.data(), text.text.size(), key.data(), key.size());
  sodium_memzero(key.data(), key.size());
  text.text.back() = '\n';
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file && errno == EEXIST) {
    return fail(ErrorCode::conflict, "there is a file " + path.string() + " already; keys are never written over");
  }
  if (!file) return system_failure("make the key file", path, errno);
  if (auto written = write_all(file.number(), text.text, path); !written) return written;
  if (::fchmod(file.number(), 0600) != 0 || ::fsync(file.number()) != 0) {
    return system_failure("make the key file", path, errno);
  }
  const auto folder = std::filesystem::absolute(path).parent_path();
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.number()) != 0) return system_failure("sync the folder", folder, errno);
  return {};
}

}  // namespace souls::storage
