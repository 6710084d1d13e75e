#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/kernel_behaviour.h"
#include "knowledge/kernel_version.h"

namespace rampart {

/// Addresses from `base` up to `end`, which is not one of them, under a name.
struct NamedRange {
  std::string_view name;
  std::uint64_t base;
  std::uint64_t end;
};

/// The lines about the layout of memory that a kernel prints while it boots, word for word as that version does.
class BootLines {
 public:
  /// `is_32_bit`: addresses are printed with as many digits as their type has, 8 or 16.
  BootLines(bool is_32_bit, const KernelVersion& version, const KernelBehaviour& behaviour);

  const std::vector<std::string>& lines() const { return lines_; }

  void memory_limited(std::uint64_t size);
  void initrd_not_ram(std::uint64_t base, std::uint64_t size);
  void initrd_in_use(std::uint64_t base, std::uint64_t size);

  void tree_without_node();
  void tree_not_used();
  void bad_reg(std::string_view node);
  void bad_size(std::string_view node);
  void bad_alignment(std::string_view node);
  void bad_alloc_ranges(std::string_view node);
  void entries_ignored(std::string_view node, std::uint64_t entries);
  void not_reserved(std::string_view node, std::uint64_t base, std::uint64_t size);
  void not_allocated(std::string_view node, std::uint64_t size);
  void table_full();
  void too_many_dynamic(std::string_view node);
  void overlap(const NamedRange& a, const NamedRange& b);

  void pool_created(std::string_view kind, std::uint64_t base, std::uint64_t size);  ///< `CMA` or `DMA`.
  void initialized(std::string_view node);
  void match_failed(std::string_view node);
  void region(const NamedRange& region, bool no_map, bool reusable);
  void bypassed(std::string_view node);
  void default_skipped();
  void pool_misaligned();
  void pool_not_set_up();
  void no_slots();
  void needs_no_map();

  /// `node` is the one that the area is asked for; -1 is any.
  void cma_reserved(std::uint64_t base, std::uint64_t size, int node);
  void cma_failed(std::uint64_t size, int node);
  void cma_past_limit(std::uint64_t base, std::uint64_t size, std::uint64_t limit);
  void cma_base_misaligned(std::uint64_t base, std::uint64_t align);
  void cma_over_boundary(std::uint64_t base, std::uint64_t boundary);
  void cma_not_activated(std::string_view area);
  void crash_reserved(std::uint64_t base, std::uint64_t size);
  void crash_low_reserved(std::uint64_t base, std::uint64_t size);
  void crash_not_allocated(std::uint64_t size);
  void crash_low_not_allocated(std::uint64_t size);
  void crash_in_use();
  void crash_not_reserved(std::string_view why);
  void hugetlb_too_small(std::uint64_t granule);
  void hugetlb_not_multiple(std::uint64_t granule);
  void hugetlb_plan(std::uint64_t size);
  void hugetlb_reserved(std::uint64_t size);
  void hugetlb_failed(int error);

 private:
  std::string address(std::uint64_t value) const;
  void add(std::string line) { lines_.push_back(std::move(line)); }

  bool scan_has_moved_;  ///< The scan of /reserved-memory prints under `OF: reserved mem:`.
  bool tells_size_;      ///< A failed allocation names its size.
  bool cma_names_node_;
  int digits_;
  KernelBehaviour::DefaultNode default_node_;
  std::vector<std::string> lines_;
};

}  // namespace rampart
