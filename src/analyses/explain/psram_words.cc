#include "analyses/explain/psram_words.h"

#include <string>

namespace rampart {
namespace {

/// Which modules have PSRAM of this kind, by their names.
Text modules_with(PsramMode mode) {
  if (mode == PsramMode::Octal) return {"a module with 8 MB or more (R8, R16)", "8 MB 及以上的模组（R8、R16）"};
  return {"a module with quad PSRAM (R2, and no more than 4 MB)", "带 quad PSRAM 的模组（R2，至多 4 MB）"};
}

std::string_view idf_option(PsramMode mode) {
  switch (mode) {
    case PsramMode::Octal:
      return "CONFIG_SPIRAM_MODE_OCT=y";
    case PsramMode::Hex:
      return "CONFIG_SPIRAM_MODE_HEX=y";
    default:
      return "CONFIG_SPIRAM_MODE_QUAD=y";
  }
}

}  // namespace

std::string_view psram_build_word(PsramMode mode) {
  switch (mode) {
    case PsramMode::None:
      return "without PSRAM";
    case PsramMode::Quad:
      return "quad (SPIRAM)";
    case PsramMode::Octal:
      return "Octal-SPIRAM";
    case PsramMode::Hex:
      return "hex (SPIRAM)";
  }
  return "SPIRAM";
}

void tell_firmware(CauseDraft& cause, const Story& story, const PsramSigns& signs, PsramMode mode) {
  cause.fact("needed_variant", psram_build_word(mode));
  const Microcontroller& chip = signs.chip != nullptr ? *signs.chip : *find_microcontroller("ESP32-S3");
  const auto file = firmware_file(chip, mode, signs.version);
  if (!file) {
    cause.remedy({"flash the build for {0} PSRAM; in ESP-IDF set {1}", "刷用于 {0} PSRAM 的固件；ESP-IDF 中设 {1}"},
                 to_string(mode), idf_option(mode));
    return;
  }
  cause.fact("firmware_build", file->build).fact("firmware_file", file->file);
  const bool is_certain = signs.fitted.has_value();
  if (is_certain) {
    cause.remedy(
        {"flash {0}: {1} or newer, from {2}; in ESP-IDF set {3}", "刷 {0}：{1} 或更新版本，取自 {2}；ESP-IDF 中设 {3}"},
        file->build, file->file, file->page, idf_option(mode));
    return;
  }
  cause.remedy(
      {"flash {0} on {4}: {1} or newer, from {2}; in ESP-IDF set {3}. If the module has no R in its name, it has "
       "no PSRAM",
       "在{4}上刷 {0}：{1} 或更新版本，取自 {2}；ESP-IDF 中设 {3}。型号中没有 R 的模组不带 PSRAM"},
      file->build, file->file, file->page, idf_option(mode), modules_with(mode).in(story.language()));
}

}  // namespace rampart
