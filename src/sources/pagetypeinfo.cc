#include "sources/pagetypeinfo.h"

#include <cstddef>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "sources/zone_head.h"

namespace rampart {
namespace {

constexpr std::size_t max_orders = 64;  // a block of 2^64 pages cannot be
constexpr std::size_t max_types = 64;   // kernels have six
constexpr std::size_t max_rows = 262'144;

/// Reads the text line by line; a header tells of which table the rows below it are.
class PagetypeReader {
 public:
  explicit PagetypeReader(std::string_view file) : file_{file} {}

  Result<void> line(const Line& line);
  PageTypeInfo take() { return std::move(info_); }

 private:
  Result<void> head_number(const Line& line, Scanner& scan);
  Result<void> row(const Line& line);
  Result<void> free_row(const Line& line, Scanner& scan, const ZoneHead& head);
  Result<void> block_row(const Line& line, Scanner& scan, const ZoneHead& head);
  Result<void> block_header(const Line& line, Scanner& scan, BlockTable& table);

  std::string_view file_;
  PageTypeInfo info_;
  std::size_t rows_ = 0;
  BlockTable* table_ = nullptr;  ///< The table of blocks whose rows follow; none in the table of free pages.
};

Result<void> PagetypeReader::line(const Line& line) {
  Scanner scan{line.text};
  if (line.text.empty() || scan.literal("Free pages count per migrate type")) return {};
  if (line.text.starts_with("Node")) return row(line);
  if (scan.literal("Page block order:") || scan.literal("Pages per block:")) return head_number(line, scan);
  if (scan.literal("Number of blocks type")) {
    return block_header(line, scan, info_.blocks);
  }
  if (scan.literal("Number of mixed blocks")) {
    return block_header(line, scan, info_.mixed_blocks.emplace());
  }
  return malformed(file_, line.number, 1,
                   "not a line of pagetypeinfo (expected a header or Node <number>, zone <name>)");
}

Result<void> PagetypeReader::head_number(const Line& line, Scanner& scan) {
  scan.blanks();
  const auto value = scan.number();
  const bool is_order = line.text.starts_with("Page block order:");
  if (!value || !scan.at_end() || (is_order && *value >= max_orders)) {
    return malformed(file_, line.number, scan.column(), "no size of a page block (expected <number>)");
  }
  if (is_order) {
    info_.page_block_order = static_cast<std::uint32_t>(*value);
  } else {
    info_.pages_per_block = Pages{*value};
  }
  return {};
}

Result<void> PagetypeReader::block_header(const Line& line, Scanner& scan, BlockTable& table) {
  table = {};
  table_ = &table;
  for (scan.blanks(); !scan.at_end(); scan.blanks()) {
    if (table.types.size() == max_types) return too_many(file_, line.number, max_types, "migrate types");
    table.types.emplace_back(scan.word());
  }
  return {};
}

Result<void> PagetypeReader::row(const Line& line) {
  Scanner scan{line.text};
  const auto head = scan_zone_head(scan);
  if (!head) return malformed(file_, line.number, scan.column(), "no zone (expected Node <number>, zone <name>)");
  if (++rows_ > max_rows) return too_many(file_, line.number, max_rows, "rows");
  return table_ ? block_row(line, scan, *head) : free_row(line, scan, *head);
}

Result<void> PagetypeReader::free_row(const Line& line, Scanner& scan, const ZoneHead& head) {
  scan.blanks();
  if (!head.zone.ends_with(',') || !scan.literal("type") || !scan.blanks()) {
    return malformed(file_, line.number, scan.column(), "no migrate type (expected , type <name>)");
  }
  FreeByType row{.node = head.node,
                 .zone = std::string{head.zone.substr(0, head.zone.size() - 1)},
                 .type = std::string{scan.word()},
                 .free_blocks = {}};
  for (scan.blanks(); !scan.at_end(); scan.blanks()) {
    const bool or_more = scan.literal(">");
    const auto count = scan.number();
    if (!count || row.free_blocks.size() == max_orders) {
      return malformed(file_, line.number, scan.column(), "no count of free blocks (expected at most 64 numbers)");
    }
    row.free_blocks.push_back({*count, or_more});
  }
  info_.free.push_back(std::move(row));
  return {};
}

Result<void> PagetypeReader::block_row(const Line& line, Scanner& scan, const ZoneHead& head) {
  ZoneBlocks row{.node = head.node, .zone = std::string{head.zone}, .blocks = {}};
  for (scan.blanks(); !scan.at_end(); scan.blanks()) {
    const auto count = scan.number();
    if (!count) return malformed(file_, line.number, scan.column(), "no count of blocks (expected <number>)");
    row.blocks.push_back(*count);
  }
  if (row.blocks.size() != table_->types.size()) {
    return malformed(file_, line.number, scan.column(),
                     "a row of " + std::to_string(row.blocks.size()) + " counts (expected " +
                         std::to_string(table_->types.size()) + " as in its header)");
  }
  table_->zones.push_back(std::move(row));
  return {};
}

}  // namespace

Result<PageTypeInfo> parse_pagetypeinfo(std::string_view text, std::string_view file) {
  PagetypeReader reader{file};
  for (const Line line : Lines{text}) {
    if (auto done = reader.line(line); !done) return std::unexpected(std::move(done.error()));
  }
  return reader.take();
}

}  // namespace rampart
