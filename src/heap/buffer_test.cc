#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <optional>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rampart/heap.h>

#include "heap/fake_dma_heap.h"

namespace rampart {
namespace {

using Call = FakeDmaHeap::Call;

Buffer stand_in_buffer(Bytes size) { return Heap::stand_in()->allocate(size).value(); }

TEST(Buffer, IsZeroedAndInWholePages) {
  const Buffer buffer = stand_in_buffer({5000});
  EXPECT_EQ(buffer.size(), Bytes{8192});
  const auto mapping = buffer.map(Access::Read);
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->size(), Bytes{8192});
  for (const std::byte each : mapping->bytes()) ASSERT_EQ(each, std::byte{});
}

TEST(Buffer, ItsMappingOutlivesIt) {
  std::optional<Buffer> buffer = stand_in_buffer(kib(4));
  const auto mapping = buffer->map();
  buffer.reset();
  mapping->data()[4095] = std::byte{7};
  EXPECT_EQ(mapping->data()[4095], std::byte{7});
}

TEST(Buffer, MovedFromItIsEmptyAndSaysSo) {
  Buffer buffer = stand_in_buffer(kib(4));
  const Buffer taken = std::move(buffer);
  EXPECT_FALSE(buffer.is_open());  // NOLINT: what a moved-from buffer does is a promise
  EXPECT_EQ(buffer.map().error().number, EBADF);
  EXPECT_EQ(CpuAccess::begin(buffer, Access::Read).error().number, EBADF);
  EXPECT_EQ(buffer.export_fd().error().number, EBADF);
  EXPECT_EQ(to_string(buffer.map().error()),
            "cannot map the buffer (EBADF): bad file descriptor (the buffer is empty: it was moved from, or never "
            "allocated)");
}

TEST(Buffer, ANameThatTheKernelWouldNotTakeIsRefused) {
  Buffer buffer = stand_in_buffer(kib(4));
  EXPECT_TRUE(buffer.set_name(std::string(31, 'n')));
  EXPECT_EQ(buffer.set_name(std::string(32, 'n')).error().number, EINVAL);
  EXPECT_EQ(buffer.set_name("two\nlines").error().number, EINVAL);
  EXPECT_EQ(buffer.name(), std::string(31, 'n'));
}

TEST(Buffer, WhatIsNoBufferCannotBeImported) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd other{ends[1]};
  const auto imported = Buffer::import(UniqueFd{ends[0]});
  ASSERT_FALSE(imported);
  EXPECT_EQ(to_string(imported.error()),
            "cannot import the descriptor (EINVAL): invalid argument (it is neither a DMA-BUF nor a memfd)");
  EXPECT_EQ(Buffer::import(UniqueFd{}).error().number, EBADF);
}

TEST(Buffer, IsTheSameMemoryInAnotherProcess) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd ours{ends[0]};
  UniqueFd theirs{ends[1]};
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto received = receive_buffer(theirs.get());
    const auto mapping = received ? received->map() : std::unexpected(received.error());
    if (!mapping || mapping->size() != kib(64)) ::_exit(1);
    mapping->data()[60000] = std::byte{42};
    ::_exit(0);
  }
  theirs.close();
  const Buffer buffer = stand_in_buffer(kib(64));
  ASSERT_TRUE(send_buffer(ours.get(), buffer));
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(buffer.map(Access::Read)->data()[60000], std::byte{42});
  EXPECT_EQ(receive_buffer(ours.get()).error().number, ENODATA);
  EXPECT_EQ(send_buffer(ours.get(), buffer).error().number, EPIPE);
}

TEST(Buffer, AMessageWithoutABufferIsAnError) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd ours{ends[0]};
  const UniqueFd theirs{ends[1]};
  ASSERT_EQ(::send(ours.get(), "B", 1, 0), 1);
  EXPECT_EQ(receive_buffer(theirs.get()).error().number, EPROTO);
}

TEST(Buffer, AtTheLimitOfDescriptorsTheErrorSaysSoAndTheBufferLives) {
  const Buffer buffer = stand_in_buffer(kib(4));
  const auto heap = Heap::stand_in();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(buffer.fd());
  ::close(next);
  const rlimit none{static_cast<rlim_t>(next), before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto refused = heap->allocate(kib(4));
  const auto exported = buffer.export_fd();
  const auto opened = Heap::stand_in();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(refused.error().number, EMFILE);
  EXPECT_EQ(exported.error().number, EMFILE);
  EXPECT_EQ(to_string(exported.error()),
            heap->path() +
                ": cannot export the buffer (EMFILE): too many open files (close buffers, or raise the limit "
                "of descriptors (ulimit -n))");
  EXPECT_TRUE(buffer.export_fd());
  EXPECT_TRUE(heap->allocate(kib(4)));
}

TEST(CpuAccess, EndsWithTheFlagsItBeganWithWhenAnExceptionLeavesItsScope) {
  FakeDmaHeap fake;
  const Buffer buffer = Heap::open(fake.path())->allocate(kib(4)).value();
  fake.calls();
  try {
    const auto access = CpuAccess::begin(buffer, Access::Write);
    throw std::runtime_error("in the middle");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(fake.calls(), (std::vector<Call>{{DMA_BUF_IOCTL_SYNC, DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE, 0},
                                             {DMA_BUF_IOCTL_SYNC, DMA_BUF_SYNC_END | DMA_BUF_SYNC_WRITE, 0}}));
}

TEST(CpuAccess, EndsOnceHoweverItIsMoved) {
  FakeDmaHeap fake;
  const Buffer buffer = Heap::open(fake.path())->allocate(kib(4)).value();
  fake.calls();
  {
    auto access = CpuAccess::begin(buffer, Access::Read);
    CpuAccess moved = std::move(*access);
    EXPECT_TRUE(moved.end());
    EXPECT_TRUE(moved.end());
  }
  EXPECT_EQ(fake.calls().size(), 2U);
}

TEST(CpuAccess, AFailedEndIsToldByEnd) {
  FakeDmaHeap fake;
  const Buffer buffer = Heap::open(fake.path())->allocate(kib(4)).value();
  auto access = CpuAccess::begin(buffer, Access::ReadWrite);
  fake.fail_with({EIO});
  EXPECT_EQ(access->end().error().number, EIO);
}

TEST(Signals, NoCallEndsWithEintr) {
  FakeDmaHeap fake;
  const auto heap = Heap::open(fake.path());
  fake.fail_with({EINTR, EINTR});
  auto buffer = heap->allocate(kib(4));
  ASSERT_TRUE(buffer);
  fake.fail_with({EINTR});
  EXPECT_TRUE(buffer->set_name("camera"));
  fake.fail_with({EINTR});
  EXPECT_TRUE(buffer->export_sync_file(Access::Read));
  fake.fail_with({EINTR});
  EXPECT_TRUE(buffer->import_sync_file(buffer->fd(), Access::Write));
  fake.fail_with({EINTR, EAGAIN});
  auto access = CpuAccess::begin(*buffer, Access::Read);
  ASSERT_TRUE(access);
  fake.fail_with({EINTR});
  EXPECT_TRUE(access->end());
  fake.fail_with({EINTR});
  EXPECT_TRUE(Buffer::import(buffer->release()));
}

TEST(SyncFiles, AKernelWithoutThemIsNamed) {
  FakeDmaHeap fake;
  const Buffer buffer = Heap::open(fake.path())->allocate(kib(4)).value();
  fake.fail_with({ENOTTY, ENOTTY});
  EXPECT_EQ(buffer.export_sync_file(Access::Read).error().advice, "sync files need Linux 6.0 with CONFIG_SYNC_FILE");
  EXPECT_EQ(buffer.import_sync_file(0, Access::Read).error().advice, "sync files need Linux 6.0 with CONFIG_SYNC_FILE");
}

}  // namespace
}  // namespace rampart
