#include "sources/log_pattern.h"

#include <cstdint>
#include <iterator>
#include <string>

#include "base/scanner.h"

namespace rampart {
namespace {

std::optional<std::uint64_t> address(Scanner& scan) {
  if (const auto value = scan.hex()) return value;
  return scan.number(16);
}

std::optional<Bytes> scaled(std::optional<std::uint64_t> count, unsigned shift) {
  if (!count || *count > UINT64_MAX >> shift) return std::nullopt;
  return Bytes{*count << shift};
}

/// Text up to `stop`, or to the end if `stop` is empty.
std::optional<std::string_view> text_before(Scanner& scan, std::string_view stop) {
  if (!stop.empty()) return scan.until(stop);
  const std::string_view rest = scan.rest();
  scan.literal(rest);
  return rest;
}

bool fill_words(std::string_view field, Scanner& scan, LogEvent& event) {
  if (field == "map") {
    event.no_map = scan.literal("nomap");
    return *event.no_map || scan.literal("map");
  }
  event.reusable = scan.literal("reusable");
  return *event.reusable || scan.literal("non-reusable");
}

bool fill_text(std::string_view field, std::string_view stop, Scanner& scan, LogEvent& event) {
  const auto text = text_before(scan, stop);
  if (!text) return false;
  if (field == "name") event.name = *text;
  if (field == "other") event.other = *text;
  return true;
}

bool fill_number(std::string_view field, Scanner& scan, LogEvent& event) {
  if (field == "n") {
    const bool negative = scan.literal("-");
    const auto value = scan.number();
    if (!value || *value > INT64_MAX) return false;
    event.number = negative ? -static_cast<std::int64_t>(*value) : static_cast<std::int64_t>(*value);
    return true;
  }
  if (field == "mib" || field == "kib") {
    event.size = scaled(scan.number(), field == "mib" ? 20 : 10);
    return event.size.has_value();
  }
  if (field == "hex") {
    event.size = scaled(address(scan), 0);
    return event.size.has_value();
  }
  std::optional<std::uint64_t>& slot = field == "first"   ? event.first
                                       : field == "limit" ? event.limit
                                       : field == "pages" ? event.pages
                                                          : event.last;
  slot = field == "pages" ? scan.number() : address(scan);
  if (field == "end" && slot) slot = *slot == 0 ? std::nullopt : std::optional{*slot - 1};
  return slot.has_value();
}

/// The literal text at the start of a pattern, up to its next field or blank.
std::string_view leading_literal(std::string_view pattern) { return pattern.substr(0, pattern.find_first_of("{ ")); }

bool match_here(std::string_view pattern, std::string_view text, LogEvent& event) {
  Scanner scan{text};
  while (!pattern.empty()) {
    if (pattern.front() == ' ') {
      if (!scan.blanks()) return false;
      pattern.remove_prefix(1);
    } else if (pattern.front() == '{') {
      const std::string_view field = pattern.substr(1, pattern.find('}') - 1);
      pattern.remove_prefix(field.size() + 2);
      const bool is_text = field == "name" || field == "other" || field == "skip";
      const bool is_word = field == "map" || field == "reuse";
      // What follows a text ends it: one blank, or the literal.
      const std::string_view stop = pattern.starts_with(' ') ? pattern.substr(0, 1) : leading_literal(pattern);
      if (is_text ? !fill_text(field, stop, scan, event)
                  : is_word ? !fill_words(field, scan, event) : !fill_number(field, scan, event)) {
        return false;
      }
    } else {
      const std::string_view literal = leading_literal(pattern);
      if (!scan.literal(literal)) return false;
      pattern.remove_prefix(literal.size());
    }
  }
  return true;
}

struct Part {
  std::string_view label;
  std::optional<Bytes> MemoryLine::*slot;
};
constexpr Part memory_parts[] = {
    {"kernel code", &MemoryLine::code}, {"rwdata", &MemoryLine::rwdata},
    {"rodata", &MemoryLine::rodata},    {"init", &MemoryLine::init},
    {"bss", &MemoryLine::bss},          {"reserved", &MemoryLine::reserved},
    {"cma-reserved", &MemoryLine::cma_reserved}, {"highmem", &MemoryLine::highmem},
};

/// "3840K" and what it counts.
bool take_part(Scanner& scan, MemoryLine& line) {
  scan.blanks();
  const auto size = scaled(scan.number(), 10);
  if (!size || !scan.literal("K") || !scan.blanks()) return false;
  const std::size_t end = scan.rest().find_first_of(",)");
  if (end == std::string_view::npos) return false;
  std::string_view label = scan.rest().substr(0, end);
  scan.literal(label);
  while (label.ends_with(' ')) label.remove_suffix(1);  // one kernel printed "bss ,"
  for (const Part& part : memory_parts) {
    if (part.label == label) line.*part.slot = *size;
  }
  return scan.literal(",");
}

}  // namespace

bool match_log_pattern(std::string_view pattern, std::string_view message, LogEvent& event) {
  const std::string_view literal = leading_literal(pattern);
  for (std::size_t at = message.find(literal); at != std::string_view::npos; at = message.find(literal, at + 1)) {
    LogEvent candidate = event;
    if (!match_here(pattern, message.substr(at), candidate)) continue;
    event = std::move(candidate);
    return true;
  }
  return false;
}

std::optional<MemoryLine> parse_memory_line(std::string_view message) {
  const std::size_t at = message.find("Memory: ");
  if (at == std::string_view::npos) return std::nullopt;
  Scanner scan{message.substr(at + 8)};
  const auto available = scaled(scan.number(), 10);
  if (!available || !scan.literal("K/")) return std::nullopt;
  const auto physical = scaled(scan.number(), 10);
  if (!physical || !scan.literal("K available (")) return std::nullopt;
  MemoryLine line{.available = *available,
                  .physical = *physical,
                  .code = {},
                  .rwdata = {},
                  .rodata = {},
                  .init = {},
                  .bss = {},
                  .reserved = {},
                  .cma_reserved = {},
                  .highmem = {}};
  while (take_part(scan, line)) continue;
  return line;
}

}  // namespace rampart
