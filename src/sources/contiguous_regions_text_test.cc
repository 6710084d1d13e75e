#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rampart/sources/contiguous_config.h>

#include "base/lines.h"
#include "base/test_data.h"

namespace rampart {
namespace {

template <typename T>
std::string refusal(const Result<T>& result) {
  return result ? "read" : to_string(result.error());
}
std::string regions_refusal(std::string_view text) { return refusal(parse_contiguous_regions(text, "cma")); }
std::string line_refusal(std::string_view text) { return refusal(parse_contiguous_line(text, "line")); }
std::string toml_refusal(std::string_view text) { return refusal(parse_contiguous_toml(text, "c.toml")); }

TEST(ContiguousRegions, ARegionHasASizeAndMayHaveAStartAnAlignmentAndAnAllocator) {
  const auto regions = parse_contiguous_regions("a=64M;b=0x2000@0x200000/2M;c=96k:buddy;d=1/4K:buddy(min=64K);", "cma");
  ASSERT_TRUE(regions) << to_string(regions.error());
  EXPECT_EQ(*regions,
            (std::vector<ContiguousRegion>{
                {.name = "a", .size = mib(64)},
                {.name = "b", .size = kib(8), .start = PhysAddr{0x200000}, .alignment = mib(2)},
                {.name = "c", .size = kib(96), .allocator = "buddy"},
                {.name = "d", .size = {1}, .alignment = kib(4), .allocator = "buddy", .parameters = "min=64K"}}));
}

TEST(ContiguousRegions, ErrorsNameTheColumn) {
  EXPECT_EQ(regions_refusal("a"), "cma:1:2: no size (expected = after the name)");
  EXPECT_EQ(regions_refusal("a=x"), "cma:1:3: no size (expected a number such as 64M, 65536K or 0x4000000)");
  EXPECT_EQ(regions_refusal("a=64M@"),
            "cma:1:7: no start after @ (expected a number such as 64M, 65536K or 0x4000000)");
  EXPECT_EQ(regions_refusal("a=64M/:bf"),
            "cma:1:7: no alignment after / (expected a number such as 64M, 65536K or 0x4000000)");
  EXPECT_EQ(regions_refusal("a=64M:"),
            "cma:1:7: no allocator after : (expected a name without = , ; / ( ) and blanks)");
  EXPECT_EQ(regions_refusal("a=1M:bf(x"), "cma:1:10: parameters do not end (expected a closing bracket)");
  EXPECT_EQ(regions_refusal("a=64M,b=1M"),
            "cma:1:6: region does not end (expected @START, /ALIGN, :ALLOCATOR, ; or the end)");
  EXPECT_EQ(regions_refusal("a=99999999999G"), "cma:1:3: number past 2^64 - 1 (expected less)");
}

TEST(ContiguousRegions, WhatNoMemoryCanBeIsRefusedWhereItStands) {
  EXPECT_EQ(regions_refusal("a=1M;b=0"), "cma:1:8: b has no bytes (expected a size above zero)");
  EXPECT_EQ(regions_refusal("a=1M/0"), "cma:1:6: alignment 0 (expected a power of two)");
  EXPECT_EQ(regions_refusal("a=1M/3K"), "cma:1:6: alignment 3072 (expected a power of two)");
  EXPECT_EQ(regions_refusal("a=1M;a=2M"), "cma:1:6: a stands twice (expected one region of a name)");
  EXPECT_EQ(regions_refusal("*=1M"), "cma:1:1: name * (expected another: cma_heap means all regions by it)");
  EXPECT_EQ(regions_refusal("a=1M@0xfffffffffff00000;b=2M@0xffffffffffe00000"),
            "cma:1:30: b runs into a (expected regions that do not overlap)");
  EXPECT_EQ(regions_refusal("a=1M@0xfffffffffff00001"), "cma:1:6: a ends past 2^64 - 1 (expected a lower start)");
}

TEST(ContiguousRegions, AStartIsRoundedUpBeforeRegionsAreHeldAgainstEachOther) {
  EXPECT_EQ(regions_refusal("a=1M@0x100001/1M;b=1M@0x100000"), "read");
  EXPECT_EQ(regions_refusal("a=1M@0x100001/1M;b=1M@0x200000"),
            "cma:1:23: b runs into a (expected regions that do not overlap)");
}

TEST(ContiguousRegions, MoreThanADeviceHasAreRefused) {
  std::string text;
  for (int i = 0; i < 256; ++i) text += "r" + std::to_string(i) + "=1M;";
  const auto regions = parse_contiguous_regions(text, "cma");
  ASSERT_FALSE(regions);
  EXPECT_EQ(regions.error().code, Errc::TooLarge);
  EXPECT_EQ(regions.error().what, "too many regions (expected at most 255)");
}

TEST(ContiguousRegions, TheLineOf2010IsRead) {
  const std::string text = test_data("samples/legacy-cma/map-examples.txt");
  const auto config = parse_contiguous_line((*Lines{text}.begin()).text, "line");
  ASSERT_TRUE(config) << to_string(config.error());
  EXPECT_EQ(config->regions, (std::vector<ContiguousRegion>{
                                 {.name = "pool0", .size = mib(48), .allocator = "bf"},
                                 {.name = "pool1", .size = mib(24), .start = PhysAddr{0x200000}, .allocator = "bf"},
                                 {.name = "pool2", .size = mib(96), .alignment = mib(2), .allocator = "bf"}}));
}

TEST(ContiguousLine, TheMapAndTheHeapsMayStandAnywhere) {
  const auto config = parse_contiguous_line(
      "cma_heap=*=reserved;mfc=linux,cma cma_map=s3c-mfc/A=mfc;*=cam cma=mfc=16M:buddy;cam=8M", "");
  ASSERT_TRUE(config) << to_string(config.error());
  EXPECT_EQ(config->regions,
            (std::vector<ContiguousRegion>{{.name = "mfc", .size = mib(16), .allocator = "buddy", .heap = "linux,cma"},
                                           {.name = "cam", .size = mib(8), .heap = "reserved"}}));
  EXPECT_EQ(contiguous_line_text(*config),
            "cma=mfc=16M:buddy;cam=8M cma_map=s3c-mfc/A=mfc;*=cam cma_heap=mfc=linux,cma;cam=reserved");
}

TEST(ContiguousLine, TheNameOfTheMapInV4IsKnown) {
  EXPECT_EQ(parse_contiguous_line("cma.map=*=a", "").value().map.size(), 1U);
}

TEST(ContiguousLine, ErrorsNameTheColumnInTheWholeLine) {
  EXPECT_EQ(line_refusal("cma=a=1M cma_map=*=a quiet"),
            "line:1:22: no such word (expected cma=, cma_map= or cma_heap=)");
  EXPECT_EQ(line_refusal("cma=a=1M cma_map=v=a;w"), "line:1:23: no regions (expected = after the patterns)");
  EXPECT_EQ(line_refusal("cma=a=1M cma_heap=b=x"), "line:1:19: b is no region (expected one of cma=)");
  EXPECT_EQ(line_refusal("cma=a=1M cma_heap=a="), "line:1:21: no heap (expected a name of /dev/dma_heap)");
  EXPECT_EQ(line_refusal("cma=a=1M cma_heap=a"), "line:1:20: no heap (expected = after the region)");
}

TEST(ContiguousToml, SaysTheSameAsTheLine) {
  const auto toml = parse_contiguous_toml(
      "map = \"s3c-mfc/A=mfc;*=cam,mfc\"\n"
      "[[region]]\nname = \"mfc\"\nsize = \"16M\"\nstart = 0x50000000\nalignment = \"1M\"\nallocator = \"buddy\"\n"
      "parameters = \"min=64K\"\nheap = \"linux,cma\"\n"
      "[[region]]\nname = \"cam\"\nsize = 8388608\n",
      "c.toml");
  const auto line = parse_contiguous_line(
      "cma=mfc=16M@0x50000000/1M:buddy(min=64K);cam=8M cma_map=s3c-mfc/A=mfc;*=cam,mfc cma_heap=mfc=linux,cma", "line");
  ASSERT_TRUE(toml) << to_string(toml.error());
  ASSERT_TRUE(line) << to_string(line.error());
  EXPECT_EQ(*toml, *line);
}

TEST(ContiguousToml, ErrorsNameLineAndColumn) {
  EXPECT_EQ(toml_refusal("map = \"v=a;w\"\n"), "c.toml:1:13: no regions (expected = after the patterns)");
  EXPECT_EQ(toml_refusal("maps = 1\n"), "c.toml:1:1: no such key (expected map or [[region]])");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a\"\n"), "c.toml:1:1: region has no size (expected name and size)");
  EXPECT_EQ(toml_refusal("[[region]]\nsize = 1\n"), "c.toml:1:1: region has no name (expected name and size)");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a\"\nsize = \"1M x\"\n"),
            "c.toml:3:11: more after the number (expected K, M, G or nothing)");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a b\"\nsize = 1\n"),
            "c.toml:2:10: name does not end (expected none of = , ; / ( ) and blanks)");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a\"\nsize = -1\n"), "c.toml:3:8: number below zero (expected none)");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a\"\nsize = 0\n"),
            "c.toml:3:8: a has no bytes (expected a size above zero)");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a\"\nsize = 1\nparameters = \"x\"\n"),
            "c.toml:4:1: parameters of no allocator (expected one)");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a\"\nsize = 1\nheap = \"x y\"\n"),
            "c.toml:4:10: not in a word (expected none of ) ; and blanks)");
  EXPECT_EQ(toml_refusal("[[region]]\nname = \"a\"\nsize = 1\ncolour = 1\n"),
            "c.toml:4:1: no such key (expected name, size, start, alignment, allocator, parameters or heap)");
}

// ---- printing

ContiguousRegion any_region(std::size_t index) {
  const auto number = [] { return *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 40); };
  ContiguousRegion region{.name = "r" + std::to_string(index), .size = {number()}};
  if (*rc::gen::arbitrary<bool>()) region.start = PhysAddr{(std::uint64_t{index} << 48) | number()};
  if (*rc::gen::arbitrary<bool>()) region.alignment = Bytes{std::uint64_t{1} << *rc::gen::inRange(0, 40)};
  if (*rc::gen::arbitrary<bool>()) {
    region.allocator = *rc::gen::element<std::string>("bf", "first-fit", "my:own@v2");
    region.parameters = *rc::gen::element<std::string>("", "min=64K", "a,b=c@d/e:f(");
  }
  region.heap = *rc::gen::element<std::string>("", "linux,cma", "vpu@50000000");
  return region;
}

RC_GTEST_PROP(ContiguousLine, WhatIsPrintedIsReadBackTheSame, ()) {
  ContiguousConfig config;
  const auto count = *rc::gen::inRange<std::size_t>(0, 6);
  for (std::size_t i = 0; i < count; ++i) config.regions.push_back(any_region(i));
  config.map = {{{{"a*", "T"}, {"b?", {}}}, {"r0", "r1"}}};
  const auto again = parse_contiguous_line(contiguous_line_text(config), "line");
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == config);
}

}  // namespace
}  // namespace rampart
