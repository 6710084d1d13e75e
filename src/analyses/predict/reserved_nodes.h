#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyses/predict/boot_state.h"
#include "analyses/predict/pool_drivers.h"

namespace rampart {

/// What a kernel does with /reserved-memory (drivers/of/fdt.c and of_reserved_mem.c, 5.10 to 7.2).
///
/// Up to 6.11 there is one pass with a table of 64: static nodes are reserved and entered with the dynamic ones, the
/// table is sorted and tested for overlaps, then each entry is allocated if it is dynamic, and initialised. Later
/// static nodes are reserved, dynamic ones allocated and initialised, and only after the page tables exist come the
/// static ones and the overlap test.
class ReservedNodes {
 public:
  explicit ReservedNodes(BootState& state) : state_{state} {}

  /// The early part, the blob's reservation block included: everything, or everything but the initialisation of static
  /// nodes.
  void scan();
  /// The late part of kernels that have one.
  void initialise_static_nodes();

  /// Bytes of the table that late kernels allocate between the two; 0 for none.
  std::uint64_t table_bytes() const;

 private:
  struct Entry {
    PlacedNode placed;
    bool is_dynamic = false;
  };

  bool check_parent();
  void scan_nodes();
  void initialise_dynamic_nodes();
  void scan_static(std::size_t index);
  void enter(Entry entry);
  void initialise_table();
  bool place_dynamic(Entry& entry);
  bool allocate(Entry& entry, std::uint64_t size, std::uint64_t align);
  bool allocate_in(Entry& entry, std::uint64_t size, std::uint64_t align, std::uint64_t low, std::uint64_t high);
  Memblock::Direction direction_in(std::uint64_t low, std::uint64_t high) const;
  bool initialise(const Entry& entry);
  void give_back(const Entry& entry);
  void test_overlaps();
  void reserve_entry(std::size_t index, std::uint64_t base, std::uint64_t size);
  const CellProperty* reg_of(const ReservedNode& node) const;
  bool has_well_formed_reg(const ReservedNode& node) const;

  BootState& state_;
  CellWidths widths_{};
  std::vector<Entry> table_;
  std::vector<std::size_t> dynamic_;  ///< Nodes of late kernels, in the tree's order.
  std::size_t table_entries_ = 0;     ///< That late kernels make room for.
};

}  // namespace rampart
