#include "base/printable.h"

#include <algorithm>
#include <iterator>

namespace rampart {
namespace {

constexpr char32_t replacement = 0xfffd;

struct CodePoints {
  char32_t first;
  char32_t last;
};

/// Controls, what reorders or splits lines, and what no text may hold.
constexpr CodePoints harmful[] = {{0x00, 0x1f},     {0x7f, 0x9f},      {0x061c, 0x061c}, {0x200e, 0x200f},
                                  {0x2028, 0x202e}, {0x2066, 0x2069},  {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
                                  {0xfffe, 0xffff}, {0xe0000, 0xe007f}};
constexpr CodePoints wide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},  {0xac00, 0xd7a3},
                               {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},  {0xffe0, 0xffe6},
                               {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
constexpr CodePoints marks[] = {{0x0300, 0x036f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d},
                                {0x2060, 0x2064}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};

template <std::size_t Count>
bool is_in(const CodePoints (&table)[Count], char32_t point) {
  return std::ranges::any_of(table, [&](CodePoints each) { return each.first <= point && point <= each.last; });
}

struct Decoded {
  char32_t point;
  std::size_t length;  ///< Bytes taken, at least one.
};

/// The first character of a text that is not empty. An invalid byte is one replacement character.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {replacement, 1};
  char32_t point = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {replacement, 1};
    point = point << 6 | (byte(i) & 0x3fu);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = 0xd800 <= point && point <= 0xdfff;
  if (overlong || surrogate || point > 0x10ffff) return {replacement, 1};
  return {point, length};
}

std::size_t width_of(char32_t point) {
  if (point < 0x300) return 1;
  if (is_in(marks, point)) return 0;
  return is_in(wide, point) ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode(text);
    const bool keep = next.point != replacement && !is_in(harmful, next.point);
    safe += keep ? text.substr(0, next.length) : std::string_view{"\xef\xbf\xbd"};
    text.remove_prefix(next.length);
  }
  return safe;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Decoded next = decode(text);
    width += width_of(next.point);
    text.remove_prefix(next.length);
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  constexpr std::size_t marks_each = 3;  // more marks on a letter than any script stacks
  if (width == 0) return {};
  std::size_t columns = 0;
  std::size_t points = 0;
  std::size_t at = 0;
  std::size_t keep = 0;  // bytes that leave a column for the ellipsis
  while (at < text.size()) {
    const Decoded next = decode(text.substr(at));
    columns += width_of(next.point);
    ++points;
    if (columns > width || points > width * (marks_each + 1)) return std::string{text.substr(0, keep)} + "…";
    at += next.length;
    if (columns < width) keep = at;
  }
  return std::string{text};
}

std::string shortened_front(std::string_view text, std::size_t width) {
  if (width == 0) return {};
  std::size_t columns = display_width(text);
  if (columns <= width) return std::string{text};
  while (columns >= width && !text.empty()) {
    const Decoded next = decode(text);
    columns -= width_of(next.point);
    text.remove_prefix(next.length);
  }
  return "…" + std::string{text};
}

}  // namespace rampart
