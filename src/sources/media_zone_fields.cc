#include "sources/media_zone_fields.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {
namespace {

/// Whether two words are the same but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// Reads a line field by field: `<key>=<value>`, with commas or blanks between.
class FieldReader {
 public:
  FieldReader(std::string_view fields, std::string_view file, const Line& line)
      : scan_{fields},
        file_{file},
        line_{line.number},
        offset_{static_cast<std::size_t>(fields.data() - line.text.data())} {}

  Scanner& scan() { return scan_; }

  /// Takes the next key and its `=`. Nothing at the end of the line, or if what follows has no `=`.
  std::optional<std::string_view> key() {
    skip_separators();
    const auto found = scan_.until("=");
    if (!found) return std::nullopt;
    scan_.literal("=");
    return trim(*found);
  }

  bool at_end() {
    skip_separators();
    return scan_.at_end();
  }

  /// Takes `2883584KB(2816MB)`, `1024B` or `0x1000`, with what stands in brackets behind it.
  Result<Bytes> size() {
    auto count = number();
    if (!count) return std::unexpected(std::move(count.error()));
    const bool kilo = scan_.literal("KB");
    if (!kilo) scan_.literal("B");
    if (kilo && *count > UINT64_MAX >> 10) return fail("a size past 64 bits (expected less than 16 EiB)");
    if (scan_.literal("(") && !(scan_.until(")") && scan_.literal(")")))
      return fail("a bracket without an end (expected one)");
    return kilo ? kib(*count) : Bytes{*count};
  }

  Result<std::uint64_t> number() {
    const auto hex = scan_.hex();
    const auto count = hex ? hex : scan_.number();
    if (!count) return fail("no number (expected <number>KB or 0x<number>)");
    return *count;
  }

  /// Takes `(0xFIRST, 0xLAST)` or `(FIRST)` into `into`.
  Result<void> addresses(MediaZoneFields& into) {
    const auto first = address();
    if (!first) return fail("no address (expected phys(0x<first>, 0x<last>))");
    into.first = PhysAddr{*first};
    if (scan_.literal(",")) {
      scan_.blanks();
      const auto last = address();
      if (!last) return fail("no address (expected phys(0x<first>, 0x<last>))");
      into.last = PhysAddr{*last};
    }
    if (!scan_.literal(")")) return fail("no end of the addresses (expected a bracket)");
    return {};
  }

  /// Takes `"anonymous"`, or a word without quotes. Nothing if the line ends here.
  Result<std::optional<std::string_view>> word() {
    if (scan_.at_end()) return std::nullopt;
    if (scan_.literal("\"")) {
      const auto text = scan_.until("\"");
      if (!text) return fail("a name without an end (expected a quote)");
      scan_.literal("\"");
      return text;
    }
    const std::string_view rest = scan_.rest();
    const std::string_view text = rest.substr(0, rest.find_first_of(", \t"));
    scan_.literal(text);
    return text;
  }

  std::unexpected<Error> fail(std::string_view what) {
    return malformed(file_, line_, offset_ + scan_.column(), std::string{what});
  }

 private:
  void skip_separators() {
    while (scan_.blanks() || scan_.literal(",")) {
    }
  }
  std::optional<std::uint64_t> address() {
    const auto prefixed = scan_.hex();
    return prefixed ? prefixed : scan_.number(16);
  }

  Scanner scan_;
  std::string_view file_;
  std::size_t line_;
  std::size_t offset_;
};

std::optional<PhysRange> range_of(const MediaZoneFields& fields) {
  if (!fields.first) return std::nullopt;
  if (fields.last) return PhysRange::from_first_last(*fields.first, *fields.last);
  return fields.size ? PhysRange::make(*fields.first, *fields.size) : std::nullopt;
}

/// Takes the value of `key` into its place.
Result<void> take_field(FieldReader& reader, std::string_view key, MediaZoneFields& into) {
  if (same_word(key, "size") || same_word(key, "nbytes") || same_word(key, "length")) {
    const auto size = reader.size();
    if (!size) return std::unexpected(size.error());
    into.size = *size;
    return {};
  }
  const auto word = reader.word();
  if (!word) return std::unexpected(word.error());
  if (same_word(key, "name")) {
    into.named = word->has_value();
    into.name = word->value_or("");
  } else if (same_word(key, "cache")) {
    into.cacheable = *word == "cacheable";
  }
  return {};
}

}  // namespace

Result<MediaZoneFields> parse_media_zone_fields(std::string_view text, std::string_view file, const Line& line) {
  FieldReader reader{text, file, line};
  MediaZoneFields fields;
  reader.scan().blanks();
  const std::string_view opening = reader.scan().rest().substr(0, 5);
  if (!same_word(opening, "phys(")) return reader.fail("no place (expected phys(0x<first>, 0x<last>))");
  reader.scan().literal(opening);
  if (auto done = reader.addresses(fields); !done) return std::unexpected(std::move(done.error()));
  while (const auto key = reader.key()) {
    if (auto done = take_field(reader, *key, fields); !done) return std::unexpected(std::move(done.error()));
  }
  if (!reader.at_end()) return reader.fail("no field (expected <key>=<value>)");
  fields.range = range_of(fields);
  return fields;
}

Result<MediaZoneSum> parse_media_zone_sum(std::string_view text, std::string_view file, const Line& line) {
  struct SizeField {
    std::string_view key;
    std::optional<Bytes> PoolTotals::* slot;
  };
  constexpr SizeField sizes[] = {
      {"total size", &PoolTotals::total}, {"used", &PoolTotals::used}, {"remain", &PoolTotals::remain}};
  FieldReader reader{text, file, line};
  MediaZoneSum sum;
  sum.totals.line = line.number;
  while (const auto key = reader.key()) {
    const auto* const slot = std::ranges::find(sizes, *key, &SizeField::key);
    if (slot != std::end(sizes)) {
      const auto size = reader.size();
      if (!size) return std::unexpected(size.error());
      sum.totals.*slot->slot = *size;
      continue;
    }
    const auto count = reader.number();
    if (!count) return std::unexpected(count.error());
    if (*key == "block_number") sum.totals.block_count = *count;
    if (*key == "partition_number" || *key == "zone_number") sum.totals.pool_count = *count;
    sum.zones |= *key == "zone_number";
  }
  sum.cut = !reader.at_end();
  return sum;
}

}  // namespace rampart
