#include "host/swap_header.h"

#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

std::uint32_t word_at(const std::string& page, std::size_t at) {
  std::uint32_t word = 0;
  std::memcpy(&word, page.data() + at, sizeof word);
  return word;
}

TEST(SwapHeader, HasVersionLastPageUuidAndItsSignatureAtTheEndOfThePage) {
  std::array<unsigned char, 16> uuid{};
  uuid.fill(0xab);
  for (const Bytes page_size : {kib(4), kib(16), kib(64)}) {
    const std::string page = swap_header(page_size, {1000}, uuid);
    ASSERT_EQ(page.size(), page_size.value);
    EXPECT_EQ(word_at(page, 1024), 1U) << "version";
    EXPECT_EQ(word_at(page, 1028), 999U) << "last page";
    EXPECT_EQ(word_at(page, 1032), 0U) << "bad pages";
    EXPECT_EQ(page.substr(1036, 16), std::string(16, '\xab'));
    EXPECT_EQ(page.substr(page.size() - 10), "SWAPSPACE2");
    EXPECT_EQ(page.find_first_not_of('\0', 1052), page.size() - 10) << "nothing else is set";
    EXPECT_EQ(page.find_first_not_of('\0'), 1024U);
  }
}

TEST(SwapHeader, AreasOfUpTo32BitsOfPagesCanBeWritten) {
  EXPECT_EQ(word_at(swap_header(kib(4), {std::uint64_t{1} << 32}, {}), 1028), UINT32_MAX);
}

TEST(SwapHeader, WhatIsNoBlockDeviceIsRefusedUntouched) {
  const TestDirectory directory;
  const std::string path = directory.write("file", "precious");
  const auto written = write_swap_header(path, kib(4));
  ASSERT_FALSE(written);
  EXPECT_EQ(to_string(written.error()), path + ": cannot tell its size: inappropriate ioctl for device");
  EXPECT_EQ(content_of(directory / "file"), "precious");
}

TEST(SwapHeader, ADeviceThatIsNotThereIsNamed) {
  EXPECT_EQ(to_string(check_unused("/dev/no-such-zram").error()), "/dev/no-such-zram: no such file");
}

}  // namespace
}  // namespace rampart
