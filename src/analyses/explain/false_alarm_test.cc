#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(FalseAlarm, WhatIsReservedAlreadyNeedsNoSecondReservation) {
  const auto causes = explained(
      "OF: fdt: Reserved memory: failed to reserve memory for node 'secmon@5000000': base 0x0000000005000000, size 3 "
      "MiB\n"
      "00000000-3fffffff : System RAM\n"
      "  05000000-052fffff : reserved\n");
  ASSERT_EQ(classes(causes), "false_alarm likely note");
  EXPECT_EQ(lines_of(causes.front()), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(fact_of(causes.front(), "region_name"), "secmon@5000000");
  EXPECT_EQ(fact_of(causes.front(), "iomem_reserved"), "has parts");
}

TEST(FalseAlarm, ARangeOfWhichAPartIsFreeIsNone) {
  const auto causes = explained(
      "OF: fdt: Reserved memory: failed to reserve memory for node 'secmon@5000000': base 0x0000000005000000, size 3 "
      "MiB\n"
      "  05000000-051fffff : reserved\n");
  EXPECT_EQ(classes(causes), "memreserve_conflict possible warning");
}

}  // namespace
}  // namespace rampart
