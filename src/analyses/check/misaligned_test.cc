#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

TEST(Misaligned, ANoMapRegionInRamHasToBeWholePages) {
  const auto setup = test_board([](DtbBuilder& b) { region(b, "tfa@4e780200", 0x4e780200, 0x7fe00, {"no-map"}); });
  EXPECT_EQ(found("misaligned", setup),
            Texts{"error: tfa@4e780200: base 0x4e780200 and size 0x7fe00 are not a multiple of the page (4 KiB)"});
  EXPECT_EQ(first_found("misaligned", setup).help,
            "round it outwards to base 0x4e780000 and size 0x80000, or let the firmware move");
}

TEST(Misaligned, WholePagesAreFine) {
  EXPECT_EQ(
      found("misaligned", test_board([](DtbBuilder& b) { region(b, "tfa@4e781000", 0x4e781000, 0x1000, {"no-map"}); })),
      Texts{});
}

TEST(Misaligned, WithoutNoMapItIsAWarningAndOutsideRamANote) {
  EXPECT_EQ(found("misaligned", test_board([](DtbBuilder& b) {
                    region(b, "log@44000100", 0x44000100, 0x1000);
                    region(b, "sram@10000000", 0x10000000, 0x100, {"no-map"});
                  })),
            (Texts{"warning: log@44000100: base 0x44000100 is not a multiple of the page (4 KiB)",
                   "note: sram@10000000: size 0x100 is not a multiple of the page (4 KiB)"}));
}

TEST(Misaligned, TheFirmwareOfSomeProcessorsWantsAWholeMib) {
  const auto board = [](std::string_view compatible, std::uint32_t base) {
    return test_board(
        [&](DtbBuilder& b) {
          b.begin_node("remoteproc");
          b.string("compatible", compatible);
          b.cells("memory-region", {1});
          b.end_node();
        },
        [&](DtbBuilder& b) {
          b.begin_node("adsp");
          b.cells("reg", {0, base, 0, 0x100000});
          b.property("no-map");
          b.cells("phandle", {1});
          b.end_node();
        });
  };
  EXPECT_EQ(found("misaligned", board("qcom,sc7280-adsp-pas", 0x46180000)),
            Texts{"note: adsp: base 0x46180000 is not a multiple of 1 MiB"});
  EXPECT_EQ(found("misaligned", board("qcom,sc7280-adsp-pas", 0x46100000)), Texts{});
  EXPECT_EQ(found("misaligned", board("vendor,dsp", 0x46180000)), Texts{});
}

TEST(Misaligned, WhereOnlyTheBootLoaderKnowsWhatIsRamItIsANote) {
  auto setup = test_board([](DtbBuilder& b) { region(b, "shmem@10f000", 0x10f000, 0x100, {"no-map"}); });
  setup.tree.memory.clear();
  EXPECT_EQ(found("misaligned", setup), Texts{"note: shmem@10f000: size 0x100 is not a multiple of the page (4 KiB)"});
}

TEST(Misaligned, ThePageIsThatOfTheKernel) {
  auto setup = test_board([](DtbBuilder& b) { region(b, "fw@44001000", 0x44001000, 0x10000, {"no-map"}); });
  setup.has_config = true;
  setup.config.pages.page_size = kib(16);
  EXPECT_EQ(found("misaligned", setup),
            Texts{"error: fw@44001000: base 0x44001000 is not a multiple of the page (16 KiB)"});
}

}  // namespace
}  // namespace rampart
