#include "sources/process_maps.h"

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {
namespace {

bool is_anonymous(std::string_view permissions, std::uint64_t inode, std::string_view name) {
  if (permissions.size() < 4 || permissions[3] != 'p' || inode != 0) return false;
  return name.empty() || name == "[heap]" || name.starts_with("[stack") || name.starts_with("[anon:");
}

}  // namespace

Result<std::vector<VirtualRange>> parse_anonymous_maps(std::string_view text, std::string_view file) {
  std::vector<VirtualRange> ranges;
  for (const Line line : Lines{text}) {
    if (line.text.empty()) continue;
    if (line.number > max_process_maps) return too_many(file, line.number, max_process_maps, "mappings");
    Scanner scan{line.text};
    const auto first = scan.number(16);
    const auto end = first && scan.literal("-") ? scan.number(16) : std::nullopt;
    if (!end || *end < *first || !scan.blanks()) {
      return malformed(file, line.number, scan.column(), "no addresses (expected <first>-<end> in hex)");
    }
    const std::string_view permissions = scan.word();
    scan.blanks();
    scan.word();  // offset
    scan.blanks();
    scan.word();  // device
    scan.blanks();
    const auto inode = scan.number();
    if (!inode) return malformed(file, line.number, scan.column(), "no inode (expected a number)");
    scan.blanks();
    if (is_anonymous(permissions, *inode, scan.rest())) ranges.push_back({*first, *end});
  }
  return ranges;
}

}  // namespace rampart
