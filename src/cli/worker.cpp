// `souls worker --fd N`: a worker process; started by the program itself, not by people.
#include <cstdlib>
#include <memory>

#include "cli/commands.hpp"
#include "cli/places.hpp"
#include "models/registry.hpp"
#include "studio/steps/step.hpp"
#include "worker/child.hpp"

namespace souls::cli {
namespace {

Result<worker::StepOutputs> run_step(studio::Band& band, const worker::StepInputs& step, const Context& context) {
  studio::StepCall call;
  call.capability = step.capability;
  call.parameters = step.parameters;
  call.seed = step.seed;
  for (const auto& input : step.inputs) call.inputs[input.name] = input.bytes;
  auto made = band.run(call, context);
  if (!made) return fail(made.error());
  worker::StepOutputs outputs;
  for (auto& [name, bytes] : *made) outputs.push_back({name, std::move(bytes)});
  return outputs;
}

}  // namespace

void add_worker(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("worker", "")->group("");
  const auto fd = std::make_shared<int>(-1);
  command->add_option("--fd", *fd)->required();
  command->callback([&chosen, fd] {
    chosen = [fd]() -> Status {
      auto registry = models::Registry::open(packages());
      if (!registry) return fail(registry.error());
      studio::Band band(std::move(*registry));
      std::exit(worker::run_worker(*fd, [&](const auto& step, const auto& context) { return run_step(band, step, context); },
                                   {worker::kProtocolVersion, {}, "souls", SOULS_VERSION, {}}));
    };
  });
}

}  // namespace souls::cli
