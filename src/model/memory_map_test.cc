#include <algorithm>
#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>
#include <set>
#include <string>
#include <tuple>

#include <rampart/model/memory_map.h>

namespace rampart {
namespace {

PhysRange range(std::uint64_t base, std::uint64_t size) { return *PhysRange::make({base}, {size}); }

Region region(std::string name, Kind kind, std::uint64_t base, std::uint64_t size, bool anonymous = false) {
  return {.range = range(base, size),
          .name = std::move(name),
          .kind = kind,
          .origin = {{"test", 0, 0}, {}},
          .attributes = {.anonymous = anonymous}};
}

TEST(MemoryMap, OfNothingIsEmpty) {
  const MemoryMap map = MemoryMap::build({});
  EXPECT_TRUE(map.spans().empty());
  EXPECT_EQ(map.at({0}), nullptr);
  EXPECT_EQ(map.installed(), Bytes{});
}

TEST(MemoryMap, TheInnermostRegionOwnsAnAddressAndAHoleBelongsToNobody) {
  const MemoryMap map = MemoryMap::build(
      {region("ram", Kind::Ram, 0x1000, 0x1000), region("reserved", Kind::Reserved, 0x1000, 0x800, true),
       region("cma", Kind::Cma, 0x1400, 0x400), region("high", Kind::Ram, 0x3000, 0x1000)});
  const std::vector<Span> expected = {{range(0x1000, 0x400), Kind::Reserved, 1},
                                      {range(0x1400, 0x400), Kind::Cma, 2},
                                      {range(0x1800, 0x800), Kind::Ram, 0},
                                      {range(0x2000, 0x1000), Kind::Hole, std::nullopt},
                                      {range(0x3000, 0x1000), Kind::Ram, 3}};
  EXPECT_EQ(map.spans(), expected);
  EXPECT_EQ(map.at({0x17ff})->name, "cma");
  EXPECT_EQ(map.at({0x2000}), nullptr);
  EXPECT_EQ(map.at({0xfff}), nullptr);
  EXPECT_EQ(map.at({0x4000}), nullptr);
  EXPECT_EQ(map.gaps(), std::vector{range(0x2000, 0x1000)});
  EXPECT_EQ(map.sum(Kind::Ram), kib(6));
  EXPECT_EQ(map.installed(), kib(8));
  EXPECT_TRUE(map.findings().empty());
}

TEST(MemoryMap, AnAddressKnowsAllThatCoverItTheOutermostFirst) {
  const MemoryMap map =
      MemoryMap::build({region("cma", Kind::Cma, 0x1000, 0x1000), region("ram", Kind::Ram, 0x1000, 0x1000),
                        region("firmware", Kind::Reserved, 0x1000, 0x1000)});
  std::vector<std::string> names;
  for (const Region* const each : map.covering({0x1fff})) names.push_back(each->name);
  EXPECT_EQ(names, (std::vector<std::string>{"ram", "firmware", "cma"}));
  EXPECT_EQ(map.at({0x1000})->name, "cma");
}

TEST(MemoryMap, NamedRegionsThatShareAddressesAreBothKeptAndFound) {
  const MemoryMap map =
      MemoryMap::build({region("a", Kind::NoMap, 0x1000, 0x1000), region("b", Kind::Cma, 0x1800, 0x1000),
                        region("inside", Kind::DmaPool, 0x2000, 0x100)});
  EXPECT_EQ(map.regions().size(), 3u);
  ASSERT_EQ(map.findings().size(), 2u);
  EXPECT_EQ(map.findings()[0].rule, "overlap");
  EXPECT_EQ(map.findings()[0].message, "a runs into b");
  EXPECT_EQ(map.findings()[1].message, "b and inside lie one inside the other");
  EXPECT_EQ(map.findings()[1].regions, (std::vector<std::string>{"b", "inside"}));
}

TEST(MemoryMap, RegionsThatOnlyTouchDoNotOverlap) {
  EXPECT_TRUE(MemoryMap::build({region("a", Kind::NoMap, 0, 0x1000), region("b", Kind::Cma, 0x1000, 0x1000)})
                  .findings()
                  .empty());
}

TEST(MemoryMap, MoreOverlapsThanTheLimitEndInOneFindingThatSaysSo) {
  std::vector<Region> regions;
  for (std::uint64_t i = 0; i < 30; ++i) regions.push_back(region(std::to_string(i), Kind::NoMap, i, 1000));
  const MemoryMap map = MemoryMap::build(std::move(regions));
  ASSERT_EQ(map.findings().size(), MemoryMap::max_overlap_findings + 1);
  EXPECT_EQ(map.findings().back().message, "more overlaps than the 256 listed");
}

TEST(MemoryMap, TwoHalvesOfAllAddressesDoNotWrapToNothing) {
  const std::uint64_t half = std::uint64_t{1} << 63;
  const MemoryMap map = MemoryMap::build({region("low", Kind::Ram, 0, half), region("high", Kind::Ram, half, half)});
  EXPECT_EQ(map.spans().size(), 2u);
  EXPECT_EQ(map.installed(), Bytes{UINT64_MAX});
  EXPECT_EQ(map.sum(Kind::Ram), Bytes{UINT64_MAX});
  EXPECT_EQ(map.at({UINT64_MAX})->name, "high");
}

TEST(MemoryMap, OfRegionsWithTheSamePlaceTheOneThatSaysMoreOwnsItInAnyOrder) {
  const Region reserved = region("z", Kind::Reserved, 0, 0x1000);
  const Region pool = region("a", Kind::Cma, 0, 0x1000);
  EXPECT_EQ(MemoryMap::build({reserved, pool}).at({0})->name, "a");
  EXPECT_EQ(MemoryMap::build({pool, reserved}).at({0})->name, "a");
}

TEST(PhysRange, IsNeitherEmptyNorWrapped) {
  EXPECT_FALSE(PhysRange::make({0}, {0}));
  EXPECT_TRUE(PhysRange::make({1}, {UINT64_MAX}));
  EXPECT_FALSE(PhysRange::make({2}, {UINT64_MAX}));
  EXPECT_TRUE(PhysRange::make({UINT64_MAX}, {1}));
  EXPECT_FALSE(PhysRange::make({UINT64_MAX}, {2}));
  EXPECT_FALSE(PhysRange::from_first_last({2}, {1}));
  EXPECT_FALSE(PhysRange::from_first_last({0}, {UINT64_MAX}));
  EXPECT_EQ(PhysRange::from_first_last({1}, {UINT64_MAX})->size(), Bytes{UINT64_MAX});
}

TEST(PhysRange, ItsLastAddressIsInsideAndTheNextIsNot) {
  const PhysRange page = range(0x1000, 0x1000);
  EXPECT_EQ(page.last(), PhysAddr{0x1fff});
  EXPECT_TRUE(page.contains(PhysAddr{0x1fff}));
  EXPECT_FALSE(page.contains(PhysAddr{0x2000}));
  EXPECT_FALSE(page.contains(PhysAddr{0xfff}));
  EXPECT_TRUE(page.contains(page));
  EXPECT_FALSE(page.overlaps(range(0x2000, 1)));
  EXPECT_EQ(page.intersection(range(0x1800, 0x1000)), range(0x1800, 0x800));
  EXPECT_EQ(page.intersection(range(0x2000, 1)), std::nullopt);
}

// Properties: any map of a few hundred addresses against one entry an address. `origin` puts them at the bottom, in
// the middle and at the very top of the address space.
constexpr std::uint64_t address_count = 64;
constexpr std::array<std::uint64_t, 3> origins = {0, 0x4000'0000, UINT64_MAX - (address_count - 1)};
constexpr std::array<Kind, 13> kinds = {Kind::Ram,      Kind::Kernel, Kind::Initrd,  Kind::Fdt,   Kind::NoMap,
                                        Kind::Reserved, Kind::Cma,    Kind::DmaPool, Kind::Crash, Kind::Device,
                                        Kind::Cmm,      Kind::Ion,    Kind::Heap};

struct Input {
  std::uint64_t origin{};
  std::vector<Region> regions;
  std::uint64_t address(std::uint64_t i) const { return origin + i; }
};

Input any_input() {
  Input input{*rc::gen::elementOf(origins), {}};
  const auto count = *rc::gen::inRange<std::size_t>(0, 12);
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = *rc::gen::inRange<std::uint64_t>(0, address_count);
    const auto size = *rc::gen::inRange<std::uint64_t>(1, address_count - first + 1);
    input.regions.push_back(region('r' + std::to_string(i), *rc::gen::elementOf(kinds), input.address(first), size,
                                   *rc::gen::arbitrary<bool>()));
  }
  return input;
}

bool is_named(const Region& each) { return each.kind != Kind::Ram && !each.attributes.anonymous; }

/// The kind of an address as the header of the map tells it; a hole where nobody is.
Kind naive_kind(const Input& input, std::uint64_t address) {
  const auto says_more = [](const Region& each) {
    const int rank = each.kind == Kind::Ram ? 0 : each.attributes.anonymous ? 1 : 2;
    return std::tuple{rank, UINT64_MAX - each.range.size().value, UINT64_MAX - each.range.base().value,
                      each.kind != Kind::Reserved, each.kind};
  };
  const Region* owner = nullptr;
  for (const Region& each : input.regions) {
    if (!each.range.contains(PhysAddr{address})) continue;
    if (owner == nullptr || says_more(each) > says_more(*owner)) owner = &each;
  }
  return owner == nullptr ? Kind::Hole : owner->kind;
}

TEST(MemoryMapProperty, EveryAddressBelongsToTheInnermostRegionAndNoByteIsLostOrCountedTwice) {
  EXPECT_TRUE(rc::check([] {
    const Input input = any_input();
    const MemoryMap map = MemoryMap::build(input.regions);
    std::map<Kind, std::uint64_t> counts;
    std::uint64_t ram = 0;
    for (std::uint64_t i = 0; i < address_count; ++i) {
      const PhysAddr address{input.address(i)};
      const Kind kind = naive_kind(input, address.value);
      ++counts[kind];
      const Region* const owner = map.at(address);
      RC_ASSERT((owner == nullptr ? Kind::Hole : owner->kind) == kind);
      std::set<std::string> covering;
      bool is_ram = false;
      for (const Region& each : input.regions) {
        if (!each.range.contains(address)) continue;
        covering.insert(each.name);
        is_ram = is_ram || each.kind == Kind::Ram;
      }
      if (is_ram) ++ram;
      std::set<std::string> found;
      for (const Region* const each : map.covering(address)) found.insert(each->name);
      RC_ASSERT(found == covering);
    }
    for (const Kind kind : kinds) RC_ASSERT(map.sum(kind).value == counts[kind]);
    RC_ASSERT(map.installed().value == ram);
  }));
}

TEST(MemoryMapProperty, SpansLieSideBySideFromTheFirstToTheLastAddress) {
  EXPECT_TRUE(rc::check([] {
    const Input input = any_input();
    const MemoryMap map = MemoryMap::build(input.regions);
    RC_ASSERT(map.spans().empty() == input.regions.empty());
    std::vector<PhysRange> holes;
    for (std::size_t i = 0; i < map.spans().size(); ++i) {
      const Span& span = map.spans()[i];
      if (i != 0) RC_ASSERT(map.spans()[i - 1].range.last().value + 1 == span.range.base().value);
      if (i != 0) RC_ASSERT(map.spans()[i - 1].region != span.region);
      RC_ASSERT(span.region.has_value() == (span.kind != Kind::Hole));
      for (std::uint64_t at = span.range.base().value; at <= span.range.last().value; ++at) {
        RC_ASSERT(naive_kind(input, at) == span.kind);
        if (at == UINT64_MAX) break;
      }
      if (span.region) RC_ASSERT(map.regions()[*span.region].range.contains(span.range));
      if (!span.region) holes.push_back(span.range);
    }
    RC_ASSERT(map.gaps() == holes);
    if (input.regions.empty()) return;
    const auto first = std::ranges::min(input.regions, {}, [](const Region& r) { return r.range.base(); });
    const auto last = std::ranges::max(input.regions, {}, [](const Region& r) { return r.range.last(); });
    RC_ASSERT(map.spans().front().range.base() == first.range.base());
    RC_ASSERT(map.spans().back().range.last() == last.range.last());
  }));
}

TEST(MemoryMapProperty, EveryOverlapOfNamedRegionsIsFoundOnceAndNoOther) {
  EXPECT_TRUE(rc::check([] {
    const Input input = any_input();
    std::multiset<std::set<std::string>> expected;
    for (std::size_t a = 0; a < input.regions.size(); ++a) {
      for (std::size_t b = a + 1; b < input.regions.size(); ++b) {
        const Region& x = input.regions[a];
        const Region& y = input.regions[b];
        if (is_named(x) && is_named(y) && x.range.overlaps(y.range)) expected.insert({x.name, y.name});
      }
    }
    std::multiset<std::set<std::string>> found;
    const MemoryMap map = MemoryMap::build(input.regions);
    for (const Finding& finding : map.findings()) {
      found.insert({finding.regions.begin(), finding.regions.end()});
    }
    RC_ASSERT(found == expected);
  }));
}

TEST(MemoryMapProperty, TheOrderOfTheInputChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    const Input input = any_input();
    std::vector<Region> shuffled = input.regions;
    for (std::size_t i = shuffled.size(); i > 1; --i) {
      std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    const MemoryMap a = MemoryMap::build(input.regions);
    const MemoryMap b = MemoryMap::build(shuffled);
    RC_ASSERT(a.regions() == b.regions());
    RC_ASSERT(a.spans() == b.spans());
    RC_ASSERT(a.findings() == b.findings());
  }));
}

}  // namespace
}  // namespace rampart
