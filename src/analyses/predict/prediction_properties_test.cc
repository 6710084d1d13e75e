#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <tuple>
#include <vector>

#include "analyses/predict/prediction.h"
#include "analyses/predict/test_layout.h"

namespace rampart {
namespace {

constexpr std::uint32_t ram_start = 0x40000000;
const PhysRange ram = *PhysRange::make({ram_start}, mib(512));

/// A node below /reserved-memory: the lowest bits of `form` tell whether it is dynamic, no-map, reusable and a pool.
struct Node {
  std::string name;
  std::uint32_t base = 0;
  std::uint32_t size = 0;
  unsigned form = 0;
  bool is_dynamic() const { return form % 2 != 0; }
};

void write(DtbBuilder& b, const Node& node) {
  b.begin_node(node.name);
  if (node.is_dynamic()) {
    b.cells("size", {0, node.size});
  } else {
    b.cells("reg", {0, node.base, 0, node.size});
  }
  if (node.form % 4 >= 2) b.property("no-map");
  if (node.form % 8 >= 4) b.property("reusable");
  if (node.form % 16 >= 8) b.string("compatible", "shared-dma-pool");
  b.end_node();
}

BootSetup board_of(const KernelVersion& kernel, const std::vector<Node>& nodes) {
  return board(kernel, "", [&](DtbBuilder& b) {
    for (const Node& node : nodes) write(b, node);
  });
}

KernelVersion any_kernel() {
  return *rc::gen::elementOf(
      std::vector<KernelVersion>{{5, 10}, {6, 1}, {6, 6}, {6, 12}, {6, 12, 118}, {6, 18}, {7, 0}, {7, 2}});
}

/// Any mixture, over each other and over the kernel too.
std::vector<Node> any_nodes() {
  const auto places = *rc::gen::arbitrary<std::vector<std::tuple<std::uint8_t, std::uint8_t, std::uint8_t>>>();
  std::vector<Node> nodes;
  for (const auto& [at, size, form] : places) {
    nodes.push_back({"n" + std::to_string(nodes.size()), ram_start + (std::uint32_t{at} << 21),
                     (std::uint32_t{size} + 1) << 16, form});
  }
  return nodes;
}

/// Static nodes in places of 8 MiB of their own, past the kernel's: pools of whole pageblocks, fewer than the kernel
/// has slots for, no-map and plain ones.
std::vector<Node> disjoint_static_nodes() {
  const auto places = *rc::gen::unique<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(2, 56));
  constexpr unsigned pool = 4 + 8;
  std::vector<Node> nodes;
  for (const std::uint32_t place : places) {
    const bool has_slots = std::ranges::count(nodes, pool, &Node::form) < 6;
    const unsigned form =
        *rc::gen::elementOf(has_slots ? std::vector<unsigned>{0, 2, pool} : std::vector<unsigned>{0, 2});
    const std::uint32_t size = form == pool ? 0x400000 : *rc::gen::inRange<std::uint32_t>(1, 0x800) << 12;
    nodes.push_back({"n" + std::to_string(place), ram_start + (place << 23), size, form});
  }
  return nodes;
}

RC_GTEST_PROP(Prediction, ADynamicRegionLiesInRamAndOverNothingElse, ()) {
  const BootSetup setup = board_of(any_kernel(), any_nodes());
  const Prediction found = predict(setup);
  // A node that failed gives back what others hold too, the kernel's image among it, and they may then share it.
  const bool may_share = !found.failed.empty();
  for (const PredictedRegion& region : found.regions) {
    if (!region.is_dynamic) continue;
    RC_ASSERT(ram.contains(region.range));
    RC_ASSERT(may_share || !region.range.overlaps(*setup.loaded.kernel));
    for (const PredictedRegion& other : found.regions) {
      RC_ASSERT(may_share || &other == &region || !other.range.overlaps(region.range));
    }
  }
}

RC_GTEST_PROP(Prediction, ADefaultAreaOfTheBuildLiesInRamThatNobodyElseHas, ()) {
  BootSetup setup = board_of(any_kernel(), any_nodes());
  setup.parameters = memory_parameters(parse_command_line("cma=16M", "cmdline"));
  const Prediction found = predict(setup);
  if (!found.failed.empty()) return;
  for (const PredictedRegion& region : found.regions) {
    if (region.from != RegionSource::CommandLine) continue;
    RC_ASSERT(ram.contains(region.range));
    RC_ASSERT(region.range.size() == mib(16));
    RC_ASSERT(!region.range.overlaps(*setup.loaded.kernel));
    for (const PredictedRegion& other : found.regions) {
      RC_ASSERT(&other == &region || !other.range.overlaps(region.range));
    }
  }
}

RC_GTEST_PROP(Prediction, AStaticRegionIsWhereTheTreeHasItOrRefused, ()) {
  const std::vector<Node> nodes = any_nodes();
  const Prediction found = predict(board_of(any_kernel(), nodes));
  for (const PredictedRegion& region : found.regions) {
    const auto node = std::ranges::find(nodes, region.name, &Node::name);
    if (node == nodes.end() || node->is_dynamic()) continue;
    RC_ASSERT(region.range == PhysRange::make({node->base}, {node->size}));
  }
}

RC_GTEST_PROP(Prediction, TheOrderOfStaticNodesApartFromEachOtherChangesNothing, ()) {
  const KernelVersion kernel = any_kernel();
  const std::vector<Node> nodes = disjoint_static_nodes();
  const auto keys = *rc::gen::container<std::vector<int>>(nodes.size(), rc::gen::arbitrary<int>());
  std::vector<std::size_t> order(nodes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair{keys[i], i}; });
  std::vector<Node> shuffled;
  for (const std::size_t i : order) shuffled.push_back(nodes[i]);

  const Prediction one = predict(board_of(kernel, nodes));
  const Prediction other = predict(board_of(kernel, shuffled));
  RC_ASSERT(one.failed.empty());
  RC_ASSERT(one.cma_total == other.cma_total);
  RC_ASSERT(one.default_cma == other.default_cma);
  RC_ASSERT(one.regions.size() == other.regions.size());
  for (std::size_t i = 0; i < one.regions.size(); ++i) {
    RC_ASSERT(one.regions[i].range == other.regions[i].range);
    RC_ASSERT(one.regions[i].name == other.regions[i].name);
    RC_ASSERT(one.regions[i].kind == other.regions[i].kind);
  }
}

RC_GTEST_PROP(Prediction, TheSameSetupGivesTheSamePrediction, ()) {
  const BootSetup setup = board_of(any_kernel(), any_nodes());
  RC_ASSERT(predict(setup).regions == predict(setup).regions);
}

}  // namespace
}  // namespace rampart
