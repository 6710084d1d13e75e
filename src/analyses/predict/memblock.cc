#include "analyses/predict/memblock.h"

#include <algorithm>
#include <cstddef>

namespace rampart {

void MemblockList::split_at(std::uint64_t address) {
  const auto inside = std::ranges::find_if(
      ranges_, [&](const MemblockRange& range) { return range.base < address && address < range.end; });
  if (inside == ranges_.end()) return;
  MemblockRange upper = *inside;
  upper.base = address;
  inside->end = address;
  ranges_.insert(inside + 1, upper);
}

void MemblockList::merge() {
  std::vector<MemblockRange> merged;
  merged.reserve(ranges_.size());
  for (const MemblockRange& range : ranges_) {
    if (!merged.empty() && merged.back().end == range.base && merged.back().flag == range.flag) {
      merged.back().end = range.end;
    } else {
      merged.push_back(range);
    }
  }
  ranges_ = std::move(merged);
}

void MemblockList::add(std::uint64_t base, std::uint64_t end, bool flag) {
  if (base >= end) return;
  // Everything that overlaps or touches the new range; the parts that it leaves open get the new flag.
  const auto first = std::ranges::lower_bound(ranges_, base, {}, &MemblockRange::end);
  const auto last = std::ranges::upper_bound(first, ranges_.end(), end, {}, &MemblockRange::base);
  std::vector<MemblockRange> merged;
  const auto append = [&](const MemblockRange& range) {
    if (!merged.empty() && merged.back().end == range.base && merged.back().flag == range.flag) {
      merged.back().end = range.end;
    } else {
      merged.push_back(range);
    }
  };
  std::uint64_t open = base;  // what is new from here on is not placed yet
  for (auto range = first; range != last; ++range) {
    if (range->base > open) append({open, std::min(end, range->base), flag});
    append(*range);
    open = std::max(open, range->end);
  }
  if (open < end) append({open, end, flag});
  const auto at = ranges_.erase(first, last);
  ranges_.insert(at, merged.begin(), merged.end());
}

void MemblockList::remove(std::uint64_t base, std::uint64_t end) {
  if (base >= end) return;
  split_at(base);
  split_at(end);
  std::erase_if(ranges_, [&](const MemblockRange& range) { return range.base >= base && range.end <= end; });
}

void MemblockList::set_flag(std::uint64_t base, std::uint64_t end, bool flag) {
  if (base >= end) return;
  split_at(base);
  split_at(end);
  for (MemblockRange& range : ranges_) {
    if (range.base >= base && range.end <= end) range.flag = flag;
  }
  merge();
}

bool MemblockList::touches(std::uint64_t base, std::uint64_t end) const {
  return std::ranges::any_of(ranges_, [&](const MemblockRange& range) { return base < range.end && range.base < end; });
}

std::uint64_t Memblock::end_of(std::uint64_t base, std::uint64_t size) const {
  if (base > last_) return base;
  return base + std::min(size, last_ - base);
}

std::uint64_t Memblock::start_of_ram() const { return ram().empty() ? 0 : ram().front().base; }

std::uint64_t Memblock::end_of_ram() const { return ram().empty() ? 0 : ram().back().end; }

std::uint64_t Memblock::ram_size() const {
  std::uint64_t size = 0;
  for (const MemblockRange& range : ram()) size += range.end - range.base;
  return size;
}

void Memblock::add_ram(std::uint64_t base, std::uint64_t size) { ram_.add(base, end_of(base, size), false); }

void Memblock::remove_ram(std::uint64_t base, std::uint64_t size) { ram_.remove(base, end_of(base, size)); }

void Memblock::set_no_map(std::uint64_t base, std::uint64_t size, bool no_map) {
  ram_.set_flag(base, end_of(base, size), no_map);
}

void Memblock::keep_only(std::uint64_t base, std::uint64_t end) {
  std::vector<MemblockRange> outside;
  for (const MemblockRange& range : ram()) {
    if (range.flag) continue;
    if (range.base < base) outside.push_back({range.base, std::min(range.end, base), false});
    if (range.end > end) outside.push_back({std::max(range.base, end), range.end, false});
  }
  for (const MemblockRange& range : outside) ram_.remove(range.base, range.end);
  reserved_.remove(0, base);
  reserved_.remove(end, anywhere);
}

void Memblock::reserve(std::uint64_t base, std::uint64_t size) { reserved_.add(base, end_of(base, size), false); }

void Memblock::reserve_own(std::uint64_t base, std::uint64_t size) {
  reserved_.add(base, end_of(base, size), marks_own_);
}

void Memblock::free(std::uint64_t base, std::uint64_t size) { reserved_.remove(base, end_of(base, size)); }

bool Memblock::touches_ram(std::uint64_t base, std::uint64_t size) const {
  return ram_.touches(base, end_of(base, size));
}

bool Memblock::touches_reserved(std::uint64_t base, std::uint64_t size) const {
  return reserved_.touches(base, end_of(base, size));
}

bool Memblock::touches_no_map(std::uint64_t base, std::uint64_t size) const {
  const std::uint64_t end = end_of(base, size);
  return std::ranges::any_of(
      ram(), [&](const MemblockRange& range) { return range.flag && base < range.end && range.base < end; });
}

bool Memblock::is_all_ram(std::uint64_t base, std::uint64_t size) const {
  std::uint64_t at = base;
  for (const MemblockRange& range : ram()) {
    if (range.base <= at && at < range.end) at = range.end;
  }
  return at >= end_of(base, size);
}

bool Memblock::is_ram(std::uint64_t base, std::uint64_t size) const {
  const std::uint64_t end = end_of(base, size);
  return std::ranges::any_of(ram(), [&](const MemblockRange& range) { return range.base <= base && end <= range.end; });
}

std::vector<MemblockRange> Memblock::free_ranges() const {
  std::vector<MemblockRange> free;
  const std::vector<MemblockRange>& taken = reserved();
  std::size_t next = 0;  // no reservation before it reaches into the RAM that is looked at
  for (const MemblockRange& bank : ram()) {
    if (bank.flag) continue;
    while (next < taken.size() && taken[next].end <= bank.base) ++next;
    for (std::size_t i = next; i <= taken.size(); ++i) {
      const std::uint64_t gap_base = i == 0 ? 0 : taken[i - 1].end;
      const std::uint64_t gap_end = i == taken.size() ? anywhere : taken[i].base;
      if (gap_base >= bank.end) break;
      if (gap_end > bank.base) free.push_back({std::max(bank.base, gap_base), std::min(bank.end, gap_end), false});
    }
  }
  return free;
}

std::optional<std::uint64_t> Memblock::find(std::uint64_t size, std::uint64_t align, std::uint64_t low,
                                            std::uint64_t high, Direction direction) const {
  low = std::max(low, page_size_);  // page 0 is never given out
  high = std::max(low, high);
  const std::uint64_t mask = align - 1;
  std::vector<MemblockRange> candidates = free_ranges();
  if (direction == Direction::TopDown) std::ranges::reverse(candidates);
  for (const MemblockRange& range : candidates) {
    const std::uint64_t base = std::clamp(range.base, low, high);
    const std::uint64_t end = std::clamp(range.end, low, high);
    if (direction == Direction::TopDown) {
      if (end < size) continue;
      const std::uint64_t place = (end - size) & ~mask;
      if (place >= base) return place;
    } else {
      const std::uint64_t place = ((base - 1) | mask) + 1;
      if (place < end && end - place >= size) return place;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Memblock::allocate(std::uint64_t size, std::uint64_t align, std::uint64_t low,
                                                std::uint64_t high, Direction direction) {
  const auto place = find(size, align, low, high, direction);
  if (place) reserve_own(*place, size);
  return place;
}

bool Memblock::allocate_pieces(std::uint64_t count, std::uint64_t size) {
  std::vector<MemblockRange> candidates = free_ranges();
  std::ranges::reverse(candidates);
  for (const MemblockRange& range : candidates) {
    if (count == 0) break;
    const std::uint64_t mask = size - 1;
    const std::uint64_t end = range.end & ~mask;
    const std::uint64_t base = (std::max(range.base, page_size_) + mask) & ~mask;
    if (base >= end) continue;
    const std::uint64_t taken = std::min(count, (end - base) / size);
    reserve_own(end - taken * size, taken * size);
    count -= taken;
  }
  return count == 0;
}

}  // namespace rampart
