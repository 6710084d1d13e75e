#include "assemble/declared_map.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fmt/core.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rampart {
namespace {

constexpr std::string_view pool_compatible = "shared-dma-pool";
constexpr std::size_t max_regions = 65'536;  // a tree of 4 MiB can hold half a million entries
constexpr std::size_t max_findings = 4096;
constexpr std::size_t max_user_bytes = std::size_t{8} << 20;  // of the names of devices; what passes it is left out

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

/// What the regions of one node have in common.
struct Subject {
  std::string name;
  Kind kind;
  Origin origin;
  Attributes attributes{};
};

Subject subject_of(const ReservedNode& node) {
  return {node.name,
          kind_of(node),
          {node.where, node.path},
          {.no_map = node.no_map, .reusable = node.reusable, .is_default = node.cma_default || node.dma_default}};
}

class Declaration {
 public:
  explicit Declaration(const DeviceTree& tree) : tree_{tree}, root_{widths(tree.counts)} {}
  DeclaredMap make();

 private:
  void add_memory(const MemoryNode& node);
  void add_mem_reserves();
  void add_reserved_memory(const ReservedMemory& parent);
  void add_reserved(const ReservedNode& node, const ReservedMemory& parent);
  void add_dynamic(const ReservedNode& node, CellWidths cells);
  void add_initrd(const Chosen& chosen);
  void add_users();

  void add_region(const Subject& subject, const RegEntry& entry);
  RegEntry translated(const Subject& subject, RegEntry entry, const ReservedMemory& parent, CellWidths cells);
  std::vector<PhysRange> alloc_ranges(const Subject& subject, const CellProperty& property, CellWidths cells);
  std::optional<std::uint64_t> single_number(const Subject& subject, std::string_view property,
                                             const CellProperty& value, std::uint32_t cells);
  void find(std::string_view rule, Severity severity, const Subject& subject, std::string message);

  const DeviceTree& tree_;
  std::optional<CellWidths> root_;
  DeclaredMap map_;
  bool is_cut_ = false;
  /// What each reserved node became: the first of its regions, one past the last, and the same of dynamic ones.
  struct Made {
    std::size_t first = 0;
    std::size_t end = 0;
    std::size_t first_dynamic = 0;
    std::size_t end_dynamic = 0;
  };
  std::vector<Made> made_;
};

DeclaredMap Declaration::make() {
  for (const MemoryNode& node : tree_.memory) add_memory(node);
  add_mem_reserves();
  if (tree_.reserved) add_reserved_memory(*tree_.reserved);
  if (tree_.chosen) add_initrd(*tree_.chosen);
  add_users();
  if (is_cut_) {
    find("too-many-regions", Severity::Error, {"", Kind::Hole, {{tree_.file, 0, 0}, ""}},
         fmt::format("the tree has more than the {} regions listed", max_regions));
  }
  return std::move(map_);
}

void Declaration::find(std::string_view rule, Severity severity, const Subject& subject, std::string message) {
  if (map_.findings.size() == max_findings) return;
  Finding finding{.rule = std::string{rule},
                  .severity = severity,
                  .message = std::move(message),
                  .help = {},
                  .regions = {},
                  .locations = {subject.origin}};
  if (!subject.name.empty()) finding.regions.push_back(subject.name);
  map_.findings.push_back(std::move(finding));
}

void Declaration::add_region(const Subject& subject, const RegEntry& entry) {
  if (map_.regions.size() == max_regions) {
    is_cut_ = true;
    return;
  }
  if (entry.size == 0) {
    find("zero-size", Severity::Warning, subject, subject.name + " has a size of zero");
    return;
  }
  const auto range = entry.base && entry.size ? PhysRange::make({*entry.base}, {*entry.size}) : std::nullopt;
  if (!range) {
    find("range-overflow", Severity::Error, subject, subject.name + " passes the last of 2^64 addresses");
    return;
  }
  map_.regions.push_back({.range = *range,
                          .name = subject.name,
                          .kind = subject.kind,
                          .origin = subject.origin,
                          .attributes = subject.attributes});
}

void Declaration::add_memory(const MemoryNode& node) {
  const Subject subject{node.path.substr(1), Kind::Ram, {node.where, node.path}};
  if (!is_enabled(node.status)) {
    find("region-disabled", Severity::Note, subject, fmt::format("{} is {}", subject.name, *node.status));
    return;
  }
  if (!node.is_device_type) {
    find("memory-without-device-type", Severity::Warning, subject,
         subject.name + " has no device_type of memory: a kernel does not take it for RAM");
    return;
  }
  const auto& reg = node.usable_memory ? node.usable_memory : node.reg;
  if (!reg) return;
  if (!root_ || root_->size == 0 || !is_whole(*reg, *root_)) {
    find("size-cells-mismatch", Severity::Error, subject,
         fmt::format("{} has {} bytes of reg, no multiple of the root's cells", subject.name, reg->byte_length));
    return;
  }
  for (const RegEntry& entry : reg_entries(*reg, *root_)) {
    if (entry.size == 0) {
      find("zero-size", Severity::Note, subject, subject.name + " has no size: the boot loader has to fill it in");
    } else {
      add_region(subject, entry);
    }
  }
}

void Declaration::add_mem_reserves() {
  for (const MemReserve& entry : tree_.mem_reserves) {
    const Subject subject{
        fmt::format("memreserve@{:x}", entry.base), Kind::Reserved, {{tree_.file, 0, 0}, "/memreserve/"}};
    add_region(subject, {entry.base, entry.size});
  }
}

void Declaration::add_reserved_memory(const ReservedMemory& parent) {
  for (const ReservedNode& node : parent.nodes) {
    Made made{.first = map_.regions.size(), .first_dynamic = map_.dynamic.size()};
    add_reserved(node, parent);
    made.end = map_.regions.size();
    made.end_dynamic = map_.dynamic.size();
    made_.push_back(made);
  }
}

void Declaration::add_reserved(const ReservedNode& node, const ReservedMemory& parent) {
  const Subject subject = subject_of(node);
  if (!is_enabled(node.status)) {
    find("region-disabled", Severity::Note, subject, fmt::format("{} is {}", node.name, *node.status));
    return;
  }
  if (!node.reg && !node.size) {
    find("region-without-place", Severity::Note, subject, node.name + " has neither reg nor size: nothing is reserved");
    return;
  }
  const auto cells = widths(parent.counts);
  if (!cells || cells->size == 0) {
    find("cells-mismatch", Severity::Error, subject, node.name + " cannot be read with the cells of " + parent.path);
    return;
  }
  if (!node.reg) {
    add_dynamic(node, *cells);
  } else if (!is_whole(*node.reg, *cells)) {
    find("size-cells-mismatch", Severity::Error, subject,
         fmt::format("{} has {} bytes of reg, no multiple of the {} of an address and a size", node.name,
                     node.reg->byte_length, 4 * (cells->address + cells->size)));
  } else if (node.reg->byte_length == 0) {
    find("zero-size", Severity::Warning, subject, node.name + " has an empty reg");
  } else {
    for (const RegEntry& entry : reg_entries(*node.reg, *cells)) {
      add_region(subject, translated(subject, entry, parent, *cells));
    }
  }
}

/// The CPU's address of an entry, by the parent's `ranges`. Without any, and for an entry that none of them covers,
/// it is the address as written.
RegEntry Declaration::translated(const Subject& subject, RegEntry entry, const ReservedMemory& parent,
                                 CellWidths cells) {
  if (!parent.ranges || parent.ranges->byte_length == 0 || !entry.base || !entry.size || !root_) return entry;
  const std::size_t step = std::size_t{cells.address} + root_->address + cells.size;
  const std::span<const std::uint32_t> words{parent.ranges->cells};
  for (std::size_t at = 0; at + step <= words.size(); at += step) {
    const auto child = number_of(words.subspan(at, cells.address));
    const auto cpu = number_of(words.subspan(at + cells.address, root_->address));
    const auto size = number_of(words.subspan(at + cells.address + root_->address, cells.size));
    if (!child || !cpu || !size || *entry.base < *child) continue;
    const std::uint64_t offset = *entry.base - *child;
    if (offset > *size || *entry.size > *size - offset) continue;
    return {offset > UINT64_MAX - *cpu ? std::nullopt : std::optional{*cpu + offset}, entry.size};
  }
  find("missing-ranges", Severity::Error, subject,
       subject.name + " is covered by no entry of the ranges of " + parent.path);
  return entry;
}

std::optional<std::uint64_t> Declaration::single_number(const Subject& subject, std::string_view property,
                                                        const CellProperty& value, std::uint32_t cells) {
  const auto number = value.byte_length == 4 * cells ? number_of(value.cells) : std::nullopt;
  if (!number) {
    find("size-cells-mismatch", Severity::Error, subject,
         fmt::format("{} has {} bytes of {} (expected {})", subject.name, value.byte_length, property, 4 * cells));
  }
  return number;
}

void Declaration::add_dynamic(const ReservedNode& node, CellWidths cells) {
  const Subject subject = subject_of(node);
  const auto size = single_number(subject, "size", *node.size, cells.size);
  if (!size) return;
  if (*size == 0) find("zero-size", Severity::Warning, subject, node.name + " has a size of zero");
  DynamicRegion region{.size = {*size},
                       .name = node.name,
                       .kind = subject.kind,
                       .origin = subject.origin,
                       .attributes = subject.attributes};
  if (node.alignment) {
    if (const auto alignment = single_number(subject, "alignment", *node.alignment, cells.address)) {
      region.alignment = Bytes{*alignment};
    }
  }
  if (node.alloc_ranges) region.alloc_ranges = alloc_ranges(subject, *node.alloc_ranges, cells);
  map_.dynamic.push_back(std::move(region));
}

std::vector<PhysRange> Declaration::alloc_ranges(const Subject& subject, const CellProperty& property,
                                                 CellWidths cells) {
  std::vector<PhysRange> ranges;
  if (!is_whole(property, cells)) {
    find("size-cells-mismatch", Severity::Error, subject,
         fmt::format("{} has {} bytes of alloc-ranges, no multiple of the {} of an address and a size", subject.name,
                     property.byte_length, 4 * (cells.address + cells.size)));
    return ranges;
  }
  for (const RegEntry& entry : reg_entries(property, cells)) {
    const auto range = entry.base && entry.size ? PhysRange::make({*entry.base}, {*entry.size}) : std::nullopt;
    if (range) ranges.push_back(*range);
  }
  if (ranges.size() * 4 * (cells.address + cells.size) != property.byte_length || ranges.empty()) {
    find("alloc-ranges-unsatisfiable", Severity::Warning, subject,
         subject.name + " has alloc-ranges without an address to choose");
  }
  return ranges;
}

void Declaration::add_initrd(const Chosen& chosen) {
  if (!chosen.initrd_start || !chosen.initrd_end) return;
  const Subject subject{"initrd", Kind::Initrd, {chosen.where, "/chosen"}};
  const auto start = number_of(chosen.initrd_start->cells);
  const auto end = number_of(chosen.initrd_end->cells);
  if (!start || !end || *end < *start) {
    find("range-overflow", Severity::Error, subject, "the initrd ends before it begins");
    return;
  }
  add_region(subject, {start, *end - *start});
}

/// Tells each region who names it. A device that names one several times in a row counts once.
void Declaration::add_users() {
  std::size_t bytes = 0;
  for (const MemoryReference& reference : tree_.references) {
    std::optional<std::size_t> previous;
    for (const RegionTarget& target : reference.targets) {
      if (!target.node || target.node == previous || bytes > max_user_bytes) continue;
      previous = target.node;
      const Made& made = made_[*target.node];
      for (std::size_t i = made.first; i < made.end; ++i) map_.regions[i].users.push_back(reference.path);
      for (std::size_t i = made.first_dynamic; i < made.end_dynamic; ++i)
        map_.dynamic[i].users.push_back(reference.path);
      bytes += (made.end - made.first + made.end_dynamic - made.first_dynamic + 1) *
               (sizeof(std::string) + reference.path.size());
    }
  }
}

}  // namespace

/// Linux compares `compatible` without regard to case.
bool is_dma_pool(const ReservedNode& node) {
  return std::ranges::any_of(node.compatible, [](const std::string& compatible) {
    return std::ranges::equal(compatible, pool_compatible, {}, lower);
  });
}

Kind kind_of(const ReservedNode& node) {
  if (is_dma_pool(node) && node.reusable && !node.no_map) return Kind::Cma;
  if (is_dma_pool(node) && !node.reusable) return Kind::DmaPool;
  return node.no_map ? Kind::NoMap : Kind::Reserved;
}

DeclaredMap declared_map(const DeviceTree& tree) { return Declaration{tree}.make(); }

}  // namespace rampart
