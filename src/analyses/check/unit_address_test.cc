#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

BootSetup named(std::string_view name, std::uint32_t base) {
  return test_board([&](DtbBuilder& b) { region(b, name, base, 0x1000); });
}

TEST(UnitAddress, ThatIsNotTheRegIsAnError) {
  const auto setup = named("gpu@50000000", 0x54000000);
  EXPECT_EQ(found("unit-address-mismatch", setup),
            Texts{"error: gpu@50000000 begins at 0x54000000, not at the address of its name"});
  EXPECT_EQ(first_found("unit-address-mismatch", setup).help, "rename it gpu@54000000, or correct reg");
  EXPECT_EQ(found("unit-address-mismatch", named("gpu@54000000", 0x54000000)), Texts{});
  EXPECT_EQ(found("unit-address-mismatch", named("gpu@0,54000000", 0x54000000)), Texts{});
  EXPECT_EQ(found("unit-address-mismatch", named("gpu", 0x54000000)), Texts{});
}

TEST(UnitAddress, IsWrittenInPlainHex) {
  EXPECT_EQ(found("unit-address-format", named("gpu@0x54000000", 0x54000000)),
            Texts{"warning: gpu@0x54000000 has 0x before the address in its name"});
  EXPECT_EQ(found("unit-address-format", named("gpu@main", 0x54000000)),
            Texts{"warning: gpu@main has no number after the @ of its name"});
  EXPECT_EQ(found("unit-address-format", named("gpu", 0x54000000)),
            Texts{"warning: gpu has a reg and no address in its name"});
  EXPECT_EQ(found("unit-address-format", named("gpu@0054000000", 0x54000000)),
            Texts{"note: gpu@0054000000 has leading zeros or capitals in the address of its name"});
  EXPECT_EQ(found("unit-address-format", named("gpu@54000000", 0x54000000)), Texts{});
}

TEST(UnitAddress, BadlyWrittenAndWrongIsBoth) {
  EXPECT_EQ(found("unit-address-mismatch", named("gpu@0x50000000", 0x54000000)).size(), 1U);
  EXPECT_EQ(found("unit-address-format", named("gpu@0x50000000", 0x54000000)).size(), 1U);
}

}  // namespace
}  // namespace rampart
