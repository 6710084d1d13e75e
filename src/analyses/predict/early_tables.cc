#include "analyses/predict/early_tables.h"

#include <algorithm>
#include <bit>

#include "analyses/predict/kernel_config.h"

namespace rampart {
namespace {

constexpr std::uint64_t cache_line = 64;
/// Bytes of a `struct page`, and of a `struct mem_section`.
constexpr std::uint64_t page_structure = 64;
constexpr std::uint64_t section_structure = 16;
constexpr std::uint64_t pointer = 8;

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

/// The shape of arm64's page tables: each is a page of 8-byte entries, the topmost is in the image.
struct TableShape {
  TableShape(std::uint64_t page, std::uint64_t va_bits)
      : lowest{page / pointer * page}, middle{page / pointer * lowest}, top{page / pointer * middle} {
    const auto page_bits = static_cast<std::uint64_t>(std::bit_width(page) - 1);
    // arch/arm64/include/asm/pgtable-hwdef.h, ARM64_HW_PGTABLE_LEVELS; a fifth is folded on CPUs without LPA2.
    levels = std::clamp<std::uint64_t>((va_bits - 4) / (page_bits - 3), 2, 4);
  }

  std::uint64_t lowest;  ///< What one table of pages maps, bytes: 2 MiB, 32 MiB or 512 MiB.
  std::uint64_t middle;
  std::uint64_t top;
  std::uint64_t levels;  ///< 2 to 4.
};

TableShape table_shape(const BootState& state) {
  const std::uint64_t va_bits = std::clamp<std::uint64_t>(state.setup.config.layout.va_bits.value_or(48), 36, 52);
  return {state.page, va_bits};
}

/// Counts the tables that the linear map needs, as arm64 builds it (arch/arm64/mm/mmu.c): what one table would map is
/// one entry instead if all of it is mapped and single pages are not asked for. Of middle tables only with 4 KiB pages.
class TableCount {
 public:
  TableCount(TableShape shape, bool single_pages, bool has_large_blocks)
      : shape_{shape},
        single_pages_{single_pages},
        has_large_blocks_{has_large_blocks},
        top_{shape.top},
        middle_{shape.middle},
        lowest_{shape.lowest} {}

  void add(std::uint64_t base, std::uint64_t end) {
    if (shape_.levels > 3) top_.add(base, end);
    if (shape_.levels > 2) add_level(middle_, base, end, shape_.middle, has_large_blocks_ && !single_pages_);
    add_level(lowest_, base, end, shape_.lowest, !single_pages_);
  }
  std::uint64_t tables() const { return top_.count() + middle_.count() + lowest_.count(); }

 private:
  /// With blocks, only what is mapped in part needs a table: the first and the last block, if they are cut.
  static void add_level(BlockCount& count, std::uint64_t base, std::uint64_t end, std::uint64_t size, bool has_blocks) {
    if (!has_blocks) return count.add(base, end);
    if (base % size != 0) count.add(base, std::min(end, down(base, size) + size));
    if (end % size != 0) count.add(std::max(base, down(end, size)), end);
  }

  TableShape shape_;
  bool single_pages_;
  bool has_large_blocks_;
  BlockCount top_;
  BlockCount middle_;
  BlockCount lowest_;
};

bool allocate(BootState& state, std::uint64_t size, std::uint64_t align) {
  return size == 0 || state.memblock.allocate(size, align, 0, Memblock::anywhere).has_value();
}

bool overlap(std::uint64_t base, std::uint64_t end, std::uint64_t other, std::uint64_t other_end) {
  return base < other_end && other < end;
}

/// Allocates what the kernel fills with zeroes at once, which kills it in a page that is not mapped.
bool allocate_zeroed(BootState& state, std::uint64_t size, std::uint64_t align) {
  if (size == 0) return true;
  const auto base = state.memblock.allocate(size, align, 0, Memblock::anywhere);
  if (!base) return false;
  if (!state.behaviour.maps_whole_pages || state.unmapped_use) return true;
  for (const MemblockRange& bank : state.memblock.ram()) {
    if (bank.flag) continue;
    if (overlap(*base, *base + size, bank.base, state.page_up(bank.base)) ||
        overlap(*base, *base + size, state.page_down(bank.end), bank.end)) {
      state.unmapped_use = *base;
    }
  }
  return true;
}

/// Places the `struct page`s of all sections (mm/sparse.c sparse_init_nid, mm/sparse-vmemmap.c).
class MemoryMapPlacing {
 public:
  MemoryMapPlacing(BootState& state, std::uint64_t sections, std::uint64_t section)
      : state_{state}, sections_{sections}, map_of_section_{section / state.page * page_structure} {}

  bool place() {
    // Only with 4 KiB pages is the map itself mapped in blocks.
    return state_.page == 4096 ? place_blocks() : place_pages();
  }

 private:
  /// One run for all sections. Else one a section; or, where the map is virtual, one for each block of 2 MiB, or pages
  /// in its place.
  bool place_blocks() {
    const bool is_one_run = allocate(state_, sections_ * map_of_section_, map_of_section_);
    if (!has_virtual_memory_map(state_)) {
      return is_one_run || state_.memblock.allocate_pieces(sections_, map_of_section_);
    }
    constexpr std::uint64_t map_tables = 2;
    if (!state_.memblock.allocate_pieces(map_tables, state_.page)) return false;
    if (is_one_run) return true;
    const std::uint64_t block = table_shape(state_).lowest;
    for (std::uint64_t left = sections_ * map_of_section_ / block; left > 0; --left) {
      if (!allocate(state_, block, block) && !place_block_in_pages(block)) return false;
    }
    return true;
  }

  bool place_block_in_pages(std::uint64_t block) {
    if (!state_.behaviour.memory_map_falls_to_pages) return false;
    constexpr std::uint64_t table = 1;
    return state_.memblock.allocate_pieces(table + block / state_.page, state_.page);
  }

  /// The kernel asks for a block of 32 or 512 MiB a section, fills it from its start and gives back the rest; where
  /// there is no such run each page is taken by itself.
  bool place_pages() {
    const TableShape shape = table_shape(state_);
    const std::uint64_t block = shape.lowest;
    const std::uint64_t map_size = sections_ * map_of_section_;
    const std::uint64_t map_tables = shape.levels - 2 + (map_size + block - 1) / block;
    const auto run = state_.memblock.allocate(sections_ * block, block, 0, Memblock::anywhere);
    if (!run) return state_.memblock.allocate_pieces(map_size / state_.page + map_tables, state_.page);
    const bool has_tables = state_.memblock.allocate_pieces(map_tables, state_.page);
    state_.memblock.free(*run + map_size, sections_ * block - map_size);
    return has_tables;
  }

  BootState& state_;
  std::uint64_t sections_;
  std::uint64_t map_of_section_;
};

}  // namespace

bool allocate_page_tables(BootState& state) {
  if (has_early_kfence_pool(state.setup, state.behaviour)) {
    // A page for each object, one beside each, and two in front (include/linux/kfence.h KFENCE_POOL_SIZE).
    const std::uint64_t objects =
        std::min<std::uint64_t>(state.setup.config.layout.kfence_objects.value_or(255), 65535);
    allocate(state, (objects + 1) * 2 * state.page, state.page);
  }
  const TableShape shape = table_shape(state);
  const bool has_large_blocks = state.page == 4096;
  const bool single_pages = maps_single_pages(state.setup, state.behaviour);
  TableCount count{shape, single_pages, has_large_blocks};
  for (const MemblockRange& bank : state.memblock.ram()) {
    if (bank.flag) continue;
    if (state.behaviour.maps_whole_pages) {
      count.add(state.page_up(bank.base), state.page_down(bank.end));
    } else {
      count.add(state.page_down(bank.base), bank.end);
    }
  }
  // The kernel's own image is mapped apart, which cuts the blocks at its borders; in a map of 4 KiB pages it needs no
  // table that is not there (memblock=debug of 7.2.12).
  const std::uint64_t tables_of_blocks = single_pages ? 0 : 3;
  const std::uint64_t tables_of_image = has_large_blocks ? tables_of_blocks : shape.levels - 1;
  return state.memblock.allocate_pieces(count.tables() + tables_of_image, state.page);
}

void allocate_region_table(BootState& state, std::uint64_t table_bytes) {
  allocate_zeroed(state, table_bytes, cache_line);
}

void allocate_unflattened_tree(BootState& state) {
  const TreeExtent& extent = state.setup.tree.extent;
  // Bytes a node and a property take (boots of 5.10 to 7.2); each node also keeps its name and a `name` property.
  constexpr std::uint64_t node_bytes = 168;
  constexpr std::uint64_t property_bytes = 64;
  const std::uint64_t size =
      extent.nodes * (node_bytes + property_bytes) + extent.properties * property_bytes + 2 * extent.name_bytes;
  allocate_zeroed(state, size, 8);
}

std::uint32_t section_bits(const BootState& state) {
  if (state.setup.architecture != Architecture::Arm64) return 27;
  const bool has_huge_blocks = state.page == 65536 && state.behaviour.arm64_section_bits < 30;
  return has_huge_blocks ? 29 : state.behaviour.arm64_section_bits;
}

bool has_virtual_memory_map(const BootState& state) {
  return section_bits(state) != 30 || state.setup.config.layout.sparsemem_vmemmap == true;
}

bool allocate_memory_map(BootState& state) {
  if (!has_sections(state.setup)) return true;
  const std::uint64_t section = std::uint64_t{1} << section_bits(state);
  const std::uint64_t sections_of_root = state.page / section_structure;
  BlockCount sections{section};
  BlockCount roots{section * sections_of_root};
  for (const MemblockRange& bank : state.memblock.ram()) {
    sections.add(bank.base, bank.end);
    roots.add(bank.base, bank.end);
  }
  constexpr std::uint64_t physical_addresses = std::uint64_t{1} << 48;
  allocate_zeroed(state, physical_addresses / section / sections_of_root * pointer, cache_line);
  for (std::uint64_t i = 0; i < roots.count(); ++i) allocate_zeroed(state, state.page, cache_line);
  const bool large = section_bits(state) == 30;
  allocate_zeroed(state, sections.count() * (large ? 144 : 40), cache_line);
  return MemoryMapPlacing{state, sections.count(), section}.place();
}

}  // namespace rampart
