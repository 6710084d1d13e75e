#include "assemble/proc_sampler.h"

#include <string>
#include <string_view>
#include <utility>

#include "assemble/watched_file.h"
#include "assemble/zram_sampler.h"
#include "sources/auxv.h"

namespace rampart {
namespace {

constexpr std::string_view mount_proc = "mount -t proc proc /proc";

/// Whether this is the page size in which the kernel's page counts give its byte counts.
bool fits(Bytes page_size, Pages managed, Bytes total) { return size_of(managed, page_size) == total; }

/// The page size from what Linux counts as its own in bytes (meminfo) and in pages (zoneinfo), for trees that keep no
/// auxv.
std::optional<Bytes> page_size_from(const std::optional<MemInfo>& meminfo, const std::optional<ZoneInfo>& zoneinfo) {
  if (!meminfo || !meminfo->mem_total || !zoneinfo) return std::nullopt;
  Pages managed;
  for (const Zone& zone : zoneinfo->zones) {
    if (zone.managed) managed.value += zone.managed->value;
  }
  for (Bytes size = kib(4); size <= kib(256); size.value *= 2) {
    if (managed.value != 0 && fits(size, managed, *meminfo->mem_total)) return size;
  }
  return std::nullopt;
}

}  // namespace

class ProcSampler::State {
 public:
  explicit State(FileTree& files) : files_{&files} {}

  const ProcSample& sample();

 private:
  bool refresh_proc();
  bool read_page_size();
  bool is_hidden() const { return sample_.iomem && sample_.iomem->hidden; }
  void collect_notes();

  FileTree* files_;
  std::string scratch_;
  ProcSample sample_;
  WatchedFile meminfo_{"/proc/meminfo", mount_proc};
  WatchedFile vmstat_{"/proc/vmstat", mount_proc};
  WatchedFile buddyinfo_{"/proc/buddyinfo", mount_proc};
  WatchedFile zoneinfo_{"/proc/zoneinfo", mount_proc};
  WatchedFile memory_pressure_{"/proc/pressure/memory", "a kernel with CONFIG_PSI, started with psi=1"};
  WatchedFile iomem_{"/proc/iomem", mount_proc};
  WatchedFile swaps_{"/proc/swaps", "a kernel with CONFIG_SWAP"};
  WatchedFile auxv_{"/proc/self/auxv", mount_proc};
  ZramSampler zram_;
  bool page_size_tried_ = false;
};

const ProcSample& ProcSampler::State::sample() {
  const bool was_hidden = is_hidden();
  bool noted = refresh_proc();
  if (swaps_.changed() && sample_.swaps) zram_.look_for(*sample_.swaps, sample_.zram);
  noted |= zram_.refresh(*files_, scratch_, sample_.zram);
  noted |= read_page_size();
  if (noted || is_hidden() != was_hidden) collect_notes();
  return sample_;
}

bool ProcSampler::State::refresh_proc() {
  bool noted = meminfo_.refresh(*files_, scratch_, read_meminfo, sample_.meminfo);
  noted |= vmstat_.refresh(*files_, scratch_, read_vmstat, sample_.vmstat);
  noted |= buddyinfo_.refresh(*files_, scratch_, read_buddyinfo, sample_.buddyinfo);
  noted |= zoneinfo_.refresh(*files_, scratch_, read_zoneinfo, sample_.zoneinfo);
  noted |= memory_pressure_.refresh(*files_, scratch_, read_pressure, sample_.memory_pressure);
  noted |= iomem_.refresh(*files_, scratch_, read_iomem, sample_.iomem);
  noted |= swaps_.refresh(*files_, scratch_, read_swaps, sample_.swaps);
  return noted;
}

/// Once: a kernel does not change its page size.
bool ProcSampler::State::read_page_size() {
  if (page_size_tried_) return false;
  page_size_tried_ = true;
  auxv_.refresh(*files_, scratch_, parse_into<parse_auxv_page_size, Bytes>, sample_.page_size);
  if (!sample_.page_size) sample_.page_size = page_size_from(sample_.meminfo, sample_.zoneinfo);
  return !sample_.page_size;
}

void ProcSampler::State::collect_notes() {
  std::vector<Note>& notes = sample_.notes;
  notes.clear();
  for (const WatchedFile* file : {&meminfo_, &vmstat_, &buddyinfo_, &zoneinfo_, &memory_pressure_, &iomem_, &swaps_}) {
    if (file->note()) notes.push_back(*file->note());
  }
  if (is_hidden()) notes.push_back({iomem_.path(), "hidden: read without CAP_SYS_ADMIN", "run as root"});
  zram_.append_notes(notes);
  if (!sample_.page_size && auxv_.note()) notes.push_back(*auxv_.note());
}

ProcSampler::ProcSampler(FileTree& files) : state_{std::make_unique<State>(files)} {}
ProcSampler::~ProcSampler() = default;
ProcSampler::ProcSampler(ProcSampler&&) noexcept = default;
ProcSampler& ProcSampler::operator=(ProcSampler&&) noexcept = default;

const ProcSample& ProcSampler::sample() { return state_->sample(); }

}  // namespace rampart
