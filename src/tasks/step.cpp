#include "tasks/step.hpp"

#include <gnu/libc-version.h>

#include <algorithm>

namespace souls::tasks {
namespace {

/// Fields of a key, each behind its length, so that no two lists of fields give the same bytes.
class CanonicalForm {
 public:
  void add(std::string_view field) {
    std::uint64_t size = field.size();
    for (int i = 0; i < 8; ++i, size >>= 8) bytes_ += static_cast<char>(size & 0xff);
    bytes_ += field;
  }

  Digest digest() const { return sha256(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace

std::string compute_class() { return std::string("x86-64-v3 glibc-") + gnu_get_libc_version(); }

Digest step_key(const Step& step, std::span<const NamedDigest> inputs, std::string_view compute_class) {
  std::vector<NamedDigest> sorted(inputs.begin(), inputs.end());
  std::sort(sorted.begin(), sorted.end());
  CanonicalForm form;
  form.add("souls step key 1");
  form.add(step.capability);
  form.add(std::to_string(step.contract_version));
  form.add(step.package_digest.hex);
  form.add(step.implementation_digest.hex);
  form.add(compute_class);
  form.add(step.parameters);
  form.add(std::to_string(step.seed));
  form.add(std::to_string(sorted.size()));
  for (const auto& input : sorted) {
    form.add(input.name);
    form.add(input.digest.hex);
  }
  return form.digest();
}

}  // namespace souls::tasks
