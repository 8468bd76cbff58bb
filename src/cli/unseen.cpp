#include "cli/unseen.hpp"

#include <termios.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.hpp"

namespace souls::cli {
namespace {

/// While it lives, what is typed isn't shown.
class Unseen {
 public:
  Unseen() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_set_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
  }
  ~Unseen() {
    if (is_set_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool is_set_ = false;
};

}  // namespace

Result<std::string> read_unseen(const std::string& prompt, std::size_t bytes_max) {
  const bool is_typed = ::isatty(STDIN_FILENO) != 0;
  if (is_typed) std::fprintf(stderr, "%s: ", prompt.c_str());
  std::string secret;
  {
    const Unseen unseen;
    for (int c = std::getchar(); c != EOF && !(is_typed && c == '\n'); c = std::getchar()) {
      if (secret.size() > bytes_max) break;  // the server says so
      secret += static_cast<char>(c);
    }
  }
  if (is_typed) std::fprintf(stderr, "\n");
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (secret.empty()) return fail(ErrorCode::invalid_request, "there is nothing on standard input");
  if (!is_utf8(secret)) return fail(ErrorCode::invalid_request, "standard input must be UTF-8 text");
  return secret;
}

}  // namespace souls::cli
