#include <cerrno>
#include <gtest/gtest.h>

#include <rampart/heap.h>

#include "heap/fake_dma_heap.h"
#include "heap/refusal.h"

namespace rampart {
namespace {

TEST(Heap, OneThatIsNotThereIsRefusedWithWhatThereIs) {
  const auto heap = Heap::open("no-such-heap");
  ASSERT_FALSE(heap);
  EXPECT_EQ(heap.error().number, ENOENT);
  EXPECT_EQ(heap.error().heap, "/dev/dma_heap/no-such-heap");
  EXPECT_EQ(heap.error().what, "cannot open the heap (ENOENT): no such file or directory");
  EXPECT_NE(heap.error().advice, "");
}

TEST(Heap, TheStandInHasTheSameInterface) {
  const auto heap = Heap::open(Heap::stand_in_name);
  ASSERT_TRUE(heap);
  EXPECT_EQ(heap->name(), "stand-in");
  auto buffer = heap->allocate(mib(1));
  ASSERT_TRUE(buffer);
  EXPECT_EQ(buffer->heap(), heap->path());
  const auto mapping = buffer->map();
  const auto access = CpuAccess::begin(*buffer, Access::ReadWrite);
  ASSERT_TRUE(access);
  mapping->data()[0] = std::byte{1};
}

TEST(Heap, AnEmptyBufferAndOneBeyondEveryMemoryAreRefused) {
  const auto heap = Heap::stand_in();
  EXPECT_EQ(heap->allocate({0}).error().number, EINVAL);
  EXPECT_EQ(heap->allocate({UINT64_MAX}).error().number, ENOMEM);
  EXPECT_EQ(heap->allocate({UINT64_MAX - 8192}).error().number, ENOMEM);
}

TEST(Heap, OneWhoseDeviceWentSaysSoAndTheNextRequestMayWork) {
  FakeDmaHeap fake;
  const auto heap = Heap::open(fake.path());
  fake.fail_with({ENODEV});
  const auto refused = heap->allocate(mib(4));
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error()), fake.path() +
                                            ": 4 MiB refused (ENODEV): no such device (the device behind it "
                                            "is gone: use another heap)");
  EXPECT_TRUE(heap->allocate(mib(4)));
}

TEST(Heap, AFullOneSaysWhatToDo) {
  FakeDmaHeap fake;
  const auto heap = Heap::open(fake.path());
  fake.fail_with({ENOMEM});
  EXPECT_EQ(heap->allocate(mib(4)).error().what, "4 MiB refused (ENOMEM): cannot allocate memory");
}

TEST(HeapError, IsAnErrorOfTheRestOfTheLibraryToo) {
  const Error error = to_error(refusal(EACCES, "/dev/dma_heap/system", "cannot open the heap"));
  EXPECT_EQ(error.code, Errc::NoPermission);
  EXPECT_EQ(to_string(error),
            "/dev/dma_heap/system: cannot open the heap (EACCES): permission denied (run as root, or give the device's "
            "group to this user)");
}

PoolFacts pool(Bytes size, Bytes used, Bytes longest) {
  return {.name = "linux,cma",
          .range = {},
          .size = size,
          .usage = {.used = used, .free = saturating_sub(size, used), .largest_free = longest}};
}

TEST(HeapError, OfAFullPoolTellsItsSizeUseAndLongestRun) {
  EXPECT_EQ(
      to_string(out_of_memory("/dev/dma_heap/linux,cma", mib(512), pool(mib(64), mib(41), mib(6)))),
      "/dev/dma_heap/linux,cma: 512 MiB refused (ENOMEM): the pool is 64 MiB, 41 MiB used, longest free run 6 MiB "
      "(the pool is too small for it: make it larger, or use a heap without a pool (system))");
}

TEST(HeapError, OfAPoolInPiecesSaysThatItIsInPieces) {
  EXPECT_EQ(out_of_memory("h", mib(16), pool(mib(64), mib(41), mib(6))).advice,
            "enough is free, in pieces: allocate large buffers first and keep them, or give them a pool of their own");
  EXPECT_EQ(out_of_memory("h", mib(6), pool(mib(64), mib(41), mib(6))).advice,
            "the run is free, but its pages could not be moved or not aligned: try again, or ask for smaller pieces");
  EXPECT_EQ(out_of_memory("h", mib(32), pool(mib(64), mib(41), mib(6))).advice,
            "free buffers of this pool, or make it larger");
}

TEST(HeapError, OfAPoolThatCouldNotBeActivatedSaysThat) {
  EXPECT_EQ(
      to_string(out_of_memory("h", kib(4), pool({0}, {0}, {0}))),
      "h: 4 KiB refused (ENOMEM): the pool linux,cma could not be activated at boot (look for its name in the boot "
      "log)");
}

}  // namespace
}  // namespace rampart
