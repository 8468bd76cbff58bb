// `souls make PROMPT`: one line in, a song out.
#include <cstdio>
#include <memory>

#include "band/plan/plan.hpp"
#include "cli/commands.hpp"
#include "cli/places.hpp"
#include "cli/request_options.hpp"
#include "cli/session.hpp"

namespace souls::cli {
namespace {

struct MakeOptions {
  RequestOptions request;
  std::string out, out_in;
  bool json = false, quiet = false;
};

Audience audience_of(bool json, bool quiet) { return json ? Audience::machines : quiet ? Audience::no_one : Audience::people; }

Status make(const MakeOptions& options) {
  auto request = read_request(options.request);
  if (!request) return fail(request.error());
  const auto until = read_until(options.request);
  if (!until) return fail(until.error());
  studio::Order order;
  order.until = *until;
  // What can't be is said before anything is opened; the plan that counts is made by a step.
  const auto plan = band::plan::make_plan(*request);
  if (!plan) return fail(plan.error());
  order.request = std::move(*request);
  std::filesystem::path folder = options.out;
  if (folder.empty()) folder = free_folder(options.out_in.empty() ? "." : options.out_in, folder_name(plan->title));
  if (auto free = check_out(folder); !free) return free;

  auto session = Session::open();
  if (!session) return fail(session.error());
  Progress progress(audience_of(options.json, options.quiet));
  const auto song = (*session)->make(order, progress);
  if (!song) return fail(song.error());
  if (auto written = studio::write_song_folder(*song, (*session)->blobs(), folder); !written) return written;
  progress.finished(*song, folder.string());
  return {};
}

}  // namespace

void add_make(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("make", "make a song from one line of text");
  const auto options = std::make_shared<MakeOptions>();
  add_request_options(*command, options->request);
  command->add_option("--out", options->out, "the folder to write; by default one named after the title");
  command->add_option("--out-in", options->out_in, "the folder in which to make one named after the title");
  command->add_flag("--json", options->json, "events and the result as JSON, one object a line");
  command->add_flag("--quiet", options->quiet, "say nothing but errors");
  command->callback([&chosen, options] { chosen = [options] { return make(*options); }; });
}

}  // namespace souls::cli
