// /metrics: for owners, and for Prometheus with a key of an owner's with the scope admin.
#include "gateway/metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "storage/task_table.hpp"

namespace souls::gateway {
namespace {

std::string gauge(std::string_view name, std::string_view help, double value) {
  return metric_head(name, "gauge", help) + metric_sample(name, "", value);
}

/// By the names that Prometheus's own clients use.
std::string of_process() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  double pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  std::error_code error;
  const auto descriptors = std::distance(std::filesystem::directory_iterator("/proc/self/fd", error), {});
  return metric_head("process_cpu_seconds_total", "counter", "CPU time of the server, without its workers.") +
         metric_sample("process_cpu_seconds_total", "", seconds(used.ru_utime) + seconds(used.ru_stime)) +
         gauge("process_resident_memory_bytes", "Memory of the server, without its workers.",
               resident * static_cast<double>(::sysconf(_SC_PAGESIZE))) +
         gauge("process_open_fds", "Open descriptors.", static_cast<double>(descriptors));
}

Result<std::string> of_tasks(const Api& api) {
  return studio::in_read<std::string>(api.store, [](storage::Transaction& t) -> Result<std::string> {
    const auto queued = t.tasks().count_queued();
    if (!queued) return fail(queued.error());
    const auto running = t.tasks().running();
    if (!running) return fail(running.error());
    return metric_head("souls_tasks", "gauge", "Steps that wait for a worker, and that are being made.") +
           metric_sample("souls_tasks", "state=\"queued\"", static_cast<double>(*queued)) +
           metric_sample("souls_tasks", "state=\"running\"", static_cast<double>(running->size()));
  });
}

}  // namespace

void add_metrics(Router& router, const Api& api) {
  if (!api.operations.metrics) return;
  router.add(Method::get, "/metrics", access::kSystem, [&api](const Request&) -> Result<Response> {
    const auto tasks = of_tasks(api);
    if (!tasks) return fail(tasks.error());
    Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = api.operations.metrics() + *tasks + of_process();
    return response;
  });
}

}  // namespace souls::gateway
