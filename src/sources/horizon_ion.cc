#include "sources/horizon_ion.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "base/words.h"
#include "sources/ion_table.h"
#include "sources/vendor_pool_checks.h"

namespace rampart {
namespace {

constexpr std::string_view first_line = "the heap id is ";

bool is_horizon_header(std::string_view text) {
  if (!text.starts_with("heap name ") && !text.starts_with("client ")) return false;
  const auto words = words_of(text);
  return std::ranges::find(words, "size") != words.end();
}

class HorizonIonParser {
 public:
  explicit HorizonIonParser(std::string_view file) : file_{file} {}

  Result<void> take(const Line& line) {
    const std::string_view text = trim(line.text);
    if (text.empty() || text.starts_with("---") || text.starts_with("allocations (info is from")) return {};
    if (facts_.pools.empty()) return take_first(line, text);
    if (text.find("heap total size") != std::string_view::npos) return take_size(line, text);
    if (is_horizon_header(text)) return take_header(line, text);
    if (ion_sum(text, "total orphaned")) return {};
    if (const auto total = ion_sum(text, "total")) {
      facts_.pools.front().used = *total;
      return {};
    }
    return take_row(line, text);
  }

  Result<VendorPoolText> finish() && {
    if (facts_.pools.empty()) return unsupported(1);
    check_sum();
    return std::move(facts_);
  }

 private:
  std::unexpected<Error> unsupported(std::size_t line) const {
    const SourcePos where{std::string{file_}, line, 1};
    return std::unexpected(Error{Errc::Unsupported, where, "no heap of Horizon's ION (expected the heap id is <n>)"});
  }

  Result<void> take_first(const Line& line, std::string_view text) {
    if (!text.starts_with(first_line)) return unsupported(line.number);
    facts_.pools.push_back({.vendor = "Horizon", .kind = Kind::Ion, .line = line.number});
    return {};
  }

  /// Reads `cma_reserved  heap total size       1610612736`.
  Result<void> take_size(const Line& line, std::string_view text) {
    Scanner scan{text};
    const std::string_view name = scan.word();
    scan.blanks();
    const auto size = ion_sum(scan.rest(), "heap total size");
    if (!size) return malformed(file_, line.number, 1, "no size of the heap (expected <heap> heap total size <bytes>)");
    VendorPool& pool = facts_.pools.front();
    pool.name = name;
    pool.total = *size;
    pool.line = line.number;
    return {};
  }

  /// The rows of the first table begin with the heap's name, so its client is the second column.
  Result<void> take_header(const Line& line, std::string_view text) {
    if (++row_count_ > VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
    in_blocks_ = text.starts_with("client ");
    table_ = IonTable{in_blocks_ ? text : text.substr(std::string_view{"heap name "}.size())};
    return {};
  }

  Result<void> take_row(const Line& line, std::string_view text) {
    if (++row_count_ > VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
    if (!in_blocks_) {
      Scanner scan{text};
      scan.word();
      text = trim_left(scan.rest());
    }
    const auto row = table_.row(text);
    const auto size = row ? row->number("size") : std::nullopt;
    const auto pid = row ? row->number("pid") : std::nullopt;
    if (!size || !pid) return malformed(file_, line.number, 1, "no row of the table above (expected its columns)");
    const std::string client{row->cell("client").value_or("")};
    VendorPool& pool = facts_.pools.front();
    if (!in_blocks_) {
      pool.clients.push_back({client, *pid, {*size}, line.number});
      return {};
    }
    const auto label = row->cell("label");
    const bool labelled = label && *label != "no-label";
    const auto address = row->number("paddr", 16);
    pool.blocks.push_back({.name = std::string{labelled ? *label : row->cell("type").value_or("")},
                           .range = address ? PhysRange::make({*address}, {*size}) : std::nullopt,
                           .size = Bytes{*size},
                           .client = client,
                           .line = line.number});
    return {};
  }

  void check_sum() {
    const VendorPool& pool = facts_.pools.front();
    const Bytes listed = size_of_blocks(pool);
    if (!pool.used || listed == *pool.used) return;
    facts_.findings.push_back(
        {.rule = "pool-cut",
         .severity = Severity::Note,
         .message = fmt::format("the blocks listed make {} of the {} bytes used", listed.value, pool.used->value),
         .help = {},
         .regions = {},
         .locations = {{{std::string{file_}, pool.line, 0}, {}}}});
  }

  std::string_view file_;
  VendorPoolText facts_;
  IonTable table_{""};
  std::size_t row_count_ = 0;
  bool in_blocks_ = false;
};

/// Reads `cma_reserved:  500000 :  1 :  1 : ffff0003f17c4a80 :  2:  6 :  1`; the sixth value after the heap is the id.
std::optional<HorizonIonHandle> parse_handle(std::string_view text) {
  constexpr std::size_t share_id_column = 5;
  Scanner scan{text};
  const auto heap = scan.until(":");
  if (!heap) return std::nullopt;
  HorizonIonHandle handle{.heap = std::string{trim(*heap)}};
  for (std::size_t column = 0; column <= share_id_column; ++column) {
    scan.literal(":");
    const auto cell = scan.until(":");
    if (!cell) return std::nullopt;
    if (column != 0 && column != share_id_column) continue;
    const auto number = number_in(trim(*cell), column == 0 ? 16 : 10);
    if (!number) return std::nullopt;
    if (column == 0) {
      handle.size = {*number};
    } else {
      handle.share_id = *number;
    }
  }
  return handle;
}

}  // namespace

Result<VendorPoolText> parse_horizon_ion_heap(std::string_view text, std::string_view file) {
  HorizonIonParser parser{file};
  for (const Line line : Lines{text}) {
    if (auto done = parser.take(line); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(parser).finish();
}

Result<HorizonIonClient> parse_horizon_ion_client(std::string_view text, std::string_view file) {
  HorizonIonClient client;
  bool begun = false;
  for (const Line line : Lines{text}) {
    const std::string_view row = trim(line.text);
    if (row.starts_with("heap_name:")) {
      begun = true;
    } else if (row.find(':') != std::string_view::npos && begun) {
      auto handle = parse_handle(row);
      if (!handle)
        return malformed(file, line.number, 1, "no row (expected <heap>: <hex size> : ... : <id> : <count>)");
      if (client.handles.size() == VendorPoolText::max_blocks) return too_many_blocks(file, line.number);
      handle->line = line.number;
      client.handles.push_back(*std::move(handle));
    } else if (const auto total = ion_sum(row, "total", 16)) {
      client.total = *total;
    }
  }
  if (!begun) return malformed(file, 1, 1, "no client of Horizon's ION (expected heap_name: size_in_bytes : ...)");
  return client;
}

}  // namespace rampart
