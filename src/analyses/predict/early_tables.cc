#include "analyses/predict/early_tables.h"

#include <algorithm>
#include <set>

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

/// Counts the tables that the linear map needs, as arm64 builds it (arch/arm64/mm/mmu.c): a 1 GiB or 2 MiB run is one
/// entry if all of it is mapped and single pages are not asked for.
class TableCount {
 public:
  TableCount(bool single_pages, bool has_top_level) : single_pages_{single_pages}, has_top_level_{has_top_level} {}

  void add(std::uint64_t base, std::uint64_t end) {
    for (std::uint64_t at = base; at < end;) {
      const std::uint64_t next = std::min(end, (at & ~(gigabyte - 1)) + gigabyte);
      if (has_top_level_) top_.insert(at / top_entry);
      const bool is_whole = at % gigabyte == 0 && next - at == gigabyte;
      if (single_pages_ || !is_whole) {
        middle_.insert(at / gigabyte);
        add_blocks(at, next);
      }
      at = next;
    }
  }
  std::uint64_t tables() const { return top_.size() + middle_.size() + lowest_.size(); }

 private:
  void add_blocks(std::uint64_t base, std::uint64_t end) {
    for (std::uint64_t at = base; at < end;) {
      const std::uint64_t next = std::min(end, (at & ~(block - 1)) + block);
      if (single_pages_ || next - at != block) lowest_.insert(at / block);
      at = next;
    }
  }

  bool single_pages_;
  bool has_top_level_;
  std::set<std::uint64_t> top_;
  std::set<std::uint64_t> middle_;
  std::set<std::uint64_t> lowest_;
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
    if (!bank.flag) count.add(bank.base & ~(page - 1), bank.end);
  }
  // The kernel's own image is mapped apart, which cuts the blocks at its borders.
  constexpr std::uint64_t tables_of_image = 3;
  for (std::uint64_t i = 0; i < count.tables() + tables_of_image; ++i) {
    if (!allocate(state, page, page)) return false;
  }
  return true;
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
  std::set<std::uint64_t> sections;
  for (const MemblockRange& bank : state.memblock.ram()) {
    for (std::uint64_t at = bank.base / section; at <= (bank.end - 1) / section; ++at) sections.insert(at);
  }
  const bool large = section_bits(state) == 30;
  allocate(state, large ? 8192 : 65536, cache_line);
  std::set<std::uint64_t> roots;
  for (const std::uint64_t at : sections) roots.insert(at / 256);
  for (std::size_t i = 0; i < roots.size(); ++i) allocate(state, page, cache_line);
  allocate(state, sections.size() * (large ? 144 : 40), cache_line);
  if (!allocate(state, sections.size() * map_of_section, map_of_section)) {
    for (std::size_t i = 0; i < sections.size(); ++i) {
      if (!allocate(state, map_of_section, map_of_section)) return false;
    }
  }
  constexpr std::uint64_t map_tables = 2;
  for (std::uint64_t i = 0; i < map_tables; ++i) allocate(state, page, page);
  return true;
}

}  // namespace rampart
