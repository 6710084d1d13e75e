#include "knowledge/device_recognition.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

Device board(std::string id, DeviceMatch match) {
  Device device;
  device.id = std::move(id);
  device.match = std::move(match);
  return device;
}

/// The id of the device, or why there is none.
std::string recognised(const DeviceEvidence& evidence, const std::vector<Device>& devices = built_in_devices()) {
  const Recognition answer = recognise(evidence, devices);
  return answer.device ? answer.device->id : answer.why;
}

TEST(DeviceRecognition, EveryBuiltInDeviceIsRecognisedByWhatItsTreePrints) {
  EXPECT_EQ(recognised({.model = "LicheeRv Nano", .compatible = {"cvitek,cv181x"}}), "maixcam");
  EXPECT_EQ(recognised({.model = "spacemit k1-x MUSE-Pi board", .compatible = {"spacemit,k1-x", "riscv"}}),
            "spacemit-k1");
  EXPECT_EQ(recognised({.model = "Banana Pi BPI-F3", .compatible = {"bananapi,bpi-f3", "spacemit,k1"}}), "spacemit-k1");
  EXPECT_EQ(recognised({.model = "Qualcomm Technologies, Inc. Robotics RB3gen2",
                        .compatible = {"qcom,qcs6490-rb3gen2", "qcom,qcm6490"}}),
            "qualcomm-qcs6490");
  EXPECT_EQ(
      recognised({.model = "Raspberry Pi 4 Model B Rev 1.4", .compatible = {"raspberrypi,4-model-b", "brcm,bcm2711"}}),
      "raspberry-pi-4");
  EXPECT_EQ(
      recognised({.model = "Raspberry Pi 5 Model B Rev 1.0", .compatible = {"raspberrypi,5-model-b", "brcm,bcm2712"}}),
      "raspberry-pi-5");
  EXPECT_EQ(recognised({.model = "D-Robotics RDK X5 V1.0", .compatible = {"Horizon, x5"}}), "rdk-x5");
}

TEST(DeviceRecognition, TheRamTellsTheVariantsOfOneBoardApart) {
  EXPECT_EQ(recognised({.model = "MaixCAM2", .installed = gib(4)}), "maixcam2-4g");
  EXPECT_EQ(recognised({.model = "MaixCAM2", .installed = gib(1)}), "maixcam2-1g");
  EXPECT_EQ(recognised({.model = "MaixCAM2", .installed = Bytes{2060726272 + 2147483648}}), "maixcam2-4g");
  EXPECT_EQ(recognised({.board_id = "maixcam2", .installed = mib(930)}), "maixcam2-1g");
}

TEST(DeviceRecognition, TheRamThatWasSeenExcludesASmallerVariantOnly) {
  EXPECT_EQ(recognised({.model = "MaixCAM2", .ram_at_least = mib(1920)}), "maixcam2-4g");
  EXPECT_EQ(recognised({.model = "MaixCAM2", .ram_at_least = mib(480)}),
            "model \"MaixCAM2\" is of maixcam2-1g or maixcam2-4g, and the installed RAM is not known");
}

TEST(DeviceRecognition, WithoutTheRamBothVariantsAreCandidates) {
  const auto devices = built_in_devices();
  const Recognition answer = recognise({.model = "MaixCAM2"}, devices);
  EXPECT_EQ(answer.device, nullptr);
  ASSERT_EQ(answer.candidates.size(), 2U);
  EXPECT_EQ(answer.candidates[0]->id, "maixcam2-1g");
  EXPECT_EQ(answer.candidates[1]->id, "maixcam2-4g");
}

TEST(DeviceRecognition, AVariantOfAnotherSizeIsNoneOfThoseKnown) {
  EXPECT_EQ(recognised({.model = "MaixCAM2", .installed = gib(2)}),
            "model \"MaixCAM2\" is of maixcam2-1g or maixcam2-4g, but the RAM is of another size");
}

TEST(DeviceRecognition, AnUnknownBoardIsSaidToBeUnknown) {
  EXPECT_EQ(recognised({.model = "Acme Toaster", .compatible = {"acme,toaster"}}),
            "no device is known by model \"Acme Toaster\"");
  EXPECT_EQ(recognised({}), "the system has neither a device tree nor /boot/board to tell the device by");
}

TEST(DeviceRecognition, APhoneWithTheSameChipIsNotTheBoard) {
  EXPECT_EQ(recognised({.model = "Fairphone 5", .compatible = {"fairphone,fp5", "qcom,qcm6490"}}),
            "no device is known by model \"Fairphone 5\"");
}

TEST(DeviceRecognition, AFileOfADirectoryIsRecognisedLikeABuiltInOne) {
  auto devices = built_in_devices();
  ASSERT_TRUE(add_device(devices,
                         "name = \"Acme Toaster\"\nchip = \"T1\"\narch = \"arm\"\nsources = [\"its label\"]\n"
                         "[match]\ncompatible = [\"acme,toaster\"]\n",
                         "acme-toaster.toml"));
  EXPECT_EQ(recognised({.model = "Acme Toaster", .compatible = {"acme,toaster"}}, devices), "acme-toaster");
}

TEST(DeviceRecognition, TheReasonIsTheMarkThatMatched) {
  const auto devices = built_in_devices();
  EXPECT_EQ(recognise({.model = "Raspberry Pi 4 Model B Rev 1.4"}, devices).why,
            "model \"Raspberry Pi 4 Model B Rev 1.4\"");
  EXPECT_EQ(recognise({.compatible = {"xunlong,orangepi-rv2", "spacemit,k1"}}, devices).why,
            "compatible \"spacemit,k1\"");
  EXPECT_EQ(recognise({.board_id = "maixcam2", .installed = gib(4)}, devices).why,
            "/boot/board id \"maixcam2\" and the RAM's size");
}

TEST(DeviceRecognition, TheMostSpecificMarkWins) {
  const std::vector<Device> devices{
      board("by-board-id", {.board_ids = {"b"}}),           board("by-chip", {.compatibles = {"v,chip"}}),
      board("by-compatible", {.compatibles = {"v,board"}}), board("by-long-prefix", {.models = {"Board 2*"}}),
      board("by-model", {.models = {"Board 2 B"}}),         board("by-short-prefix", {.models = {"Board*"}})};
  DeviceEvidence evidence{.model = "Board 2 B", .compatible = {"v,board", "v,chip"}, .board_id = "b"};
  EXPECT_EQ(recognised(evidence, devices), "by-board-id");
  evidence.board_id.clear();
  EXPECT_EQ(recognised(evidence, devices), "by-model");
  evidence.model = "Board 2 C";
  EXPECT_EQ(recognised(evidence, devices), "by-long-prefix");
  evidence.model = "Board 3";
  EXPECT_EQ(recognised(evidence, devices), "by-short-prefix");
  evidence.model.clear();
  EXPECT_EQ(recognised(evidence, devices), "by-compatible");
  evidence.compatible = {"v,other", "v,chip"};
  EXPECT_EQ(recognised(evidence, devices), "by-chip");
}

TEST(DeviceRecognition, ARangeThatIsMetBeatsNoRange) {
  const std::vector<Device> devices{board("any", {.models = {"Board"}}),
                                    board("large", {.models = {"Board"}, .ram_min = gib(4)})};
  EXPECT_EQ(recognised({.model = "Board", .installed = gib(8)}, devices), "large");
  EXPECT_EQ(recognised({.model = "Board", .installed = gib(2)}, devices), "any");
  EXPECT_EQ(recognised({.model = "Board"}, devices), "any");
}

TEST(DeviceRecognition, TwoFilesForOneBoardAreNotChosenBetween) {
  const std::vector<Device> devices{board("a", {.models = {"Board"}}), board("b", {.models = {"Board"}})};
  EXPECT_EQ(recognised({.model = "Board"}, devices), "model \"Board\" is of a or b");
}

TEST(DeviceRecognition, TheBoardIdIsALineOfItsFile) {
  EXPECT_EQ(board_id_of("# board\n id = maixcam_pro \r\nname=MaixCAM-Pro\n"), "maixcam_pro");
  EXPECT_EQ(board_id_of("panel_id=7\nid=a\nid=b\n"), "b");
  EXPECT_EQ(board_id_of("identity=x\nid\n"), "");
  EXPECT_EQ(board_id_of("id=\n"), "");
}

TEST(DeviceRecognition, TheInstalledRamIsTheSmallestSizeSoldThatHoldsWhatWasSeen) {
  Device device;
  device.installed = {gib(1), gib(2), gib(4)};
  EXPECT_EQ(installed_ram(device, mib(948)), gib(1));
  EXPECT_EQ(installed_ram(device, gib(2)), gib(2));
  EXPECT_EQ(installed_ram(device, mib(3792)), gib(4));
  EXPECT_EQ(installed_ram(device, gib(5)), std::nullopt);
  EXPECT_EQ(installed_ram(Device{}, gib(1)), std::nullopt);
}

}  // namespace
}  // namespace rampart
