#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

#include "base/toml.h"

namespace rampart {

/// Takes the values of one table by their keys. The first thing that is wrong is kept until `finish`, which also
/// refuses keys that nobody asked for; what is taken after it is empty.
class TomlFields {
 public:
  /// `what` names the table in errors: `buffer`. The table must outlive this.
  TomlFields(const TomlTable& table, SourcePos where, std::string_view what);

  std::string text(std::string_view key);
  std::string required_text(std::string_view key);
  /// A text of letters, digits and `. _ -`: what can stand in a map of regions and in a device tree.
  std::string name(std::string_view key, bool is_required);
  std::vector<std::string> texts(std::string_view key);
  /// `64M`, or a number of bytes; above zero.
  std::optional<Bytes> size(std::string_view key);
  /// The same, a power of two.
  std::optional<Bytes> alignment(std::string_view key);
  /// A number or a text such as `4G` or `0x80000000`.
  std::optional<PhysAddr> address(std::string_view key);
  /// Bytes, 1 to `most`, as a number or a text such as `64K`.
  std::optional<std::uint64_t> small_size(std::string_view key, std::uint64_t most);
  std::optional<std::uint64_t> number(std::string_view key, std::uint64_t least, std::uint64_t most);
  std::optional<bool> flag(std::string_view key);
  /// Whether the key is there; it still has to be taken.
  bool has(std::string_view key) const { return table_.find(key) != nullptr; }

  /// Reports something wrong with the value of a key, or with the whole table where it is missing.
  void fail(std::string_view key, std::string what);
  Result<void> finish();

 private:
  const TomlValue* take(std::string_view key);
  std::optional<Bytes> bytes(std::string_view key);

  const TomlTable& table_;
  SourcePos where_;
  std::string what_;
  std::vector<std::string> asked_;
  std::optional<Error> error_;
};

}  // namespace rampart
