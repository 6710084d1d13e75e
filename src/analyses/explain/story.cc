#include "analyses/explain/story.h"

#include <algorithm>
#include <array>

#include "analyses/check/check.h"
#include "analyses/cma_granule.h"
#include "analyses/explain/pasted_pools.h"
#include "knowledge/kernel_version.h"

namespace rampart {
namespace {

/// The granule of a kernel of which only the version is known, and perhaps not that. 4 MiB where nothing is: what is
/// aligned to it is aligned for every kernel with pages of 4 KiB.
Bytes granule_of_version(const Clue* version) {
  if (version == nullptr) return mib(4);
  const auto known = parse_kernel_version(version->event.name, "");
  BootSetup usual;
  usual.kernel = known ? *known : oldest_known_kernel;
  return cma_granule_of(usual).size;
}

}  // namespace

Story::Story(const StoryInput& input) : input_{input} {
  for (const Clue& clue : input.clues) by_fact_[clue.event.what].push_back(&clue);
  read_command_line();
  read_page_size();
  if (input.board != nullptr) {
    prediction_ = predict(*input.board);
    board_input_.emplace(check_input(*input.board, extras_));
    board_findings_ = check(*input.board);
    page_size_ = page_size_of(input.board->config);
    granule_ = cma_granule_of(*input.board).size;
  } else {
    granule_ = granule_of_version(last(LogFact::KernelVersion));
  }
  read_pools();
}

std::span<const Clue* const> Story::clues(LogFact what) const {
  const auto found = by_fact_.find(what);
  if (found == by_fact_.end()) return {};
  return found->second;
}

const Clue* Story::first(LogFact what) const {
  const auto all = clues(what);
  return all.empty() ? nullptr : all.front();
}

const Clue* Story::last(LogFact what) const {
  const auto all = clues(what);
  return all.empty() ? nullptr : all.back();
}

const Clue* Story::variable(std::string_view name) const {
  const auto all = clues(LogFact::LoaderVariable);
  const auto found = std::ranges::find_if(all, [&](const Clue* clue) { return clue->event.name == name; });
  if (found != all.end()) return *found;
  const auto answers = clues(LogFact::ShellAnswer);
  const auto answer = std::ranges::find_if(answers, [&](const Clue* clue) { return clue->event.name == name; });
  return answer == answers.end() ? nullptr : *answer;
}

/// What the running kernel was given counts more than what the boot loader would have given it.
void Story::read_command_line() {
  const auto take = [&](const Clue* clue, std::string_view text) {
    command_line_clue_ = clue;
    command_line_ = parse_command_line(text, clue->file);
  };
  if (const Clue* const line = last(LogFact::CommandLine)) return take(line, line->event.name);
  for (const Clue* const answer : clues(LogFact::ShellAnswer)) {
    if (answer->event.name == "/proc/cmdline") return take(answer, answer->event.other);
  }
  if (const Clue* const bootargs = variable("bootargs")) return take(bootargs, bootargs->event.other);
  if (input_.board != nullptr) command_line_ = input_.board->command_line;
}

/// A driver that says in bytes what the kernel refused in pages tells how long a page is.
void Story::read_page_size() {
  const Clue* failed = nullptr;
  for (const Clue& clue : clues()) {
    if (clue.event.what == LogFact::CmaAllocFailed) failed = &clue;
    if (clue.event.what != LogFact::DriverAllocFailed || failed == nullptr || !clue.event.size) continue;
    for (const Bytes size : {kib(4), kib(16), kib(64)}) {
      const std::uint64_t pages = (clue.event.size->value + size.value - 1) / size.value;
      if (pages == failed->event.pages) page_size_ = size;
    }
    return;
  }
}

void Story::add_pool(const Clue& clue) {
  const LogEvent& event = clue.event;
  const bool is_default = event.what == LogFact::CmaReserved && event.name.empty();
  pools_.push_back({.name = is_default ? "reserved" : event.name,
                    .range = range_of(event),
                    .size = event.size,
                    .is_default = is_default,
                    .is_from_tree = event.what != LogFact::CmaReserved,
                    .clue = &clue});
}

/// A pool of which is known how full it is: the one that the log tells of, or another.
void Story::add_measured(const StoryPool& pool) {
  const auto known = std::ranges::find(pools_, pool.name, &StoryPool::name);
  if (known == pools_.end()) {
    pools_.push_back(pool);
    return;
  }
  if (pool.size) known->size = pool.size;
  known->free = pool.free;
  known->largest_free = pool.largest_free;
}

void Story::read_pools() {
  for (const Clue& clue : clues()) {
    if (clue.event.what == LogFact::CmaReserved || clue.event.what == LogFact::CmaPoolCreated) add_pool(clue);
  }
  for (const StoryPool& pool : pasted_pools(input_.clues, page_size_)) add_measured(pool);
  for (const StoryPool& pool : input_.system_pools) add_measured(pool);
  // A pool of the tree is the default where the tree says so, or where the build makes none.
  if (std::ranges::none_of(pools_, &StoryPool::is_default)) {
    const auto usual = std::ranges::find(pools_, "linux,cma", &StoryPool::name);
    if (usual != pools_.end()) usual->is_default = true;
  }
}

const StoryPool* Story::pool(std::string_view name) const {
  const auto found = std::ranges::find(pools_, name, &StoryPool::name);
  return found == pools_.end() ? nullptr : &*found;
}

const StoryPool* Story::default_pool() const {
  const auto found = std::ranges::find_if(pools_, &StoryPool::is_default);
  return found == pools_.end() ? nullptr : &*found;
}

std::optional<Bytes> Story::ram() const {
  Bytes sum;
  for (const Clue* const bank : clues(LogFact::NodeRange)) {
    if (const auto range = range_of(bank->event)) sum = saturating_add(sum, range->size());
  }
  if (sum.value != 0) return sum;
  if (const Clue* const line = last(LogFact::MemoryLine)) return line->event.size;
  if (!prediction_) return std::nullopt;
  for (const PhysRange& bank : prediction_->ram) sum = saturating_add(sum, bank.size());
  return sum.value == 0 ? std::nullopt : std::optional{sum};
}

std::vector<const Finding*> Story::board_findings(std::string_view rule) const {
  std::vector<const Finding*> found;
  for (const Finding& finding : board_findings_) {
    if (finding.rule == rule) found.push_back(&finding);
  }
  return found;
}

const ReservedNode* Story::board_node(std::string_view name) const {
  if (input_.board == nullptr || !input_.board->tree.reserved) return nullptr;
  const auto& nodes = input_.board->tree.reserved->nodes;
  const auto found = std::ranges::find(nodes, name, &ReservedNode::name);
  return found == nodes.end() ? nullptr : &*found;
}

std::optional<Prediction> Story::predicted_after(const std::function<void(BootSetup&)>& change) const {
  if (input_.board == nullptr) return std::nullopt;
  BootSetup changed = *input_.board;
  change(changed);
  changed.parameters = memory_parameters(changed.command_line);
  return predict(changed);
}

}  // namespace rampart
