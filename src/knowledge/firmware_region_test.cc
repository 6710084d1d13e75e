#include "knowledge/firmware_region.h"

#include <gtest/gtest.h>
#include <vector>

namespace rampart {
namespace {

const std::vector<std::string> none;
const std::vector<std::string> qualcomm{"qcom,qcs6490-rb3gen2", "qcom,qcm6490"};

FirmwareHold hold_of(std::string_view node, std::string_view label, const std::vector<std::string>& root) {
  return firmware_region(node, label, none, root).hold;
}

TEST(FirmwareRegion, ADspsImageIsLoadedByLinux) {
  const FirmwareRegion adsp = firmware_region("adsp@86100000", "adsp_mem", none, qualcomm);
  EXPECT_EQ(adsp.hold, FirmwareHold::Image);
  EXPECT_EQ(adsp.owner, "the audio DSP's firmware");
}

TEST(FirmwareRegion, TrustZoneIsThereBeforeLinux) {
  EXPECT_EQ(hold_of("tz@80000000", "", qualcomm), FirmwareHold::Resident);
  EXPECT_EQ(hold_of("hyp-mem@80000000", "hyp_mem", qualcomm), FirmwareHold::Resident);
}

TEST(FirmwareRegion, ANodeThatIsOnlyCalledMemoryIsKnownByItsLabel) {
  EXPECT_EQ(hold_of("memory@86200000", "tz_mem", qualcomm), FirmwareHold::Resident);
  EXPECT_EQ(hold_of("memory@86200000", "", qualcomm), FirmwareHold::None);
}

TEST(FirmwareRegion, VideoIsFirmwareOnlyOnQualcommsChips) {
  EXPECT_EQ(hold_of("video@8a700000", "", qualcomm), FirmwareHold::Image);
  EXPECT_EQ(hold_of("video@8a700000", "", {"rockchip,rk3588"}), FirmwareHold::None);
}

TEST(FirmwareRegion, OpTeeAndOpenSbiAreKnownOnEveryChip) {
  EXPECT_EQ(hold_of("optee@9e800000", "", none), FirmwareHold::Resident);
  EXPECT_EQ(hold_of("mmode_resv0@80000000", "", none), FirmwareHold::Resident);
}

TEST(FirmwareRegion, APoolOfBuffersIsLinuxsWhateverProcessorItIsFor) {
  EXPECT_EQ(
      firmware_region("adsp-heap", "adsp_rpc_heap_mem", std::vector<std::string>{"shared-dma-pool"}, qualcomm).hold,
      FirmwareHold::None);
}

TEST(FirmwareRegion, ACompatibleTellsMoreThanAName) {
  EXPECT_EQ(firmware_region("memory@8600000", "", std::vector<std::string>{"qcom,smem"}, none).hold,
            FirmwareHold::Resident);
}

TEST(FirmwareRegion, AnOrdinaryNameIsLinuxs) {
  EXPECT_EQ(hold_of("my_carveout_mem@d0800000", "my_carveout_mem", qualcomm), FirmwareHold::None);
  EXPECT_EQ(hold_of("framebuffer@3e000000", "", none), FirmwareHold::None);
}

}  // namespace
}  // namespace rampart
