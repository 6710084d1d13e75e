#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "edit/dts_tokens.h"

namespace rampart {

/// One cell or string of a value.
struct DtsValuePart {
  DtsSpan span;
  std::size_t group = 0;  ///< Of the `<` that it stands behind.
  friend bool operator==(const DtsValuePart&, const DtsValuePart&) = default;
};

/// What the text of a value consists of.
struct DtsValueShape {
  enum class Kind {
    Cells,    ///< `<...>`, one or more of them.
    Strings,  ///< `"..."`, one or more of them.
    Other,    ///< Bytes, `/bits/`, macros, a mixture, or what the preprocessor changes inside.
  };
  Kind kind = Kind::Other;
  std::vector<DtsValuePart> parts;
  std::vector<DtsSpan> groups;  ///< Each from `<` to behind `>`.

  /// The cells of every group, if all have as many; else 0.
  std::size_t group_size() const;
};

DtsValueShape dts_value_shape(std::string_view text);

/// How numbers of a value are written.
struct DtsNumberStyle {
  bool is_decimal = false;
  bool is_upper = false;
  std::size_t width = 0;  ///< Digits that a number is filled up to with zeros; 0: it is not.
  std::string zero = "0x0";
};

/// The style of the cells of a value, and of one of them.
DtsNumberStyle dts_number_style(std::string_view text, const DtsValueShape& shape);
DtsNumberStyle dts_number_style(std::string_view cell, DtsNumberStyle around);

std::string dts_number_text(std::uint32_t value, const DtsNumberStyle& style);

}  // namespace rampart
