#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "cli/command.h"

namespace rampart {

/// What `rampart plan FILE.csv` was asked.
struct PlanCsvOptions {
  std::string file;
  std::string capacity;    ///< A size, as `--capacity` had it: `1048576`, `1M`; empty: as low as can be.
  std::string time_limit;  ///< Seconds, as `--seconds` had it: `0.5`; empty: 10.
  std::string output;      ///< Where the rows with their offsets go; empty: nowhere.
  bool json = false;       ///< Schema rampart.plan-csv/1.
  /// Seconds since some moment, of a clock that does not go back; empty: no clock, and a fixed number of steps.
  std::function<double()> now;
};

/// A bare placement instance: solved, compared with simple allocators, and written with offsets. Findings if it does
/// not fit the capacity, as far as was searched.
Exit run_plan_csv(Context& context, const PlanCsvOptions& options);

}  // namespace rampart
