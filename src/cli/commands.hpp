#pragma once
// The `souls` command. Each command parses its options, calls the studio, and says what came of it.

#include <CLI/App.hpp>
#include <functional>

#include "base/result.hpp"

namespace souls::cli {

/// Runs the program. Exit codes: 0 done, 1 our fault or the machine's, 2 the caller's, 130 stopped by Ctrl-C.
int run(int argc, char** argv);

/// Each adds its command to the program and sets `chosen` to what runs it, when it is the one that was asked for.
using Chosen = std::function<Status()>;
void add_make(CLI::App& program, Chosen& chosen);
void add_remake(CLI::App& program, Chosen& chosen);
void add_say(CLI::App& program, Chosen& chosen);
void add_lists(CLI::App& program, Chosen& chosen);
void add_worker(CLI::App& program, Chosen& chosen);
void add_serve(CLI::App& program, Chosen& chosen);
void add_submit(CLI::App& program, Chosen& chosen);
void add_songs(CLI::App& program, Chosen& chosen);
void add_tasks(CLI::App& program, Chosen& chosen);
void add_audit(CLI::App& program, Chosen& chosen);
void add_backup(CLI::App& program, Chosen& chosen);
void add_operations(CLI::App& program, Chosen& chosen);
void add_doctor(CLI::App& program, Chosen& chosen);
void add_secrets(CLI::App& program, Chosen& chosen);
void add_users(CLI::App& program, Chosen& chosen);
void add_keys(CLI::App& program, Chosen& chosen);
void add_workers(CLI::App& program, Chosen& chosen);

}  // namespace souls::cli
