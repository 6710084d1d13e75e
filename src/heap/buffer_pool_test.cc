#include <cerrno>
#include <gtest/gtest.h>
#include <optional>
#include <thread>
#include <vector>

#include <rampart/heap.h>

namespace rampart {
namespace {

BufferPool::Source stand_in() {
  return [heap = std::make_shared<Heap>(std::move(*Heap::stand_in()))](Bytes size) { return heap->allocate(size); };
}

TEST(BufferPool, ABufferThatCameBackServesTheNextRequestOfItsSize) {
  BufferPool pool{stand_in(), mib(1)};
  pool.acquire(kib(8)).value()->map()->data()[0] = std::byte{7};
  const auto again = pool.acquire({5000});
  EXPECT_EQ((*again)->size(), kib(8));
  EXPECT_EQ((*again)->map()->data()[0], std::byte{7});
  const auto other = pool.acquire(kib(4));
  EXPECT_EQ((*other)->size(), kib(4));
  const auto numbers = pool.statistics();
  EXPECT_EQ(numbers.allocated, 2U);
  EXPECT_EQ(numbers.reused, 1U);
  EXPECT_EQ(numbers.in_use, kib(12));
  EXPECT_EQ(numbers.idle, Bytes{});
}

TEST(BufferPool, BeyondTheLimitTheOneThatLayLongestGoes) {
  BufferPool pool{stand_in(), kib(8)};
  {
    const auto a = pool.acquire(kib(4));
    const auto b = pool.acquire(kib(8));
  }  // b comes back first, then a: 12 KiB
  const auto numbers = pool.statistics();
  EXPECT_EQ(numbers.idle, kib(4));
  EXPECT_EQ(numbers.idle_count, 1U);
  EXPECT_EQ(numbers.given_back, 1U);
  EXPECT_EQ(numbers.in_use, Bytes{});
  pool.trim();
  EXPECT_EQ(pool.statistics().idle, Bytes{});
}

TEST(BufferPool, WithoutMemoryItFreesWhatItKeepsAndAsksOnceMore) {
  const auto real = stand_in();
  int asked = 0;
  BufferPool pool{[&](Bytes size) -> HeapResult<Buffer> {
                    if (++asked == 2)
                      return std::unexpected(HeapError{.number = ENOMEM, .heap = {}, .what = {}, .advice = {}});
                    return real(size);
                  },
                  mib(1)};
  pool.acquire(kib(4)).value();
  EXPECT_EQ(pool.statistics().idle, kib(4));
  EXPECT_TRUE(pool.acquire(kib(8)));
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(pool.statistics().given_back, 1U);
}

TEST(BufferPool, ALeaseOutlivesThePool) {
  std::optional<BufferPool> pool{std::in_place, stand_in(), mib(1)};
  auto lease = pool->acquire(kib(4)).value();
  pool.reset();
  EXPECT_TRUE(lease->map());
}

TEST(BufferPool, ABufferThatIsMovedOutIsNotCountedAsInUse) {
  BufferPool pool{stand_in(), mib(1)};
  Buffer kept;
  {
    auto lease = pool.acquire(kib(4)).value();
    kept = std::move(*lease);
  }
  EXPECT_TRUE(kept.map());
  EXPECT_EQ(pool.statistics().in_use, Bytes{});
  EXPECT_EQ(pool.statistics().idle_count, 0U);
}

TEST(BufferPool, ThreadsShareIt) {
  BufferPool pool{stand_in(), kib(64)};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&pool, thread] {
        for (std::uint64_t round = 0; round < 50; ++round) {
          const auto lease = pool.acquire(kib(4 * (1 + (round + static_cast<std::uint64_t>(thread)) % 3)));
          ASSERT_TRUE(lease);
          (*lease)->map()->data()[0] = std::byte{1};
        }
      });
    }
  }
  const auto numbers = pool.statistics();
  EXPECT_EQ(numbers.allocated + numbers.reused, 200U);
  EXPECT_EQ(numbers.in_use, Bytes{});
  EXPECT_LE(numbers.idle, kib(64));
}

}  // namespace
}  // namespace rampart
