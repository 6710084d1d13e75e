#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <rampart/model/note.h>

#include "base/file_tree.h"
#include "sources/buddyinfo.h"
#include "sources/iomem.h"
#include "sources/meminfo.h"
#include "sources/pressure.h"
#include "sources/swaps.h"
#include "sources/vmstat.h"
#include "sources/zoneinfo.h"
#include "sources/zram.h"

namespace rampart {

/// What /proc and zram said at one moment. What is empty has a note that says why.
struct ProcSample {
  std::optional<MemInfo> meminfo;
  std::optional<VmStat> vmstat;
  std::optional<BuddyInfo> buddyinfo;
  std::optional<ZoneInfo> zoneinfo;
  std::optional<Pressure> memory_pressure;
  std::optional<IoMem> iomem;
  std::optional<Swaps> swaps;
  std::vector<ZramDevice> zram;    ///< By number. None is an answer: this system has no zram.
  std::optional<Bytes> page_size;  ///< Read once; the unit of every `Pages` above.
  std::vector<Note> notes;         ///< In the order above.
};

/// Reads the same small files again and again, as `status --watch` does, for little more than the reading costs.
/// A file that is missing or forbidden becomes a note and is not asked for again; a text equal to the one before is
/// not parsed again; from the second sample on, nothing is allocated unless what is read has grown.
class ProcSampler {
 public:
  /// `files` must outlive the sampler.
  explicit ProcSampler(FileTree& files);
  ~ProcSampler();
  ProcSampler(ProcSampler&&) noexcept;
  ProcSampler& operator=(ProcSampler&&) noexcept;

  /// Reads everything and returns what it says: never an error, since every failure is a note of the sample. The
  /// reference is to the sampler's own sample, which the next call overwrites.
  const ProcSample& sample();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace rampart
