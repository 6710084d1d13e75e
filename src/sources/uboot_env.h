#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/source_pos.h>

namespace rampart {

/// One variable of a U-Boot environment.
struct UbootVariable {
  std::string name;
  std::string value;
  std::size_t line = 0;    ///< In a text, counted from 1; 0 in a binary environment.
  std::size_t offset = 0;  ///< Where its name begins, in bytes from the start of the file.
  friend bool operator==(const UbootVariable&, const UbootVariable&) = default;
};

/// A U-Boot environment as read: its variables in order, of a name given twice the last.
struct UbootEnvironment {
  enum class Form {
    Text,      ///< What `printenv`, `fw_printenv` or `env export -t` writes.
    Single,    ///< CRC32, then the strings.
    Redundant  ///< CRC32, a byte of flags, then the strings; mostly two copies of it.
  };
  std::string file;
  Form form = Form::Text;
  std::size_t copy_offset = 0;  ///< Redundant: where the copy that counts begins.
  std::vector<UbootVariable> variables;

  /// The variable of this name, or null.
  const UbootVariable* find(std::string_view name) const;
  /// Its line, or the whole of a binary file.
  SourcePos where(const UbootVariable& variable) const { return {file, variable.line, variable.line == 0 ? 0U : 1U}; }
};

/// Reads the text of `printenv`, or a dump of the environment's place in flash: a text has no NUL. The strings of a
/// binary environment begin at offset 4, or 5 if it is redundant; its CRC32 may be of either byte order and tells how
/// long it is, so that a dump may hold more. Of two good copies the one that U-Boot would take counts. Malformed if a
/// line is no variable, or no copy has a good CRC.
Result<UbootEnvironment> parse_uboot_env(std::string_view bytes, std::string_view file);

/// A number of the environment: hexadecimal, with or without `0x`.
struct UbootNumber {
  std::uint64_t value = 0;
  std::size_t line = 0;    ///< As in UbootVariable.
  std::size_t offset = 0;  ///< As in UbootVariable.
  friend bool operator==(const UbootNumber&, const UbootNumber&) = default;
};

/// The value of such a variable; nothing if it is no number of 64 bits.
std::optional<std::uint64_t> uboot_number(std::string_view text);

/// What an environment says of where things go in memory. A variable that is not set stays empty.
struct UbootMemory {
  std::optional<UbootNumber> kernel_addr_r;       ///< Where a kernel is loaded by the usual scripts.
  std::optional<UbootNumber> kernel_comp_addr_r;  ///< Where a compressed one is unpacked.
  std::optional<UbootNumber> kernel_comp_size;
  std::optional<UbootNumber> fdt_addr_r;
  std::optional<UbootNumber> ramdisk_addr_r;
  std::optional<UbootNumber> loadaddr;  ///< What commands load to that are not told a place.
  std::optional<UbootNumber> bootm_low;
  std::optional<UbootNumber> bootm_size;   ///< How much from `bootm_low` a moved initrd or fdt may use.
  std::optional<UbootNumber> fdt_high;     ///< The highest address of a moved fdt; all ones: it is not moved.
  std::optional<UbootNumber> initrd_high;  ///< The same of the initrd.
  std::optional<UbootVariable> bootargs;
  friend bool operator==(const UbootMemory&, const UbootMemory&) = default;
};

/// Takes from an environment what concerns memory. Malformed, at its line, if an address of ours is no number.
Result<UbootMemory> uboot_memory(const UbootEnvironment& environment);

/// True for `fdt_high` and `initrd_high` if it says that nothing is moved: all ones in 32 or 64 bits.
constexpr bool keeps_place(const UbootNumber& high) { return high.value == UINT32_MAX || high.value == UINT64_MAX; }

}  // namespace rampart
