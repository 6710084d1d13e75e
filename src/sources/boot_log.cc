#include "sources/boot_log.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/lines.h"
#include "base/scanner.h"
#include "sources/log_pattern.h"

namespace rampart {
namespace {

struct Form {
  LogFact what;
  std::string_view pattern;
};

/// Every message that is known, the more telling form before the shorter one. The versions are those of the kernels
/// that print it; docs and samples name their sources.
constexpr Form forms[] = {
    // RAM and the machine
    {LogFact::KernelVersion, "Linux version {name} {skip}"},
    {LogFact::MachineModel, "Machine model: {name}"},
    {LogFact::MachineModel, "Machine: {name}"},
    {LogFact::CommandLine, "Kernel command line: {name}"},
    {LogFact::UnknownParameters, "Unknown kernel command line parameters \"{name}\", will be passed"},
    {LogFact::FirmwareRange, "BIOS-e820: [mem {first}-{last}] {name}"},
    {LogFact::UserRange, "user: [mem {first}-{last}] {name}"},
    {LogFact::NodeRange, "node {n}: [mem {first}-{last}]"},
    {LogFact::MemoryLimited, "Memory limited to {mib}MB"},
    // pools made
    {LogFact::CmaPoolCreated, "Reserved memory: created CMA memory pool at {first}, size {mib} MiB"},
    {LogFact::DmaPoolCreated, "Reserved memory: created DMA memory pool at {first}, size {mib} MiB"},
    {LogFact::DmaPoolCreated, "Reserved memory: created restricted DMA pool at {first}, size {mib} MiB"},
    {LogFact::VendorPoolCreated, "Reserved memory: created {name} eswin reserve memory at {first}, size {mib} MiB"},
    {LogFact::CmaReserved, "CMA: reserved {mib} MiB at {first} for {name}"},  // Qualcomm 3.x
    {LogFact::CmaReserved, "CMA: reserved {mib} MiB at {first}"},             // 3.5 to 3.16
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB at {first} on node {n}"},
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB at {first}"},
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB in {n} range"},  // 6.15 and later
    {LogFact::CmaReserved, "cma: Reserved {kib} KiB at {first}"},    // Rockchip
    {LogFact::NodeInitialized, "initialized node {name}, compatible id {other}"},
    {LogFact::RegionLine, "reserved mem: {first}..{last} ({kib} KiB) {map} {reuse} {name}"},
    {LogFact::RegionForNode, "reserved region for node '{name}': base {first}, size {mib} MiB"},
    {LogFact::CrashReserved, "crashkernel reserved: {first} - {end} ({mib} MB)"},
    {LogFact::SwiotlbMapped, "software IO TLB: mapped [mem {first}-{end}]"},
    // pools and nodes refused
    {LogFact::NodeBypassed, "bypass {name} node, using cmdline CMA params instead"},
    {LogFact::DefaultSkipped, "Skipping dt linux,cma-default"},
    {LogFact::EntriesIgnored, "node '{name}' has {n} <base size> entries, only the first is used"},
    {LogFact::EntriesIgnored, "ignores {n} regions in node '{name}'"},
    {LogFact::NodeFailed, "node {name} compatible matching fail"},
    {LogFact::NodeNotAllocated, "failed to allocate memory for node '{name}': size {mib} MiB"},
    {LogFact::NodeNotAllocated, "failed to allocate memory for node '{name}'"},
    {LogFact::NodeNotReserved, "failed to reserve memory for node '{name}': base {first}, size {mib} MiB"},
    {LogFact::NodeMalformed, "invalid {other} property in '{name}'"},
    {LogFact::TreeNotUsed, "unsupported node format, ignoring"},
    {LogFact::TreeWithoutNode, "No reserved-memory node in the DT"},
    {LogFact::TooManyRegions, "too many defined dynamic regions, skip '{name}'"},
    {LogFact::TooManyRegions, "not enough space for all defined regions"},
    {LogFact::NeedsNoMap, "regions without no-map are not yet supported"},
    {LogFact::CmaFailed, "Failed to reserve {mib} MiB"},
    {LogFact::CmaPastLimit, "Size ({hex}) of region at {first} exceeds limit ({limit})"},
    {LogFact::CmaBaseMisaligned, "Region at {first} must be aligned to {hex} bytes"},
    {LogFact::CmaOverBoundary, "Region at {first} defined on low/high memory boundary ({limit})"},
    {LogFact::CmaNodeMisaligned, "incorrect alignment of CMA region"},
    {LogFact::CmaNotSetUp, "unable to setup CMA region"},
    {LogFact::CmaNoSlots, "Not enough slots for CMA reserved regions"},
    {LogFact::CmaNotActivated, "CMA area {name} could not be activated"},
    // at run time
    {LogFact::CmaAllocFailed, "cma_alloc: alloc failed, req-size: {pages} pages, ret: {n}"},
    {LogFact::CmaAllocFailed, "cma_alloc: {name}: alloc failed, req-size: {pages} pages, ret: {n}"},
    {LogFact::CmaAllocFailed, "__cma_alloc_frozen: {name}: alloc failed, req-size: {pages} pages, ret: {n}"},
    {LogFact::CmaFreeRuns, "number of available pages: {name}=> {pages} free of {n} total pages"},
    {LogFact::CmaFreeRuns, "number of available pages: {name}=>{pages} pages, total: {n} pages"},
    {LogFact::CmaFreeRuns, "cma: range {skip}: {name}"},         // 7.2 prints the list and the sum
    {LogFact::CmaFreeRuns, "=> {pages} free of {n} total pages"},  // on lines of their own
    {LogFact::PagesBusy, "alloc_contig_range: [{first}, {end}) PFNs busy"},
};

constexpr std::string_view zone_names[] = {"DMA32", "DMA", "Normal", "HighMem", "Movable"};

/// A zone's line has no literal of its own: "  DMA      [mem 0x40000000-0x6fffffff]".
bool match_zone(std::string_view text, LogEvent& event) {
  const std::size_t bracket = text.find("[mem ");
  if (bracket == std::string_view::npos) return false;
  std::string_view before = text.substr(0, bracket);
  while (before.ends_with(' ')) before.remove_suffix(1);
  for (const std::string_view zone : zone_names) {
    if (!before.ends_with("  " + std::string{zone}) && before != zone) continue;
    if (!match_log_pattern("[mem {first}-{last}]", text.substr(bracket), event)) return false;
    event.what = LogFact::ZoneRange;
    event.name = zone;
    return true;
  }
  return false;
}

/// "a@1 (0x1--0x2) overlaps with b@1 (0x1--0x3)", ends exclusive, without any prefix.
bool match_overlap(std::string_view text, LogEvent& event) {
  const std::size_t middle = text.find(" overlaps with ");
  if (middle == std::string_view::npos) return false;
  std::size_t start = text.rfind(" (", middle);
  if (start == std::string_view::npos) return false;
  LogEvent first;
  LogEvent second;
  if (!match_log_pattern("({first}--{end})", text.substr(start + 1, middle - start), first)) return false;
  if (!match_log_pattern("overlaps with {name} ({first}--{end})", text.substr(middle), second)) return false;
  const std::size_t name_at = text.substr(0, start).rfind(' ') + 1;  // npos + 1 is 0: the name begins the line
  event.what = LogFact::NodesOverlap;
  event.name = text.substr(name_at, start - name_at);
  event.other = second.name;
  event.first = first.first;
  event.last = first.last;
  event.other_first = second.first;
  event.other_last = second.last;
  return true;
}

/// Cheap: no line without one of these can be ours.
bool may_match(std::string_view text) {
  constexpr std::string_view words[] = {"mem", "cma", "CMA", "eserv", "PFNs", "Linux version", "Machine",
                                        "command line", "overlaps with", "node", "pages", "IO TLB", "Region at"};
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool recognise(std::string_view text, LogEvent& event) {
  if (!may_match(text)) return false;
  for (const Form& form : forms) {
    if (!match_log_pattern(form.pattern, text, event)) continue;
    event.what = form.what;
    return true;
  }
  if (const auto memory = parse_memory_line(text)) {
    event.what = LogFact::MemoryLine;
    event.size = memory->physical;
    event.memory = memory;
    return true;
  }
  return match_overlap(text, event) || match_zone(text, event);
}

/// The time stamp of dmesg, "[   12.345678]", wherever it stands.
std::optional<std::int64_t> time_of(std::string_view text) {
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    Scanner scan{text.substr(at + 1)};
    scan.blanks();
    const auto seconds = scan.number();
    if (!seconds || *seconds > INT64_MAX / 2'000'000 || !scan.literal(".")) continue;
    const std::size_t before = scan.column();
    const auto fraction = scan.number();
    if (!fraction || scan.column() - before != 6 || !scan.literal("]")) continue;
    return static_cast<std::int64_t>(*seconds * 1'000'000 + *fraction);
  }
  return std::nullopt;
}

/// Takes out what a serial line adds: NUL, control characters, escape sequences.
void clean_line(std::string_view text, std::string& into) {
  into.clear();
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == 0x1b && at + 1 < text.size() && text[at + 1] == '[') {
      at += 2;
      while (at < text.size() && !(text[at] >= '@' && text[at] <= '~')) ++at;
    } else if (byte >= 0x20 || byte == '\t') {
      if (byte != 0x7f) into += text[at];
    }
  }
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

constexpr std::pair<LogFact, std::string_view> fact_names[] = {
    {LogFact::KernelVersion, "kernel-version"},
    {LogFact::MachineModel, "machine-model"},
    {LogFact::CommandLine, "command-line"},
    {LogFact::UnknownParameters, "unknown-parameters"},
    {LogFact::FirmwareRange, "firmware-range"},
    {LogFact::UserRange, "user-range"},
    {LogFact::NodeRange, "node-range"},
    {LogFact::ZoneRange, "zone-range"},
    {LogFact::MemoryLimited, "memory-limited"},
    {LogFact::MemoryLine, "memory-line"},
    {LogFact::CmaPoolCreated, "cma-pool-created"},
    {LogFact::DmaPoolCreated, "dma-pool-created"},
    {LogFact::VendorPoolCreated, "vendor-pool-created"},
    {LogFact::CmaReserved, "cma-reserved"},
    {LogFact::NodeInitialized, "node-initialized"},
    {LogFact::RegionLine, "region-line"},
    {LogFact::RegionForNode, "region-for-node"},
    {LogFact::CrashReserved, "crash-reserved"},
    {LogFact::SwiotlbMapped, "swiotlb-mapped"},
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
    {LogFact::NeedsNoMap, "needs-no-map"},
    {LogFact::CmaFailed, "cma-failed"},
    {LogFact::CmaPastLimit, "cma-past-limit"},
    {LogFact::CmaBaseMisaligned, "cma-base-misaligned"},
    {LogFact::CmaOverBoundary, "cma-over-boundary"},
    {LogFact::CmaNodeMisaligned, "cma-node-misaligned"},
    {LogFact::CmaNotSetUp, "cma-not-set-up"},
    {LogFact::CmaNoSlots, "cma-no-slots"},
    {LogFact::CmaNotActivated, "cma-not-activated"},
    {LogFact::CmaAllocFailed, "cma-alloc-failed"},
    {LogFact::CmaFreeRuns, "cma-free-runs"},
    {LogFact::PagesBusy, "pages-busy"},
};

}  // namespace

std::string_view to_string(LogFact what) {
  const auto* const found = std::ranges::find(fact_names, what, &std::pair<LogFact, std::string_view>::first);
  return found == std::end(fact_names) ? std::string_view{} : found->second;
}

BootLog BootLog::last_boot() const {
  BootLog last{.file = file, .events = {}, .boots = 1, .line_count = line_count};
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
  if (!is_plain(text)) {
    clean_line(text, clean_);
    text = clean_;
  }
  LogEvent event;
  if (recognise(text, event)) add(std::move(event), text);
}

void BootLogReader::add(LogEvent event, std::string_view text) {
  if (event.what == LogFact::KernelVersion) {
    if (version_seen_) ++log_.boots;
    version_seen_ = true;
  }
  event.line = log_.line_count;
  event.boot = log_.boots - 1;
  event.microseconds = time_of(text);
  if (event.what == LogFact::NodeInitialized) join(event);
  log_.events.push_back(std::move(event));
}

/// The line that says which node a pool is of follows the line that says where the pool is.
void BootLogReader::join(const LogEvent& initialized) {
  if (log_.events.empty()) return;
  LogEvent& before = log_.events.back();
  const bool is_pool = before.what == LogFact::CmaPoolCreated || before.what == LogFact::DmaPoolCreated;
  if (is_pool && before.boot == initialized.boot && before.name.empty()) before.name = initialized.name;
}

BootLog BootLogReader::finish() && { return std::move(log_); }

BootLog parse_boot_log(std::string_view text, std::string_view file) {
  BootLogReader reader{file};
  for (const Line line : Lines{text}) reader.read_line(line.text);
  return std::move(reader).finish();
}

}  // namespace rampart
