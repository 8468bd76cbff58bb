// `souls worker`: makes steps for a server. With `--fd N` it is one of the server's own, started by that.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <memory>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/places.hpp"
#include "gateway/remote_server.hpp"
#include "models/registry.hpp"
#include "studio/abilities.hpp"
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

struct WorkerOptions {
  int fd = -1;
  std::string url, key_file, ca_file, name;
  bool insecure = false;
};

std::string host_name() {
  std::array<char, 256> name{};
  std::string host = ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
  std::erase_if(host, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-'; });
  return (host.empty() ? "worker" : host).substr(0, limits::kWorkerNameBytesMax);
}

/// The one in the file, or in SOULS_KEY, which is for nobody else.
Result<std::string> read_key(const std::string& key_file) {
  if (key_file.empty()) {
    const char* const variable = std::getenv("SOULS_KEY");
    const std::string key = variable != nullptr ? variable : "";
    ::unsetenv("SOULS_KEY");
    if (!key.empty()) return key;
    return fail(ErrorCode::invalid_request,
                "a key of the scope worker is needed: name its file with --key-file, or set SOULS_KEY");
  }
  struct stat found {};
  if (::stat(key_file.c_str(), &found) == 0 && (found.st_mode & 077) != 0) {
    return fail(ErrorCode::invalid_request,
                "the key file " + key_file + " is open to other users; run chmod 600 on it");
  }
  auto text = read_file(key_file, 1024);
  if (!text) return fail(text.error());
  while (!text->empty() && std::isspace(static_cast<unsigned char>(text->back())) != 0) text->pop_back();
  return text;
}

Result<std::unique_ptr<gateway::RemoteServer>> reach(const WorkerOptions& options) {
  const auto url = gateway::ServerUrl::parse(options.url);
  if (!url) return fail(url.error());
  if (!url->is_secure && !url->is_loopback() && !options.insecure) {
    return fail(ErrorCode::invalid_request,
                "over http:// anyone on the way can read the key and the songs: use https://, or say --insecure");
  }
  const auto key = read_key(options.key_file);
  if (!key) return fail(key.error());
  if (!std::ranges::all_of(*key, [](char c) { return c > ' ' && c < 0x7f; })) {
    return fail(ErrorCode::invalid_request, "what is given as the key is none");
  }
  gateway::HttpClientOptions http;
  http.ca_file = options.ca_file;
  http.headers = {{"Authorization", "Bearer " + *key}, {"User-Agent", std::string("souls/") + SOULS_VERSION}};
  http.should_stop = worker::is_asked_to_go;
  auto client = gateway::HttpClient::open(*url, http);
  if (!client) return fail(client.error());
  Seed salt = static_cast<Seed>(::getpid());
  (void)::getentropy(&salt, sizeof salt);
  return std::make_unique<gateway::RemoteServer>(std::move(*client), worker::is_asked_to_go, salt);
}

Status work(const WorkerOptions& options) {
  auto registry = models::Registry::open(packages());
  if (!registry) return fail(registry.error());
  worker::Hello hello{worker::kProtocolVersion, options.name, "souls", SOULS_VERSION, {}};
  const bool is_remote = options.fd < 0;
  if (is_remote) hello.can = studio::abilities(*registry);
  if (is_remote && hello.name.empty()) hello.name = host_name();
  studio::Band band(std::move(*registry));
  const auto run = [&](const auto& step, const auto& context) { return run_step(band, step, context); };
  if (!is_remote) std::exit(worker::run_worker(options.fd, run, hello));
  const auto server = reach(options);
  if (!server) return fail(server.error());
  const Status worked = worker::run_remote_worker(**server, run, hello);
  (*server)->leave();
  return worked;
}

}  // namespace

void add_worker(CLI::App& program, Chosen& chosen) {
  CLI::App* command =
      program.add_subcommand("worker", "make steps for a server elsewhere, with a key of the scope worker");
  const auto o = std::make_shared<WorkerOptions>();
  CLI::Option* fd = command->add_option("--fd", o->fd)->group("");
  CLI::Option* url = command->add_option("--connect", o->url, "the server, such as https://souls.example:8787");
  fd->excludes(url);
  command->add_option("--key-file", o->key_file, "file with the key, mode 0600; by default the key is in SOULS_KEY");
  command->add_option("--ca", o->ca_file, "file with the certificates to be trusted (PEM); by default the system's");
  command->add_option("--name", o->name, "what the server calls it; by default this machine's name");
  command->add_flag("--insecure", o->insecure, "speak http:// to another machine");
  command->callback([&chosen, o, fd, url] {
    if (fd->empty() && url->empty()) throw CLI::RequiredError("--connect");
    chosen = [o] { return work(*o); };
  });
}

}  // namespace souls::cli
