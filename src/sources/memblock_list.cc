#include "sources/memblock_list.h"

#include <cstdint>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {
namespace {

std::optional<std::uint64_t> address(Scanner& scan) { return scan.literal("0x") ? scan.number(16) : std::nullopt; }

/// `   0: 0x0000000040000000..0x`...: both ends.
std::optional<PhysRange> range_of(Scanner& scan) {
  scan.blanks();
  if (!scan.number() || !scan.literal(": ")) return std::nullopt;
  const auto first = address(scan);
  if (!first || !scan.literal("..")) return std::nullopt;
  const auto last = address(scan);
  return last ? PhysRange::from_first_last({*first}, {*last}) : std::nullopt;
}

}  // namespace

Result<std::vector<MemblockEntry>> parse_memblock_list(std::string_view text, std::string_view file) {
  std::vector<MemblockEntry> entries;
  for (const Line line : Lines{text}) {
    if (line.text.empty()) continue;
    Scanner scan{line.text};
    const auto range = range_of(scan);
    if (!range) {
      return malformed(file, line.number, scan.column(), "no range (expected <number>: 0x<first>..0x<last>)");
    }
    if (entries.size() == max_memblock_entries) return too_many(file, line.number, max_memblock_entries, "ranges");
    MemblockEntry entry{*range, std::nullopt};
    if (scan.blanks() && !scan.word().empty() && scan.blanks()) entry.flags = scan.rest();
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace rampart
