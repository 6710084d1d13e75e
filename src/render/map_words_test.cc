#include "render/map_words.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

std::string place(std::vector<PhysRange> ranges, std::optional<PhysAddr> lowest = {}) {
  return place_text({.size = mib(1), .name = "", .kind = Kind::Cma, .origin = {}, .alloc_ranges = std::move(ranges)},
                    lowest);
}

PhysRange range(std::uint64_t base, Bytes size) { return *PhysRange::make({base}, size); }

TEST(MapWords, ARegionWithoutRangesMayGoAnywhere) { EXPECT_EQ(place({}), "anywhere"); }

TEST(MapWords, ARangeThatBeginsAtOrBelowTheLowestRamIsALimitFromAboveOnly) {
  EXPECT_EQ(place({range(0x80000000, gib(2))}, PhysAddr{0x80000000}), "anywhere < 4 GiB");
  EXPECT_EQ(place({range(0, gib(4))}, PhysAddr{0x80000000}), "anywhere < 4 GiB");
  EXPECT_EQ(place({range(0, mib(512))}), "anywhere < 512 MiB");
}

TEST(MapWords, ALimitThatASizeDoesNotTellExactlyIsAnAddress) {
  EXPECT_EQ(place({range(0, {0xf0001000})}), "up to 0xf0000fff");
  EXPECT_EQ(place({range(0, mib(3000))}), "up to 0xbb7fffff");
}

TEST(MapWords, AnyOtherRangeIsToldInFull) {
  EXPECT_EQ(place({range(0x90000000, mib(16))}, PhysAddr{0x80000000}), "in 0x90000000..0x90ffffff");
  EXPECT_EQ(place({range(0x90000000, mib(16)), range(0xa0000000, mib(16))}), "in 0x90000000..0x90ffffff and 1 more");
}

TEST(MapWords, UseTellsWhatIsKnownAndNothingElse) {
  EXPECT_EQ(usage_text({}, mib(64)), "");
  EXPECT_EQ(usage_text({.used = Bytes{}, .free = {}, .largest_free = {}}, mib(64)), "0 B used (0%)");
  EXPECT_EQ(usage_text({.used = {}, .free = mib(16), .largest_free = {}}, mib(64)), "16 MiB free");
  EXPECT_EQ(usage_text({.used = mib(41), .free = mib(23), .largest_free = mib(6)}, mib(64)),
            "41 MiB used (64%), 23 MiB free, longest run 6 MiB");
}

TEST(MapWords, AShareIsExactForTheLargestSizes) {
  EXPECT_EQ(used_share({.used = Bytes{UINT64_MAX / 4}, .free = {}, .largest_free = {}}, {UINT64_MAX}), 249U);
  EXPECT_EQ(used_share({.used = mib(80), .free = {}, .largest_free = {}}, mib(64)), 1000U) << "more used than there is";
  EXPECT_EQ(used_share({.used = {}, .free = mib(16), .largest_free = {}}, mib(64)), 750U);
  EXPECT_EQ(used_share({}, mib(64)), std::nullopt);
}

TEST(MapWords, TheFirstUserIsNamedAndTheOthersCounted) {
  EXPECT_EQ(users_text({}), "");
  EXPECT_EQ(users_text({"/soc@0/remoteproc-adsp"}), "for remoteproc-adsp");
  EXPECT_EQ(users_text({"/soc/camera@1", "/soc/isp@2", "/soc/vpu@3"}), "for camera@1 and 2 more");
}

TEST(MapWords, WhatAMicrocontrollersTextsDoNotPlaceIsTold) {
  DynamicRegion heap{.size = kib(64),
                     .name = "heap",
                     .kind = Kind::Heap,
                     .origin = {},
                     .alloc_ranges = {range(0x3fc88000, kib(480))},
                     .usage = {.used = kib(16), .free = kib(48), .largest_free = std::nullopt}};
  EXPECT_EQ(place_text(heap, PhysAddr{0x3fc88000}), "in 0x3fc88000..0x3fcfffff");
  EXPECT_EQ(dynamic_use_text(heap), "address not told, 16 KiB used (25%), 48 KiB free");
  heap.kind = Kind::Cma;
  heap.usage = {};
  heap.users = {"/soc/gpu@1000"};
  EXPECT_EQ(dynamic_use_text(heap), "placed at boot, for gpu@1000");
}

TEST(MapWords, TheSumOfAMicrocontrollerIsLeftToItsFirmware) {
  EXPECT_EQ(sums_line({.installed = kib(512),
                       .inside = {{Kind::Heap, kib(62)}},
                       .free = kib(450),
                       .outside = {},
                       .free_to = RamUser::Firmware}),
            "512 KiB RAM = 62 KiB heap + 450 KiB left to the firmware");
  EXPECT_EQ(sums_line({.installed = {},
                       .inside = {{Kind::Heap, kib(62)}},
                       .free = {},
                       .outside = {},
                       .free_to = RamUser::Firmware}),
            "no RAM is described; without an address: 62 KiB heap");
  EXPECT_EQ(sums_line({.installed = {},
                       .inside = {},
                       .free = {},
                       .outside = {{Kind::Heap, kib(62)}},
                       .free_to = RamUser::Firmware}),
            "62 KiB heap; no RAM is described");
}

TEST(MapWords, TheSumSaysWhatLiesOutsideOfRam) {
  EXPECT_EQ(
      sums_line(
          {.installed = gib(2), .inside = {{Kind::Cma, mib(64)}}, .free = mib(1984), .outside = {{Kind::Cmm, gib(2)}}}),
      "2 GiB RAM = 64 MiB CMA + 1.9 GiB free to Linux; outside it: 2 GiB CMM");
  EXPECT_EQ(sums_line({.installed = gib(1), .inside = {}, .free = gib(1), .outside = {}}),
            "1 GiB RAM = 1 GiB free to Linux");
  EXPECT_EQ(sums_line({.installed = {}, .inside = {}, .free = {}, .outside = {{Kind::NoMap, mib(1)}}}),
            "no RAM is described; outside it: 1 MiB no-map");
}

}  // namespace
}  // namespace rampart
