#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/scanner.h"
#include "sources/log_pattern.h"

namespace rampart {
namespace {

struct Part {
  std::string_view label;
  std::optional<Bytes> MemoryLine::* slot;
};
constexpr Part parts[] = {
    {"kernel code", &MemoryLine::code},
    {"rwdata", &MemoryLine::rwdata},
    {"rodata", &MemoryLine::rodata},
    {"init", &MemoryLine::init},
    {"bss", &MemoryLine::bss},
    {"reserved", &MemoryLine::reserved},
    {"cma-reserved", &MemoryLine::cma_reserved},
    {"highmem", &MemoryLine::highmem},
};

/// "3840K", in 3.x "3840k".
std::optional<Bytes> take_size(Scanner& scan) {
  const auto count = scan.number();
  if (!count || *count > UINT64_MAX >> 10 || !(scan.literal("K") || scan.literal("k"))) return std::nullopt;
  return kib(*count);
}

/// "3840K rwdata" and the comma after it. False at the last one, and where the line was cut.
bool take_part(Scanner& scan, MemoryLine& line) {
  scan.blanks();
  const auto size = take_size(scan);
  if (!size || !scan.blanks()) return false;
  std::string_view label = scan.rest().substr(0, scan.rest().find_first_of(",)"));
  scan.literal(label);
  while (label.ends_with(' ')) label.remove_suffix(1);  // a 4.x kernel printed "bss ,"
  const auto* const part = std::ranges::find(parts, label, &Part::label);
  if (part != std::end(parts)) line.*part->slot = *size;
  return scan.literal(",");
}

}  // namespace

std::optional<MemoryLine> parse_memory_line(std::string_view text) {
  Scanner scan{text};
  if (!scan.literal("Memory:")) return std::nullopt;
  scan.blanks();
  const auto available = take_size(scan);
  if (!available || !scan.literal("/")) return std::nullopt;
  const auto physical = take_size(scan);
  if (!physical || !scan.blanks() || !scan.literal("available")) return std::nullopt;
  MemoryLine line{};
  line.available = *available;
  line.physical = *physical;
  // The parts stand in brackets, in 3.x on arm after a comma.
  scan.literal(",");
  scan.blanks();
  scan.literal("(");
  while (take_part(scan, line)) continue;
  return line;
}

}  // namespace rampart
