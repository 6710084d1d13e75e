#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

#include <rampart/contiguous.h>

namespace rampart {
namespace {

ContiguousRegions made(std::string_view line, ContiguousOptions options = {}) {
  options.page_size = kib(4);
  auto regions = ContiguousRegions::make(parse_contiguous_line(line, "line").value(), std::move(options));
  if (!regions) throw std::runtime_error{regions.error().what};
  return std::move(*regions);
}

// ---- an algorithm of the user's own

/// Gives what it is told to, whatever that does.
class Scripted final : public ChunkAllocator {
 public:
  explicit Scripted(std::vector<std::uint64_t> offsets) : offsets_{std::move(offsets)} {}
  std::optional<Bytes> allocate(Bytes, Bytes) override { return Bytes{offsets_.at(next_++)}; }
  void free(Bytes, Bytes) override {}
  Bytes largest() const override { return {}; }

 private:
  std::vector<std::uint64_t> offsets_;
  std::size_t next_ = 0;
};

ContiguousOptions scripted(std::vector<std::uint64_t> offsets) {
  ContiguousOptions options;
  const auto added = options.allocators.add(
      "mine", [offsets](const ContiguousRegion&, Bytes) -> Result<std::unique_ptr<ChunkAllocator>> {
        return std::make_unique<Scripted>(offsets);
      });
  EXPECT_TRUE(added);
  return options;
}

TEST(ContiguousRegions, AnAlgorithmOfTheUsersOwnIsCalledByItsName) {
  auto regions = made("cma=a=64K:mine cma_map=*=a", scripted({0x8000}));
  EXPECT_EQ(regions.allocate("x", "", kib(4), kib(4))->offset, kib(32));
}

TEST(ContiguousRegions, APlaceThatAnAlgorithmMayNotGiveIsRefused) {
  auto regions =
      made("cma=a=64K:mine cma_map=*=a", scripted({0x8000, 0x9000, 0x7000, 0xf000, 0x1000, 0xffffffffffff0000}));
  ASSERT_TRUE(regions.allocate("x", "", kib(8), kib(4)));
  EXPECT_EQ(regions.allocate("x", "", kib(4), kib(4)).error().what,
            "a: mine gives offset 0x9000 for 4096 bytes (expected a free place, aligned to 0x1000)");
  EXPECT_EQ(regions.allocate("x", "", kib(8), kib(4)).error().code, Errc::OutOfRange);   // runs into the first
  EXPECT_EQ(regions.allocate("x", "", kib(8), kib(4)).error().code, Errc::OutOfRange);   // past the end
  EXPECT_EQ(regions.allocate("x", "", kib(4), kib(8)).error().code, Errc::OutOfRange);   // not aligned
  EXPECT_EQ(regions.allocate("x", "", kib(64), kib(4)).error().code, Errc::OutOfRange);  // wraps
  ASSERT_EQ(regions.chunks().size(), 1U);
  EXPECT_EQ(regions.chunks().front().offset, kib(32));
}

// ---- what always holds

struct Request {
  std::string device;
  Bytes size;
  Bytes alignment;
};

Request any_request() {
  return {*rc::gen::element<std::string>("a", "b", "c", "none"),
          {*rc::gen::inRange<std::uint64_t>(0, 40) << 10},
          {std::uint64_t{1} << *rc::gen::inRange(0, 17)}};
}

RC_GTEST_PROP(ContiguousRegions, ChunksNeverOverlapAndUsedIsTheirSumAndAFailureChangesNothing, ()) {
  auto regions = made("cma=x=96K@0x50003000:first-fit;y=60K:buddy;z=100K cma_map=a=x,y,z;b=y;c=z,x");
  const auto steps = *rc::gen::inRange(0, 120);
  for (int i = 0; i < steps; ++i) {
    const auto before = regions.chunks();
    if (!before.empty() && *rc::gen::inRange(0, 3) == 0) {
      RC_ASSERT(regions.free(before[*rc::gen::inRange<std::size_t>(0, before.size())]).has_value());
      RC_ASSERT(regions.chunks().size() == before.size() - 1);
      continue;
    }
    const Request request = any_request();
    const auto chunk = regions.allocate(request.device, "", request.size, request.alignment);
    if (!chunk) {
      RC_ASSERT(regions.chunks() == before);
      continue;
    }
    const std::uint64_t address = chunk->address.value_or(PhysAddr{chunk->offset.value}).value;
    RC_ASSERT(address % request.alignment.value == 0);
    for (const Chunk& other : before) {
      RC_ASSERT(other.region != chunk->region || other.offset.value + other.size.value <= chunk->offset.value ||
                chunk->offset.value + chunk->size.value <= other.offset.value);
    }
  }
  for (const RegionStatistics& each : regions.statistics()) {
    Bytes sum;
    for (const Chunk& chunk : regions.chunks()) sum.value += chunk.region == each.name ? chunk.size.value : 0;
    RC_ASSERT(each.used == sum);
    RC_ASSERT(each.peak_used >= each.used);
  }
  for (const Chunk& chunk : regions.chunks()) RC_ASSERT(regions.free(chunk).has_value());
  RC_ASSERT(regions.allocate("b", "", kib(32), kib(4)).has_value());
  RC_ASSERT(regions.info("c")->largest == kib(100));
}

}  // namespace
}  // namespace rampart
