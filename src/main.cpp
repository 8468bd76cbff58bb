#include "cli/commands.hpp"

int main(int argc, char** argv) { return souls::cli::run(argc, argv); }
