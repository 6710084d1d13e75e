#include "host/process_memory.h"

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace rampart {
namespace {

/// Anonymous memory of a test's own.
class Mapping {
 public:
  explicit Mapping(std::size_t size) : size_{size} {
    at_ = static_cast<char*>(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { ::munmap(at_, size_); }
  char* at() const { return at_; }
  std::uint64_t first() const { return reinterpret_cast<std::uintptr_t>(at_); }
  std::uint64_t end() const { return first() + size_; }

 private:
  char* at_;
  std::size_t size_;
};

const Bytes page_size{static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};

TEST(ProcessMemory, OnlyPagesThatWereWrittenArePresent) {
  const Mapping memory{64 * page_size.value};
  ASSERT_EQ(::madvise(memory.at(), 64 * page_size.value, MADV_NOHUGEPAGE), 0);
  memory.at()[3 * page_size.value] = 'a';
  memory.at()[40 * page_size.value] = 'b';
  auto own = ProcessMemory::open(static_cast<std::uint64_t>(::getpid()));
  ASSERT_TRUE(own) << to_string(own.error());
  std::vector<std::uint64_t> found;
  own->present_pages(memory.first(), memory.end(), page_size, [&](std::uint64_t page) { found.push_back(page); });
  EXPECT_EQ(found,
            (std::vector<std::uint64_t>{memory.first() + 3 * page_size.value, memory.first() + 40 * page_size.value}));
}

TEST(ProcessMemory, APageIsReadAsItIs) {
  const Mapping memory{page_size.value};
  std::memset(memory.at(), 'x', page_size.value);
  const auto own = ProcessMemory::open(static_cast<std::uint64_t>(::getpid()));
  ASSERT_TRUE(own) << to_string(own.error());
  std::vector<char> page(page_size.value);
  ASSERT_TRUE(own->read(memory.first(), page));
  EXPECT_EQ(std::ranges::count(page, 'x'), static_cast<std::ptrdiff_t>(page_size.value));
}

TEST(ProcessMemory, WhatIsNotMappedIsNotRead) {
  const auto own = ProcessMemory::open(static_cast<std::uint64_t>(::getpid()));
  ASSERT_TRUE(own) << to_string(own.error());
  std::vector<char> page(page_size.value);
  EXPECT_FALSE(own->read(0, page));
}

TEST(ProcessMemory, AProcessThatHasEndedIsNotFound) {
  const auto none = ProcessMemory::open(0);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::NotFound);
}

}  // namespace
}  // namespace rampart
