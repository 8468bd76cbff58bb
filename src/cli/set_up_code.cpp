#include "cli/set_up_code.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/limits.hpp"
#include "storage/descriptor.hpp"
#include "storage/folder.hpp"
#include "storage/temporary_file.hpp"

namespace souls::cli {

namespace fs = std::filesystem;

fs::path setup_code_file(const fs::path& home) { return home / "run" / "setup.code"; }

Status tell_setup_code(const fs::path& home, const std::string& code) {
  const int minutes = static_cast<int>(limits::kSetupCodeSeconds / 60);
  if (::isatty(STDOUT_FILENO) != 0) {
    std::printf("there is no owner yet; the code for /setup, good for %d minutes: %s\n", minutes, code.c_str());
    return {};
  }
  const fs::path path = setup_code_file(home);
  forget_setup_code(home);
  const storage::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return storage::system_failure("write the code of the set-up", path, errno);
  if (auto written = storage::write_all(file.number(), code + "\n", path); !written) return written;
  std::printf("there is no owner yet; the code for /setup is in %s for %d minutes\n", path.c_str(), minutes);
  return {};
}

void forget_setup_code(const fs::path& home) {
  std::error_code ignored;
  fs::remove(setup_code_file(home), ignored);
}

}  // namespace souls::cli
