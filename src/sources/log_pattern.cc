#include "sources/log_pattern.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/scanner.h"

namespace rampart {
namespace {

/// More runs than this in one list are left out; the largest areas seen have a few hundred.
constexpr std::size_t max_runs = 4096;

std::optional<Bytes> scaled(std::optional<std::uint64_t> count, unsigned shift) {
  if (!count || *count > UINT64_MAX >> shift) return std::nullopt;
  return Bytes{*count << shift};
}

/// Takes a pattern's text, whose blanks stand for one or more.
bool take_literal(Scanner& scan, std::string_view literal) {
  while (!literal.empty()) {
    if (literal.front() == ' ') {
      if (!scan.blanks()) return false;
      literal.remove_prefix(1);
      continue;
    }
    const std::string_view piece = literal.substr(0, literal.find(' '));
    if (!scan.literal(piece)) return false;
    literal.remove_prefix(piece.size());
  }
  return true;
}

/// No name or list in the middle of a message is longer; it bounds the search in a line that repeats a form's start.
constexpr std::size_t max_text = 1024;

/// Takes the text before the first place where `stop` stands; all of it if there is no stop.
std::optional<std::string_view> take_text(Scanner& scan, std::string_view stop) {
  const std::string_view rest = stop.empty() ? scan.rest() : scan.rest().substr(0, max_text);
  std::size_t at = stop.empty() ? rest.size() : rest.find(stop.front());
  for (; at != std::string_view::npos && !stop.empty(); at = rest.find(stop.front(), at + 1)) {
    Scanner ahead{rest.substr(at)};
    if (take_literal(ahead, stop)) break;
  }
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view text = rest.substr(0, at);
  scan.literal(text);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool fill_text(std::string_view field, std::string_view stop, Scanner& scan, LogEvent& event) {
  const auto text = take_text(scan, stop);
  if (!text) return false;
  if (field == "name") event.name = *text;
  if (field == "other") event.other = *text;
  if (field == "word") event.name = text->substr(text->find_last_of(" \t") + 1);  // npos + 1 is 0: the only word
  return field == "skip" || !text->empty();
}

bool fill_choice(std::string_view field, Scanner& scan, LogEvent& event) {
  if (field == "map") {
    event.no_map = scan.literal("nomap");
    return *event.no_map || scan.literal("map");
  }
  event.reusable = scan.literal("reusable");
  return *event.reusable || scan.literal("non-reusable");
}

bool fill_runs(Scanner& scan, std::uint64_t range, LogEvent& event) {
  scan.literal("+");  // 7.2 begins so where the first page is held
  while (true) {
    const auto pages = scan.number();
    if (!pages) return true;
    FreeRun run{.pages = *pages, .bit = {}, .range = range};
    if (scan.literal("@")) {
      run.bit = scan.number();
      if (!run.bit) return false;
    }
    if (event.runs.size() < max_runs) event.runs.push_back(run);
    if (!scan.literal("+")) return true;
  }
}

bool fill_number(Scanner& scan, LogEvent& event) {
  const bool negative = scan.literal("-");
  const auto value = scan.number();
  if (!value || *value > INT64_MAX) return false;
  event.number = negative ? -static_cast<std::int64_t>(*value) : static_cast<std::int64_t>(*value);
  return true;
}

/// A kernel pads addresses to eight digits; fewer of them at the end of the text are what is left of a cut line.
std::optional<std::uint64_t> take_address(Scanner& scan) {
  if (!scan.literal("0x")) scan.literal("0X");
  const std::size_t from = scan.column();
  const auto value = scan.number(16);
  if (scan.at_end() && scan.column() - from < 8) return std::nullopt;
  return value;
}

bool fill_address(std::string_view field, Scanner& scan, LogEvent& event) {
  constexpr std::pair<std::string_view, std::optional<std::uint64_t> LogEvent::*> slots[] = {
      {"first", &LogEvent::first},
      {"last", &LogEvent::last},
      {"end", &LogEvent::last},
      {"other_first", &LogEvent::other_first},
      {"other_end", &LogEvent::other_last},
      {"other_last", &LogEvent::other_last},
      {"limit", &LogEvent::limit},
  };
  const auto* const slot =
      std::ranges::find(slots, field, &std::pair<std::string_view, std::optional<std::uint64_t> LogEvent::*>::first);
  auto value = take_address(scan);
  if (!value) return false;
  // A range that ends at 2^64 has the end 0, one past the last address.
  if (field.ends_with("end")) --*value;
  event.*slot->second = value;
  return true;
}

bool fill_size(std::string_view field, Scanner& scan, LogEvent& event) {
  if (field == "hex") {
    if (!scan.literal("0x")) scan.literal("0X");
    event.size = scaled(scan.number(16), 0);
    return event.size.has_value();
  }
  constexpr std::pair<std::string_view, unsigned> shifts[] = {
      {"mib", 20}, {"first_mib", 20}, {"mbit", 17}, {"kib", 10}, {"bytes", 0}};
  const unsigned shift = std::ranges::find(shifts, field, &std::pair<std::string_view, unsigned>::first)->second;
  const auto size = scaled(scan.number(), shift);
  if (!size) return false;
  if (field == "first_mib") {
    event.first = size->value;
  } else {
    event.size = size;
  }
  return true;
}

/// `range` is what `{range}` read earlier in the same message.
bool fill(std::string_view field, std::string_view stop, Scanner& scan, std::uint64_t& range, LogEvent& event) {
  if (field == "name" || field == "other" || field == "word" || field == "skip") {
    return fill_text(field, stop, scan, event);
  }
  if (field == "map" || field == "reuse") return fill_choice(field, scan, event);
  if (field == "range") {
    const auto value = scan.number();
    range = value.value_or(0);
    return value.has_value();
  }
  if (field == "runs") return fill_runs(scan, range, event);
  if (field == "n") return fill_number(scan, event);
  if (field == "pages") return (event.pages = scan.number()).has_value();
  if (field == "amount") {
    const auto value = scan.number();
    if (value) event.amounts.push_back(*value);
    return value.has_value();
  }
  if (field == "mib" || field == "mbit" || field == "kib" || field == "bytes" || field == "hex" ||
      field == "first_mib") {
    return fill_size(field, scan, event);
  }
  return fill_address(field, scan, event);
}

}  // namespace

std::optional<std::size_t> match_log_pattern(std::string_view pattern, std::string_view text, LogEvent& event) {
  Scanner scan{text};
  std::uint64_t range = 0;
  while (!pattern.empty()) {
    const std::string_view literal = pattern.substr(0, pattern.find('{'));
    if (!take_literal(scan, literal)) return std::nullopt;
    pattern.remove_prefix(literal.size());
    if (pattern.empty()) break;
    const std::string_view field = pattern.substr(1, pattern.find('}') - 1);
    pattern.remove_prefix(field.size() + 2);
    if (!fill(field, pattern.substr(0, pattern.find('{')), scan, range, event)) return std::nullopt;
  }
  return scan.column() - 1;
}

}  // namespace rampart
