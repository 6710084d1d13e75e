#include "analyses/plan/proposal.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "analyses/plan/region_line.h"
#include "analyses/predict/node_cells.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::string_view default_node = "linux,cma";

std::string mebibytes(Bytes size) { return fmt::format("{}", size.value >> 20); }

/// A number in so many cells; what does not fit into them is cut, as a kernel would read it.
void put_cells(std::vector<TreeCell>& cells, std::uint64_t number, std::uint32_t width) {
  for (std::uint32_t i = width; i-- > 0;) {
    cells.emplace_back(i < 2 ? static_cast<std::uint32_t>(number >> (32 * i)) : std::uint32_t{0});
  }
}

const ReservedNode* node_named(const DeviceTree& tree, const PlannedPool& pool) {
  if (!tree.reserved) return nullptr;
  for (const ReservedNode& node : tree.reserved->nodes) {
    if (pool.is_default && node.cma_default && is_enabled(node.status)) return &node;
  }
  for (const ReservedNode& node : tree.reserved->nodes) {
    if (node.name.substr(0, node.name.find('@')) == pool_node_name(pool)) return &node;
  }
  return nullptr;
}

class PlanProposal {
 public:
  PlanProposal(const Workload& workload, const std::vector<PlannedPool>& pools, const BootSetup& board,
               const Device* device)
      : workload_{workload}, pools_{pools}, board_{board}, device_{device}, widths_{kernel_widths(board.tree.counts)} {}

  PlanConfiguration propose() {
    plan_.address_cells = widths_.address;
    plan_.size_cells = widths_.size;
    for (const PlannedPool& pool : pools_) add_pool(pool);
    refer_to_pools();
    add_kconfig();
    add_command_line();
    plan_.regions = region_line(workload_, pools_);
    return std::move(plan_);
  }

 private:
  // ---- the device tree

  void add_pool(const PlannedPool& pool) {
    if (pool.kind == PoolKind::System || pool.size.value == 0) return;
    if (pool.kind == PoolKind::Cmm) return add_cmm(pool);
    if (pool.kind == PoolKind::Ion) add_knob(Share::Ion, pool);
    if (pool.is_default && board_.parameters.cma) {
      plan_.replaces_cma_parameter = true;
      changes_.emplace_back("cma", fmt::format("cma={}M", mebibytes(pool.size)));
      return;
    }
    const ReservedNode* const known = node_named(board_.tree, pool);
    known == nullptr ? add_node(pool) : change_node(pool, *known);
  }

  TreeAssignment reg(const PhysRange& place) const {
    std::vector<TreeCell> cells;
    put_cells(cells, place.base().value, widths_.address);
    put_cells(cells, place.size().value, widths_.size);
    return {"reg", std::move(cells)};
  }
  TreeAssignment size(std::string name, Bytes bytes) const {
    std::vector<TreeCell> cells;
    put_cells(cells, bytes.value, widths_.size);
    return {std::move(name), std::move(cells)};
  }

  void add_node(const PlannedPool& pool) {
    add_parent();
    AddNode node{"/reserved-memory", pool_node_name(pool), "plan_" + identifier(pool.name), {}, {}};
    const auto flag = [&](std::string name) { node.properties.push_back({std::move(name), std::monostate{}}); };
    if (pool.kind == PoolKind::Cma || pool.kind == PoolKind::Coherent) {
      node.properties.push_back({"compatible", std::vector<std::string>{"shared-dma-pool"}});
    }
    if (pool.kind == PoolKind::Ion) node.properties.push_back({"compatible", std::vector<std::string>{"ion-region"}});
    if (has_planned_place(pool)) {
      node.name += fmt::format("@{:x}", pool.place->base().value);
      node.properties.push_back(reg(*pool.place));
    } else {
      node.properties.push_back(size("size", pool.size));
      node.properties.push_back(size("alignment", pool.alignment));
      if (pool.below) {
        std::vector<TreeCell> cells;
        put_cells(cells, 0, widths_.address);
        put_cells(cells, pool.below->value, widths_.size);
        node.properties.push_back({"alloc-ranges", std::move(cells)});
      }
    }
    if (pool.kind == PoolKind::Cma) flag("reusable");
    if (pool.kind == PoolKind::Coherent || pool.kind == PoolKind::NoMap) flag("no-map");
    if (pool.is_default) flag("linux,cma-default");
    // The order of nodes decides where a kernel puts what it places itself: libfdt adds a node of an overlay in front.
    node.before = std::exchange(first_child_, node.name);
    plan_.edits.emplace_back(std::move(node));
  }

  void add_parent() {
    if (board_.tree.reserved || std::exchange(has_parent_, true)) return;
    AddNode parent{"/", "reserved-memory", "", {}, {}};
    parent.properties.push_back({"#address-cells", std::vector<TreeCell>{widths_.address}});
    parent.properties.push_back({"#size-cells", std::vector<TreeCell>{widths_.size}});
    parent.properties.push_back({"ranges", std::monostate{}});
    plan_.edits.emplace_back(std::move(parent));
  }

  /// A node of the board that does the same: larger if it has to be.
  void change_node(const PlannedPool& pool, const ReservedNode& node) {
    const auto number = [&](const std::optional<CellProperty>& property) {
      return property ? number_of(property->cells).value_or(0) : 0;
    };
    const auto entries = node.reg ? reg_entries(*node.reg, widths_) : std::vector<RegEntry>{};
    if (!entries.empty()) {
      const bool is_enough = entries.front().size.value_or(0) >= pool.size.value;
      const bool is_there = !pool.base || entries.front().base == pool.base->value;
      if (is_enough && is_there) return keep_node(pool, node, {*entries.front().size});
      plan_.edits.emplace_back(SetProperty{node.path, reg(*pool.place)});
    } else if (number(node.size) >= pool.size.value) {
      keep_node(pool, node, {number(node.size)});
    } else {
      plan_.edits.emplace_back(SetProperty{node.path, size("size", pool.size)});
    }
  }

  void keep_node(const PlannedPool& pool, const ReservedNode& node, Bytes has) {
    has_default_ = has_default_ || pool.is_default;
    plan_.notes.push_back(
        fmt::format("{} of the board's tree has {}, which is enough for {}", node.name, size_text(has), pool.name));
  }

  /// Devices whose nodes are known name the pools that they do not find by themselves.
  void refer_to_pools() {
    for (const WorkloadDevice& device : workload_.devices) {
      if (device.node.empty()) continue;
      std::vector<TreeCell> targets;
      const auto known = std::ranges::find(board_.tree.references, device.node, &MemoryReference::path);
      bool is_new = false;
      if (known != board_.tree.references.end()) {
        for (const RegionTarget& target : known->targets) targets.emplace_back(target.phandle);
      }
      for (const PlannedPool& pool : pools_) {
        const bool is_named = !pool.is_default && pool.kind != PoolKind::System && pool.kind != PoolKind::Cmm;
        const bool is_user = std::ranges::find(pool.devices, device.name) != pool.devices.end();
        if (!is_named || !is_user || pool.size.value == 0) continue;
        const ReservedNode* const node = node_named(board_.tree, pool);
        if (node != nullptr && node->phandle && std::ranges::find(targets, TreeCell{*node->phandle}) != targets.end()) {
          continue;
        }
        targets.emplace_back(NodeReference{pool_node_path(pool, board_.tree)});
        is_new = true;
      }
      if (is_new) plan_.edits.emplace_back(SetProperty{device.node, {"memory-region", std::move(targets)}});
    }
  }

  // ---- what is no tree

  void add_knob(Share share, const PlannedPool& pool) {
    const Knob* const knob = device_ == nullptr ? nullptr : device_->knob_for(share);
    if (knob == nullptr) return;
    const bool is_bytes = knob->unit == "bytes";
    plan_.settings.push_back(
        {knob->file, knob->key, is_bytes ? fmt::format("{:#x}", pool.size.value) : mebibytes(pool.size), knob->text});
  }

  /// The vendor's driver takes what Linux is told not to use.
  void add_cmm(const PlannedPool& pool) {
    add_knob(Share::Cmm, pool);
    const auto& place = pool.place;
    Bytes before;
    for (const PhysRange& bank : board_ram_) before.value += bank.size().value;
    if (!place || before <= pool.size) return;
    changes_.emplace_back("mem", fmt::format("mem={}M", mebibytes({before.value - pool.size.value})));
  }

  void add_kconfig() {
    const auto set = [&](std::string key, std::string value, std::string text) {
      plan_.settings.push_back({".config", std::move(key), std::move(value), std::move(text)});
    };
    const auto has = [&](PoolKind kind) {
      return std::ranges::any_of(pools_, [&](const PlannedPool& pool) { return pool.kind == kind; });
    };
    const auto areas = std::ranges::count(pools_, PoolKind::Cma, &PlannedPool::kind);
    if (areas > 0) {
      set("CONFIG_CMA", "y", "");
      set("CONFIG_DMA_CMA", "y", "drivers get it through the DMA API");
    }
    for (const PlannedPool& pool : pools_) {
      if (!pool.is_default || pool.kind != PoolKind::Cma || has_default_) continue;
      set("CONFIG_CMA_SIZE_SEL_MBYTES", "y", "");
      set("CONFIG_CMA_SIZE_MBYTES", mebibytes(pool.size),
          "counts where neither tree nor command line has a default area");
    }
    constexpr std::ptrdiff_t usual_areas = 7;
    if (areas > usual_areas) set("CONFIG_CMA_AREAS", fmt::format("{}", areas + 1), "");
    if (has(PoolKind::Cma)) set("CONFIG_DMABUF_HEAPS_CMA", "y", "programs get buffers of the default area");
    if (has(PoolKind::System)) set("CONFIG_DMABUF_HEAPS_SYSTEM", "y", "buffers that need not be contiguous");
  }

  void add_command_line() {
    for (const PlannedPool& pool : pools_) {
      if (!pool.is_default || pool.kind != PoolKind::Cma || has_default_ || plan_.replaces_cma_parameter) continue;
      plan_.settings.push_back({"kernel command line", "cma", mebibytes(pool.size) + "M",
                                "in place of the node: it wins over a default area of the tree"});
    }
    if (changes_.empty()) return;
    std::string line;
    for (const Parameter& parameter : board_.command_line.parameters) {
      const auto is_changed = [&](const auto& change) { return same_parameter(parameter.name, change.first); };
      if (std::ranges::any_of(changes_, is_changed)) continue;
      line += (line.empty() ? "" : " ") + parameter.name;
      if (parameter.value)
        line +=
            parameter.value->find(' ') == std::string::npos ? "=" + *parameter.value : "=\"" + *parameter.value + '"';
    }
    for (const auto& [name, word] : changes_) {
      line += (line.empty() ? "" : " ") + word;
      const bool has_key = device_ != nullptr;
      const std::string_view of_mem =
          has_key ? "what Linux may use; the image's boot script sets it from the key above" : "what Linux may use";
      plan_.settings.push_back({"kernel command line", name, word.substr(name.size() + 1),
                                std::string{name == "mem" ? of_mem : "it is there already and wins over the tree"}});
    }
    if (!board_.command_line.for_init.empty()) line += " -- " + board_.command_line.for_init;
    plan_.command_line = std::move(line);
  }

  const Workload& workload_;
  const std::vector<PlannedPool>& pools_;
  const BootSetup& board_;
  const Device* device_;
  CellWidths widths_;
  std::vector<PhysRange> board_ram_ = predict(board_).ram;
  bool has_parent_ = false;
  bool has_default_ = false;  // the tree's own default area does
  std::string first_child_ =
      board_.tree.reserved && !board_.tree.reserved->nodes.empty() ? board_.tree.reserved->nodes.front().name : "";
  std::vector<std::pair<std::string, std::string>> changes_;  // parameter, word
  PlanConfiguration plan_;
};

}  // namespace

bool has_planned_place(const PlannedPool& pool) { return pool.kind != PoolKind::Cma || pool.base.has_value(); }

std::string pool_node_name(const PlannedPool& pool) { return pool.is_default ? std::string{default_node} : pool.name; }

std::string pool_node_path(const PlannedPool& pool, const DeviceTree& tree) {
  if (pool.kind == PoolKind::System || pool.kind == PoolKind::Cmm) return {};
  if (const ReservedNode* const known = node_named(tree, pool)) return known->path;
  const std::string unit = has_planned_place(pool) && pool.place ? fmt::format("@{:x}", pool.place->base().value) : "";
  return "/reserved-memory/" + pool_node_name(pool) + unit;
}

std::string identifier(std::string_view name) {
  std::string result{name};
  for (char& c : result) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_kept) c = '_';
  }
  return result;
}

PlanConfiguration propose(const Workload& workload, const std::vector<PlannedPool>& pools, const BootSetup& board,
                          const Device* device) {
  return PlanProposal{workload, pools, board, device}.propose();
}

}  // namespace rampart
