#include "analyses/device_split.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

const Device& device_of(std::string_view id) {
  static const std::vector<Device> devices = built_in_devices();
  return *std::ranges::find(devices, id, &Device::id);
}

CarveOut carve_out(std::string name, std::uint64_t base, std::uint64_t size) {
  return {std::move(name), *PhysRange::make({base}, {size})};
}

using Sources = std::vector<std::string>;

TEST(DeviceSplit, ADeviceAsInTheSampleAgreesWithTheSampleOnly) {
  const auto answer = compare_split(device_of("maixcam2-4g"), {.mem_total = Bytes{2060726272}, .cmm = gib(2)});
  EXPECT_EQ(answer.agrees_with, Sources{"vendor's printed sample"});
  EXPECT_TRUE(answer.departures.empty());
  EXPECT_EQ(answer.text, "CMM, Linux as documented (vendor's printed sample)");
}

TEST(DeviceSplit, ADeviceAsInTheTableAgreesWithTheTableOnly) {
  const auto answer =
      compare_split(device_of("maixcam2-4g"), {.mem_total = mib(941), .kernel = mib(83), .cmm = gib(3)});
  EXPECT_EQ(answer.agrees_with, Sources{"vendor's table"});
}

TEST(DeviceSplit, AShareThatNoDocumentGivesIsADeparture) {
  const auto answer =
      compare_split(device_of("maixcam2-4g"), {.mem_total = mib(2989), .cmm = gib(1), .knob_value = "1024"});
  EXPECT_EQ(answer.agrees_with, Sources{});
  ASSERT_EQ(answer.departures.size(), 2U);
  EXPECT_EQ(answer.departures[0].text,
            "CMM is 1024 MiB, default 3072 MiB (vendor's table) / 2048 MiB (vendor's printed sample); "
            "/boot/configs maix_memory_cmm is 1024");
  EXPECT_EQ(answer.departures[0].knob, device_of("maixcam2-4g").knob_for(Share::Cmm));
  EXPECT_EQ(answer.departures[1].text,
            "Linux is 2989 MiB, default 1024 MiB (vendor's table) / 1965.3 MiB (vendor's printed sample)");
  EXPECT_EQ(answer.text, answer.departures[0].text + "; " + answer.departures[1].text);
}

TEST(DeviceSplit, AKnobThatWasNotReadIsNamedAndOneAtItsDefaultIsSaidToBe) {
  ObservedSplit observed{.cmm = mib(256)};
  EXPECT_EQ(compare_split(device_of("maixcam2-1g"), observed).text,
            "CMM is 256 MiB, default 512 MiB (vendor's table); /boot/configs maix_memory_cmm changes it");
  observed.knob_value = "-1";
  EXPECT_EQ(compare_split(device_of("maixcam2-1g"), observed).text,
            "CMM is 256 MiB, default 512 MiB (vendor's table); /boot/configs maix_memory_cmm is -1, its default");
}

TEST(DeviceSplit, AMixOfTwoDocumentsIsComparedWithTheFirst) {
  const auto answer = compare_split(device_of("maixcam2-4g"), {.mem_total = mib(941), .cmm = gib(2)});
  EXPECT_EQ(answer.agrees_with, Sources{});
  ASSERT_EQ(answer.departures.size(), 1U);
  EXPECT_EQ(answer.departures[0].name, "CMM");
}

TEST(DeviceSplit, TheKernelsOwnShareDoesNotMakeADeparture) {
  const auto answer = compare_split(device_of("maixcam"), {.mem_total = mib(130), .ion = mib(105), .cma = Bytes{}});
  EXPECT_EQ(answer.text, "ION, CMA, Linux as documented (vendor's table)");
}

TEST(DeviceSplit, AnotherImageOfTheSameBoardDeparts) {
  const auto answer = compare_split(device_of("maixcam"), {.mem_total = mib(157), .ion = mib(75)});
  ASSERT_EQ(answer.departures.size(), 1U);
  EXPECT_EQ(answer.departures[0].name, "ION");
  EXPECT_EQ(answer.departures[0].observed, mib(75));
  EXPECT_EQ(answer.departures[0].defaults, (std::vector<DocumentedSize>{{mib(105), "vendor's table"}}));
}

TEST(DeviceSplit, APoolOfDocumentedSizeInAnyVersionAgrees) {
  EXPECT_EQ(compare_split(device_of("raspberry-pi-4"), {.mem_total = gib(4), .cma = mib(320)}).agrees_with,
            Sources{"vc4-kms-v3d overlay of 2021"});
}

TEST(DeviceSplit, WhatCouldNotBeReadIsNotCompared) {
  const auto answer = compare_split(device_of("maixcam2-4g"), {});
  EXPECT_EQ(answer.compared, std::vector<std::string>{});
  EXPECT_EQ(answer.text, "nothing that could be read is documented for Sipeed MaixCAM2 4 GiB");
  Device unknown;
  unknown.name = "Board";
  EXPECT_EQ(compare_split(unknown, {.cma = mib(1)}).text, "no default is documented for Board");
}

TEST(DeviceSplit, CarveOutsAreComparedByNameWithoutTheirUnitAddress) {
  const auto answer = compare_split(device_of("qualcomm-qcs6490"),
                                    {.carve_outs = {carve_out("cdsp-secure-heap@81800000", 0x81800000, 0x1e00000),
                                                    carve_out("camera@84300000", 0x84300000, 0x500000),
                                                    carve_out("wpss@0x84800000", 0x84800000, 0x1900000),
                                                    carve_out("adsp@86100000", 0x86100000, 0x2800000)}});
  EXPECT_TRUE(answer.departures.empty());
  EXPECT_EQ(answer.text, "carve-outs as documented (device table)");
}

TEST(DeviceSplit, ACarveOutThatGrewOrIsGoneDeparts) {
  const auto answer = compare_split(device_of("qualcomm-qcs6490"),
                                    {.carve_outs = {carve_out("cdsp-secure-heap@81800000", 0x81800000, 0x1e00000),
                                                    carve_out("wpss@84800000", 0x84800000, 0x1a00000),
                                                    carve_out("adsp@86100000", 0x86100000, 0x2800000)}});
  EXPECT_EQ(answer.text,
            "camera is not reserved, default 5 MiB at 0x84300000; "
            "wpss is 26 MiB at 0x84800000, default 25 MiB at 0x84800000");
}

TEST(DeviceSplit, ACarveOutThatTheBootLoaderRenamedIsFoundAtItsPlace) {
  const auto answer =
      compare_split(device_of("rdk-x5"), {.carve_outs = {carve_out("ion_reserved_rdk", 0xa4100000, 0x14000000),
                                                         carve_out("ion_carveout_rdk", 0xb8100000, 0x14000000),
                                                         carve_out("ion_cma_rdk", 0xcc100000, 0x4000000)}});
  EXPECT_EQ(answer.text, "ion_cma is 64 MiB at 0xcc100000, default 128 MiB at 0xcc100000");
}

}  // namespace
}  // namespace rampart
