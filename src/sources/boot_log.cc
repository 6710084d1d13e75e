#include "sources/boot_log.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/lines.h"
#include "sources/log_forms.h"

namespace rampart {
namespace {

/// A time stamp that falls back by more than this is another boot's; clocks of one boot differ by less.
constexpr std::int64_t clock_noise = 1'000'000;

constexpr std::pair<LogFact, std::string_view> fact_names[] = {
    {LogFact::KernelVersion, "kernel-version"},
    {LogFact::MachineModel, "machine-model"},
    {LogFact::CommandLine, "command-line"},
    {LogFact::UnknownParameters, "unknown-parameters"},
    {LogFact::FirmwareRange, "firmware-range"},
    {LogFact::UserRange, "user-range"},
    {LogFact::NodeRange, "node-range"},
    {LogFact::ZoneRange, "zone-range"},
    {LogFact::RamIgnored, "ram-ignored"},
    {LogFact::MemoryLimited, "memory-limited"},
    {LogFact::MemoryBanks, "memory-banks"},
    {LogFact::MemoryLine, "memory-line"},
    {LogFact::CmaPoolCreated, "cma-pool-created"},
    {LogFact::DmaPoolCreated, "dma-pool-created"},
    {LogFact::VendorPoolCreated, "vendor-pool-created"},
    {LogFact::CmaReserved, "cma-reserved"},
    {LogFact::HugetlbCmaReserved, "hugetlb-cma-reserved"},
    {LogFact::NodeInitialized, "node-initialized"},
    {LogFact::RegionLine, "region-line"},
    {LogFact::RegionForNode, "region-for-node"},
    {LogFact::CrashReserved, "crash-reserved"},
    {LogFact::SwiotlbMapped, "swiotlb-mapped"},
    {LogFact::AtomicPool, "atomic-pool"},
    {LogFact::NodeBypassed, "node-bypassed"},
    {LogFact::DefaultSkipped, "default-skipped"},
    {LogFact::EntriesIgnored, "entries-ignored"},
    {LogFact::NodeFailed, "node-failed"},
    {LogFact::NodeNotAllocated, "node-not-allocated"},
    {LogFact::NodeNotReserved, "node-not-reserved"},
    {LogFact::NodeMalformed, "node-malformed"},
    {LogFact::NodesOverlap, "nodes-overlap"},
    {LogFact::TreeNotUsed, "tree-not-used"},
    {LogFact::TreeWithoutNode, "tree-without-node"},
    {LogFact::TooManyRegions, "too-many-regions"},
    {LogFact::TableNotAllocated, "table-not-allocated"},
    {LogFact::NeedsNoMap, "needs-no-map"},
    {LogFact::CmaFailed, "cma-failed"},
    {LogFact::CmaPastLimit, "cma-past-limit"},
    {LogFact::CmaBaseMisaligned, "cma-base-misaligned"},
    {LogFact::CmaOverBoundary, "cma-over-boundary"},
    {LogFact::CmaNodeMisaligned, "cma-node-misaligned"},
    {LogFact::CmaNotSetUp, "cma-not-set-up"},
    {LogFact::CmaNoSlots, "cma-no-slots"},
    {LogFact::CmaNotActivated, "cma-not-activated"},
    {LogFact::HugetlbCmaRefused, "hugetlb-cma-refused"},
    {LogFact::CrashNotReserved, "crash-not-reserved"},
    {LogFact::SwiotlbFailed, "swiotlb-failed"},
    {LogFact::CmaAllocFailed, "cma-alloc-failed"},
    {LogFact::CmaFreeRuns, "cma-free-runs"},
    {LogFact::PagesBusy, "pages-busy"},
    {LogFact::DriverAllocFailed, "driver-alloc-failed"},
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// The line that says which node a pool is of follows the line that says where the pool is.
void join_node(LogEvent& before, const LogEvent& event) {
  const bool is_pool = before.what == LogFact::CmaPoolCreated || before.what == LogFact::DmaPoolCreated;
  if (is_pool && event.what == LogFact::NodeInitialized && before.name.empty()) before.name = event.name;
}

/// Adds to an event what the rest of its message, on a line of its own, says. False if `event` is no such rest.
bool join_rest(LogEvent& before, const LogEvent& event) {
  if (before.what != event.what) return false;
  switch (event.what) {
    case LogFact::CommandLine:  // since 6.19 a long one is wrapped, with a backslash at the end of each line but the
                                // last
      if (!before.name.ends_with(" \\")) return false;
      before.name.replace(before.name.size() - 1, 1, event.name);
      return true;
    case LogFact::NodesOverlap:  // "OVERLAP DETECTED!", then who
      if (before.first || !event.first) return false;
      before = event;
      return true;
    case LogFact::CmaFreeRuns:
      if (before.number || event.text.contains("number of available")) return false;
      before.runs.insert(before.runs.end(), event.runs.begin(), event.runs.end());
      before.pages = event.pages;
      before.number = event.number;
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view to_string(LogFact what) {
  const auto* const found = std::ranges::find(fact_names, what, &std::pair<LogFact, std::string_view>::first);
  return found == std::end(fact_names) ? std::string_view{} : found->second;
}

BootLog BootLog::last_boot() const {
  BootLog last{.file = file, .events = {}, .boots = boots, .line_count = line_count, .dropped = dropped};
  std::ranges::copy_if(events, std::back_inserter(last.events),
                       [&](const LogEvent& event) { return event.boot + 1 == boots; });
  return last;
}

const LogEvent* BootLog::find(LogFact what) const {
  const auto found = std::ranges::find(events, what, &LogEvent::what);
  return found == events.end() ? nullptr : &*found;
}

BootLogReader::BootLogReader(std::string_view file) { log_.file = file; }

void BootLogReader::read_line(std::string_view text) {
  ++log_.line_count;
  std::string_view line = clean_log_line(text.substr(0, max_line), clean_);
  while (const auto message = next_log_message(line)) read_message(*message);
}

void BootLogReader::read_message(const LogMessage& message) {
  LogEvent event;
  std::size_t at = 0;
  while (const auto end = find_log_form(message.text, at, event)) {
    event.line = log_.line_count;
    event.microseconds = message.microseconds;
    event.text = trimmed(message.text);
    begin_boot_if_new(message, event);
    event.boot = log_.boots - 1;
    add(std::move(event));
    at = *end;
  }
}

/// Only looks at lines that hold an event: the others tell nothing that could be mixed up.
void BootLogReader::begin_boot_if_new(const LogMessage& message, const LogEvent& event) {
  // A version without a time stamp amid lines that have one is somebody's `cat /proc/version`.
  const bool names_kernel = event.what == LogFact::KernelVersion && (message.microseconds || !latest_);
  const bool clock_fell = latest_ && message.microseconds && *message.microseconds < *latest_ - clock_noise;
  if (clock_fell || (names_kernel && boot_has_version_)) {
    ++log_.boots;
    boot_has_version_ = false;
    latest_.reset();
  }
  boot_has_version_ |= names_kernel;
  if (message.microseconds) latest_ = std::max(latest_.value_or(0), *message.microseconds);
}

void BootLogReader::add(LogEvent event) {
  if (!log_.events.empty() && log_.events.back().boot == event.boot) {
    if (join_rest(log_.events.back(), event)) return;
    join_node(log_.events.back(), event);
  }
  if (log_.events.size() == BootLog::max_events) {
    ++log_.dropped;
    return;
  }
  log_.events.push_back(std::move(event));
}

std::vector<LogEvent> BootLogReader::take_events() {
  std::vector<LogEvent> taken;
  if (log_.events.size() < 2) return taken;
  taken.swap(log_.events);
  log_.events.push_back(std::move(taken.back()));
  taken.pop_back();
  return taken;
}

BootLog BootLogReader::finish() && { return std::move(log_); }

BootLog parse_boot_log(std::string_view text, std::string_view file) {
  BootLogReader reader{file};
  for (const Line line : Lines{text}) reader.read_line(line.text);
  return std::move(reader).finish();
}

}  // namespace rampart
