#include "sources/log_forms.h"

#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "sources/log_pattern.h"

namespace rampart {
namespace {

/// Where in a message a form may begin.
enum class Place {
  Anywhere,
  Start,  ///< At its start or after a prefix: words that a sentence could hold too.
};

struct Form {
  LogFact what;
  std::string_view pattern;  ///< Begins with three letters of text or more.
  Place place = Place::Anywhere;
  std::string_view name{};    ///< The event's name, where the text has none.
  std::string_view before{};  ///< What stands before it, where the form begins with a value.
};

/// Every message that is known. Of forms that begin alike the more telling one comes first. A comment names the
/// kernels of a form that is not of all.
constexpr Form forms[] = {
    // The machine and its RAM
    {LogFact::KernelVersion, "Linux version {name} {skip}", Place::Start},
    {LogFact::KernelVersion, "Linux version {name}", Place::Start},
    {LogFact::MachineModel, "Machine model: {name}", Place::Start},
    {LogFact::MachineModel, "Machine: {name}", Place::Start},  // 3.x on arm
    {LogFact::CommandLine, "Kernel command line: {name}"},
    {LogFact::UnknownParameters, "Unknown kernel command line parameters \"{name}\", will be passed"},
    {LogFact::UnknownParameters, "Unknown command line parameters: {name}"},  // 5.14
    {LogFact::FirmwareRange, "BIOS-e820: [mem {first}-{last}] {name}"},
    {LogFact::FirmwareRange, "BIOS-e820: {first} - {end} ({name})"},  // up to 3.4
    {LogFact::UserRange, "user: [mem {first}-{last}] {name}", Place::Start},
    {LogFact::UserRange, "user: {first} - {end} ({name})", Place::Start},
    {LogFact::NodeRange, "node {n}: [mem {first}-{last}]", Place::Start},
    {LogFact::ZoneRange, "DMA [mem {first}-{last}]", Place::Start, "DMA"},
    {LogFact::ZoneRange, "DMA32 [mem {first}-{last}]", Place::Start, "DMA32"},
    {LogFact::ZoneRange, "Normal [mem {first}-{last}]", Place::Start, "Normal"},
    {LogFact::ZoneRange, "HighMem [mem {first}-{last}]", Place::Start, "HighMem"},
    {LogFact::ZoneRange, "Movable [mem {first}-{last}]", Place::Start, "Movable"},
    {LogFact::RamIgnored, "Ignoring memory block {first} - {end}"},
    {LogFact::RamIgnored, "Ignoring memory range {first} - {end}"},
    {LogFact::RamIgnored, "Ignoring RAM at {first}-{last}"},
    {LogFact::RamIgnored, "Truncating RAM at {first}-{last}"},
    {LogFact::MemoryLimited, "Memory limited to {mib}MB"},
    // Pools and regions made
    {LogFact::CmaPoolCreated, "created CMA memory pool at {first}, size {mib} MiB"},
    {LogFact::DmaPoolCreated, "created DMA memory pool at {first}, size {mib} MiB"},
    {LogFact::DmaPoolCreated, "created restricted DMA pool at {first}, size {mib} MiB"},
    {LogFact::VendorPoolCreated, "created {name} eswin reserve memory at {first}, size {mib} MiB"},
    {LogFact::VendorPoolCreated, "Ion memory setup at {first} size {mib} MiB", Place::Anywhere, "ion"},  // Sophgo
    {LogFact::CmaReserved, "CMA: reserved {mib} MiB at {first} for {name}"},                             // Qualcomm 3.x
    {LogFact::CmaReserved, "CMA: reserved {mib} MiB at {first}"},                                        // 3.5 to 3.16
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB at {first} on node {n}"},
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB at {first}"},
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB in {skip} range"},         // 6.15
    {LogFact::CmaReserved, "cma: Reserved {kib} KiB at {first} on node {n}"},  // Rockchip
    {LogFact::CmaReserved, "cma: Reserved {kib} KiB at {first}"},
    {LogFact::HugetlbCmaReserved, "hugetlb_cma: reserved {mib} MiB on node {n}"},
    {LogFact::NodeInitialized, "initialized node {name}, compatible id {other}"},
    {LogFact::RegionLine, "reserved mem: {first}..{last} ({kib} KiB) {map} {reuse} {name}"},
    {LogFact::RegionForNode, "reserved region for node '{name}': base {first}, size {mib} MiB"},
    {LogFact::CrashReserved, "crashkernel reserved: {first} - {end} ({mib} MB)"},
    {LogFact::CrashReserved, "crashkernel low memory reserved: {first} - {end} ({mib} MB)", Place::Anywhere, "low"},
    {LogFact::CrashReserved, "Reserving {mib}MB of memory at {first_mib}MB for crashkernel"},
    {LogFact::CrashReserved, "Reserving {mib}MB of low memory at {first_mib}MB for crashkernel", Place::Anywhere,
     "low"},
    {LogFact::SwiotlbMapped, "software IO TLB: mapped [mem {first}-{end}]"},
    {LogFact::SwiotlbMapped, "software IO TLB [mem {first}-{last}]"},  // up to 4.x
    {LogFact::AtomicPool, "DMA: preallocated {kib} KiB pool for atomic"},
    {LogFact::AtomicPool, "DMA: preallocated {kib} KiB {name} pool for atomic"},
    // Pools and regions refused
    {LogFact::NodeBypassed, "bypass {name} node, using cmdline CMA params instead"},
    {LogFact::DefaultSkipped, "Skipping dt linux,cma-default"},
    {LogFact::EntriesIgnored, "node '{name}' has {n} <base size> entries, only the first is used"},  // 7.2
    {LogFact::EntriesIgnored, "ignores {n} regions in node '{name}'"},                               // 6.12
    {LogFact::NodeFailed, "node {name} compatible matching fail"},
    {LogFact::NodeNotAllocated, "failed to allocate memory for node '{name}': size {mib} MiB"},
    {LogFact::NodeNotAllocated, "failed to allocate memory for node '{name}'"},
    {LogFact::NodeNotReserved, "failed to reserve memory for node '{name}': base {first}, size {mib} MiB"},
    {LogFact::NodeMalformed, "invalid {other} property in '{name}'"},
    {LogFact::NodesOverlap, "OVERLAP DETECTED!"},
    {LogFact::NodesOverlap, "overlaps with {other} ({other_first}--{other_end})", Place::Anywhere, "",
     "{word} ({first}--{end})"},
    {LogFact::TreeNotUsed, "unsupported node format, ignoring"},
    {LogFact::TreeWithoutNode, "No reserved-memory node in the DT"},
    {LogFact::TooManyRegions, "too many defined dynamic regions, skip '{name}'"},
    {LogFact::TooManyRegions, "not enough space for all defined regions"},
    {LogFact::TableNotAllocated, "Failed to allocate memory for reserved_mem array with err: {n}"},
    {LogFact::NeedsNoMap, "regions without no-map are not yet supported"},
    {LogFact::CmaFailed, "cma: Failed to reserve {mib} MiB on node {n}"},
    {LogFact::CmaFailed, "cma: Failed to reserve {mib} MiB"},
    {LogFact::CmaFailed, "cma: Failed to reserve {kib} KiB"},
    {LogFact::CmaPastLimit, "Size ({hex}) of region at {first} exceeds limit ({limit})"},
    {LogFact::CmaBaseMisaligned, "Region at {first} must be aligned to {hex} bytes"},
    {LogFact::CmaOverBoundary, "Region at {first} defined on low/high memory boundary ({limit})"},
    {LogFact::CmaNodeMisaligned, "incorrect alignment of CMA region"},
    {LogFact::CmaNotSetUp, "unable to setup CMA region"},
    {LogFact::CmaNoSlots, "Not enough slots for CMA reserved regions"},
    {LogFact::CmaNotActivated, "CMA area {name} could not be activated"},
    {LogFact::HugetlbCmaRefused, "hugetlb_cma: cma area should be at least {mib} MiB"},
    {LogFact::HugetlbCmaRefused, "cma area must be a multiple of {mib} MiB"},  // 7.2
    {LogFact::CrashNotReserved, "crashkernel reservation failed"},
    {LogFact::CrashNotReserved, "cannot allocate crashkernel"},
    {LogFact::SwiotlbFailed, "software IO TLB: Cannot allocate buffer"},
    // At run time
    {LogFact::CmaAllocFailed, "cma_alloc: alloc failed, req-size: {pages} pages, ret: {n}"},
    {LogFact::CmaAllocFailed, "cma_alloc: {name}: alloc failed, req-size: {pages} pages, ret: {n}"},
    {LogFact::CmaAllocFailed, "cma_alloc_frozen: {name}: alloc failed, req-size: {pages} pages, ret: {n}"},  // 7.2
    {LogFact::CmaFreeRuns, "number of available pages: {runs}=> {pages} free of {n} total pages"},
    {LogFact::CmaFreeRuns, "number of available pages: {runs}=>{pages} pages, total: {n} pages"},  // Android
    {LogFact::CmaFreeRuns, "number of available pages:"},          // 7.2 prints the list,
    {LogFact::CmaFreeRuns, "cma: range {range}: {runs}"},          // one line for each range,
    {LogFact::CmaFreeRuns, "=> {pages} free of {n} total pages"},  // and the sum apart
    {LogFact::PagesBusy, "alloc_contig_range: [{first}, {end}) PFNs busy"},
    {LogFact::PagesBusy, "alloc_contig_range test_pages_isolated({first}, {end}) failed"},  // up to 4.x
    {LogFact::DriverAllocFailed, "dma_alloc_coherent of size {bytes} failed"},
    {LogFact::DriverAllocFailed, "dma_alloc_coherent alloc of {bytes} bytes failed"},
    {LogFact::MemoryLine, "Memory: "},
};

/// The first bytes of a form, by which it is looked for.
using Key = std::uint32_t;
constexpr std::size_t key_size = 3;

constexpr Key with_next(Key key, char next) { return (key << 8 | static_cast<unsigned char>(next)) & 0xffffff; }

constexpr Key key_of(std::string_view text) {
  Key key = 0;
  for (std::size_t i = 0; i < key_size; ++i) key = with_next(key, text[i]);
  return key;
}

/// The forms of each key, found by its hash. Most places of a log have none, which one look at a table that fits the
/// nearest cache must tell.
class FormIndex {
 public:
  static constexpr std::uint8_t none = 0xff;

  consteval FormIndex() {
    heads_.fill(none);
    for (std::size_t i = std::size(forms); i-- > 0;) {  // backwards, so that each chain is in the table's order
      std::uint8_t& head = heads_[slot(key_of(forms[i].pattern))];
      nexts_[i] = head;
      keys_[i] = key_of(forms[i].pattern);
      head = static_cast<std::uint8_t>(i);
    }
  }
  /// The forms that begin with `key`, and some others whose hash is the same.
  constexpr std::uint8_t first(Key key) const { return heads_[slot(key)]; }
  constexpr std::uint8_t next(std::uint8_t form) const { return nexts_[form]; }
  constexpr Key key(std::uint8_t form) const { return keys_[form]; }

 private:
  static_assert(std::size(forms) < none);
  static constexpr std::size_t slot(Key key) { return (key * 0x9E3779B1U) >> 19; }
  std::array<std::uint8_t, std::size_t{1} << 13> heads_{};
  std::array<std::uint8_t, std::size(forms)> nexts_{};
  std::array<Key, std::size(forms)> keys_{};
};
constexpr FormIndex form_index;

/// True if only a prefix stands before a message, such as `[T0] `, `<6>`, `OF: fdt: ` or `host kernel: `.
bool is_start(std::string_view before) {
  while (before.ends_with(' ') || before.ends_with('\t')) before.remove_suffix(1);
  return before.empty() || std::string_view{"]>:;"}.contains(before.back());
}

/// `Memory:` has parts that come and go, or is a list of banks.
std::optional<std::size_t> match_memory(std::string_view text, LogEvent& event) {
  if (auto line = parse_memory_line(text)) {
    event.size = line->physical;
    event.memory = std::move(line);
    return text.size();
  }
  event.what = LogFact::MemoryBanks;
  if (const auto end = match_log_pattern("Memory: {name} = {mib}MB total", text, event)) return end;
  // Cut off before its total.
  LogEvent first_bank;
  if (!match_log_pattern("Memory: {mib}MB", text, first_bank)) return std::nullopt;
  return match_log_pattern("Memory: {name}", text, event);
}

std::optional<std::size_t> match_form(const Form& form, std::string_view text, std::size_t at, LogEvent& event) {
  if (!text.substr(at).starts_with(leading_literal(form.pattern))) return std::nullopt;
  if (form.place == Place::Start && !is_start(text.substr(0, at))) return std::nullopt;
  LogEvent found;
  found.what = form.what;
  found.name = form.name;
  if (!form.before.empty() && !match_log_pattern(form.before, text.substr(0, at), found)) return std::nullopt;
  const std::string_view message = text.substr(at);
  const auto taken =
      form.what == LogFact::MemoryLine ? match_memory(message, found) : match_log_pattern(form.pattern, message, found);
  if (!taken) return std::nullopt;
  event = std::move(found);
  return at + *taken;
}

}  // namespace

std::optional<std::size_t> find_log_form(std::string_view text, std::size_t from, LogEvent& event) {
  if (text.size() < from + key_size) return std::nullopt;
  Key key = key_of(text.substr(from));
  for (std::size_t end = from + key_size;; ++end) {
    for (std::uint8_t form = form_index.first(key); form != FormIndex::none; form = form_index.next(form)) {
      if (form_index.key(form) != key) continue;
      if (const auto after = match_form(forms[form], text, end - key_size, event)) return after;
    }
    if (end == text.size()) return std::nullopt;
    key = with_next(key, text[end]);
  }
}

}  // namespace rampart
