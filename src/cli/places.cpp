#include "cli/places.hpp"

#include <unistd.h>

#include <cctype>
#include <cstdlib>

#include "base/text.hpp"

namespace souls::cli {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

Result<fs::path> home() {
  fs::path folder;
  if (const auto own = variable("SOULS_HOME"); !own.empty())
    folder = own;
  else if (const auto data = variable("XDG_DATA_HOME"); !data.empty())
    folder = fs::path(data) / "synthetic-souls";
  else if (const auto user = variable("HOME"); !user.empty())
    folder = fs::path(user) / ".local/share/synthetic-souls";
  else
    return fail(ErrorCode::invalid_request,
                "neither SOULS_HOME nor HOME is set, so there is no place to remember results; set SOULS_HOME");
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || ::access(folder.c_str(), W_OK) != 0) {
    return fail(ErrorCode::invalid_request,
                "the folder " + folder.string() + " can't be written; set SOULS_HOME to one that can");
  }
  return fs::absolute(folder);
}

fs::path packages() {
  if (const auto own = variable("SOULS_PACKAGES"); !own.empty()) return own;
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path() / "packages";
}

std::string folder_name(std::string_view title) {
  std::string name;
  for (const char c : title) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || byte >= 0x80)
      name += static_cast<char>(std::tolower(byte));
    else if (!name.empty() && name.back() != '-' && c != '\'')
      name += '-';
  }
  name.resize(cut_utf8(name, 60).size());
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name.empty() ? "song" : name;
}

fs::path free_folder(const fs::path& parent, const std::string& name) {
  fs::path folder = parent / name;
  for (int number = 2; fs::exists(folder); ++number) folder = parent / (name + "-" + std::to_string(number));
  return folder;
}

Status check_out(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !(fs::is_directory(folder, error) && fs::is_empty(folder, error))) {
    return fail(ErrorCode::invalid_request,
                "the folder " + folder.string() + " is there already; name one that isn't with --out");
  }
  fs::path parent = fs::absolute(folder).lexically_normal();
  if (!parent.has_filename()) parent = parent.parent_path();
  parent = parent.parent_path();
  while (!fs::exists(parent, error) && parent.has_relative_path()) parent = parent.parent_path();
  std::string trial = (parent / ".souls-XXXXXX").string();
  if (!fs::is_directory(parent, error) || !::mkdtemp(trial.data())) {
    return fail(ErrorCode::invalid_request,
                "nothing can be written to " + parent.string() + "; name another folder with --out");
  }
  ::rmdir(trial.c_str());
  return {};
}

}  // namespace souls::cli
