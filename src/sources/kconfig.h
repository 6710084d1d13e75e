#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/origin.h>

namespace rampart {

/// One symbol of a kernel's configuration. Names stand without `CONFIG_`, as in Kconfig files.
struct KconfigSymbol {
  std::string name;
  std::string value;       ///< `y`, `m`, `n` for "is not set", a number as written, or a string without its quotes.
  bool is_string = false;  ///< Was written in quotes.
  std::size_t line{};      ///< Of its last mention, which is the one that counts.
  friend bool operator==(const KconfigSymbol&, const KconfigSymbol&) = default;
};

/// A kernel's configuration: `.config`, /boot/config-*, or /proc/config.gz unpacked.
class Kconfig {
 public:
  /// No configuration has more; a text that does is refused as TooLarge.
  static constexpr std::size_t max_symbols = std::size_t{1} << 18;

  const std::string& file() const { return file_; }
  /// From the banner `# Linux/arm64 6.1.192 Kernel Configuration`; empty if it is missing.
  const std::string& release() const { return release_; }
  /// By name.
  const std::vector<KconfigSymbol>& symbols() const { return symbols_; }

  /// The symbol of this name, or null: the kernel does not have it, or the text leaves it out.
  const KconfigSymbol* find(std::string_view name) const;
  /// True for `y` and `m`, false for "is not set"; nothing if the text does not name it or it is no switch.
  std::optional<bool> enabled(std::string_view name) const;
  /// The number of an integer or hexadecimal symbol. Nothing if it is absent or not set. Malformed, at its line, if
  /// its value is no number that fits 64 bits.
  Result<std::optional<std::uint64_t>> number(std::string_view name) const;

  /// `.config:17 CONFIG_CMA_SIZE_MBYTES`; without a line if the text does not name the symbol.
  Origin origin(std::string_view name) const;

 private:
  friend Result<Kconfig> parse_kconfig(std::string_view text, std::string_view file);
  std::string file_;
  std::string release_;
  std::vector<KconfigSymbol> symbols_;
};

/// Reads lines `CONFIG_NAME=value` and `# CONFIG_NAME is not set`; blank lines and other comments are skipped. A
/// symbol given twice has its last value, as for make. Malformed, with line and column, for anything else; Unsupported
/// if the text is still compressed.
Result<Kconfig> parse_kconfig(std::string_view text, std::string_view file);

}  // namespace rampart
