#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

namespace rampart {

/// The names of the properties of a flattened tree that is written again. They stay where they were; new ones come
/// behind them, and go again with the last property that has them: what was added and is removed leaves no trace.
class DtbStrings {
 public:
  /// `used`: the offsets that the tree had before it was edited.
  DtbStrings(std::string block, std::set<std::uint32_t> used) : block_{std::move(block)}, used_{std::move(used)} {}

  /// Notes that a property still has the name there.
  void keep(std::uint32_t at) { kept_.insert(at); }
  /// Where a name is, which is appended if nothing in the tree has it. It may be the end of a longer one.
  std::uint32_t place(const std::string& name);
  /// The block without the names at its end that were used before and are not now. One that was unused before stays.
  std::string finish();

 private:
  bool is_reusable(std::size_t end) const;

  std::string block_;
  std::set<std::uint32_t> used_;
  std::set<std::uint32_t> kept_;
};

}  // namespace rampart
