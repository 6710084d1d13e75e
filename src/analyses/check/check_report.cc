#include "analyses/check/check_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>
#include <utility>

#include "analyses/check/check.h"
#include "assemble/declared_map.h"
#include "base/glob.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

bool is_same(const Finding& a, const Finding& b) {
  return std::tie(a.rule, a.severity, a.message, a.locations) == std::tie(b.rule, b.severity, b.message, b.locations);
}

void add_kernel(std::vector<Finding>& all, std::vector<Finding> found) {
  for (Finding& finding : found) {
    const auto same = std::ranges::find_if(all, [&](const Finding& each) { return is_same(each, finding); });
    if (same == all.end()) {
      all.push_back(std::move(finding));
    } else if (same->effect != finding.effect) {
      same->effect += "; " + finding.effect;
    }
  }
}

/// The addresses of the nodes that findings name, for a person who reads them.
void add_places(BoardCheck& board, const DeviceTree& tree) {
  if (board.findings.empty()) return;
  DeclaredMap map = declared_map(tree);
  const auto is_named = [&](const std::string& path) {
    return std::ranges::any_of(board.findings, [&](const Finding& finding) {
      return std::ranges::find(finding.locations, path, &Origin::detail) != finding.locations.end();
    });
  };
  for (const Region& region : map.regions) {
    if (!is_named(region.origin.detail)) continue;
    std::string& place = board.places[region.origin.detail];
    place += (place.empty() ? "" : ", ") + range_text(region.range);
  }
  for (const DynamicRegion& region : map.dynamic) {
    if (is_named(region.origin.detail)) {
      board.places[region.origin.detail] = size_text(region.size) + ", placed at boot";
    }
  }
}

bool concerns(const Suppression& suppression, const Finding& finding, std::string_view board) {
  if (suppression.rule != finding.rule) return false;
  if (!suppression.board.empty() && !glob_matches(suppression.board, board)) return false;
  const auto is_meant = [&](std::string_view name) { return glob_matches(suppression.node, name); };
  return std::ranges::any_of(finding.regions, is_meant) ||
         std::ranges::any_of(finding.locations, is_meant, &Origin::detail);
}

/// Puts findings into one of two lists, each once.
class Collector {
 public:
  Collector(CheckReport& report, const std::vector<Suppression>& suppressions)
      : report_{report}, suppressions_{suppressions}, used_(suppressions.size()) {}

  void add(Finding finding, std::size_t board) {
    const std::string_view file = report_.boards[board].file;
    for (std::size_t i = 0; i < suppressions_.size(); ++i) {
      if (!concerns(suppressions_[i], finding, file)) continue;
      used_[i] = true;
      join(report_.suppressed, suppressed_by_place_, std::move(finding), board, suppressions_[i].reason);
      return;
    }
    join(report_.findings, found_by_place_, std::move(finding), board, "");
  }

  void add_unused() {
    for (std::size_t i = 0; i < suppressions_.size(); ++i) {
      if (used_[i]) continue;
      const Suppression& suppression = suppressions_[i];
      report_.findings.push_back(
          {{.rule = "suppression-unused",
            .severity = Severity::Note,
            .message = fmt::format("nothing is found of {} at {}", suppression.rule, suppression.node),
            .help = "remove the suppression",
            .regions = {},
            .locations = {{suppression.where, suppression.rule}}},
           {},
           ""});
    }
  }

 private:
  /// What tells two findings of a source apart; findings of a compiled tree name its file, and so never join.
  using Place = std::tuple<std::string, std::string, std::size_t, std::size_t>;
  using Index = std::multimap<Place, std::size_t>;

  static Place place_of(const Finding& finding) {
    const SourcePos where = finding.locations.empty() ? SourcePos{} : finding.locations.front().where;
    return {finding.rule, where.file, where.line, where.column};
  }

  static void join(std::vector<ReportedFinding>& list, Index& index, Finding finding, std::size_t board,
                   const std::string& reason) {
    const Place place = place_of(finding);
    const auto [first, last] = index.equal_range(place);
    for (auto each = first; each != last; ++each) {
      ReportedFinding& known = list[each->second];
      if (!is_same(known.finding, finding)) continue;
      if (known.boards.back() != board) known.boards.push_back(board);
      return;
    }
    index.emplace(place, list.size());
    list.push_back({std::move(finding), {board}, reason});
  }

  CheckReport& report_;
  const std::vector<Suppression>& suppressions_;
  std::vector<bool> used_;
  Index found_by_place_;
  Index suppressed_by_place_;
};

}  // namespace

std::size_t CheckReport::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings, [&](const ReportedFinding& each) { return each.finding.severity == severity; }));
}

BoardCheck check_board(BootSetup setup, const CheckExtras& extras, std::span<const KernelVersion> kernels,
                       std::string file) {
  BoardCheck board;
  board.file = std::move(file);
  board.architecture = setup.architecture;
  board.architecture_assumed = setup.architecture_assumed;
  board.region_count = setup.tree.reserved ? setup.tree.reserved->nodes.size() : 0;
  for (const KernelVersion& kernel : kernels) {
    setup.kernel = kernel;
    add_kernel(board.findings, check(setup, extras));
  }
  std::ranges::stable_sort(board.findings, {}, &Finding::severity);
  add_places(board, setup.tree);
  return board;
}

CheckReport check_report(std::vector<BoardCheck> boards, const std::vector<Suppression>& suppressions,
                         std::vector<KernelVersion> kernels, bool kernel_stated) {
  CheckReport report;
  report.kernels = std::move(kernels);
  report.kernel_stated = kernel_stated;
  report.boards = std::move(boards);
  Collector collector{report, suppressions};
  for (std::size_t i = 0; i < report.boards.size(); ++i) {
    for (Finding& finding : std::exchange(report.boards[i].findings, {})) collector.add(std::move(finding), i);
  }
  collector.add_unused();
  return report;
}

}  // namespace rampart
