#include "sources/iomem.h"

#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/refill.h"
#include "base/scanner.h"

namespace rampart {

Result<void> read_iomem(std::string_view text, std::string_view file, IoMem& into) {
  Refill entries{into.entries};
  bool any_address = false;
  into.hidden = false;
  for (const Line line : Lines{text}) {
    Scanner scan{line.text};
    scan.blanks();
    if (scan.at_end()) continue;
    const auto depth = static_cast<unsigned>((scan.column() - 1) / 2);
    const auto first = scan.number(16);
    const bool separated = first && scan.literal("-");
    const auto last = separated ? scan.number(16) : std::nullopt;
    if (!last || !scan.literal(" :")) {
      return malformed(file, line.number, scan.column(), "no range (expected <first>-<last> : <name> in hexadecimal)");
    }
    scan.literal(" ");
    if (entries.size() == IoMem::max_entries) return too_many(file, line.number, IoMem::max_entries, "entries");
    IoMemEntry& entry = entries.next();
    entry.first = {*first};
    entry.last = {*last};
    entry.depth = depth;
    entry.name = scan.rest();
    entry.line = line.number;
    any_address = any_address || *first != 0 || *last != 0;
    into.hidden = !any_address;
  }
  return {};
}

Result<IoMem> parse_iomem(std::string_view text, std::string_view file) {
  IoMem iomem;
  if (auto done = read_iomem(text, file, iomem); !done) return std::unexpected(std::move(done.error()));
  return iomem;
}

}  // namespace rampart
