#include "knowledge/python_firmware.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

const Microcontroller& chip(std::string_view name) { return *find_microcontroller(name); }

std::string drives(std::string_view machine, std::string_view build = {}) {
  const PythonFirmware firmware = python_firmware(machine, build);
  return std::string{firmware.chip == nullptr ? "?" : firmware.chip->name} + ' ' +
         std::string{firmware.drives ? to_string(*firmware.drives) : "?"} + ", " + std::string{firmware.variant};
}

TEST(PythonFirmware, BoardNamesUpTo120SayWhichPsramTheyDrive) {
  EXPECT_EQ(drives("ESP32S3 module with ESP32S3"), "ESP32-S3 none, without PSRAM");
  EXPECT_EQ(drives("ESP32S3 module (spiram) with ESP32S3"), "ESP32-S3 quad, spiram (quad)");
  EXPECT_EQ(drives("ESP32S3 module (spiram octal) with ESP32S3"), "ESP32-S3 octal, Octal-SPIRAM");
  EXPECT_EQ(drives("ESP32 module (spiram) with ESP32"), "ESP32 quad, spiram (quad)");
  EXPECT_EQ(drives("ESP32 module with ESP32"), "ESP32 none, without PSRAM");
}

TEST(PythonFirmware, From121OnThePlainBuildOfTheS3DrivesQuadPsram) {
  EXPECT_EQ(drives("Generic ESP32S3 module with ESP32S3"), "ESP32-S3 quad, generic (quad)");
  EXPECT_EQ(drives("Generic ESP32S3 module with Octal-SPIRAM with ESP32S3"), "ESP32-S3 octal, Octal-SPIRAM");
  EXPECT_EQ(drives("Generic ESP32 module with ESP32"), "ESP32 none, without PSRAM");
  EXPECT_EQ(drives("Generic ESP32 module with SPIRAM with ESP32"), "ESP32 quad, spiram (quad)");
}

TEST(PythonFirmware, TheNameOfTheBuildIsExact) {
  EXPECT_EQ(drives("Generic ESP32S3 module with ESP32-S3", "ESP32_GENERIC_S3-SPIRAM_OCT"),
            "ESP32-S3 octal, Octal-SPIRAM");
  EXPECT_EQ(drives("", "ESP32_GENERIC_S3"), "ESP32-S3 quad, generic (quad)");
  EXPECT_EQ(drives("", "ESP32_GENERIC"), "ESP32 none, without PSRAM");
}

TEST(PythonFirmware, ABoardsOwnBuildDrivesWhatTheBoardHas) {
  EXPECT_EQ(drives("ProS3 with ESP32-S3"), "ESP32-S3 quad, of the board");
  EXPECT_EQ(drives("", "SEEED_XIAO_ESP32S3"), "ESP32-S3 octal, of the board");
}

TEST(PythonFirmware, AChipWithoutPsramDrivesNoneAndAnotherBuildIsNotKnown) {
  EXPECT_EQ(drives("ESP32C3 module with ESP32C3"), "ESP32-C3 none, ");
  EXPECT_EQ(drives("A board of mine with ESP32S3"), "ESP32-S3 ?, ");
  EXPECT_EQ(drives("linux [GCC 12.2.0] version"), "? ?, ");
}

TEST(PythonFirmware, VersionsInEveryForm) {
  EXPECT_EQ(parse_python_version("v1.25.0"), (PythonVersion{1, 25, 0}));
  EXPECT_EQ(parse_python_version("1.19.1"), (PythonVersion{1, 19, 1}));
  EXPECT_EQ(parse_python_version("v1.9"), (PythonVersion{1, 9, 0}));
  EXPECT_EQ(parse_python_version("v1.23.0-preview.207.g3a94d1e06"), (PythonVersion{1, 23, 0, false}));
  EXPECT_EQ(parse_python_version("v1.20.0-371-g5d8c3b02a"), (PythonVersion{1, 20, 0, false, 371}));
  EXPECT_EQ(parse_python_version("b70c2e5"), std::nullopt);
  EXPECT_EQ(parse_python_version("1"), std::nullopt);
  EXPECT_EQ(parse_python_version("v1.99999999999999999999"), std::nullopt);
}

TEST(PythonFirmware, APreviewIsBeforeItsReleaseAndABuildPastOneAfterIt) {
  const auto version = [](std::string_view text) { return *parse_python_version(text); };
  EXPECT_EQ(compare(version("1.23.0-preview.9"), version("1.23.0")), std::strong_ordering::less);
  EXPECT_EQ(compare(version("1.20.0-371-g5d8c3b02a"), version("1.20.0")), std::strong_ordering::greater);
  EXPECT_EQ(compare(version("1.20.0-371-g5d8c3b02a"), version("1.21.0")), std::strong_ordering::less);
  EXPECT_EQ(compare(version("1.9.4"), version("1.10")), std::strong_ordering::less);
}

TEST(PythonFirmware, HowMuchTheHeapTakesDependsOnTheBuild) {
  const auto policy = [](std::string_view version, std::string_view date = {}) {
    return python_heap_policy(chip("ESP32-S3"), parse_python_version(version), date);
  };
  EXPECT_EQ(policy("1.19.1"), PythonHeapPolicy::WholeAtBoot);
  EXPECT_EQ(policy("1.20.0"), PythonHeapPolicy::WholeAtBoot);
  EXPECT_EQ(policy("1.20.0-236-g0123456"), PythonHeapPolicy::WholeAtBoot);
  EXPECT_EQ(policy("1.20.0-237-ge465012"), PythonHeapPolicy::HalfAtBoot);
  EXPECT_EQ(policy("1.20.0-353-g98fd784"), PythonHeapPolicy::HalfAtBoot);
  EXPECT_EQ(policy("1.20.0-371-g5d8c3b0"), PythonHeapPolicy::OnDemand);
  EXPECT_EQ(policy("1.21.0"), PythonHeapPolicy::OnDemand);
  EXPECT_EQ(policy("1.22.0-preview.1"), PythonHeapPolicy::OnDemand);
  EXPECT_EQ(policy("b70c2e5", "2023-06-21"), PythonHeapPolicy::WholeAtBoot);
  EXPECT_EQ(policy("b70c2e5", "2023-06-23"), PythonHeapPolicy::HalfAtBoot);
  EXPECT_EQ(policy("b70c2e5", "2024-06-03"), PythonHeapPolicy::OnDemand);
  EXPECT_EQ(policy("b70c2e5"), std::nullopt);
  EXPECT_EQ(python_heap_policy(chip("RP2040"), parse_python_version("1.25.0"), {}), PythonHeapPolicy::WholeAtBoot);
}

TEST(PythonFirmware, TheFileIsOfTheReleaseThatRuns) {
  const auto file = [](std::string_view name, PsramMode mode, std::string_view version) {
    const auto found = firmware_file(chip(name), mode, parse_python_version(version));
    return found ? found->file : "none";
  };
  EXPECT_EQ(file("ESP32-S3", PsramMode::Octal, "1.23.0"), "ESP32_GENERIC_S3-SPIRAM_OCT-20240602-v1.23.0.bin");
  EXPECT_EQ(file("ESP32-S3", PsramMode::Quad, "1.25.0"), "ESP32_GENERIC_S3-20250415-v1.25.0.bin");
  EXPECT_EQ(file("ESP32-S3", PsramMode::Octal, "1.20.0"), "GENERIC_S3_SPIRAM_OCT-20230426-v1.20.0.bin");
  EXPECT_EQ(file("ESP32", PsramMode::Quad, "1.20.0"), "esp32spiram-20230426-v1.20.0.bin");
}

TEST(PythonFirmware, OfAVersionThatIsNoReleaseTheNewestIsNamed) {
  const FirmwareFile newest{"ESP32_GENERIC_S3-SPIRAM_OCT", "ESP32_GENERIC_S3-SPIRAM_OCT-20260406-v1.28.0.bin",
                            "https://micropython.org/download/ESP32_GENERIC_S3/"};
  EXPECT_EQ(firmware_file(chip("ESP32-S3"), PsramMode::Octal, std::nullopt), newest);
  EXPECT_EQ(firmware_file(chip("ESP32-S3"), PsramMode::Octal, PythonVersion{1, 23, 0, false}), newest);
  EXPECT_EQ(firmware_file(chip("ESP32-S3"), PsramMode::Octal, PythonVersion{1, 19, 1}), newest);
  EXPECT_EQ(firmware_file(chip("RP2350"), PsramMode::Quad, std::nullopt), std::nullopt);
  EXPECT_EQ(firmware_file(chip("ESP32"), PsramMode::Octal, std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace rampart
