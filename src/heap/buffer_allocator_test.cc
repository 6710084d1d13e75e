#include <atomic>
#include <cerrno>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include <rampart/heap.h>

#include "heap/fake_dma_heap.h"

namespace rampart {
namespace {

HeapFacts facts(std::string name, HeapBacking backing, std::optional<bool> contiguous, std::optional<bool> below) {
  return {.name = name,
          .path = "/dev/dma_heap/" + name,
          .backing = backing,
          .pool = {},
          .contiguous = contiguous,
          .cached = true,
          .below_4_gib = below};
}

HeapFacts pool_facts(std::string name, Bytes free) {
  HeapFacts heap = facts(name, HeapBacking::Cma, true, true);
  heap.pool =
      PoolFacts{.name = name, .range = {}, .size = mib(64), .usage = {.used = {}, .free = free, .largest_free = {}}};
  return heap;
}

std::vector<std::string> names(const std::vector<HeapFacts>& heaps) {
  std::vector<std::string> all;
  for (const HeapFacts& heap : heaps) all.push_back(heap.name);
  return all;
}

TEST(BufferAllocator, TheFirstHeapThatCanServeDoes) {
  FakeDmaHeap fake;
  BufferAllocator allocator{std::vector<HeapFacts>{}};
  allocator.map_name("camera", {"gone", fake.path()});
  const auto buffer = allocator.allocate("camera", kib(8));
  ASSERT_TRUE(buffer);
  EXPECT_EQ(buffer->heap(), fake.path());
  EXPECT_EQ(buffer->size(), kib(8));
}

TEST(BufferAllocator, AHeapThatComesBackIsUsedAgain) {
  FakeDmaHeap first;
  BufferAllocator allocator{std::vector<HeapFacts>{}};
  allocator.map_name("camera", {first.path(), std::string{Heap::stand_in_name}});
  first.fail_with({ENODEV});
  EXPECT_NE(allocator.allocate("camera", kib(4))->heap(), first.path());
  EXPECT_EQ(allocator.allocate("camera", kib(4))->heap(), first.path());
}

TEST(BufferAllocator, IfNoHeapCanServeEachOnesReasonIsTold) {
  FakeDmaHeap fake;
  BufferAllocator allocator{std::vector<HeapFacts>{}};
  allocator.map_name("camera", {fake.path(), "gone"});
  fake.fail_with({ENOMEM});
  const auto refused = allocator.allocate("camera", mib(4));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().number, ENOMEM);
  EXPECT_EQ(refused.error().what,
            "camera: no heap can give 4 MiB: " + fake.path() +
                ": 4 MiB refused (ENOMEM): cannot allocate memory; /dev/dma_heap/gone: cannot open "
                "the heap (ENOENT): no such file or directory");
}

TEST(BufferAllocator, AtTheLimitOfDescriptorsNoOtherHeapIsTried) {
  FakeDmaHeap fake;
  BufferAllocator allocator{std::vector<HeapFacts>{}};
  allocator.map_name("camera", {fake.path(), std::string{Heap::stand_in_name}});
  fake.fail_with({EMFILE});
  EXPECT_EQ(allocator.allocate("camera", kib(4)).error().number, EMFILE);
}

TEST(BufferAllocator, ANameWithoutHeapsIsAnErrorOfItsOwn) {
  BufferAllocator allocator{std::vector<HeapFacts>{}};
  allocator.map_name("camera", {});
  EXPECT_EQ(to_string(allocator.allocate("camera", kib(4)).error()),
            "camera: no heap stands for it (give map_name at least one heap)");
}

TEST(BufferAllocator, CmaIsChosenOnlyForWhomItIsNeededAndTheEmptiestPoolFirst) {
  const BufferAllocator allocator{
      {pool_facts("linux,cma", mib(8)), facts("system", HeapBacking::System, false, true), pool_facts("vpu", mib(48))}};
  EXPECT_EQ(names(*allocator.choose({})), (std::vector<std::string>{"system", "vpu", "linux,cma"}));
  EXPECT_EQ(names(*allocator.choose({.contiguous = true})), (std::vector<std::string>{"vpu", "linux,cma"}));
}

TEST(BufferAllocator, WhatIsNotKnownOfAHeapDoesNotHold) {
  const BufferAllocator allocator{{facts("system", HeapBacking::System, false, false),
                                   facts("simaai,dms", HeapBacking::Vendor, std::nullopt, std::nullopt)}};
  const auto refused = allocator.choose({.contiguous = true, .below_4_gib = true});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().number, ENODEV);
  EXPECT_EQ(refused.error().what,
            "no heap is contiguous, below 4 GiB: system is not contiguous, reaches above 4 GiB; simaai,dms may not be "
            "contiguous, may reach above 4 GiB");
}

TEST(BufferAllocator, ThreadsMayAllocateAtOnce) {
  BufferAllocator allocator{std::vector<HeapFacts>{}};
  allocator.map_name("camera", {"gone", std::string{Heap::stand_in_name}});
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int round = 0; round < 20; ++round) served += allocator.allocate("camera", kib(4)).has_value();
      });
    }
  }
  EXPECT_EQ(served, 80);
}

}  // namespace
}  // namespace rampart
