#include "knowledge/kernel_behaviour.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace rampart {
namespace {

using DefaultNode = KernelBehaviour::DefaultNode;
using Image = KernelBehaviour::ImageReserved;
using Neighbours = KernelBehaviour::Neighbours;
using NoMapRefusal = KernelBehaviour::NoMapRefusal;
using RegionSort = KernelBehaviour::RegionSort;

TEST(KernelBehaviour, TheOldestKernelHasNoneOfTheChanges) {
  const KernelBehaviour behaviour = behaviour_of(oldest_known_kernel);
  EXPECT_EQ(behaviour.default_node, DefaultNode::TreeWins);
  EXPECT_EQ(behaviour.image_reserved, Image::Whole);
  EXPECT_EQ(behaviour.arm64_section_bits, 30u);
  EXPECT_TRUE(std::ranges::none_of(kernel_changes(),
                                   [](const KernelChange& change) { return has_change(oldest_known_kernel, change); }));
}

TEST(KernelBehaviour, Linux510) {
  const KernelBehaviour behaviour = behaviour_of({5, 10});
  EXPECT_EQ(behaviour.default_node, DefaultNode::Bypassed);
  EXPECT_EQ(behaviour.image_reserved, Image::Whole);
  EXPECT_EQ(behaviour.no_map_refusal, NoMapRefusal::TouchesReservation);
  EXPECT_TRUE(behaviour.dynamic_no_map_is_removed);
  EXPECT_TRUE(behaviour.hugetlb_is_gigantic);
  EXPECT_FALSE(behaviour.default_above_4g);
}

TEST(KernelBehaviour, Linux515StandsBetween510And61) {
  const KernelBehaviour behaviour = behaviour_of({5, 15});
  EXPECT_TRUE(behaviour.default_above_4g);
  EXPECT_EQ(behaviour.arm64_section_bits, 27u);
  EXPECT_EQ(behaviour.image_reserved, Image::FromStext);
  EXPECT_FALSE(behaviour.dynamic_no_map_is_removed);
  EXPECT_TRUE(behaviour.granule_has_max_order);
  EXPECT_TRUE(behaviour.names_are_cut);
  EXPECT_TRUE(behaviour.hugetlb_is_gigantic);
  EXPECT_FALSE(behaviour.prints_regions);
}

TEST(KernelBehaviour, AStableSeriesHasAChangeFromThePatchLevelThatTookItBack) {
  EXPECT_EQ(behaviour_of({5, 15, 16}).no_map_refusal, NoMapRefusal::TouchesReservation);
  EXPECT_EQ(behaviour_of({5, 15, 17}).no_map_refusal, NoMapRefusal::TouchesReservationInRam);
  EXPECT_EQ(behaviour_of({5, 16, 2}).no_map_refusal, NoMapRefusal::TouchesReservation);
  EXPECT_EQ(behaviour_of({5, 16}).no_map_refusal, NoMapRefusal::TouchesReservationInRam);
  EXPECT_EQ(behaviour_of({6, 18, 8}).default_node, DefaultNode::Bypassed);
  EXPECT_EQ(behaviour_of({6, 18, 9}).default_node, DefaultNode::SkippedBeforeScan);
  EXPECT_EQ(behaviour_of({6, 17, 3}).image_reserved, Image::FromStext);
  EXPECT_EQ(behaviour_of({6, 17, 4}).image_reserved, Image::Whole);
  EXPECT_EQ(behaviour_of({6, 16, 12}).image_reserved, Image::FromStext);
}

TEST(KernelBehaviour, Linux66SortsAsMainlineAndInitialisesAs61) {
  const KernelBehaviour behaviour = behaviour_of({6, 6});
  EXPECT_EQ(behaviour.sort, RegionSort::ByOffset);
  EXPECT_EQ(behaviour.neighbours, Neighbours::AllKnown);
  EXPECT_TRUE(behaviour.memreserve_is_last);
  EXPECT_TRUE(behaviour.prints_regions);
  EXPECT_TRUE(behaviour.high_memory_after_4g);
  EXPECT_TRUE(behaviour.cma_lines_name_node);
  EXPECT_FALSE(behaviour.max_order_is_exclusive);
  EXPECT_FALSE(behaviour.names_are_cut);
  EXPECT_EQ(behaviour.image_reserved, Image::FromStext);
  EXPECT_FALSE(behaviour.static_nodes_late);
  EXPECT_TRUE(behaviour.table_is_fixed);
  EXPECT_TRUE(behaviour.one_slot_more);
  EXPECT_FALSE(behaviour.thp_sets_pageblock);
  EXPECT_FALSE(behaviour.hugetlb_is_gigantic);
}

TEST(KernelBehaviour, Linux612ChangedWithinItsSeries) {
  const KernelBehaviour first = behaviour_of({6, 12, 0});
  EXPECT_FALSE(first.static_nodes_late);
  EXPECT_EQ(first.neighbours, Neighbours::AllKnown);
  EXPECT_EQ(first.image_reserved, Image::FromStext);
  EXPECT_FALSE(behaviour_of({6, 12, 12}).static_nodes_late);
  EXPECT_TRUE(behaviour_of({6, 12, 13}).static_nodes_late);
  EXPECT_EQ(behaviour_of({6, 12, 13}).neighbours, Neighbours::DynamicOnly);
  EXPECT_TRUE(behaviour_of({6, 12, 102}).table_is_fixed);
  EXPECT_FALSE(behaviour_of({6, 12, 103}).table_is_fixed);
  EXPECT_EQ(behaviour_of({6, 12, 53}).image_reserved, Image::FromStext);
  EXPECT_EQ(behaviour_of({6, 12, 54}).image_reserved, Image::Whole);
  const KernelBehaviour newest = behaviour_of({6, 12, 117});
  EXPECT_TRUE(newest.static_nodes_late);
  EXPECT_TRUE(newest.cma_lines_name_node);
  EXPECT_FALSE(newest.parameter_limit_wins);
  EXPECT_FALSE(newest.linear_map_in_pages);
}

TEST(KernelBehaviour, TheChangesOf7CameOneByOne) {
  EXPECT_TRUE(behaviour_of({6, 19}).several_regs_are_none);
  EXPECT_TRUE(behaviour_of({6, 19}).bad_length_is_absent);
  EXPECT_FALSE(behaviour_of({6, 19}).default_before_memory_map);
  EXPECT_TRUE(behaviour_of({7, 0}).default_before_memory_map);
  EXPECT_EQ(behaviour_of({7, 0}).default_node, DefaultNode::SkippedBeforeScan);
  EXPECT_EQ(behaviour_of({7, 0}).sort, RegionSort::ByOffset);
  EXPECT_EQ(behaviour_of({7, 1}).default_node, DefaultNode::SkippedIfPool);
  EXPECT_EQ(behaviour_of({7, 1}).sort, RegionSort::UnstablePairwise);
  EXPECT_FALSE(behaviour_of({7, 1}).first_reg_only);
  EXPECT_TRUE(behaviour_of({7, 2}).first_reg_only);
  EXPECT_FALSE(behaviour_of({7, 2}).several_regs_are_none);
}

TEST(KernelBehaviour, TheTableIsInOrderAndEachRowSaysWhence) {
  const auto changes = kernel_changes();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_FALSE(changes[i].source.empty()) << changes[i].id;
    EXPECT_FALSE(changes[i].what.empty()) << changes[i].id;
    const KernelVersion& before = changes[i == 0 ? 0 : i - 1].since;
    EXPECT_TRUE(compare(before, changes[i].since) <= 0) << changes[i].id;
    for (const KernelVersion& first : changes[i].stable) {
      if (first.major == 0) continue;
      EXPECT_TRUE(first.patch.has_value()) << changes[i].id;
      EXPECT_TRUE(compare(first, changes[i].since) < 0) << changes[i].id;
    }
  }
}

}  // namespace
}  // namespace rampart
