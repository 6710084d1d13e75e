#include "analyses/predict/early_tables.h"

#include <algorithm>

#include "analyses/predict/kernel_config.h"

namespace rampart {
namespace {

constexpr std::uint64_t page = Memblock::page_size;
constexpr std::uint64_t block = std::uint64_t{2} << 20;     // what one entry of a middle table maps
constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30;  // what one middle table maps
constexpr std::uint64_t top_entry = std::uint64_t{512} << 30;
constexpr std::uint64_t cache_line = 64;
/// Bytes of a `struct page`.
constexpr std::uint64_t page_structure = 64;

/// Counts the distinct blocks of one size that ranges in ascending order touch.
class BlockCount {
 public:
  explicit BlockCount(std::uint64_t size) : size_{size} {}

  void add(std::uint64_t base, std::uint64_t end) {
    if (base >= end) return;
    const std::uint64_t last = (end - 1) / size_;
    const std::uint64_t first = std::max(base / size_, next_);
    if (first > last) return;
    count_ += last - first + 1;
    next_ = last + 1;
  }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t size_;
  std::uint64_t next_ = 0;  ///< The lowest block that is not counted yet.
  std::uint64_t count_ = 0;
};

constexpr std::uint64_t down(std::uint64_t value, std::uint64_t size) { return value & ~(size - 1); }

/// Counts the tables that the linear map needs, as arm64 builds it (arch/arm64/mm/mmu.c): a run of 1 GiB or 2 MiB is
/// one entry if all of it is mapped and single pages are not asked for.
class TableCount {
 public:
  TableCount(bool single_pages, bool has_top_level) : single_pages_{single_pages}, has_top_level_{has_top_level} {}

  void add(std::uint64_t base, std::uint64_t end) {
    if (has_top_level_) top_.add(base, end);
    if (single_pages_) {
      middle_.add(base, end);
      lowest_.add(base, end);
    } else {
      add_ends(middle_, base, end, gigabyte);
      add_ends(lowest_, base, end, block);
    }
  }
  std::uint64_t tables() const { return top_.count() + middle_.count() + lowest_.count(); }

 private:
  /// Only what is mapped in part needs a table: the first and the last block, if they are cut.
  static void add_ends(BlockCount& count, std::uint64_t base, std::uint64_t end, std::uint64_t size) {
    if (base % size != 0) count.add(base, std::min(end, down(base, size) + size));
    if (end % size != 0) count.add(std::max(base, down(end, size)), end);
  }

  bool single_pages_;
  bool has_top_level_;
  BlockCount top_{top_entry};
  BlockCount middle_{gigabyte};
  BlockCount lowest_{block};
};

bool allocate(BootState& state, std::uint64_t size, std::uint64_t align) {
  return size == 0 || state.memblock.allocate(size, align, 0, Memblock::anywhere).has_value();
}

}  // namespace

bool allocate_page_tables(BootState& state) {
  // 39 bits of virtual address need three levels, whose top one is in the image already.
  const bool has_top_level = state.setup.config.layout.va_bits.value_or(48) > 39;
  TableCount count{maps_single_pages(state.setup, state.behaviour), has_top_level};
  for (const MemblockRange& bank : state.memblock.ram()) {
    if (!bank.flag) count.add(down(bank.base, page), bank.end);
  }
  // The kernel's own image is mapped apart, which cuts the blocks at its borders.
  constexpr std::uint64_t tables_of_image = 3;
  return state.memblock.allocate_pieces(count.tables() + tables_of_image, page);
}

void allocate_region_table(BootState& state, std::uint64_t table_bytes) { allocate(state, table_bytes, cache_line); }

void allocate_unflattened_tree(BootState& state) {
  const TreeExtent& extent = state.setup.tree.extent;
  // Bytes a node and a property take (boots of 5.10 to 7.2); each node also keeps its name and a `name` property.
  constexpr std::uint64_t node_bytes = 168;
  constexpr std::uint64_t property_bytes = 64;
  const std::uint64_t size =
      extent.nodes * (node_bytes + property_bytes) + extent.properties * property_bytes + 2 * extent.name_bytes;
  allocate(state, size, 8);
}

std::uint32_t section_bits(const BootState& state) {
  return state.setup.architecture == Architecture::Arm64 ? state.behaviour.arm64_section_bits : 27;
}

bool allocate_memory_map(BootState& state) {
  if (!has_sections(state.setup)) return true;
  const std::uint64_t section = std::uint64_t{1} << section_bits(state);
  const std::uint64_t map_of_section = section / page * page_structure;
  constexpr std::uint64_t sections_of_root = 256;
  BlockCount sections{section};
  BlockCount roots{section * sections_of_root};
  for (const MemblockRange& bank : state.memblock.ram()) {
    sections.add(bank.base, bank.end);
    roots.add(bank.base, bank.end);
  }
  const bool large = section_bits(state) == 30;
  allocate(state, large ? 8192 : 65536, cache_line);
  for (std::uint64_t i = 0; i < roots.count(); ++i) allocate(state, page, cache_line);
  allocate(state, sections.count() * (large ? 144 : 40), cache_line);
  if (!allocate(state, sections.count() * map_of_section, map_of_section) &&
      !state.memblock.allocate_pieces(sections.count(), map_of_section)) {
    return false;
  }
  constexpr std::uint64_t map_tables = 2;
  return state.memblock.allocate_pieces(map_tables, page);
}

}  // namespace rampart
