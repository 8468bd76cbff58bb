#pragma once
// Ctrl-C, a polite kill, and the wish that files be read again.

namespace souls::cli {

/// From now on SIGINT and SIGTERM are remembered instead of ending the program; a second one ends it at once.
void catch_interrupts();
bool interrupted();
/// From now on SIGHUP is remembered, too.
void catch_hang_ups();
/// Returns when one has come since, or an interrupt, after catch_interrupts().
void wait_for_signal();

}  // namespace souls::cli
