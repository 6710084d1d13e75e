#include "host/cma_test_blocks.h"

#include <cerrno>
#include <gtest/gtest.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

// A kernel is booted for this in tests/guest; here stand plain files, which keep what was written, and devices that
// fail.

/// A directory with `alloc` and `free`.
struct Area {
  Area() {
    directory.write("alloc", "");
    directory.write("free", "");
  }
  std::string taken() const { return content("alloc"); }
  std::string freed() const { return content("free"); }
  std::string content(const char* name) const {
    std::ifstream file{directory / name};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  TestDirectory directory;
};

TEST(CmaTestBlocks, WhatWasTakenIsGivenBackWhenItGoesTheNewestFirst) {
  const Area area;
  {
    auto blocks = CmaTestBlocks::open(area.directory.path());
    ASSERT_TRUE(blocks);
    EXPECT_EQ(blocks->take({4}), 0);
    EXPECT_EQ(blocks->take({1024}), 0);
    EXPECT_EQ(blocks->held(), Pages{1028});
    EXPECT_EQ(area.freed(), "");
  }
  EXPECT_EQ(area.taken(), "4\n1024\n");
  EXPECT_EQ(area.freed(), "1024\n4\n");
}

TEST(CmaTestBlocks, WhatWasGivenBackIsNotGivenBackAgain) {
  const Area area;
  {
    auto blocks = CmaTestBlocks::open(area.directory.path());
    ASSERT_TRUE(blocks);
    EXPECT_EQ(blocks->take({8}), 0);
    EXPECT_EQ(blocks->give_back(), 0);
    EXPECT_EQ(blocks->count(), 0);
  }
  EXPECT_EQ(area.freed(), "8\n");
}

TEST(CmaTestBlocks, WhatIsToBeKeptIsLeftToTheKernel) {
  const Area area;
  {
    auto blocks = CmaTestBlocks::open(area.directory.path());
    ASSERT_TRUE(blocks);
    EXPECT_EQ(blocks->take({8}), 0);
    blocks->keep();
  }
  EXPECT_EQ(area.freed(), "");
}

TEST(CmaTestBlocks, ARefusalIsItsErrnoAndNothingIsRemembered) {
  TestDirectory directory;
  directory.link("alloc", "/dev/full");
  directory.write("free", "");
  auto blocks = CmaTestBlocks::open(directory.path());
  ASSERT_TRUE(blocks);
  EXPECT_EQ(blocks->take({8}), ENOSPC);
  EXPECT_EQ(blocks->count(), 0);
}

TEST(CmaTestBlocks, WhatCouldNotBeGivenBackStaysRemembered) {
  TestDirectory directory;
  directory.write("alloc", "");
  directory.link("free", "/dev/full");
  auto blocks = CmaTestBlocks::open(directory.path());
  ASSERT_TRUE(blocks);
  EXPECT_EQ(blocks->take({8}), 0);
  EXPECT_EQ(blocks->give_back(), ENOSPC);
  EXPECT_EQ(blocks->held(), Pages{8});
}

TEST(CmaTestBlocks, MoreThanTheKernelsIntIsNotWritten) {
  const Area area;
  auto blocks = CmaTestBlocks::open(area.directory.path());
  ASSERT_TRUE(blocks);
  EXPECT_EQ(blocks->take({std::uint64_t{1} << 32}), EINVAL);
  EXPECT_EQ(area.taken(), "");
}

TEST(CmaTestBlocks, NothingIsTakenWhereItCouldNotBeGivenBack) {
  TestDirectory directory;
  directory.write("alloc", "");
  const auto blocks = CmaTestBlocks::open(directory.path());
  ASSERT_FALSE(blocks);
  EXPECT_EQ(to_string(blocks.error()), directory / "free: no such file");
}

TEST(CmaTestBlocks, BlocksOfOthersAreGivenBackByTheirNumberOfPages) {
  const Area area;
  EXPECT_TRUE(free_cma_test_blocks(area.directory.path(), {300}));
  EXPECT_EQ(area.freed(), "300\n");
}

}  // namespace
}  // namespace rampart
