#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"

namespace souls::cli {
namespace {

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_request:
    case ErrorCode::not_found:
    case ErrorCode::unauthenticated:
    case ErrorCode::forbidden:
    case ErrorCode::rate_limited:
    case ErrorCode::lost_race:
    case ErrorCode::unprocessable:
    case ErrorCode::conflict: return 2;
    case ErrorCode::cancelled: return 130;
    default: return 1;
  }
}

/// The parser's message as one line.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App program("Synthetic Souls: an AI band. One line in, a song out.", "souls");
  program.set_version_flag("--version", std::string("souls ") + SOULS_VERSION);
  program.require_subcommand(1);
  program.get_formatter()->column_width(28);
  Chosen chosen;
  add_make(program, chosen);
  add_remake(program, chosen);
  add_say(program, chosen);
  add_lists(program, chosen);
  add_worker(program, chosen);
  add_serve(program, chosen);
  add_submit(program, chosen);
  add_songs(program, chosen);
  add_tasks(program, chosen);
  add_audit(program, chosen);
  add_backup(program, chosen);
  add_users(program, chosen);
  add_keys(program, chosen);
  add_workers(program, chosen);
  add_operations(program, chosen);
  add_doctor(program, chosen);
  add_secrets(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return program.exit(asked);  // --help, --version
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "souls: %s; see `souls --help`\n", one_line(error.what()).c_str());
    return 2;
  }
  const Status status = chosen();
  if (status) return 0;
  std::fprintf(stderr, "souls: %s\n", one_line(status.error().message).c_str());
  return exit_code(status.error().code);
}

}  // namespace souls::cli
