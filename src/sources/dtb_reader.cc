#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <libfdt.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sources/big_endian.h"
#include "sources/device_tree.h"
#include "sources/dtb_walk.h"
#include "sources/node_path.h"
#include "sources/open_node.h"
#include "sources/region_targets.h"

namespace rampart {
namespace {

using Role = OpenNode::Role;

constexpr std::string_view reserved_prefix = "/reserved-memory/";
constexpr std::size_t max_strings = 256;  // of one list

bool is_named(std::string_view name, std::string_view stem) {
  return name.starts_with(stem) && (name.size() == stem.size() || name[stem.size()] == '@');
}

/// Collects the facts of a tree while it is walked.
class DtbReader {
 public:
  explicit DtbReader(std::string_view file) { tree_.file = file; }
  Result<DeviceTree> read(std::string_view blob);

 private:
  Result<void> walk_structure(DtbWalk& walk);
  Result<void> read_mem_reserves(std::string_view blob);
  void begin(std::string_view name);
  void close_head();
  Role role_of(std::string_view name) const;

  void read_root();
  void read_chosen();
  void read_memory();
  void read_reserved_parent();
  void read_reserved_child();
  void read_reference();
  void read_dma_ranges();

  std::string path();
  SourcePos whole_file() const { return {tree_.file, 0, 0}; }
  const OpenNode& node() const { return open_[depth_ - 1]; }
  std::optional<std::uint32_t> cell(PropertyName name, std::string_view written);
  CellCounts counts();
  std::optional<CellProperty> cells(PropertyName name) const;
  std::optional<std::string> string(PropertyName name, std::string_view written);
  std::vector<std::string> strings(PropertyName name, std::string_view written);
  std::string first_compatible() const;
  static bool is_disabled(const OpenNode& node);
  bool is_below_disabled() const;
  void note_malformed(std::string_view property, std::string_view value, std::string expected);
  void label_nodes();

  DeviceTree tree_;
  std::vector<OpenNode> open_;      ///< Kept when a node ends, to be used by the next.
  std::vector<CellCounts> counts_;  ///< For the children of each open node, once its head is closed.
  std::size_t depth_ = 0;
  bool head_is_open_ = false;  ///< The innermost node's properties are still coming.
  std::size_t path_bytes_ = 0;
  std::map<std::string_view, std::string_view> labels_;  ///< By path; of /reserved-memory only.
};

Result<DeviceTree> DtbReader::read(std::string_view blob) {
  auto walk = DtbWalk::open(blob, tree_.file);
  if (!walk) return std::unexpected(std::move(walk.error()));
  tree_.total_size = big_endian_32(blob, 4);
  if (auto done = read_mem_reserves(blob); !done) return std::unexpected(std::move(done.error()));
  if (auto done = walk_structure(*walk); !done) return std::unexpected(std::move(done.error()));
  label_nodes();
  if (auto done = resolve_targets(tree_, blob); !done) return std::unexpected(std::move(done.error()));
  return std::move(tree_);
}

Result<void> DtbReader::read_mem_reserves(std::string_view blob) {
  const int count = fdt_num_mem_rsv(blob.data());
  if (count < 0) {
    return std::unexpected(Error{Errc::Malformed, whole_file(),
                                 "the reservation block has no end (expected an entry of zeros inside the blob)"});
  }
  tree_.mem_reserves.resize(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    MemReserve& entry = tree_.mem_reserves[static_cast<std::size_t>(i)];
    fdt_get_mem_rsv(blob.data(), i, &entry.base, &entry.size);
  }
  return {};
}

Result<void> DtbReader::walk_structure(DtbWalk& walk) {
  while (true) {
    switch (walk.next()) {
      case DtbWalk::Tag::Begin:
        close_head();
        ++tree_.extent.nodes;
        tree_.extent.name_bytes += walk.text().size();
        begin(walk.text());
        break;
      case DtbWalk::Tag::Property:
        ++tree_.extent.properties;
        if (walk.property() != PropertyName::Other) {
          open_[depth_ - 1].keep(walk.property(), walk.text());
        } else if (node().role() == Role::Symbols && walk.text().starts_with(reserved_prefix)) {
          labels_.try_emplace(walk.text().substr(0, walk.text().find('\0')), walk.property_name());
        }
        break;
      case DtbWalk::Tag::End:
        close_head();
        --depth_;
        break;
      case DtbWalk::Tag::Finish:
        return {};
      case DtbWalk::Tag::Broken:
        return std::unexpected(walk.error());
    }
    if (path_bytes_ > max_path_bytes) return std::unexpected(too_many_paths(tree_.file));
  }
}

void DtbReader::begin(std::string_view name) {
  if (open_.size() == depth_) {
    open_.emplace_back();
    counts_.emplace_back();
  }
  const Role role = role_of(name);
  open_[depth_++].begin(name, role);
  head_is_open_ = true;
}

Role DtbReader::role_of(std::string_view name) const {
  if (depth_ == 0) return Role::Root;
  if (depth_ == 1) {
    if (is_named(name, "chosen")) return Role::Chosen;
    if (name == "cpus") return Role::Cpus;
    if (name == "__symbols__") return Role::Symbols;
    // One counts: the first, but a kernel finds only the one without a unit address.
    const bool is_exact = name == "reserved-memory" && (!tree_.reserved || tree_.reserved->path != "/reserved-memory");
    if (is_exact || (!tree_.reserved && is_named(name, "reserved-memory"))) return Role::ReservedMemory;
    return Role::ChildOfRoot;
  }
  if (depth_ == 2 && node().role() == Role::ReservedMemory) return Role::ReservedChild;
  if (depth_ == 2 && node().role() == Role::Cpus) return Role::Cpu;
  return Role::Other;
}

/// All properties of the innermost node are known: takes from them what its place in the tree makes them mean.
void DtbReader::close_head() {
  if (!head_is_open_) return;
  head_is_open_ = false;
  counts_[depth_ - 1] = counts();
  switch (node().role()) {
    case Role::Root:
      read_root();
      break;
    case Role::Chosen:
      read_chosen();
      break;
    case Role::ChildOfRoot:
      read_memory();
      break;
    case Role::ReservedMemory:
      read_reserved_parent();
      break;
    case Role::ReservedChild:
      read_reserved_child();
      break;
    case Role::Symbols:
      tree_.has_symbols = true;
      break;
    case Role::Cpu:
      if (tree_.cpu_compatible.empty() && is_named(node().name(), "cpu")) tree_.cpu_compatible = first_compatible();
      break;
    case Role::Cpus:
    case Role::Other:
      break;
  }
  if (node().has(PropertyName::MemoryRegion)) read_reference();
  if (node().has(PropertyName::DmaRanges)) read_dma_ranges();
}

void DtbReader::read_root() {
  tree_.model = string(PropertyName::Model, "model").value_or("");
  tree_.compatible = strings(PropertyName::Compatible, "compatible");
  tree_.counts = counts_[0];
}

void DtbReader::read_chosen() {
  if (tree_.chosen) return;
  tree_.chosen = Chosen{.bootargs = string(PropertyName::Bootargs, "bootargs"),
                        .initrd_start = cells(PropertyName::InitrdStart),
                        .initrd_end = cells(PropertyName::InitrdEnd),
                        .usable_memory_range = cells(PropertyName::UsableMemoryRange),
                        .elf_core_header = cells(PropertyName::ElfCoreHeader),
                        .stdout_path = string(PropertyName::StdoutPath, "stdout-path"),
                        .has_kaslr_seed = node().has(PropertyName::KaslrSeed),
                        .where = whole_file()};
}

void DtbReader::read_memory() {
  const bool is_device_type = node().value(PropertyName::DeviceType) == std::string_view{"memory\0", 7};
  if (!is_device_type && !is_named(node().name(), "memory")) return;
  tree_.memory.push_back({.path = path(),
                          .is_device_type = is_device_type,
                          .status = string(PropertyName::Status, "status"),
                          .reg = cells(PropertyName::Reg),
                          .usable_memory = cells(PropertyName::UsableMemory),
                          .where = whole_file()});
}

void DtbReader::read_reserved_parent() {
  tree_.reserved = ReservedMemory{.path = path(),
                                  .counts = counts_[depth_ - 1],
                                  .ranges = cells(PropertyName::Ranges),
                                  .status = string(PropertyName::Status, "status"),
                                  .nodes = {},
                                  .where = whole_file()};
}

void DtbReader::read_reserved_child() {
  auto phandle = cell(PropertyName::Phandle, "phandle");
  if (!phandle) phandle = cell(PropertyName::LinuxPhandle, "linux,phandle");
  tree_.reserved->nodes.push_back({.name = std::string{node().name()},
                                   .path = path(),
                                   .label = {},
                                   .phandle = phandle,
                                   .reg = cells(PropertyName::Reg),
                                   .size = cells(PropertyName::Size),
                                   .alignment = cells(PropertyName::Alignment),
                                   .alloc_ranges = cells(PropertyName::AllocRanges),
                                   .compatible = strings(PropertyName::Compatible, "compatible"),
                                   .no_map = node().has(PropertyName::NoMap),
                                   .reusable = node().has(PropertyName::Reusable),
                                   .cma_default = node().has(PropertyName::LinuxCmaDefault),
                                   .dma_default = node().has(PropertyName::LinuxDmaDefault),
                                   .status = string(PropertyName::Status, "status"),
                                   .where = whole_file()});
}

bool DtbReader::is_disabled(const OpenNode& node) {
  const auto status = node.value(PropertyName::Status);
  return status && !is_enabled(std::string{status->substr(0, status->find('\0'))});
}

bool DtbReader::is_below_disabled() const {
  return std::any_of(open_.begin(), open_.begin() + static_cast<std::ptrdiff_t>(depth_ - 1), is_disabled);
}

void DtbReader::read_reference() {
  MemoryReference reference{.path = path(),
                            .compatible = first_compatible(),
                            .status = string(PropertyName::Status, "status"),
                            .is_below_disabled = is_below_disabled(),
                            .byte_length = 0,
                            .targets = {},
                            .names = std::nullopt,
                            .where = whole_file()};
  const std::string_view phandles = *node().value(PropertyName::MemoryRegion);
  reference.byte_length = static_cast<std::uint32_t>(phandles.size());
  reference.targets.reserve(phandles.size() / 4);
  for (std::size_t at = 0; at + 4 <= phandles.size(); at += 4) {
    reference.targets.push_back({big_endian_32(phandles, at), std::nullopt, std::nullopt});
  }
  if (node().has(PropertyName::MemoryRegionNames)) {
    reference.names = strings(PropertyName::MemoryRegionNames, "memory-region-names");
  }
  tree_.references.push_back(std::move(reference));
}

void DtbReader::read_dma_ranges() {
  tree_.dma_ranges.push_back({.path = path(),
                              .compatible = first_compatible(),
                              .is_disabled = is_disabled(node()) || is_below_disabled(),
                              .ranges = *cells(PropertyName::DmaRanges),
                              .child = counts_[depth_ - 1],
                              .parent = depth_ > 1 ? counts_[depth_ - 2] : CellCounts{}});
}

std::string DtbReader::path() {
  std::vector<std::string_view> names;
  names.reserve(depth_);
  for (std::size_t i = 0; i < depth_; ++i) names.push_back(open_[i].name());
  std::string whole = node_path(names);
  path_bytes_ += whole.size();
  return whole;
}

std::optional<std::uint32_t> DtbReader::cell(PropertyName name, std::string_view written) {
  const auto value = node().value(name);
  if (!value) return std::nullopt;
  if (value->size() == 4) return big_endian_32(*value, 0);
  note_malformed(written, *value, "one cell of 4 bytes");
  return std::nullopt;
}

CellCounts DtbReader::counts() {
  return {cell(PropertyName::AddressCells, "#address-cells"), cell(PropertyName::SizeCells, "#size-cells")};
}

std::optional<CellProperty> DtbReader::cells(PropertyName name) const {
  const auto value = node().value(name);
  return value ? std::optional{cells_of(*value)} : std::nullopt;
}

std::optional<std::string> DtbReader::string(PropertyName name, std::string_view written) {
  const auto value = node().value(name);
  if (!value) return std::nullopt;
  const std::size_t end = value->find('\0');
  if (end == std::string_view::npos) note_malformed(written, *value, "a string that ends in a zero byte");
  return std::string{value->substr(0, end)};
}

std::vector<std::string> DtbReader::strings(PropertyName name, std::string_view written) {
  std::vector<std::string> list;
  const auto value = node().value(name);
  if (!value) return list;
  std::string_view rest = *value;
  while (!rest.empty() && list.size() < max_strings) {
    const std::size_t end = rest.find('\0');
    list.emplace_back(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  const bool ends = !value->empty() && value->back() == '\0';
  if (!ends || !rest.empty()) note_malformed(written, *value, "at most 256 strings, each with its zero byte");
  return list;
}

std::string DtbReader::first_compatible() const {
  const std::string_view list = node().value(PropertyName::Compatible).value_or("");
  return std::string{list.substr(0, list.find('\0'))};
}

void DtbReader::note_malformed(std::string_view property, std::string_view value, std::string expected) {
  tree_.malformed.push_back(
      {path(), std::string{property}, static_cast<std::uint32_t>(value.size()), std::move(expected)});
}

void DtbReader::label_nodes() {
  if (!tree_.reserved || labels_.empty()) return;
  for (ReservedNode& node : tree_.reserved->nodes) {
    const auto label = labels_.find(node.path);
    if (label != labels_.end()) node.label = label->second;
  }
}

}  // namespace

Result<DeviceTree> parse_dtb(std::string_view blob, std::string_view file) {
  const bool is_aligned = reinterpret_cast<std::uintptr_t>(blob.data()) % 8 == 0;
  if (is_aligned) return DtbReader{file}.read(blob);
  const std::vector<std::uint64_t> storage = [&] {
    std::vector<std::uint64_t> words(blob.size() / 8 + 1);
    std::ranges::copy(blob, reinterpret_cast<char*>(words.data()));
    return words;
  }();
  return DtbReader{file}.read({reinterpret_cast<const char*>(storage.data()), blob.size()});
}

}  // namespace rampart
