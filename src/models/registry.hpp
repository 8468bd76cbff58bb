#pragma once
// Model packages: what a folder with soul.json says of itself, and which package serves a capability.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::models {

struct PackageFile {
  std::string path;  ///< inside the package's folder
  std::size_t size_bytes = 0;
  Digest digest;
};

/// A soul: one capability, a version, a contract.
struct Package {
  std::string name;
  std::string version;     ///< semantic
  std::string capability;  ///< "plan", "lyrics", "music", "vocals", "sound", "visuals", "formats"
  int contract = 1;
  std::string runtime;
  std::string licence;
  std::string summary;  ///< one line for people
  std::vector<std::string> languages;
  std::vector<PackageFile> files;
  std::filesystem::path folder;
  Digest digest;  ///< of the manifest, which states the digest of every file
};

/// Reads `folder`/soul.json and checks that each file is there with its stated size. Contents are verified by `verify`.
Result<Package> read_package(const std::filesystem::path& folder);

/// Reads every file and compares its digest with the manifest's.
Status verify(const Package& package);

/// The package's CARD.md, for people; empty where the manifest names none. corrupt: it isn't what the manifest says.
Result<std::string> read_card(const Package& package);

/// The packages of a folder. Immutable; may be shared by threads.
class Registry {
 public:
  static Result<Registry> open(const std::filesystem::path& folder);

  const std::vector<Package>& packages() const { return packages_; }
  /// The package that serves a capability, or an error that names what is missing.
  Result<Package> find(std::string_view capability) const;

 private:
  std::vector<Package> packages_;  ///< by name
};

}  // namespace souls::models
