#include "assemble/zram_sampler.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/scanner.h"
#include "sources/single_number.h"

namespace rampart {
namespace {

constexpr std::string_view block_directory = "/sys/block";

// In the order of the constants below them.
constexpr std::string_view old_names[] = {"orig_data_size", "compr_data_size", "mem_used_total", "mem_limit",
                                          "mem_used_max",   "zero_pages",      "failed_reads",   "failed_writes",
                                          "invalid_io",     "notify_free"};
enum Old : std::size_t { Orig, Compr, Used, Limit, Max, Zero, FailedReads, FailedWrites, InvalidIo, NotifyFree };

Result<void> read_number(std::string_view text, std::string_view file, std::uint64_t& into) {
  return parse_into<parse_single_number>(text, file, into);
}

Result<void> read_size(std::string_view text, std::string_view file, Bytes& into) {
  return read_number(text, file, into.value);
}

Result<void> read_initstate(std::string_view text, std::string_view file, bool& into) {
  std::uint64_t state{};
  auto done = read_number(text, file, state);
  into = state != 0;
  return done;
}

/// N of `zramN`.
std::optional<std::uint64_t> number_of(std::string_view name) {
  Scanner scan{name};
  if (!scan.literal("zram")) return std::nullopt;
  const auto number = scan.number();
  return scan.at_end() ? number : std::nullopt;
}

template <typename Unit>
std::optional<Unit> as(const std::optional<std::uint64_t>& value) {
  return value ? std::optional{Unit{*value}} : std::nullopt;
}

void append(const WatchedFile& file, std::vector<Note>& notes) {
  if (file.note()) notes.push_back(*file.note());
}

}  // namespace

ZramFiles::ZramFiles(std::string_view name)
    : path_{std::string{block_directory} + '/' + std::string{name} + '/'},
      initstate_{path_ + "initstate"},
      disksize_{path_ + "disksize"},
      algorithms_{path_ + "comp_algorithm"},
      mm_stat_{path_ + "mm_stat"},
      io_stat_{path_ + "io_stat"},
      bd_stat_{path_ + "bd_stat", {}, WatchedFile::Missing::Normal} {}

bool ZramFiles::refresh(FileTree& tree, std::string& scratch, ZramDevice& device) {
  bool noted = initstate_.refresh(tree, scratch, read_initstate, device.initialized);
  noted |= disksize_.refresh(tree, scratch, read_size, device.disksize);
  noted |= algorithms_.refresh(tree, scratch, parse_into<parse_zram_comp_algorithm, ZramAlgorithms>, device.algorithms);
  noted |= mm_stat_.refresh(tree, scratch, read_zram_mm_stat, device.mm_stat);
  noted |= io_stat_.refresh(tree, scratch, parse_into<parse_zram_io_stat, ZramIoStat>, device.io_stat);
  noted |= bd_stat_.refresh(tree, scratch, parse_into<parse_zram_bd_stat, ZramBdStat>, device.bd_stat);
  if (mm_stat_.absent() && !lost()) noted |= refresh_old_numbers(tree, scratch, device);
  return noted;
}

bool ZramFiles::refresh_old_numbers(FileTree& tree, std::string& scratch, ZramDevice& device) {
  if (old_numbers_.empty()) {
    for (const std::string_view name : old_names) {
      old_numbers_.push_back({WatchedFile{path_ + std::string{name}, {}, WatchedFile::Missing::Normal}, {}});
    }
  }
  bool noted = false;
  for (OldNumber& old : old_numbers_) noted |= old.file.refresh(tree, scratch, read_number, old.value);

  const auto value = [&](Old which) -> const std::optional<std::uint64_t>& { return old_numbers_[which].value; };
  device.mm_stat.reset();
  if (value(Orig) && value(Compr) && value(Used)) {
    device.mm_stat = {.orig_data_size = {*value(Orig)},
                      .compr_data_size = {*value(Compr)},
                      .mem_used_total = {*value(Used)},
                      .mem_limit = as<Bytes>(value(Limit)),
                      .mem_used_max = as<Bytes>(value(Max)),
                      .same_pages = as<Pages>(value(Zero)),
                      .pages_compacted = {},
                      .huge_pages = {},
                      .huge_pages_since = {}};
  }
  if (value(FailedReads) && value(FailedWrites) && value(InvalidIo) && value(NotifyFree)) {
    device.io_stat = {.failed_reads = *value(FailedReads),
                      .failed_writes = *value(FailedWrites),
                      .invalid_io = *value(InvalidIo),
                      .notify_free = *value(NotifyFree)};
  }
  return noted;
}

void ZramFiles::append_notes(std::vector<Note>& notes) const {
  for (const WatchedFile* file : {&initstate_, &disksize_, &algorithms_}) append(*file, notes);
  const bool is_old = !old_numbers_.empty() && old_numbers_[Orig].value;
  if (!is_old || !mm_stat_.absent()) append(mm_stat_, notes);
  if (!is_old || !io_stat_.absent()) append(io_stat_, notes);
  append(bd_stat_, notes);
  for (const OldNumber& old : old_numbers_) append(old.file, notes);
}

void ZramSampler::look_for(const Swaps& swaps, const std::vector<ZramDevice>& devices) {
  for (const SwapArea& area : swaps.areas) {
    const std::optional<std::uint64_t> number = zram_number(area.name);
    if (!number) continue;
    listed_ = listed_ && std::ranges::any_of(devices, [&](const ZramDevice& d) { return number_of(d.name) == number; });
  }
}

bool ZramSampler::refresh(FileTree& tree, std::string& scratch, std::vector<ZramDevice>& devices) {
  const bool listed_now = !listed_;
  if (listed_now) list(tree, devices);
  bool noted = refresh_all(tree, scratch, devices) || listed_now;
  if (std::ranges::any_of(files_, &ZramFiles::lost)) {
    list(tree, devices);
    refresh_all(tree, scratch, devices);
    noted = true;
  }
  return noted;
}

bool ZramSampler::refresh_all(FileTree& tree, std::string& scratch, std::vector<ZramDevice>& devices) {
  bool noted = false;
  for (std::size_t i = 0; i < files_.size(); ++i) noted |= files_[i].refresh(tree, scratch, devices[i]);
  return noted;
}

void ZramSampler::list(FileTree& tree, std::vector<ZramDevice>& devices) {
  listed_ = true;
  list_note_.reset();
  files_.clear();
  devices.clear();
  auto names = tree.list(block_directory);
  if (!names) {
    list_note_ = Note{std::string{block_directory}, names.error().what, "mount -t sysfs sysfs /sys"};
    return;
  }
  std::erase_if(*names, [](const std::string& name) { return !number_of(name); });
  std::ranges::sort(*names, {}, [](const std::string& name) { return number_of(name); });
  for (std::string& name : *names) {
    files_.emplace_back(name);
    devices.emplace_back().name = std::move(name);
  }
}

void ZramSampler::append_notes(std::vector<Note>& notes) const {
  if (list_note_) notes.push_back(*list_note_);
  for (const ZramFiles& files : files_) files.append_notes(notes);
}

}  // namespace rampart
