#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace rampart {

/// Writes a flattened device tree from front to back: reservations, then the root with its properties before its
/// children. The first call is `begin_node("")` or a `reserve`; nodes must pair.
class DtbBuilder {
 public:
  DtbBuilder();

  void reserve(std::uint64_t base, std::uint64_t size);
  void begin_node(std::string_view name);
  void property(std::string_view name, std::string_view value = {});
  void cells(std::string_view name, std::initializer_list<std::uint32_t> values);
  /// With its zero byte.
  void string(std::string_view name, std::string_view value);
  void end_node();
  /// The bytes written so far, about.
  std::size_t size() const { return written_; }
  /// The blob; nothing if the calls did not make a tree.
  std::optional<std::string> finish();

 private:
  template <typename Write>
  void write(Write&& step);
  void end_reservations();

  std::string buffer_;
  std::size_t written_ = 0;
  int depth_ = 0;
  bool is_reserving_ = true;
  bool failed_ = false;
};

}  // namespace rampart
