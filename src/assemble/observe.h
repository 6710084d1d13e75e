#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/memory_map.h>
#include <rampart/model/note.h>

#include "assemble/cma_pools.h"
#include "assemble/combine.h"
#include "assemble/declared_map.h"
#include "assemble/dma_heaps.h"
#include "assemble/dmabuf_holders.h"
#include "assemble/proc_sampler.h"
#include "assemble/vendor_pools.h"
#include "base/file_tree.h"
#include "knowledge/device_recognition.h"
#include "sources/boot_configs.h"
#include "sources/boot_log.h"
#include "sources/cmdline.h"
#include "sources/device_tree.h"
#include "sources/osrelease.h"

namespace rampart {

/// A device file that the user gave (`--devices DIR`), already read.
struct DeviceFile {
  std::string name;
  std::string text;
};

/// Everything that a system says of its memory. What is empty has a note that says why.
struct Observation {
  std::optional<OsRelease> kernel;
  std::optional<std::chrono::milliseconds> uptime;
  std::optional<CommandLine> cmdline;
  std::optional<DeviceTree> tree;
  DeclaredMap declared;
  std::optional<BootConfigs> boot_configs;
  std::optional<BootLog> log;  ///< The kernel's, where it can be read.
  std::vector<Device> devices;
  Recognition recognition;  ///< Points into `devices`.

  const ProcSample* proc = nullptr;  ///< The observer's; never null after `Observer::sample`.
  CmaPools cma;
  VendorPools vendor;
  DmaHeaps heaps;
  DmabufHolders dmabuf;

  std::vector<Finding> findings() const;
  /// All notes, those of the device first.
  std::vector<Note> notes() const;

  std::vector<Note> device_notes;
};

struct ObserveOptions {
  std::vector<DeviceFile> device_files{};
  bool log = false;  ///< Read the kernel's log too: it tells where regions were placed at boot, and is dear to read.
};

/// Reads a whole system through a file tree: once what does not change, and with every `sample` what does.
class Observer {
 public:
  /// `files` must outlive the observer. Fails only if a device file of the user's is malformed.
  static Result<Observer> open(FileTree& files, const ObserveOptions& options);

  /// Reads what changes. What the first sample found to be absent is not asked for again.
  const Observation& sample();

 private:
  explicit Observer(FileTree& files);
  void read_fixed(bool log);
  Result<void> load_devices();
  void recognise_device();

  FileTree* files_;
  std::unique_ptr<ProcSampler> proc_;
  std::unique_ptr<Observation> seen_;  ///< Stays where it is: `recognition` points into it.
  std::vector<DeviceFile> device_files_;
  std::string board_id_;
  bool first_ = true;
};

/// All that an observation knows of places, the source that names things first.
std::vector<SourceRegions> observed_regions(const Observation& seen);

/// The same as one map.
MemoryMap observed_map(const Observation& seen);

}  // namespace rampart
