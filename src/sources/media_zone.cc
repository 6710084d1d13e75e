#include "sources/media_zone.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "sources/media_zone_fields.h"
#include "sources/vendor_pool_checks.h"

namespace rampart {
namespace {

/// What begins a line of interest, and whose word it is.
struct Opening {
  std::string_view text;
  bool is_zone;
  std::string_view vendor;
};
constexpr Opening openings[] = {
    {"+---PARTITION:", true, "Axera"},
    {"|-Block:", false, "Axera"},
    {"+---ZONE:", true, "HiSilicon"},
    {"|-MMB:", false, "HiSilicon"},
};

/// A line of nothing but dots, as authors put where they left lines out; the dots are of any alphabet.
bool is_ellipsis(std::string_view text) {
  const bool has_word = std::ranges::any_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  return !has_word && !text.starts_with("---");
}

class MediaZoneParser {
 public:
  explicit MediaZoneParser(std::string_view file) : file_{file} {}

  Result<void> take(const Line& line);
  Result<VendorPoolText> finish() &&;

 private:
  Result<void> take_zone(const Line& line, const Opening& opening, std::string_view fields);
  Result<void> take_block(const Line& line, std::string_view fields);
  Result<void> take_current(const Line& line, std::string_view text);
  Result<void> take_sum(const Line& line, std::string_view text);
  bool take_wrapped_name(std::string_view text);
  void take_card_total(std::string_view text);
  void note_range(const Line& line, const MediaZoneFields& fields, std::string_view what);

  std::string_view file_;
  VendorPoolText facts_;
  std::size_t block_count_ = 0;
  bool name_is_due_ = false;  // the line of the last zone or block ended before its name
  bool cut_ = false;
  PoolRangeCheck ranges_;
};

Result<void> MediaZoneParser::take(const Line& line) {
  constexpr std::string_view version = "[Axera version]:";
  const std::string_view text = trim(line.text);
  const auto* const opening =
      std::ranges::find_if(openings, [&](const Opening& o) { return text.starts_with(o.text); });
  if (opening != std::end(openings)) {
    const std::string_view fields = text.substr(opening->text.size());
    return opening->is_zone ? take_zone(line, *opening, fields) : take_block(line, fields);
  }
  if (text.starts_with("nBlock(")) return take_current(line, text);
  if (text.starts_with("total size=")) return take_sum(line, text);
  if (text.starts_with("CMM ")) take_card_total(text);
  if (text.starts_with(version)) facts_.version = trim(text.substr(version.size()));
  if (!text.empty() && !take_wrapped_name(text) && is_ellipsis(text)) cut_ = true;
  return {};
}

void MediaZoneParser::note_range(const Line& line, const MediaZoneFields& fields, std::string_view what) {
  if (fields.last && fields.size) ranges_.check(fields.range, *fields.size, what, line.number);
}

Result<void> MediaZoneParser::take_zone(const Line& line, const Opening& opening, std::string_view text) {
  auto fields = parse_media_zone_fields(text, file_, line);
  if (!fields) return std::unexpected(std::move(fields.error()));
  if (facts_.pools.size() == VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
  facts_.pools.push_back({.vendor = std::string{opening.vendor},
                          .name = fields->name,
                          .range = fields->range,
                          .total = fields->size,
                          .line = line.number});
  name_is_due_ = !fields->named;
  note_range(line, *fields, "zone");
  return {};
}

Result<void> MediaZoneParser::take_block(const Line& line, std::string_view text) {
  auto fields = parse_media_zone_fields(text, file_, line);
  if (!fields) return std::unexpected(std::move(fields.error()));
  if (facts_.pools.empty()) return malformed(file_, line.number, 1, "a block before any zone (expected a zone)");
  if (++block_count_ > VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
  facts_.pools.back().blocks.push_back({.name = fields->name,
                                        .range = fields->range,
                                        .size = fields->size,
                                        .cacheable = fields->cacheable,
                                        .line = line.number});
  name_is_due_ = !fields->named;
  note_range(line, *fields, "block");
  return {};
}

/// Reads what a zone holds now: ` nBlock(Max=0, Cur=12, ...)  nbytes(Max=0B(0KB,0MB), Cur=397312B(388KB,0MB), ...`.
/// The other numbers are zero where the driver does not keep them, so they tell nothing.
Result<void> MediaZoneParser::take_current(const Line& line, std::string_view text) {
  Scanner scan{text};
  constexpr std::string_view expected = "no bytes in use (expected nbytes(Max=<n>B, Cur=<n>B)";
  if (!scan.until("nbytes(") || !scan.until("Cur=") || !scan.literal("Cur=") || facts_.pools.empty()) {
    return malformed(file_, line.number, scan.column(), std::string{expected});
  }
  const auto bytes = scan.number();
  if (!bytes || !scan.literal("B")) return malformed(file_, line.number, scan.column(), std::string{expected});
  facts_.pools.back().used = Bytes{*bytes};
  return {};
}

Result<void> MediaZoneParser::take_sum(const Line& line, std::string_view text) {
  auto sum = parse_media_zone_sum(text, file_, line);
  if (!sum) return std::unexpected(std::move(sum.error()));
  if (!facts_.totals) facts_.totals = sum->totals;  // the first one is what other readers take
  cut_ |= sum->cut;
  if (facts_.pools.empty()) {
    facts_.pools.push_back({.vendor = sum->zones ? "HiSilicon" : "Axera",
                            .total = sum->totals.total,
                            .used = sum->totals.used,
                            .line = line.number});
  }
  return {};
}

/// Copies from web pages have the name on a line of its own: `"anonymous"`, or `NAME="anonymous"`.
bool MediaZoneParser::take_wrapped_name(std::string_view text) {
  if (!name_is_due_) return false;
  if (text.starts_with("name=") || text.starts_with("NAME=")) text.remove_prefix(5);
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return false;
  VendorPool& pool = facts_.pools.back();
  (pool.blocks.empty() ? pool.name : pool.blocks.back().name) = text.substr(1, text.size() - 2);
  name_is_due_ = false;
  return true;
}

/// Reads a row of the table that axcl-smi makes of the same sum: `CMM Used            :    16924 KiB`.
void MediaZoneParser::take_card_total(std::string_view text) {
  struct Row {
    std::string_view word;
    std::optional<Bytes> PoolTotals::* slot;
  };
  constexpr Row rows[] = {
      {"CMM Total", &PoolTotals::total}, {"CMM Used", &PoolTotals::used}, {"CMM Remain", &PoolTotals::remain}};
  Scanner scan{text};
  const auto word = scan.until(":");
  const auto* const row = std::ranges::find(rows, trim(word.value_or("")), &Row::word);
  if (row == std::end(rows)) return;
  scan.literal(":");
  scan.blanks();
  const auto count = scan.number();
  if (!count || *count > UINT64_MAX >> 10 || (trim(scan.rest()) != "KiB" && trim(scan.rest()) != "kiB")) return;
  if (!facts_.totals) facts_.totals = PoolTotals{};
  (*facts_.totals).*row->slot = kib(*count);
}

Result<VendorPoolText> MediaZoneParser::finish() && {
  if (facts_.pools.empty() && facts_.totals) {
    facts_.pools.push_back({.vendor = "Axera", .total = facts_.totals->total, .used = facts_.totals->used});
  }
  if (facts_.pools.empty()) {
    return malformed(file_, 1, 1, "no zone and no sum (expected the text of mem_cmm_info or media-mem)");
  }
  ranges_.report(file_, facts_.findings);
  check_pool_sums(file_, cut_, facts_);
  return std::move(facts_);
}

}  // namespace

Result<VendorPoolText> parse_media_zones(std::string_view text, std::string_view file) {
  MediaZoneParser parser{file};
  for (const Line line : Lines{text}) {
    if (auto done = parser.take(line); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(parser).finish();
}

}  // namespace rampart
