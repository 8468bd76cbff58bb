#pragma once
// Ctrl-C and a polite kill.

namespace souls::cli {

/// From now on SIGINT and SIGTERM are remembered instead of ending the program; a second one ends it at once.
void catch_interrupts();
bool interrupted();
/// Returns when one has come, after catch_interrupts().
void wait_for_interrupt();

}  // namespace souls::cli
