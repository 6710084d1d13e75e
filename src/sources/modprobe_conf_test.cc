#include "sources/modprobe_conf.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(ModprobeConf, TheLastValueOfAModulesOptionCounts) {
  constexpr std::string_view text =
      "# options zram num_devices=9\n"
      "options zram num_devices=2 other=1\n"
      "options\tzram  num-devices=4\n"
      "options loop num_devices=8\n";
  EXPECT_EQ(module_option(text, "zram", "num_devices"), "4");
}

TEST(ModprobeConf, AnOptionWithoutAValueAndAnotherCommandAreNone) {
  EXPECT_EQ(module_option("options zram num_devices\n", "zram", "num_devices"), std::nullopt);
  EXPECT_EQ(module_option("install zram num_devices=3\n", "zram", "num_devices"), std::nullopt);
  EXPECT_EQ(module_option("options zram\n", "zram", "num_devices"), std::nullopt);
  EXPECT_EQ(module_option("", "zram", "num_devices"), std::nullopt);
}

}  // namespace
}  // namespace rampart
