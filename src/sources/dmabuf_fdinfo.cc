#include "sources/dmabuf_fdinfo.h"

#include <algorithm>
#include <iterator>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {
namespace {

struct NumberField {
  std::string_view key;
  std::optional<std::uint64_t> DmabufFdinfo::* slot;
  int base;
};
constexpr NumberField number_fields[] = {
    {"pos", &DmabufFdinfo::pos, 10}, {"flags", &DmabufFdinfo::flags, 8},  {"mnt_id", &DmabufFdinfo::mnt_id, 10},
    {"ino", &DmabufFdinfo::ino, 10}, {"count", &DmabufFdinfo::count, 10},
};

std::optional<std::uint64_t> parse_whole(std::string_view text, int base) {
  Scanner scan{text};
  const auto number = scan.number(base);
  return scan.at_end() ? number : std::nullopt;
}

}  // namespace

Result<DmabufFdinfo> parse_dmabuf_fdinfo(std::string_view text, std::string_view file) {
  DmabufFdinfo info;
  for (const Line line : Lines{text}) {
    const std::size_t colon = line.text.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line.text.substr(0, colon);
    const std::string_view value = trim(line.text.substr(colon + 1));
    const auto* const field = std::ranges::find(number_fields, key, &NumberField::key);
    const bool is_size = key == "size";
    if (key == "exp_name") {
      info.exporter = value;
    } else if (key == "name") {
      info.name = value;
    } else if (is_size || field != std::end(number_fields)) {
      const auto number = parse_whole(value, is_size ? 10 : field->base);
      if (!number) {
        const std::size_t column = line.text.size() - trim_left(line.text.substr(colon + 1)).size() + 1;
        return malformed(file, line.number, column, std::string{key} + " has no number (expected <key>: <number>)");
      }
      if (is_size) {
        info.size = Bytes{*number};
      } else {
        info.*field->slot = *number;
      }
    }
  }
  return info;
}

}  // namespace rampart
