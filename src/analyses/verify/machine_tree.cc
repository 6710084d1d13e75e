#include "analyses/verify/machine_tree.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "analyses/predict/node_cells.h"
#include "analyses/verify/virtual_machine.h"
#include "sources/big_endian.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

constexpr std::size_t cell_size = 4;

void put_big_endian_32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < cell_size; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i) & 0xff);
}

/// The bytes of a number in `cells` cells.
std::string in_cells(std::uint64_t number, std::uint32_t cells) {
  std::string bytes(cells * cell_size, '\0');
  for (std::uint32_t i = 0; i < cells && i < 2; ++i) {
    put_big_endian_32(bytes, (cells - 1 - i) * cell_size, static_cast<std::uint32_t>(number >> (32 * i)));
  }
  return bytes;
}

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::uint32_t cells) {
  std::uint64_t number = 0;
  for (std::uint32_t i = 0; i < cells; ++i) number = number << 32 | big_endian_32(bytes, at + i * cell_size);
  return number;
}

/// `reg` and its like with `shift` added to the address that begins `skip` cells into each entry. What is no whole
/// number of entries has no addresses to move: it stays.
std::string shifted(std::string_view value, std::uint32_t skip, std::uint32_t address_cells, std::uint32_t rest,
                    std::uint64_t shift) {
  std::string bytes{value};
  const std::size_t entry = (skip + address_cells + rest) * cell_size;
  if (shift == 0 || address_cells == 0 || entry == 0 || bytes.size() % entry != 0) return bytes;
  for (std::size_t at = 0; at < bytes.size(); at += entry) {
    const std::size_t address_at = at + skip * cell_size;
    bytes.replace(address_at, address_cells * cell_size,
                  in_cells(number_at(bytes, address_at, address_cells) + shift, address_cells));
  }
  return bytes;
}

bool is_memory(const TreeNode& node) {
  const TreeProperty* const type = node.find("device_type");
  return (type != nullptr && type->value == std::string_view{"memory\0", 7}) || node.name == "memory" ||
         node.name.starts_with("memory@");
}

bool is_reserved_memory(const TreeNode& node) {
  return node.name == "reserved-memory" || node.name.starts_with("reserved-memory@");
}

/// Nodes of the root that the machine has itself, or that say nothing of memory.
bool is_replaced(const TreeNode& node) {
  constexpr std::string_view names[] = {"chosen", "cpus", "psci", "timer", "apb-pclk", "virtual-machine", "poweroff"};
  return std::ranges::find(names, node.name) != std::end(names);
}

/// Whether a node, or one below it, names a region or limits DMA.
bool concerns_memory(const TreeNode& node) {
  return node.has("memory-region") || node.has("dma-ranges") || std::ranges::any_of(node.children, concerns_memory);
}

std::uint32_t largest_phandle(const TreeNode& node) {
  std::uint32_t largest = 0;
  for (const std::string_view name : {"phandle", "linux,phandle"}) {
    const TreeProperty* const phandle = node.find(name);
    if (phandle != nullptr && phandle->value.size() == cell_size) {
      largest = std::max(largest, big_endian_32(phandle->value, 0));
    }
  }
  for (const TreeNode& child : node.children) largest = std::max(largest, largest_phandle(child));
  return largest;
}

class MachineTreeWriter {
 public:
  explicit MachineTreeWriter(const MachineTreeInput& input)
      : input_{input}, widths_{kernel_widths(input.tree.counts)} {}

  Result<std::string> write() {
    for (const MemReserve& entry : input_.tree.mem_reserves) {
      tree_.reserve(entry.base + input_.shift, entry.size);
    }
    // The highest phandle is no valid one, and a few after the board's own are free unless it took the last.
    constexpr std::uint32_t needed = 3;
    const std::uint32_t largest = largest_phandle(input_.board);
    const std::uint32_t free = largest < UINT32_MAX - needed - 1 ? largest + 1 : 0x7000'0000;
    tree_.begin_node("");
    write_root_properties(free);
    write_memory();
    write_reserved_memory();
    for (const TreeNode& node : input_.board.children) {
      if (is_memory(node) || is_reserved_memory(node) || is_replaced(node)) continue;
      if (concerns_memory(node)) write_bystander(node, widths_, 0);
    }
    write_machine_nodes(tree_, input_.architecture, free);
    write_chosen();
    tree_.end_node();
    return finish();
  }

 private:
  void write_root_properties(std::uint32_t interrupt_parent) {
    for (const std::string_view name : {"#address-cells", "#size-cells", "dma-ranges"}) {
      if (const TreeProperty* const property = input_.board.find(name)) tree_.property(name, property->value);
    }
    tree_.string("model", input_.tree.model.empty() ? "board" : input_.tree.model);
    tree_.string("compatible", input_.architecture == Architecture::Riscv64 ? "riscv-virtio" : "linux,dummy-virt");
    // On riscv64 a CPU's own controller must not inherit a parent.
    if (input_.architecture != Architecture::Riscv64) tree_.cells("interrupt-parent", {interrupt_parent});
  }

  void write_memory() {
    for (const PhysRange& bank : input_.ram) {
      tree_.begin_node(fmt::format("memory@{:x}", bank.base().value + input_.shift));
      tree_.string("device_type", "memory");
      tree_.property("reg", in_cells(bank.base().value + input_.shift, widths_.address) +
                                in_cells(bank.size().value, widths_.size));
      tree_.end_node();
    }
    if (!input_.ram.empty()) return;
    for (const TreeNode& node : input_.board.children) {
      if (is_memory(node)) write_whole(node, {"reg", "linux,usable-memory"});
    }
  }

  void write_reserved_memory() {
    bool written = false;
    for (const TreeNode& node : input_.board.children) {
      if (!is_reserved_memory(node)) continue;
      tree_.begin_node(node.name);
      for (const TreeProperty& property : node.properties) tree_.property(property.name, property.value);
      if (node.name == "reserved-memory" && !std::exchange(written, true)) write_firmware(widths_);
      for (const TreeNode& child : node.children) write_whole(child, {"reg", "alloc-ranges"});
      tree_.end_node();
    }
    if (written || !input_.firmware) return;
    tree_.begin_node("reserved-memory");
    tree_.property("#address-cells", in_cells(widths_.address, 1));
    tree_.property("#size-cells", in_cells(widths_.size, 1));
    tree_.property("ranges");
    write_firmware(widths_);
    tree_.end_node();
  }

  /// As QEMU's OpenSBI writes it: the first child, mapped.
  void write_firmware(CellWidths cells) {
    if (!input_.firmware) return;
    const std::uint64_t base = input_.firmware->base().value;
    tree_.begin_node(fmt::format("mmode_resv0@{:x}", base));
    tree_.property("reg", in_cells(base, cells.address) + in_cells(input_.firmware->size().value, cells.size));
    tree_.end_node();
  }

  /// A node with everything in it; the named lists of memory addresses, in the root's cells, are moved.
  void write_whole(const TreeNode& node, std::initializer_list<std::string_view> addresses) {
    tree_.begin_node(node.name);
    for (const TreeProperty& property : node.properties) {
      const bool moves = std::ranges::find(addresses, property.name) != addresses.end();
      tree_.property(property.name,
                     moves ? shifted(property.value, 0, widths_.address, widths_.size, input_.shift) : property.value);
    }
    for (const TreeNode& child : node.children) write_whole(child, {});
    tree_.end_node();
  }

  /// A device that names regions, or a bus: what says where memory is and to whom it belongs, and nothing by which a
  /// driver could take it for a device that is there.
  void write_bystander(const TreeNode& node, CellWidths parent, std::size_t depth) {
    constexpr std::string_view kept[] = {"#address-cells", "#size-cells", "ranges", "memory-region",
                                         "memory-region-names"};
    const bool is_bus = node.has("dma-ranges");
    const bool is_owner = node.has("memory-region");
    const CellWidths own = widths_of(node);
    tree_.begin_node(node.name);
    if (const TreeProperty* const compatible = node.find("compatible"); compatible != nullptr && is_owner) {
      tree_.property("compatible", compatible->value);
    }
    for (const TreeProperty& property : node.properties) {
      if (property.name == "dma-ranges") {
        // Only those of the outermost bus hold CPU addresses; inside, buses see each other.
        const std::uint64_t shift = depth == 0 ? input_.shift : 0;
        tree_.property("dma-ranges", shifted(property.value, own.address, parent.address, own.size, shift));
      } else if (std::ranges::find(kept, property.name) != std::end(kept) ||
                 (property.name == "status" && (is_bus || !is_owner))) {
        tree_.property(property.name, property.value);
      }
    }
    if (is_owner && !is_bus) tree_.string("status", "disabled");
    for (const TreeNode& child : node.children) {
      if (concerns_memory(child)) write_bystander(child, own, depth + 1);
    }
    tree_.end_node();
  }

  static CellWidths widths_of(const TreeNode& node) {
    CellWidths cells;
    if (const TreeProperty* const address = node.find("#address-cells");
        address && address->value.size() == cell_size) {
      cells.address = std::min(big_endian_32(address->value, 0), max_cell_count);
    }
    if (const TreeProperty* const size = node.find("#size-cells"); size && size->value.size() == cell_size) {
      cells.size = std::min(big_endian_32(size->value, 0), max_cell_count);
    }
    return cells;
  }

  void write_chosen() {
    tree_.begin_node("chosen");
    tree_.string("bootargs", input_.cmdline);
    tree_.string("stdout-path", input_.architecture == Architecture::Riscv64 ? "/virtual-machine/serial@10000000"
                                                                             : "/virtual-machine/pl011@9000000");
    // A kernel with KASLR uses it; always the same, so that a boot can be repeated.
    tree_.cells("kaslr-seed", {0x72616d70, 0x61727421});
    tree_.property("linux,initrd-start", in_cells(input_.initrd.base().value, 2));
    tree_.property("linux,initrd-end", in_cells(input_.initrd.base().value + input_.initrd.size().value, 2));
    for (const TreeNode& node : input_.board.children) {
      if (node.name != "chosen") continue;
      if (const TreeProperty* const usable = node.find("linux,usable-memory-range")) {
        tree_.property(usable->name, shifted(usable->value, 0, widths_.address, widths_.size, input_.shift));
      }
    }
    tree_.end_node();
  }

  Result<std::string> finish() {
    auto blob = tree_.finish();
    if (!blob) {
      return std::unexpected(
          Error{Errc::Malformed, {input_.tree.file, 0, 0}, "its nodes cannot be written into another tree"});
    }
    if (blob->size() < input_.total_size) {
      blob->resize(input_.total_size, '\0');
      constexpr std::size_t total_size_at = 4;
      put_big_endian_32(*blob, total_size_at, input_.total_size);
    }
    return std::move(*blob);
  }

  const MachineTreeInput& input_;
  CellWidths widths_;  ///< The root's, by which a kernel reads all addresses of memory.
  DtbBuilder tree_;
};

}  // namespace

Result<std::string> machine_tree(const MachineTreeInput& input) { return MachineTreeWriter{input}.write(); }

}  // namespace rampart
