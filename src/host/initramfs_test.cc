#include "host/initramfs.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(Initramfs, HoldsInitAndAConsoleInCpiosNewForm) {
  const std::string archive = initramfs("abcde");
  EXPECT_EQ(archive.size() % 4, 0u);
  EXPECT_TRUE(archive.starts_with("070701"));
  const std::string init_header =
      "070701"
      "00000005"  // number
      "000081ED"  // a file, 0755
      "00000000000000000000000100000000"
      "00000005"  // bytes
      "00000000000000000000000000000000"
      "00000005"  // bytes of the name, with its zero
      "00000000";
  const std::size_t at = archive.find(init_header);
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(archive.substr(at + init_header.size(), 14), std::string("init\0\0abcde\0\0\0", 14));
  const std::size_t console = archive.find("dev/console");
  ASSERT_NE(console, std::string::npos);
  EXPECT_EQ(archive.substr(console - 110 + 14, 8), "00002180");           // a character device, 0600
  EXPECT_EQ(archive.substr(console - 110 + 78, 16), "0000000500000001");  // 5, 1
  EXPECT_NE(archive.find("TRAILER!!!"), std::string::npos);
}

}  // namespace
}  // namespace rampart
