#include "knowledge/python_firmware.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <tuple>

#include "base/scanner.h"
#include "knowledge/psram_module.h"

namespace rampart {
namespace {

/// The dates in the names of the files that were released, which are those of their banners.
struct PythonRelease {
  PythonVersion version;
  std::string_view date;
};
constexpr PythonRelease python_releases[] = {
    {{1, 20, 0}, "20230426"}, {{1, 21, 0}, "20231005"}, {{1, 22, 0}, "20231227"}, {{1, 22, 1}, "20240105"},
    {{1, 22, 2}, "20240222"}, {{1, 23, 0}, "20240602"}, {{1, 24, 0}, "20241025"}, {{1, 24, 1}, "20241129"},
    {{1, 25, 0}, "20250415"}, {{1, 26, 0}, "20250809"}, {{1, 26, 1}, "20250911"}, {{1, 27, 0}, "20251209"},
    {{1, 28, 0}, "20260406"},
};

/// Commits of ports/esp32 after v1.20.0: e4650125b8 (the port to ESP-IDF 5, half of all memory) and 05dcb8be99 (the
/// heap grows). Dates: when they came to the main branch.
constexpr unsigned first_build_of_half = 237;
constexpr unsigned first_build_that_grows = 354;
constexpr std::string_view first_day_of_half = "2023-06-23";
constexpr std::string_view first_day_that_grows = "2023-08-15";

/// Since 1.21 the generic builds have these names, and that for the ESP32-S3 drives quad PSRAM.
constexpr PythonVersion first_with_new_names{1, 21, 0};
constexpr PythonVersion first_with_octal{1, 20, 0};

/// What a name of a generic build says; the more telling one comes first. From MICROPY_HW_BOARD_NAME of the boards in
/// ports/esp32/boards of 1.18 to 1.28, and their folders' names, which are `_build`.
struct BuildName {
  std::string_view part;
  PsramMode drives;
  std::string_view variant;
  bool is_for_psram = false;
};
constexpr BuildName build_names[] = {
    {"spiram octal", PsramMode::Octal, "Octal-SPIRAM", true},
    {"Octal-SPIRAM", PsramMode::Octal, "Octal-SPIRAM", true},
    {"SPIRAM_OCT", PsramMode::Octal, "Octal-SPIRAM", true},
    {"spiram", PsramMode::Quad, "spiram (quad)", true},
    {"SPIRAM", PsramMode::Quad, "spiram (quad)", true},
    {"Generic ESP32S3 module", PsramMode::Quad, "generic (quad)"},
    {"ESP32_GENERIC_S3", PsramMode::Quad, "generic (quad)"},
    {"Generic ESP32S2 module", PsramMode::Quad, "generic (quad)"},
    {"ESP32_GENERIC_S2", PsramMode::Quad, "generic (quad)"},
    {"Generic ESP32P4 module", PsramMode::Hex, "generic (hex)"},
    {"ESP32_GENERIC_P4", PsramMode::Hex, "generic (hex)"},
    {"ESP32_GENERIC", PsramMode::None, "without PSRAM"},
    {"ESP32S3 module", PsramMode::None, "without PSRAM"},
    {"ESP32S2 module", PsramMode::None, "without PSRAM"},
    {"ESP32 module", PsramMode::None, "without PSRAM"},
    {"ESP32 Unicore module", PsramMode::None, "without PSRAM"},
    {"ESP32-D2WD module", PsramMode::None, "without PSRAM"},
};

/// What the download page calls the builds for a chip.
struct BuildOfMode {
  std::string_view chip;
  PsramMode mode;
  std::string_view build;
  std::string_view old_build;  ///< Before 1.21; empty if there was none.
};
constexpr BuildOfMode builds_of_modes[] = {
    {"ESP32", PsramMode::None, "ESP32_GENERIC", "esp32"},
    {"ESP32", PsramMode::Quad, "ESP32_GENERIC-SPIRAM", "esp32spiram"},
    {"ESP32-P4", PsramMode::Hex, "ESP32_GENERIC_P4", ""},
    {"ESP32-S2", PsramMode::None, "ESP32_GENERIC_S2", "GENERIC_S2"},
    {"ESP32-S2", PsramMode::Quad, "ESP32_GENERIC_S2", ""},
    {"ESP32-S3", PsramMode::None, "ESP32_GENERIC_S3", "GENERIC_S3"},
    {"ESP32-S3", PsramMode::Quad, "ESP32_GENERIC_S3", "GENERIC_S3_SPIRAM"},
    {"ESP32-S3", PsramMode::Octal, "ESP32_GENERIC_S3-SPIRAM_OCT", "GENERIC_S3_SPIRAM_OCT"},
};

std::optional<unsigned> version_number(Scanner& scan) {
  const auto value = scan.number();
  if (!value || *value > 99'999) return std::nullopt;
  return static_cast<unsigned>(*value);
}

/// Ports other than that of the ESP32 take their heap at boot.
bool may_grow(const Microcontroller& chip) { return chip.first_heap.has_value(); }

}  // namespace

std::optional<PythonVersion> parse_python_version(std::string_view text) {
  Scanner scan{text};
  scan.literal("v");
  PythonVersion version;
  const auto major = version_number(scan);
  if (!major || !scan.literal(".")) return std::nullopt;
  const auto minor = version_number(scan);
  if (!minor) return std::nullopt;
  version.major = *major;
  version.minor = *minor;
  if (scan.literal(".")) {
    const auto patch = version_number(scan);
    if (!patch) return std::nullopt;
    version.patch = *patch;
  }
  if (scan.literal("-preview")) {
    version.is_release = false;
  } else if (scan.literal("-")) {
    version.is_release = false;
    if (const auto commits = version_number(scan); commits && scan.literal("-g")) version.commits = *commits;
  }
  return version;
}

std::strong_ordering compare(const PythonVersion& a, const PythonVersion& b) {
  // A preview is before its release; with commits counted, or `dirty`, it is past it.
  const auto key = [](const PythonVersion& version) {
    const bool is_preview = !version.is_release && version.commits == 0;
    return std::tuple{version.major, version.minor, version.patch, !is_preview, version.commits};
  };
  return key(a) <=> key(b);
}

std::optional<PythonHeapPolicy> python_heap_policy(const Microcontroller& chip,
                                                   const std::optional<PythonVersion>& version, std::string_view date) {
  if (!may_grow(chip)) return PythonHeapPolicy::WholeAtBoot;
  if (version) {
    const auto [major, minor, patch, is_release, commits] = *version;
    if (std::tuple{major, minor} > std::tuple{1U, 20U}) return PythonHeapPolicy::OnDemand;
    if (std::tuple{major, minor} < std::tuple{1U, 20U} || commits < first_build_of_half) {
      return PythonHeapPolicy::WholeAtBoot;
    }
    return commits < first_build_that_grows ? PythonHeapPolicy::HalfAtBoot : PythonHeapPolicy::OnDemand;
  }
  if (date.size() != first_day_of_half.size() || !date.starts_with("20")) return std::nullopt;
  if (date < first_day_of_half) return PythonHeapPolicy::WholeAtBoot;
  return date < first_day_that_grows ? PythonHeapPolicy::HalfAtBoot : PythonHeapPolicy::OnDemand;
}

PythonFirmware python_firmware(std::string_view machine, std::string_view build) {
  PythonFirmware firmware{.chip = find_microcontroller(machine)};
  if (firmware.chip == nullptr) firmware.chip = find_microcontroller(build);
  for (const std::string_view name : {build, machine}) {
    if (name.empty()) continue;
    const auto* const found =
        std::ranges::find_if(build_names, [&](const BuildName& each) { return name.contains(each.part); });
    if (found != std::end(build_names)) {
      firmware.drives = found->drives;
      firmware.variant = found->variant;
      firmware.is_for_psram = found->is_for_psram;
      return firmware;
    }
    // A board's own build drives what the board has.
    if (const auto board = psram_module(name)) {
      firmware.drives = board->mode;
      firmware.variant = "of the board";
      firmware.is_for_psram = board->mode != PsramMode::None;
      return firmware;
    }
  }
  if (firmware.chip != nullptr && firmware.chip->psram_modes.empty()) firmware.drives = PsramMode::None;
  return firmware;
}

bool is_python_of_host(std::string_view machine) {
  constexpr std::string_view systems[] = {"linux ", "darwin ", "win32 ", "windows "};
  return std::ranges::any_of(systems, [&](std::string_view system) { return machine.starts_with(system); });
}

std::optional<FirmwareFile> firmware_file(const Microcontroller& chip, PsramMode mode,
                                          const std::optional<PythonVersion>& version) {
  const auto* const found = std::ranges::find_if(
      builds_of_modes, [&](const BuildOfMode& each) { return each.chip == chip.name && each.mode == mode; });
  if (found == std::end(builds_of_modes)) return std::nullopt;
  const PythonRelease* release = std::prev(std::end(python_releases));
  if (version) {
    const auto* const running = std::ranges::find(python_releases, *version, &PythonRelease::version);
    if (running != std::end(python_releases)) release = running;
  }
  bool is_old = compare(release->version, first_with_new_names) < 0;
  if (is_old && (found->old_build.empty() || compare(release->version, first_with_octal) < 0)) {
    release = std::prev(std::end(python_releases));
    is_old = false;
  }
  const std::string build{is_old ? found->old_build : found->build};
  const auto& [major, minor, patch, is_release, commits] = release->version;
  const std::string_view page = found->build.substr(0, found->build.find('-'));
  return FirmwareFile{.build = build,
                      .file = fmt::format("{}-{}-v{}.{}.{}.bin", build, release->date, major, minor, patch),
                      .page = fmt::format("https://micropython.org/download/{}/", page)};
}

}  // namespace rampart
