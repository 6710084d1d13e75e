#include "sources/workload_names.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string>
#include <vector>

#include "base/malformed.h"

namespace rampart {
namespace {

class WorkloadNames {
 public:
  WorkloadNames(const Workload& workload, std::string_view file) : workload_{workload}, file_{file} {}

  Result<void> check() {
    Result<void> done = stand_once();
    if (done) done = demands_are_complete();
    if (done) done = scenarios_are_possible();
    return done;
  }

 private:
  std::unexpected<Error> wrong(const SourcePos& where, std::string what) const {
    return malformed(file_, where.line, where.column, std::move(what));
  }

  Result<void> stand_once() {
    std::set<std::string_view> names;
    const auto add = [&](std::string_view name, const SourcePos& where) -> Result<void> {
      if (names.insert(name).second) return {};
      return wrong(where, fmt::format("{} stands twice (expected each name once)", name));
    };
    for (const WorkloadDevice& device : workload_.devices) {
      if (auto done = add(device.name, device.where); !done) return done;
      if (auto done = pool_is_there(device.wish, device.where); !done) return done;
    }
    for (const Demand& demand : workload_.demands) {
      if (auto done = add(demand.name, demand.where); !done) return done;
      if (auto done = pool_is_there(demand.wish, demand.where); !done) return done;
    }
    names.clear();
    for (const WorkloadPool& pool : workload_.pools) {
      if (auto done = add(pool.name, pool.where); !done) return done;
    }
    names.clear();
    for (const Scenario& scenario : workload_.scenarios) {
      if (auto done = add(scenario.name, scenario.where); !done) return done;
    }
    return {};
  }

  Result<void> pool_is_there(const MemoryWish& wish, const SourcePos& where) const {
    if (wish.pool.empty() || workload_.pool(wish.pool) != nullptr || pool_kind_from(wish.pool)) return {};
    return wrong(where, fmt::format("pool {} is not there (expected a [[pool]] of that name, or system, cma, coherent, "
                                    "no-map, cmm, ion)",
                                    wish.pool));
  }

  Result<void> demands_are_complete() const {
    for (const Demand& demand : workload_.demands) {
      for (const std::string& device : demand.devices) {
        if (workload_.device(device) != nullptr) continue;
        return wrong(demand.where, fmt::format("device {} is not there (expected a [[device]] of that name)", device));
      }
    }
    return {};
  }

  bool is_known(std::string_view name) const {
    return workload_.device(name) != nullptr ||
           std::ranges::find(workload_.demands, name, &Demand::name) != workload_.demands.end();
  }

  Result<void> scenarios_are_possible() const {
    const auto all_known = [&](const std::vector<std::string>& names, const SourcePos& where) -> Result<void> {
      for (const std::string& name : names) {
        if (is_known(name)) continue;
        return wrong(where,
                     fmt::format("{} is not there (expected the name of a device, buffer, model or queue)", name));
      }
      return {};
    };
    for (const Scenario& scenario : workload_.scenarios) {
      if (auto done = all_known(scenario.runs, scenario.where); !done) return done;
    }
    for (const NeverTogether& never : workload_.never) {
      if (auto done = all_known(never.names, never.where); !done) return done;
      for (const Scenario& scenario : workload_.scenarios) {
        const auto runs = [&](const std::string& name) {
          return std::ranges::find(scenario.runs, name) != scenario.runs.end();
        };
        if (std::ranges::count_if(never.names, runs) < 2) continue;
        return wrong(never.where,
                     fmt::format("scenario {} has two of them (expected them never together)", scenario.name));
      }
    }
    return {};
  }

  const Workload& workload_;
  std::string_view file_;
};

}  // namespace

Result<void> check_workload_names(const Workload& workload, std::string_view file) {
  return WorkloadNames{workload, file}.check();
}

}  // namespace rampart
