#include "knowledge/device.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

#include "knowledge/embedded_devices.h"

namespace rampart {
namespace {

constexpr std::string_view minimal =
    "name = \"Board\"\n"
    "chip = \"X1\"\n"
    "arch = \"arm64\"\n"
    "sources = [\"a document\"]\n"
    "[match]\n"
    "model = [\"Board\"]\n";

const Device& find(const std::vector<Device>& devices, std::string_view id) {
  return *std::ranges::find(devices, id, &Device::id);
}

std::string refusal(std::string_view toml) {
  const auto device = parse_device(toml, "board.toml");
  return device ? "accepted" : to_string(device.error());
}

TEST(Device, EveryBuiltInFileParses) {
  for (const EmbeddedFile& file : embedded_devices()) {
    const auto device = parse_device(file.content, file.name);
    EXPECT_TRUE(device) << to_string(device.error());
  }
}

TEST(Device, TheBuiltInOnesAreThoseOfDataDevices) {
  std::vector<std::string> ids;
  for (const Device& device : built_in_devices()) ids.push_back(device.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"maixcam", "maixcam2-1g", "maixcam2-4g", "qualcomm-qcs6490",
                                           "raspberry-pi-4", "raspberry-pi-5", "rdk-x5", "spacemit-k1"}));
}

TEST(Device, EveryBuiltInOneNamesItsPublicSources) {
  for (const Device& device : built_in_devices()) EXPECT_FALSE(device.sources.empty()) << device.id;
}

TEST(Device, MaixCamHas151MiBOfLinuxAnd105OfIon) {
  const auto devices = built_in_devices();
  const Device& device = find(devices, "maixcam");
  EXPECT_EQ(device.installed, std::vector{mib(256)});
  ASSERT_EQ(device.splits.size(), 1U);
  EXPECT_EQ(device.splits[0].linux_ram, mib(151));
  EXPECT_EQ(device.splits[0].ion, mib(105));
  EXPECT_EQ(device.splits[0].cma, Bytes{});
  EXPECT_EQ(device.splits[0].cmm, std::nullopt);
}

TEST(Device, MaixCam2KeepsBothSplitsThatItsVendorGives) {
  const auto devices = built_in_devices();
  const Device& device = find(devices, "maixcam2-4g");
  ASSERT_EQ(device.splits.size(), 2U);
  EXPECT_EQ(device.splits[0], (DefaultSplit{"vendor's table", gib(1), {}, gib(3), {}, Bytes{}}));
  EXPECT_EQ(device.splits[1], (DefaultSplit{"vendor's printed sample", {}, Bytes{2060726272}, gib(2), {}, Bytes{}}));
  EXPECT_EQ(device.pools, (std::vector{DevicePool{PoolReader::AxeraCmm, "/proc/ax_proc/mem_cmm_info"}}));
}

TEST(Device, TheKnobOfMaixCam2IsALineOfItsBootConfiguration) {
  const auto devices = built_in_devices();
  const Knob* const knob = find(devices, "maixcam2-1g").knob_for(Share::Cmm);
  ASSERT_TRUE(knob);
  EXPECT_EQ(knob->file, "/boot/configs");
  EXPECT_EQ(knob->key, "maix_memory_cmm");
  EXPECT_EQ(knob->unit, "MiB");
  EXPECT_EQ(knob->preset, "-1");
  EXPECT_EQ(find(devices, "maixcam2-1g").knob_for(Share::Ion), nullptr);
}

TEST(Device, Qcs6490HasTheCarveOutsOfItsGuide) {
  const auto devices = built_in_devices();
  const auto range = [](std::uint64_t base, std::uint64_t size) { return *PhysRange::make({base}, {size}); };
  EXPECT_EQ(find(devices, "qualcomm-qcs6490").carve_outs,
            (std::vector<CarveOut>{{"cdsp-secure-heap", range(0x81800000, 0x1e00000)},
                                   {"camera", range(0x84300000, 0x500000)},
                                   {"wpss", range(0x84800000, 0x1900000)},
                                   {"adsp", range(0x86100000, 0x2800000)}}));
}

TEST(Device, AFileOfADirectoryIsOneMoreDevice) {
  auto devices = built_in_devices();
  const std::size_t count = devices.size();
  ASSERT_TRUE(add_device(devices, minimal, "/etc/rampart/devices/board.toml"));
  EXPECT_EQ(devices.size(), count + 1);
  EXPECT_EQ(devices.front().id, "board");  // sorted by id
  EXPECT_EQ(devices.front().name, "Board");
}

TEST(Device, AFileWithTheIdOfABuiltInOneReplacesIt) {
  auto devices = built_in_devices();
  const std::size_t count = devices.size();
  ASSERT_TRUE(add_device(devices, minimal, "maixcam.toml"));
  EXPECT_EQ(devices.size(), count);
  EXPECT_EQ(find(devices, "maixcam").name, "Board");
}

TEST(Device, AFaultyFileChangesNothing) {
  auto devices = built_in_devices();
  const auto before = devices;
  EXPECT_FALSE(add_device(devices, "name = 1\n", "maixcam.toml"));
  EXPECT_EQ(devices, before);
}

TEST(Device, SizesAreBytesOrHaveAUnit) {
  const auto device = parse_device(std::string{minimal} +
                                       "[[split]]\nsource = \"s\"\nlinux = \"3G\"\nmem_total = 0x1000\ncmm = \"5K\"\n"
                                       "ion = 7\ncma = \"1M\"\n",
                                   "board.toml");
  ASSERT_TRUE(device) << to_string(device.error());
  EXPECT_EQ(device->splits, (std::vector{DefaultSplit{"s", gib(3), kib(4), kib(5), Bytes{7}, mib(1)}}));
}

TEST(Device, AnUnknownKeyIsRefusedWhereItStands) {
  EXPECT_EQ(refusal(std::string{minimal} + "modle = [\"Bord\"]\n"),
            "board.toml:7:1: key is not known (expected one of board_id, model, compatible, ram_min, ram_max)");
  EXPECT_EQ(refusal("colour = \"red\"\n"),
            "board.toml:1:1: key is not known (expected one of name, chip, arch, installed, sources, match, split, "
            "pool, carve_out, knob, maix)");
}

TEST(Device, AMissingKeyIsNamed) {
  EXPECT_EQ(refusal(std::string{minimal} + "[[pool]]\npath = \"/proc/pool\"\n"),
            "board.toml:7:1: no reader (expected it among reader, path)");
  EXPECT_EQ(refusal("name = \"Board\"\n").substr(0, 24), "board.toml:1:1: no chip ");
}

TEST(Device, AWordThatIsNotKnownIsAnsweredWithThoseThatAre) {
  EXPECT_EQ(refusal(std::string{minimal} + "[[pool]]\nreader = \"mmz\"\npath = \"/proc/media-mem\"\n"),
            "board.toml:8:10: no word that is known here (expected one of axera-cmm, sophgo-ion, media-mem, "
            "rockchip-dmabuf, horizon-ion, generic-ion)");
}

TEST(Device, ASizeOfAnotherUnitIsRefused) {
  const std::string expected = "no size (expected bytes, or a text such as \"105M\")";
  for (const std::string_view size : {"\"105 apples\"", "\"M\"", "\"-1M\"", "-1", "\"\"", "[]"}) {
    EXPECT_EQ(refusal(std::string{minimal} + "ram_min = " + std::string{size} + "\n"), "board.toml:7:11: " + expected);
  }
  EXPECT_EQ(refusal(std::string{minimal} + "ram_min = \"17179869184G\"\n"),
            "board.toml:7:11: size passes 64 bits (expected fewer bytes)");
}

TEST(Device, ARangeThatPassesTheLastAddressIsRefused) {
  EXPECT_EQ(refusal(std::string{minimal} + "[[carve_out]]\nname = \"dsp\"\nbase = 0x7fffffffffffffff\n"
                                           "size = \"17179869183G\"\n"),
            "board.toml:7:1: no range of addresses (expected a size, and an end within 64 bits)");
  EXPECT_EQ(refusal(std::string{minimal} + "[[carve_out]]\nname = \"dsp\"\nbase = 4096\nsize = 0\n"),
            "board.toml:7:1: no range of addresses (expected a size, and an end within 64 bits)");
}

TEST(Device, SharesThatExceedTheRamAreRefused) {
  EXPECT_EQ(refusal("installed = [\"1G\"]\n" + std::string{minimal} +
                    "[[split]]\nsource = \"a table\"\nlinux = \"512M\"\ncmm = \"513M\"\n"),
            "board.toml:1:1: split of a table is larger than the RAM installed (expected shares of it)");
}

TEST(Device, ADeviceWithoutAMarkCannotBeRecognised) {
  EXPECT_EQ(refusal("name = \"B\"\nchip = \"X\"\narch = \"arm\"\nsources = []\n[match]\nram_min = \"1G\"\n"),
            "board.toml:5:1: nothing to recognise the device by (expected board_id, model or compatible)");
}

TEST(Device, AConstantBelongsToItsRuleAlone) {
  EXPECT_EQ(refusal(std::string{minimal} + "[maix]\nhw_total = \"total\"\nconstant = \"1G\"\n").substr(0, 41),
            "board.toml:7:1: hw_total and constant do ");
}

TEST(Device, TextThatIsNotTomlIsRefusedWhereItEnds) {
  EXPECT_EQ(refusal("name = \"Board\nchip"), "board.toml:1:14: text does not end (expected \")");
}

TEST(Device, AFileThatIsTooLargeForADeviceIsNotRead) {
  const auto device = parse_device(std::string(1 << 17, '#'), "board.toml");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().code, Errc::TooLarge);
}

TEST(Device, AFileWithoutANameHasNoId) {
  EXPECT_FALSE(parse_device(minimal, "/etc/rampart/.toml"));
  EXPECT_FALSE(parse_device(minimal, ""));
}

}  // namespace
}  // namespace rampart
