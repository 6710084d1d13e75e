#include "sources/media_zone.h"

#include <gtest/gtest.h>

#include "base/lines.h"
#include "base/test_data.h"

namespace rampart {
namespace {

PhysRange range(std::uint64_t first, std::uint64_t last) { return *PhysRange::from_first_last({first}, {last}); }

constexpr std::string_view axera =
    "--------------------SDK VERSION-------------------\n"
    "[Axera version]: ax_cmm V2.0.0 Mar 18 2024 16:58:33 JK\n"
    "+---PARTITION: Phys(0x90000000, 0x900FFFFF), Size=1024KB(1MB),    NAME=\"anonymous\"\n"
    " nBlock(Max=0, Cur=2, New=0, Free=0)  nbytes(Max=0B(0KB,0MB), Cur=12288B(12KB,0MB), New=0B(0KB,0MB), "
    "Free=0B(0KB,0MB))  Block(Max=0B(0KB,0MB), Min=0B(0KB,0MB), Avg=0B(0KB,0MB))\n"
    "   |-Block: phys(0x90000000, 0x90001FFF), cache =non-cacheable, length=8KB(0MB),    name=\"scratch\"\n"
    "   |-Block: phys(0x90008000, 0x90008FFF), cache =cacheable, length=4KB(0MB),    name=\"a,b=c\"\n"
    "\n---CMM_USE_INFO:\n"
    " total size=1024KB(1MB),used=12KB(0MB + 12KB),remain=1012KB(0MB + 1012KB),partition_number=1,block_number=2\n";

TEST(MediaZone, APartitionOfAxeraIsReadInFull) {
  const auto text = parse_media_zones(axera, "mem_cmm_info");
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(text->version, "ax_cmm V2.0.0 Mar 18 2024 16:58:33 JK");
  ASSERT_EQ(text->pools.size(), 1);
  EXPECT_EQ(
      text->pools[0],
      (VendorPool{
          .vendor = "Axera",
          .name = "anonymous",
          .kind = Kind::Cmm,
          .range = range(0x90000000, 0x900FFFFF),
          .total = mib(1),
          .used = kib(12),
          .blocks =
              {{.name = "scratch",
                .range = range(0x90000000, 0x90001FFF),
                .size = kib(8),
                .cacheable = false,
                .line = 5},
               {.name = "a,b=c", .range = range(0x90008000, 0x90008FFF), .size = kib(4), .cacheable = true, .line = 6}},
          .line = 3}));
  EXPECT_EQ(text->totals, (PoolTotals{mib(1), kib(12), kib(1012), 1, 2, 9}));
  EXPECT_TRUE(text->findings.empty());
}

TEST(MediaZone, AZoneOfTheOtherBuildIsPlacedByItsFirstAddressAndSize) {
  const auto text = parse_media_zones(
      "+---ZONE: PHYS(0x82000000) nBytes=1024KB NAME=anonymous\n"
      "|-MMB: phys(0x82000000, 0x82000FFF), length=0x1000, name=vb_pool\n",
      "media-mem");
  ASSERT_TRUE(text) << to_string(text.error());
  ASSERT_EQ(text->pools.size(), 1);
  EXPECT_EQ(
      text->pools[0],
      (VendorPool{.vendor = "HiSilicon",
                  .name = "anonymous",
                  .range = range(0x82000000, 0x820FFFFF),
                  .total = mib(1),
                  .blocks = {{.name = "vb_pool", .range = range(0x82000000, 0x82000FFF), .size = kib(4), .line = 2}},
                  .line = 1}));
}

TEST(MediaZone, TheLineOfSumsStandsAlone) {
  const auto text = parse_media_zones(
      " total size=2097152KB(2048MB),used=173352KB(169MB + 296KB),remain=1923800KB(1878MB + 728KB),"
      "partition_number=1,block_number=62\n",
      "mem_cmm_info");
  ASSERT_TRUE(text) << to_string(text.error());
  ASSERT_EQ(text->pools.size(), 1);
  EXPECT_EQ(text->pools[0], (VendorPool{.vendor = "Axera", .total = gib(2), .used = kib(173352), .line = 1}));
  EXPECT_TRUE(text->findings.empty());
}

TEST(MediaZone, ANameThatAWebPagePushedToTheNextLineIsFound) {
  const auto text = parse_media_zones(
      "+---ZONE: PHYS(0x1000, 0x1FFF), GFP=0, nBYTES=4KB,    NAME=\n\"first\"\n"
      "|-MMB: phys(0x1000, 0x1FFF), kvirt=0x0, flags=0x0, length=4KB,\nname=\"second\"\n",
      "media-mem");
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(text->pools[0].name, "first");
  EXPECT_EQ(text->pools[0].blocks[0].name, "second");
}

TEST(MediaZone, SumsThatDoNotAddUpAreFindings) {
  const auto text = parse_media_zones(
      "+---ZONE: PHYS(0x10000, 0x1FFFF), GFP=0, nBYTES=64KB,    NAME=\"z\"\n"
      "   |-MMB: phys(0x10000, 0x10FFF), kvirt=0x0, flags=0x0, length=4KB,    name=\"a\"\n"
      " total size=64KB(0MB),used=8KB(0MB + 8KB),remain=60KB(0MB + 60KB),zone_number=1,block_number=1\n",
      "media-mem");
  ASSERT_TRUE(text) << to_string(text.error());
  ASSERT_EQ(text->findings.size(), 2);
  EXPECT_EQ(text->findings[0].rule, "pool-sum");
  EXPECT_EQ(text->findings[0].message, "8192 bytes used and 61440 bytes remaining do not make the total of 65536");
  EXPECT_EQ(text->findings[1].message, "the blocks make 4096 bytes and not the 8192 used");
  EXPECT_EQ(text->findings[1].locations, (std::vector<Origin>{{{"media-mem", 3, 0}, ""}}));
}

TEST(MediaZone, MoreBlocksThanAreCountedIsAFinding) {
  const auto text = parse_media_zones(
      "+---ZONE: PHYS(0x10000, 0x1FFFF), GFP=0, nBYTES=64KB,    NAME=\"z\"\n"
      "   |-MMB: phys(0x10000, 0x10FFF), kvirt=0x0, flags=0x0, length=4KB,    name=\"a\"\n"
      " total size=64KB(0MB),used=4KB(0MB + 4KB),remain=60KB(0MB + 60KB),zone_number=1,block_number=0\n",
      "media-mem");
  ASSERT_TRUE(text);
  ASSERT_EQ(text->findings.size(), 1);
  EXPECT_EQ(text->findings[0].rule, "pool-blocks");
  EXPECT_EQ(text->findings[0].message, "1 blocks are listed and 0 counted");
}

TEST(MediaZone, SizesThatAreNotThoseOfTheirAddressesAreOneFinding) {
  const auto text = parse_media_zones(
      "+---ZONE: PHYS(0x10000, 0xFFFF), GFP=0, nBYTES=64KB,    NAME=\"z\"\n"
      "   |-MMB: phys(0x10000, 0x10FFF), kvirt=0x0, flags=0x0, length=8KB,    name=\"a\"\n",
      "media-mem");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->pools[0].range, std::nullopt);
  ASSERT_EQ(text->findings.size(), 1);
  EXPECT_EQ(text->findings[0].rule, "pool-range");
  EXPECT_EQ(text->findings[0].message, "the size of a zone is not that of its addresses, and so 2 times");
}

TEST(MediaZone, SeveralZonesAreFilledByTheirBlocksIfTheseMakeTheSum) {
  const auto text = parse_media_zones(
      "+---ZONE: PHYS(0x10000, 0x1FFFF), GFP=0, nBYTES=64KB,    NAME=\"a\"\n"
      "   |-MMB: phys(0x10000, 0x10FFF), kvirt=0x0, flags=0x0, length=4KB,    name=\"x\"\n"
      "+---ZONE: PHYS(0x20000, 0x2FFFF), GFP=0, nBYTES=64KB,    NAME=\"b\"\n"
      " total size=128KB(0MB),used=4KB(0MB + 4KB),remain=124KB(0MB + 124KB),zone_number=2,block_number=1\n",
      "media-mem");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->pools[0].used, kib(4));
  EXPECT_EQ(text->pools[1].used, Bytes{0});
}

struct Refused {
  std::string_view text;
  std::string_view error;
};

TEST(MediaZone, WhatIsNotUnderstoodIsRefusedWhereItStands) {
  constexpr Refused cases[] = {
      {"", "f:1:1: no zone and no sum (expected the text of mem_cmm_info or media-mem)"},
      {"cat: /proc/media-mem: No such file\n",
       "f:1:1: no zone and no sum (expected the text of mem_cmm_info or media-mem)"},
      {"+---ZONE: 0x1000\n", "f:1:11: no place (expected phys(0x<first>, 0x<last>))"},
      {"\n  +---ZONE: PHYS(, 0x1)\n", "f:2:18: no address (expected phys(0x<first>, 0x<last>))"},
      {"+---ZONE: PHYS(0x1000, 0x1FFF, nBYTES=4KB\n", "f:1:30: no end of the addresses (expected a bracket)"},
      {"+---ZONE: PHYS(0x1000, 0x1FFF), nBYTES=KB\n", "f:1:40: no number (expected <number>KB or 0x<number>)"},
      {"+---ZONE: PHYS(0x1000, 0x1FFF), NAME=\"x\n", "f:1:39: a name without an end (expected a quote)"},
      {"   |-MMB: phys(0x1000, 0x1FFF), length=4KB, name=\"x\"\n", "f:1:1: a block before any zone (expected a zone)"},
      {"total size=18446744073709551615KB\n", "f:1:34: a size past 64 bits (expected less than 16 EiB)"},
  };
  for (const Refused& refused : cases) {
    const auto text = parse_media_zones(refused.text, "f");
    ASSERT_FALSE(text) << refused.text;
    EXPECT_EQ(to_string(text.error()), refused.error);
  }
}

TEST(MediaZone, MoreBlocksThanTheLimitAreRefused) {
  std::string text = "+---ZONE: PHYS(0x1000, 0x1FFF)\n";
  for (std::size_t i = 0; i <= VendorPoolText::max_blocks; ++i) text += "|-MMB: phys(0x1)\n";
  const auto parsed = parse_media_zones(text, "f");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(to_string(parsed.error()), "f:65538:1: more blocks than the 65536 that are read");
}

TEST(MediaZoneParameter, AZoneIsNameFlagsPlaceAndSize) {
  EXPECT_EQ(*parse_media_zone_parameter("cmmpool=anonymous,0,0x70000000,1280M\n", "cmmpool"),
            (std::vector<MediaZoneParameter>{{"anonymous", 0, {0x70000000}, mib(1280)}}));
}

TEST(MediaZoneParameter, SeveralZonesArePartedByColons) {
  EXPECT_EQ(*parse_media_zone_parameter("mmz=ddr,0,0,384M:bank1,1,0xc8000000,0x100000", "cmdline"),
            (std::vector<MediaZoneParameter>{{"ddr", 0, {0}, mib(384)}, {"bank1", 1, {0xC8000000}, mib(1)}}));
}

TEST(MediaZoneParameter, WhatIsMissingIsNamedWhereItIsMissing) {
  const auto error = [](std::string_view text) { return to_string(parse_media_zone_parameter(text, "p").error()); };
  EXPECT_EQ(error(""), "p:1:1: no name (expected <name>,<gfp>,<first>,<size>)");
  EXPECT_EQ(error("mmz=a,x"), "p:1:7: no gfp number (expected <name>,<gfp>,<first>,<size>)");
  EXPECT_EQ(error("mmz=a,0,zz"), "p:1:9: no first address (expected <name>,<gfp>,<first>,<size>)");
  EXPECT_EQ(error("mmz=a,0,0,M"), "p:1:11: no size (expected <name>,<gfp>,<first>,<size>)");
  EXPECT_EQ(error("mmz=a,0,0,1M,"), "p:1:13: more than a size (expected : and the next zone)");
  EXPECT_EQ(error("mmz=a,0,0,1M:"), "p:1:14: no name (expected <name>,<gfp>,<first>,<size>)");
}

TEST(MediaZoneParameter, EveryLineOfTheSampleIsAZone) {
  const std::string sample = test_data("samples/axera/cmmpool-module-parameters.txt");
  int count = 0;
  for (const Line line : Lines{sample}) {
    const auto zones = parse_media_zone_parameter(line.text, "cmmpool");
    ASSERT_TRUE(zones) << to_string(zones.error());
    EXPECT_EQ(zones->size(), 1);
    EXPECT_EQ(zones->front().name, "anonymous");
    ++count;
  }
  EXPECT_EQ(count, 6);
}

}  // namespace
}  // namespace rampart
