#include "sources/vendor_pool_checks.h"

#include <fmt/format.h>
#include <utility>

namespace rampart {
namespace {

Finding finding(std::string_view rule, Severity severity, std::string message, std::string_view file,
                std::size_t line) {
  return {.rule = std::string{rule},
          .severity = severity,
          .message = std::move(message),
          .help = {},
          .regions = {},
          .locations = {{{std::string{file}, line, 0}, {}}}};
}

void check_remain(std::string_view file, VendorPoolText& text) {
  const PoolTotals& totals = *text.totals;
  if (!totals.total || !totals.used || !totals.remain) return;
  if (saturating_add(*totals.used, *totals.remain) == *totals.total) return;
  text.findings.push_back(finding("pool-sum", Severity::Warning,
                                  fmt::format("{} bytes used and {} bytes remaining do not make the total of {}",
                                              totals.used->value, totals.remain->value, totals.total->value),
                                  file, totals.line));
}

/// Whether the text lists every block that it counts; says so if not.
bool lists_all_blocks(std::string_view file, bool cut, std::size_t blocks, VendorPoolText& text) {
  const auto& counted = text.totals->block_count;
  if (counted && blocks > *counted) {
    text.findings.push_back(finding("pool-blocks", Severity::Warning,
                                    fmt::format("{} blocks are listed and {} counted", blocks, *counted), file,
                                    text.totals->line));
    return false;
  }
  if (!cut && (!counted || blocks == *counted)) return true;
  const std::string message = counted ? fmt::format("only {} of {} blocks are listed", blocks, *counted)
                                      : std::string{"the text was shortened"};
  text.findings.push_back(finding("pool-cut", Severity::Note, message, file, text.totals->line));
  return false;
}

}  // namespace

std::unexpected<Error> too_many_blocks(std::string_view file, std::size_t line) {
  const SourcePos where{std::string{file}, line, 1};
  return std::unexpected(
      Error{Errc::TooLarge, where, fmt::format("more blocks than the {} that are read", VendorPoolText::max_blocks)});
}

void PoolRangeCheck::check(const std::optional<PhysRange>& range, Bytes size, std::string_view what, std::size_t line) {
  if (range && range->size() == size) return;
  if (count_++ > 0) return;
  first_line_ = line;
  first_what_ = what;
}

void PoolRangeCheck::report(std::string_view file, std::vector<Finding>& findings) const {
  if (count_ == 0) return;
  std::string message = fmt::format("the size of a {} is not that of its addresses", first_what_);
  if (count_ > 1) message += fmt::format(", and so {} times", count_);
  findings.push_back(finding("pool-range", Severity::Warning, std::move(message), file, first_line_));
}

Bytes size_of_blocks(const VendorPool& pool) {
  Bytes sum;
  for (const PoolBlock& block : pool.blocks) sum = saturating_add(sum, block.size.value_or(Bytes{}));
  return sum;
}

void check_pool_sums(std::string_view file, bool cut, VendorPoolText& text) {
  if (!text.totals) return;
  check_remain(file, text);
  std::size_t blocks = 0;
  Bytes listed;
  for (const VendorPool& pool : text.pools) {
    blocks += pool.blocks.size();
    listed = saturating_add(listed, size_of_blocks(pool));
  }
  const auto& used = text.totals->used;
  const bool only_sum = text.pools.size() == 1 && text.pools.front().line == text.totals->line;
  if (text.pools.size() == 1 && used) text.pools.front().used = used;
  if (only_sum || !lists_all_blocks(file, cut, blocks, text) || !used) return;
  if (listed == *used) {
    for (VendorPool& pool : text.pools) {
      if (!pool.used) pool.used = size_of_blocks(pool);
    }
    return;
  }
  text.findings.push_back(finding(
      "pool-sum", Severity::Warning,
      fmt::format("the blocks make {} bytes and not the {} used", listed.value, used->value), file, text.totals->line));
}

}  // namespace rampart
