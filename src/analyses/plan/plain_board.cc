#include "analyses/plan/plain_board.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include <rampart/model/range_set.h>

#include "base/size_text.h"
#include "knowledge/architecture.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

/// A CPU by which the architecture is known, and where RAM mostly begins.
struct PlainMachine {
  Architecture architecture;
  std::string_view cpu;
  PhysAddr ram_base;
};
constexpr PlainMachine plain_machines[] = {{Architecture::Arm64, "arm,armv8", {0x4000'0000}},
                                           {Architecture::Arm, "arm,cortex-a9", {0x4000'0000}},
                                           {Architecture::Riscv64, "riscv", {0x8000'0000}}};

std::unexpected<Error> board_error(const Workload& workload, Errc code, std::string what) {
  Error error;
  error.code = code;
  error.where = workload.board.where;
  if (error.where.file.empty()) error.where.file = "board";
  error.what = std::move(what);
  return std::unexpected(std::move(error));
}

std::uint32_t high_half(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }
std::uint32_t low_half(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

void put_region(DtbBuilder& tree, const PhysRange& range) {
  const std::uint64_t base = range.base().value;
  const std::uint64_t size = range.size().value;
  tree.cells("reg", {high_half(base), low_half(base), high_half(size), low_half(size)});
}

void put_cells_of_two(DtbBuilder& tree) {
  tree.cells("#address-cells", {2});
  tree.cells("#size-cells", {2});
}

std::optional<std::vector<PhysRange>> ram_of(const Workload& workload, const Device* device,
                                             const PlainMachine& machine, std::vector<std::string>& notes) {
  if (!workload.board.ram.empty()) return RangeSet{workload.board.ram}.ranges();
  std::optional<Bytes> size = workload.board.ram_size;
  if (!size && device != nullptr && device->installed.size() == 1) size = device->installed.front();
  const auto bank = size ? PhysRange::make(machine.ram_base, *size) : std::nullopt;
  if (!bank) return std::nullopt;
  notes.push_back(fmt::format("nothing tells where the RAM lies: {} from {:#x} are assumed", size_text(*size),
                              machine.ram_base.value));
  return std::vector{*bank};
}

void write_carve_outs(DtbBuilder& tree, const Device& device, const RangeSet& ram) {
  tree.begin_node("reserved-memory");
  put_cells_of_two(tree);
  tree.property("ranges");
  for (const CarveOut& carve_out : device.carve_outs) {
    if (ram.intersected(RangeSet{{carve_out.range}}).size() != carve_out.range.size()) continue;
    tree.begin_node(fmt::format("{}@{:x}", carve_out.name, carve_out.range.base().value));
    put_region(tree, carve_out.range);
    tree.property("no-map");
    tree.end_node();
  }
  tree.end_node();
}

}  // namespace

Result<PlainBoard> plain_board(const Workload& workload, const Device* device) {
  PlainBoard board;
  const std::string word = !workload.board.arch.empty() ? workload.board.arch : device == nullptr ? "" : device->arch;
  const auto wanted = architecture_from(word);
  if (!wanted) board.notes.emplace_back("nothing tells the architecture: arm64 is assumed");
  const auto* const machine =
      std::ranges::find(plain_machines, wanted.value_or(Architecture::Arm64), &PlainMachine::architecture);
  if (machine == std::end(plain_machines)) {
    return board_error(workload, Errc::Unsupported, word + " has no device tree (expected arm64, arm or riscv64)");
  }
  const auto ram = ram_of(workload, device, *machine, board.notes);
  if (!ram) {
    return board_error(workload, Errc::NotFound,
                       "nothing tells how much RAM there is (expected ram = \"2G\" or [\"BASE:SIZE\"], a tree, or a "
                       "device that is sold with one size)");
  }
  DtbBuilder tree;
  tree.begin_node("");
  put_cells_of_two(tree);
  tree.string("model", device != nullptr ? device->name : "board");
  tree.begin_node("cpus");
  tree.cells("#address-cells", {1});
  tree.cells("#size-cells", {0});
  tree.begin_node("cpu@0");
  tree.string("device_type", "cpu");
  tree.string("compatible", machine->cpu);
  tree.cells("reg", {0});
  tree.end_node();
  tree.end_node();
  for (const PhysRange& bank : *ram) {
    tree.begin_node(fmt::format("memory@{:x}", bank.base().value));
    tree.string("device_type", "memory");
    put_region(tree, bank);
    tree.end_node();
  }
  if (device != nullptr && !device->carve_outs.empty()) write_carve_outs(tree, *device, RangeSet{*ram});
  tree.end_node();
  auto blob = tree.finish();
  if (!blob) return board_error(workload, Errc::TooLarge, "the board's tree is too large");
  board.blob = std::move(*blob);
  return board;
}

}  // namespace rampart
