#include "analyses/zram/zram_persist.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(ZramPersist, AShareOfRamStaysAShareForTheGenerator) {
  const ZramSetup setup{.device = "zram0", .size = mib(256), .limit = mib(64), .priority = 100};
  const ZramFile file = zram_file(setup, {.size = "50%", .algorithm = "lz4", .limit = "64M"}, ZramInit::Systemd);
  EXPECT_EQ(file.path, "/etc/systemd/zram-generator.conf.d/50-rampart.conf");
  EXPECT_FALSE(file.executable);
  EXPECT_EQ(file.content,
            "# Written by `rampart zram enable --persist`; zram-generator.conf(5) tells what else there is.\n"
            "[zram0]\n"
            "zram-size = ram * 50 / 100\n"
            "compression-algorithm = lz4\n"
            "zram-resident-limit = 64\n"
            "swap-priority = 100\n");
}

TEST(ZramPersist, ASizeThatIsNoWholeMiBIsWrittenExactly) {
  const ZramSetup setup{.device = "zram0", .size = kib(1500), .priority = 0};
  EXPECT_TRUE(
      zram_file(setup, {.size = "1500K"}, ZramInit::Systemd).content.contains("zram-size = 1536000 / 1048576\n"));
}

TEST(ZramPersist, AScriptTakesBackItsSizeIfItCannotGoOn) {
  const ZramSetup setup{.device = "zram0", .size = mib(256), .priority = 7};
  const ZramFile file = zram_file(setup, {.size = "256M", .algorithm = "lz4"}, ZramInit::BusyBox);
  EXPECT_EQ(file.path, "/etc/init.d/S02rampart-zram");
  EXPECT_TRUE(file.executable);
  EXPECT_TRUE(
      file.content.starts_with("#!/bin/sh\n# Written by `rampart zram enable --persist`.\n### BEGIN INIT INFO\n"));
  EXPECT_TRUE(
      file.content.contains("  echo lz4 > /sys/block/zram0/comp_algorithm || return 1\n"
                            "  echo 268435456 > /sys/block/zram0/disksize || return 1\n"
                            "  {\n"
                            "    mkswap /dev/zram0 > /dev/null && swapon -p 7 /dev/zram0\n"
                            "  } || { echo 1 > /sys/block/zram0/reset; return 1; }\n"));
}

TEST(ZramPersist, OnlyOurOwnFilesAreKnownAsSuch) {
  const ZramSetup setup{.device = "zram0", .size = mib(1)};
  for (const ZramInit init : {ZramInit::Systemd, ZramInit::SysV, ZramInit::BusyBox}) {
    EXPECT_TRUE(is_zram_file(zram_file(setup, {.size = "1M"}, init).content));
  }
  EXPECT_FALSE(is_zram_file("[zram0]\nzram-size = ram / 2\n"));
}

}  // namespace
}  // namespace rampart
