#include "sources/boot_configs.h"

#include "base/lines.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {
namespace {

constexpr std::string_view key = "maix_memory_cmm";
constexpr Bytes least_os_of_uboot = mib(128);
constexpr Bytes least_os_of_loader = mib(256);

/// A decimal number with an optional sign that fits 64 bits; what follows it stays unread.
std::optional<std::int64_t> leading_integer(Scanner& scan) {
  const bool negative = scan.literal("-");
  if (!negative) scan.literal("+");
  const auto number = scan.number();
  if (!number || *number > INT64_MAX) return std::nullopt;
  const auto value = static_cast<std::int64_t>(*number);
  return negative ? -value : value;
}

/// The value on a line as U-Boot finds it: the key anywhere before a `#`, then the integer after `=`.
std::optional<std::int64_t> uboot_value(std::string_view after_key) {
  Scanner scan{after_key};
  if (!scan.until("=") || !scan.literal("=")) return std::nullopt;
  scan.blanks();
  return leading_integer(scan);
}

/// What a shell gives to the variable by the command at the start of `line`, quotes removed; nothing if that command
/// is no assignment to it. Expansions are not made: no image has one there.
std::optional<std::string_view> shell_value(std::string_view line) {
  Scanner scan{line};
  scan.blanks();
  if (scan.literal("export ")) scan.blanks();
  if (!scan.literal(key) || !scan.literal("=")) return std::nullopt;
  const std::string_view rest = scan.rest();
  if (rest.starts_with('"') || rest.starts_with('\'')) {
    const std::size_t end = rest.find(rest.front(), 1);
    return end == std::string_view::npos ? std::string_view{} : rest.substr(1, end - 1);
  }
  return rest.substr(0, rest.find_first_of(" \t;&|"));
}

/// A word that is wholly an integer, as `test` of a shell wants it.
std::optional<std::int64_t> whole_integer(std::string_view word) {
  Scanner scan{trim(word)};
  const auto value = leading_integer(scan);
  return value && scan.at_end() ? value : std::nullopt;
}

std::optional<Bytes> mebibytes(std::int64_t count) {
  if (count < 0 || static_cast<std::uint64_t>(count) > UINT64_MAX >> 20) return std::nullopt;
  return mib(static_cast<std::uint64_t>(count));
}

}  // namespace

BootConfigs parse_boot_configs(std::string_view text) {
  BootConfigs configs;
  bool uboot_done = false;
  for (const Line line : Lines{text}) {
    const std::size_t at = line.text.find(key);
    if (at == std::string_view::npos) continue;
    if (!uboot_done && line.text.substr(0, at).find('#') == std::string_view::npos) {
      uboot_done = true;
      const auto value = uboot_value(line.text.substr(at + key.size()));
      if (value) configs.uboot = CmmSetting{*value, line.number};
    }
    if (const auto word = shell_value(line.text)) {
      const auto value = whole_integer(*word);
      configs.loader = value ? std::optional{CmmSetting{*value, line.number}} : std::nullopt;
    }
  }
  return configs;
}

std::optional<Bytes> os_size_of_uboot(const BootConfigs& configs, Bytes board_ram) {
  const auto cmm = configs.uboot ? mebibytes(configs.uboot->mib) : std::nullopt;
  if (!cmm || *cmm > board_ram) return std::nullopt;
  const Bytes os{board_ram.value - cmm->value};
  return os < least_os_of_uboot ? std::nullopt : std::optional{os};
}

std::optional<Bytes> cmm_size_of_loader(const BootConfigs& configs, Bytes board_ram, std::optional<Bytes> mem) {
  const auto asked = configs.loader ? mebibytes(configs.loader->mib) : std::nullopt;
  if (asked && asked->value > 0 && *asked <= board_ram && board_ram.value - asked->value >= least_os_of_loader.value) {
    return asked;
  }
  if (!mem || *mem > board_ram) return std::nullopt;
  return Bytes{board_ram.value - mem->value};
}

}  // namespace rampart
