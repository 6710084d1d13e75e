#include "render/heap_bench_text.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/json_parts.h"

namespace rampart {
namespace {

std::string microseconds(std::uint64_t nanoseconds) {
  return fmt::format("{:.1f}", static_cast<double>(nanoseconds) / 1000);
}

Json to_json(const Latency& latency) {
  return Json{{"p50", latency.p50}, {"p90", latency.p90}, {"p99", latency.p99}, {"max", latency.max}};
}

Json to_json(const HeapBenchSide& side) {
  return Json{{"allocate_ns", to_json(side.allocate)}, {"cycle_ns", to_json(side.cycle)}};
}

Json number_json(const std::optional<double>& number) { return number ? Json(*number) : Json(nullptr); }

}  // namespace

std::string heap_bench_text(const HeapBench& bench) {
  std::string text =
      fmt::format("{}: allocate, map, begin, touch, end, unmap and free, {} times each; microseconds\n\n",
                  printable(bench.path), bench.cycles);
  text += fmt::format("{:>9}{:>10}{:>10}{:>10}{:>11}{:>12}{:>10}{:>13}\n", "SIZE", "P50", "P90", "P99", "ALLOCATE",
                      "BARE IOCTLS", "OVERHEAD", "THROUGHPUT");
  for (const HeapBenchRow& row : bench.rows) {
    const Latency& cycle = row.library.cycle;
    const auto overhead = row.overhead();
    const auto throughput = row.throughput();
    text +=
        fmt::format("{:>9}{:>10}{:>10}{:>10}{:>11}{:>12}{:>10}{:>13}\n", size_text(row.size), microseconds(cycle.p50),
                    microseconds(cycle.p90), microseconds(cycle.p99), microseconds(row.library.allocate.p50),
                    microseconds(row.bare.cycle.p50), overhead ? fmt::format("{:+.1f} %", *overhead * 100) : "-",
                    throughput ? size_text({static_cast<std::uint64_t>(*throughput)}) + "/s" : "-");
  }
  return text;
}

std::string heap_bench_json(const HeapBench& bench) {
  Json json = Json::object();
  json["schema"] = "rampart.heap-bench/1";
  json["heap"] = bench.heap;
  json["path"] = bench.path;
  json["cycles"] = bench.cycles;
  json["rows"] = Json::array();
  for (const HeapBenchRow& row : bench.rows) {
    json["rows"].push_back(Json{{"size", row.size.value},
                                {"rampart", to_json(row.library)},
                                {"bare_ioctls", to_json(row.bare)},
                                {"overhead", number_json(row.overhead())},
                                {"bytes_per_second", number_json(row.throughput())}});
  }
  return to_text(json);
}

}  // namespace rampart
