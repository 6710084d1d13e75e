#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include <rampart/contiguous.h>

namespace rampart {
namespace {

constexpr int thread_count = 4;
constexpr int rounds = 400;

/// Allocates, fills, checks and frees; the number of chunks of which the bytes were not its own any more.
int use_memory(ContiguousRegions& regions, int thread) {
  int damaged = 0;
  std::vector<Chunk> held;
  const auto mark = static_cast<std::byte>(thread + 1);
  const auto give_back = [&](const Chunk& chunk) {
    const auto mapping = regions.map(chunk);
    damaged += !mapping || !std::ranges::all_of((*mapping)->bytes(), [&](std::byte byte) { return byte == mark; });
    damaged += !regions.free(chunk).has_value();
  };
  for (int round = 0; round < rounds; ++round) {
    const Bytes size = kib(4 * static_cast<std::uint64_t>(1 + (round * 7 + thread) % 5));
    if (const auto chunk = regions.allocate(thread % 2 == 0 ? "even" : "odd", "", size, kib(8))) {
      if (const auto mapping = regions.map(*chunk)) std::ranges::fill((*mapping)->bytes(), mark);
      held.push_back(*chunk);
    }
    if (held.size() > 6 || (!held.empty() && round % 3 == 0)) {
      give_back(held.front());
      held.erase(held.begin());
    }
  }
  for (const Chunk& chunk : held) give_back(chunk);
  return damaged;
}

TEST(ContiguousThreads, ChunksOfManyThreadsAreTheirOwnWhileOthersLookAndChangeTheMap) {
  const auto config =
      parse_contiguous_line("cma=a=128K:first-fit;b=96K:buddy;c=100K:bf cma_map=even=a,b,c;odd=c,b", "line");
  auto regions = ContiguousRegions::make(*config, {.page_size = kib(4)});
  ASSERT_TRUE(regions);
  const auto owner = regions->add_private({.name = "", .size = kib(32)});
  ASSERT_TRUE(owner);

  std::atomic<int> damaged = 0;
  std::atomic<bool> over = false;
  std::vector<std::thread> users;
  for (int thread = 0; thread < thread_count; ++thread) {
    users.emplace_back([&, thread] { damaged += use_memory(*regions, thread); });
  }
  std::thread watcher{[&] {
    for (int i = 0; !over; ++i) {
      for (const RegionStatistics& each : regions->statistics()) damaged += each.used > each.size;
      damaged += !regions->info("even").has_value();
      damaged += regions->chunks().size() > 200;
      regions->set_map(i % 2 == 0 ? config->map : *parse_contiguous_map("odd=a,c;even=c,b,a", "map"));
      if (const auto chunk = regions->allocate(*owner, "watcher", kib(4), kib(4))) {
        damaged += !regions->chunks(*owner) || !regions->free(*chunk);
      }
    }
  }};
  for (std::thread& user : users) user.join();
  over = true;
  watcher.join();

  EXPECT_EQ(damaged, 0);
  EXPECT_TRUE(regions->chunks().empty());
  for (const RegionStatistics& each : regions->statistics()) EXPECT_EQ(each.used, kib(0)) << each.name;
  regions->set_map(*parse_contiguous_map("*=c", "map"));
  EXPECT_TRUE(regions->allocate("x", "", kib(100), kib(4)));
}

TEST(ContiguousThreads, RegionsAreAddedWhileOthersAllocate) {
  auto regions = ContiguousRegions::make(*parse_contiguous_line("cma=r=64K cma_map=*=r", "line"));
  ASSERT_TRUE(regions);
  std::thread adder{[&] {
    for (int i = 0; i < 40; ++i) EXPECT_TRUE(regions->add({.name = "r" + std::to_string(i), .size = kib(64)}));
  }};
  for (int i = 0; i < 400; ++i) {
    const auto chunk = regions->allocate("x", "", kib(4), kib(4));
    ASSERT_TRUE(chunk);
    ASSERT_TRUE(regions->free(*chunk));
  }
  adder.join();
  EXPECT_EQ(regions->statistics().size(), 41U);
}

}  // namespace
}  // namespace rampart
