#include "cli/check_boards.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "host/kernel_tree.h"

namespace rampart {
namespace {

/// Names files as a change to the kernel's tree does.
void name_from_top(BoardCheck& board, const std::string& top) {
  for (Finding& finding : board.findings) {
    for (Origin& origin : finding.locations) origin.where.file = path_in_tree(origin.where.file, top);
  }
  board.file = path_in_tree(board.file, top);
}

Result<BoardCheck> check_one(Context& context, const CheckPlan& plan, const CheckJob& job) {
  SetupOptions options = plan.options;
  if (options.architecture.empty()) options.architecture = job.architecture;
  auto setup = read_setup(context, options, job.board, job.overlays);
  if (!setup) return std::unexpected(std::move(setup.error()));
  BoardCheck board = check_board(std::move(*setup), plan.extras, plan.kernels, job.board);
  if (!plan.kernel_tree.empty()) name_from_top(board, plan.kernel_tree);
  return board;
}

}  // namespace

Result<std::vector<CheckJob>> check_jobs(const std::vector<std::string>& files) {
  std::vector<CheckJob> jobs;
  for (const std::string& file : files) {
    if (!file.ends_with(".dtbo")) {
      jobs.push_back({file, {}, ""});
    } else if (jobs.empty()) {
      return std::unexpected(Error{
          Errc::Malformed, {file, 0, 0}, "an overlay without its base (expected the board's .dtb or .dts before it)"});
    } else {
      jobs.back().overlays.push_back(file);
    }
  }
  return jobs;
}

std::vector<Result<BoardCheck>> check_boards(Context& context, const CheckPlan& plan, const std::vector<CheckJob>& jobs,
                                             std::size_t threads) {
  std::vector<Result<BoardCheck>> results(jobs.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) results[i] = check_one(context, plan, jobs[i]);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(threads, jobs.size()); ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  return results;
}

}  // namespace rampart
