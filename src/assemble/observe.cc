#include "assemble/observe.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "assemble/iomem_map.h"
#include "assemble/live_device_tree.h"
#include "assemble/log_map.h"
#include "assemble/read_facts.h"
#include "sources/uptime.h"

namespace rampart {
namespace {

/// Where a file tree holds the kernel's log (src/host/kernel_log.h).
constexpr std::string_view kernel_log = "/dev/kmsg";

template <typename T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::vector<Finding> Observation::findings() const {
  std::vector<Finding> all = declared.findings;
  append(all, cma.findings);
  append(all, vendor.findings);
  return all;
}

std::vector<Note> Observation::notes() const {
  std::vector<Note> all = device_notes;
  append(all, proc->notes);
  append(all, cma.notes);
  append(all, vendor.notes);
  append(all, heaps.notes);
  append(all, dmabuf.notes);
  return all;
}

Observer::Observer(FileTree& files)
    : files_{&files}, proc_{std::make_unique<ProcSampler>(files)}, seen_{std::make_unique<Observation>()} {}

Result<Observer> Observer::open(FileTree& files, const ObserveOptions& options) {
  Observer observer{files};
  observer.device_files_ = options.device_files;
  observer.read_fixed(options.log);
  if (auto done = observer.load_devices(); !done) return std::unexpected(std::move(done.error()));
  return observer;
}

void Observer::read_fixed(bool log) {
  Observation& seen = *seen_;
  std::vector<Note>& notes = seen.device_notes;
  seen.kernel = read_facts(*files_, "/proc/sys/kernel/osrelease", notes, parse_osrelease);
  if (const auto up = read_facts(*files_, "/proc/uptime", notes, parse_uptime)) seen.uptime = *up;
  seen.cmdline = read_facts(*files_, "/proc/cmdline", notes, [](std::string_view text, std::string_view file) {
    return Result<CommandLine>{parse_command_line(text, file)};
  });
  seen.boot_configs = read_facts(*files_, "/boot/configs", notes, [](std::string_view text, std::string_view) {
    return Result<BootConfigs>{parse_boot_configs(text)};
  });
  if (auto blob = read_live_device_tree(*files_)) {
    append(notes, blob->notes);
    if (auto tree = parse_dtb(blob->blob, blob->file)) {
      seen.declared = declared_map(*tree);
      seen.tree = std::move(*tree);
    } else {
      notes.push_back({blob->file, tree.error().what, ""});
    }
  }
  if (!log) return;
  seen.log = read_facts(*files_, kernel_log, notes, [](std::string_view text, std::string_view) {
    return Result<BootLog>{parse_boot_log(text, "dmesg")};
  });
}

/// Device files are only parsed where something could be recognised by them.
Result<void> Observer::load_devices() {
  Observation& seen = *seen_;
  const auto board = files_->read("/boot/board");
  if (board) board_id_ = board_id_of(*board);
  if (!device_files_.empty() || seen.tree || !board_id_.empty()) seen.devices = built_in_devices();
  for (const DeviceFile& file : device_files_) {
    if (auto added = add_device(seen.devices, file.text, file.name); !added) {
      return std::unexpected(std::move(added.error()));
    }
  }
  return {};
}

void Observer::recognise_device() {
  Observation& seen = *seen_;
  if (seen.devices.empty()) return;
  DeviceEvidence evidence;
  evidence.board_id = board_id_;
  if (seen.tree) {
    evidence.model = seen.tree->model;
    evidence.compatible = seen.tree->compatible;
  }
  const auto linux_ram = seen.proc->meminfo ? seen.proc->meminfo->mem_total : std::nullopt;
  const auto cmm = seen.vendor.total(Kind::Cmm);
  const auto ion = seen.vendor.total(Kind::Ion);
  if (linux_ram && (cmm || ion)) {
    // Nearly all of the RAM. Better than the memory nodes: boards come with those of a larger variant.
    evidence.installed = saturating_add(*linux_ram, saturating_add(cmm.value_or(Bytes{}), ion.value_or(Bytes{})));
  } else {
    const Bytes declared = combine({{seen.declared.regions, {}}}).installed();
    const Bytes at_least = std::max(linux_ram.value_or(Bytes{}), declared);
    if (at_least.value != 0) evidence.ram_at_least = at_least;
  }
  seen.recognition = recognise(evidence, seen.devices);
}

const Observation& Observer::sample() {
  Observation& seen = *seen_;
  seen.proc = &proc_->sample();
  const bool has_cma = seen.proc->meminfo && seen.proc->meminfo->cma_total.value_or(Bytes{}).value != 0;
  if (has_cma) seen.cma = read_cma_pools(*files_, {.page_size = seen.proc->page_size.value_or(kib(4))});
  if (first_ || !seen.vendor.files.empty()) seen.vendor = read_vendor_pools(*files_);
  if (first_) seen.heaps = read_dma_heaps(*files_);
  if (first_ || seen.dmabuf.count) seen.dmabuf = read_dmabuf_holders(*files_);
  if (first_) recognise_device();
  first_ = false;
  return seen;
}

std::vector<SourceRegions> observed_regions(const Observation& seen) {
  std::vector<SourceRegions> sources;
  sources.push_back({seen.declared.regions, seen.declared.dynamic});
  sources.push_back({seen.vendor.regions, {}});
  sources.push_back({seen.cma.regions, {}});
  if (seen.proc->iomem) sources.push_back({regions_of(*seen.proc->iomem, "/proc/iomem").regions, {}});
  if (seen.log) sources.push_back({log_map(*seen.log).regions, {}});
  return sources;
}

MemoryMap observed_map(const Observation& seen) { return combine(observed_regions(seen)); }

}  // namespace rampart
