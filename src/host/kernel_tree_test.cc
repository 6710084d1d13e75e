#include "host/kernel_tree.h"

#include <gtest/gtest.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

constexpr std::string_view text = "/dts-v1/;\n";

TEST(KernelTree, BoardsAreTheSourcesBelowArch) {
  const TestDirectory top;
  top.write("arch/arm64/boot/dts/vendor/board.dts", text);
  top.write("arch/arm64/boot/dts/vendor/soc.dtsi", text);
  top.write("arch/arm/boot/dts/old.dts", text);
  top.write("arch/mips/boot/dts/other.dts", text);
  const auto sources = find_kernel_dts(top.path());
  ASSERT_TRUE(sources);
  ASSERT_EQ(sources->size(), 2U);
  EXPECT_EQ((*sources)[0].path, top / "arch/arm/boot/dts/old.dts");
  EXPECT_EQ((*sources)[0].architecture, "arm");
  EXPECT_EQ((*sources)[1].architecture, "arm64");
}

TEST(KernelTree, AnyOtherDirectoryIsNone) {
  const TestDirectory directory;
  const auto sources = find_kernel_dts(directory.path());
  ASSERT_FALSE(sources);
  EXPECT_EQ(sources.error().code, Errc::NotFound);
}

TEST(KernelTree, APathIsNamedFromTheTopOfTheTree) {
  const TestDirectory top;
  top.write("arch/arm64/boot/dts/vendor/soc.dtsi", text);
  top.link("scripts/dtc/include-prefixes/arm64", "../../../arch/arm64/boot/dts");
  EXPECT_EQ(path_in_tree(top / "scripts/dtc/include-prefixes/arm64/vendor/soc.dtsi", top.path()),
            "arch/arm64/boot/dts/vendor/soc.dtsi");
  EXPECT_EQ(path_in_tree("/usr", top.path()), "/usr");
}

}  // namespace
}  // namespace rampart
