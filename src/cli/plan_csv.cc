#include "cli/plan_csv.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <system_error>
#include <utility>
#include <vector>

#include "analyses/placement/placement.h"
#include "base/size_text.h"
#include "cli/tree_input.h"
#include "host/write_file.h"
#include "render/placement_text.h"
#include "sources/placement_csv.h"

namespace rampart {
namespace {

constexpr double usual_plan_seconds = 10;
constexpr double most_plan_seconds = 1'000'000;

Result<double> plan_seconds(const std::string& text) {
  if (text.empty()) return usual_plan_seconds;
  double seconds{};
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, seconds);
  if (failure == std::errc{} && rest == end && seconds > 0 && seconds <= most_plan_seconds) return seconds;
  return std::unexpected(Error{Errc::Malformed,
                               {"--seconds " + text, 0, 0},
                               "not understood (expected a number of seconds above 0, up to 1000000)"});
}

Result<std::optional<std::uint64_t>> plan_capacity(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto size = parse_size(text, "--capacity");
  if (!size) return std::unexpected(size.error());
  return size->value;
}

PlacementProblem placement_problem_of(const std::vector<PlacementRow>& rows, std::optional<std::uint64_t> capacity) {
  PlacementProblem problem;
  problem.capacity = capacity;
  for (const PlacementRow& row : rows) {
    Block block;
    block.size = row.size;
    block.lower = row.lower;
    block.upper = row.upper;
    problem.blocks.push_back(block);
  }
  return problem;
}

PlacementAnswer solve_within(const PlacementProblem& problem, double seconds, const std::function<double()>& now) {
  PlacementLimits limits;
  if (now) limits.is_over = [&now, end = now() + seconds] { return now() >= end; };
  // Who has no clock gets an answer all the same: about as many steps as a slow processor makes in the usual time.
  if (!now) limits.steps = 500'000;
  return place(problem, limits);
}

}  // namespace

Exit run_plan_csv(Context& context, const PlanCsvOptions& options) {
  const auto seconds = plan_seconds(options.time_limit);
  if (!seconds) return fail(context, seconds.error());
  const auto capacity = plan_capacity(options.capacity);
  if (!capacity) return fail(context, capacity.error());
  const auto text = read_whole(context, options.file);
  if (!text) return fail(context, text.error());
  const auto rows = parse_placement_csv(*text, options.file);
  if (!rows) return fail(context, rows.error());

  const PlacementProblem problem = placement_problem_of(*rows, *capacity);
  if (const auto fault = placement_fault(problem)) {
    const std::size_t line = fault->block < rows->size() ? (*rows)[fault->block].line : 0;
    return fail(context, {Errc::OutOfRange, {options.file, line, line == 0 ? 0U : 1U}, fault->what});
  }
  const PlacementAnswer answer = solve_within(problem, *seconds, options.now);
  PlacementView view{.file = options.file,
                     .ids = {},
                     .problem = problem,
                     .answer = answer,
                     .first_fit_height = first_fit_in_time_order(problem).height,
                     .largest_first_height = largest_first(problem).height};
  for (const PlacementRow& row : *rows) view.ids.push_back(row.id);
  if (!options.output.empty()) {
    const auto written = write_file_atomically(options.output, placement_csv(*rows, answer.offsets));
    if (!written) return fail(context, written.error());
  }
  context.out.write(options.json ? placement_json(view)
                                 : placement_text(view, {.width = context.width, .colour = context.colour}));
  return view.fits() ? Exit::Clean : Exit::Findings;
}

}  // namespace rampart
