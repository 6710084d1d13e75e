#include "sources/cma_trace.h"

#include <charconv>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {
namespace {

struct EventName {
  std::string_view name;
  CmaEventKind kind;
};
constexpr EventName event_names[] = {{"cma_alloc_start", CmaEventKind::AllocStart},
                                     {"cma_alloc_finish", CmaEventKind::AllocFinish},
                                     {"cma_alloc_busy_retry", CmaEventKind::AllocBusyRetry},
                                     {"cma_release", CmaEventKind::Release},
                                     {"cma_alloc", CmaEventKind::Alloc}};

/// A text inside a line, and the column at which it begins.
struct Piece {
  std::string_view text;
  std::size_t column{};
};

/// `: cma_alloc_start:` and what follows; nothing if the line is of no event of ours. A task may be called anything, so
/// the last one counts.
struct FoundEvent {
  CmaEventKind kind;
  Piece head;    ///< What stands before the colon in front of the event.
  Piece fields;  ///< What stands behind the colon after it.
};
std::optional<FoundEvent> find_event(std::string_view line) {
  std::optional<FoundEvent> found;
  for (const EventName& each : event_names) {
    for (std::size_t at = line.find(each.name); at != std::string_view::npos; at = line.find(each.name, at + 1)) {
      const std::size_t end = at + each.name.size();
      if (at < 2 || line.substr(at - 2, 2) != ": " || line.substr(end, 1) != ":") continue;
      if (found && found->head.text.size() + 2 > at) continue;
      found = FoundEvent{each.kind, {line.substr(0, at - 2), 1}, {line.substr(end + 1), end + 2}};
    }
  }
  return found;
}

template <typename T>
std::optional<T> number(std::string_view text, int base = 10) {
  T value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Seconds with a fraction of six digits, as ftrace prints them; trace-cmd prints nine where the clock has them.
std::optional<std::uint64_t> microseconds(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view fraction = text.substr(dot + 1);
  const auto seconds = number<std::uint64_t>(text.substr(0, dot));
  const auto micro = number<std::uint64_t>(fraction.substr(0, 6));
  const bool is_fraction = fraction.size() == 6 || (fraction.size() == 9 && number<std::uint64_t>(fraction.substr(6)));
  if (!seconds || !micro || !is_fraction || *seconds > UINT64_MAX / 1'000'000 - 1) return std::nullopt;
  return *seconds * 1'000'000 + *micro;
}

/// Reads `key=value` pairs; a value ends at a blank.
class Fields {
 public:
  Fields(Piece text, std::string_view file, std::size_t line) : text_{text}, file_{file}, line_{line} {}

  std::optional<Piece> find(std::string_view key) const {
    Scanner scan{text_.text};
    for (scan.blanks(); !scan.at_end(); scan.blanks()) {
      const std::size_t column = text_.column + scan.column() - 1;
      const std::string_view word = scan.word();
      if (word.size() > key.size() && word.starts_with(key) && word[key.size()] == '=') {
        return Piece{word.substr(key.size() + 1), column + key.size() + 1};
      }
    }
    return std::nullopt;
  }

  /// Takes a number if the field is there. Linux before 5.12 prints page frames without their `0x`.
  template <typename T>
  Result<std::optional<T>> optional(std::string_view key, int base = 10) const {
    const auto found = find(key);
    if (!found) return std::optional<T>{};
    std::string_view digits = found->text;
    if (base == 16 && digits.starts_with("0x")) digits.remove_prefix(2);
    const auto value = number<T>(digits, base);
    if (!value) return refused(key, found->column, base == 16 ? "hexadecimal digits" : "a number");
    return std::optional<T>{*value};
  }

  template <typename T>
  Result<T> required(std::string_view key, int base = 10) const {
    auto found = optional<T>(key, base);
    if (!found) return std::unexpected(std::move(found.error()));
    if (*found) return **found;
    return malformed(file_, line_, text_.column,
                     "no field " + std::string{key} + " (expected " + std::string{key} + "=)");
  }

 private:
  std::unexpected<Error> refused(std::string_view key, std::size_t column, std::string_view expected) const {
    return malformed(file_, line_, column, std::string{key} + " is no number (expected " + std::string{expected} + ")");
  }

  Piece text_;
  std::string_view file_;
  std::size_t line_;
};

/// `<task>-<pid> [<cpu>] <flags> <seconds>`; trace-cmd leaves the flags out. Tasks hold blanks and dashes, so it is
/// read from the right. Column of what is wrong, or zero.
std::size_t read_head(std::string_view head, CmaEvent& event) {
  const std::size_t time_at = head.find_last_of(" \t") + 1;
  const auto time = microseconds(head.substr(time_at));
  if (!time) return time_at + 1;
  event.microseconds = *time;
  const std::size_t cpu_at = head.rfind('[', time_at);
  const std::size_t cpu_end = cpu_at == std::string_view::npos ? cpu_at : head.find(']', cpu_at);
  if (cpu_end == std::string_view::npos || cpu_end > time_at) return time_at + 1;
  const auto cpu = number<std::uint32_t>(head.substr(cpu_at + 1, cpu_end - cpu_at - 1));
  if (!cpu) return cpu_at + 1;
  event.cpu = *cpu;
  std::string_view who = trim_right(head.substr(0, cpu_at));
  // `record-tgid` writes `(<group>)` in between.
  if (who.ends_with(')'))
    who = trim_right(who.substr(0, who.rfind('(') == std::string_view::npos ? 0 : who.rfind('(')));
  const std::size_t dash = who.rfind('-');
  const auto pid = dash == std::string_view::npos ? std::nullopt : number<std::uint32_t>(who.substr(dash + 1));
  if (!pid) return 1;
  event.pid = *pid;
  event.task = trim(who.substr(0, dash));
  return 0;
}

template <typename T, typename Slot>
Result<void> put(Result<T> value, Slot&& into) {
  if (!value) return std::unexpected(std::move(value.error()));
  into(*value);
  return {};
}

Result<void> read_fields(const Fields& fields, CmaEvent& event) {
  using enum CmaEventKind;
  const bool is_start = event.kind == AllocStart;
  const bool has_new_counts = is_start && fields.find("request_count");
  if (const auto name = fields.find("name")) event.name = name->text;
  Result<void> done = put(fields.required<std::uint64_t>(has_new_counts ? "request_count" : "count"),
                          [&](std::uint64_t value) { event.count = {value}; });
  if (done && event.kind != Release) {
    done = put(fields.optional<unsigned>("align"),
               [&](std::optional<unsigned> value) { event.align = value.value_or(0); });
  }
  if (done && !is_start) {
    done = put(fields.required<std::uint64_t>("pfn", 16), [&](std::uint64_t value) { event.pfn = value; });
  }
  const auto pages = [](std::optional<Pages>& slot) {
    return [&slot](std::optional<std::uint64_t> value) {
      if (value) slot = Pages{*value};
    };
  };
  if (done) done = put(fields.optional<std::uint64_t>("available_count"), pages(event.available));
  if (done) done = put(fields.optional<std::uint64_t>("total_count"), pages(event.total));
  if (done) done = put(fields.optional<int>("errorno"), [&](std::optional<int> value) { event.error = value; });
  return done;
}

/// A failure is told by the number of its error, or by no page: all ones in 5.x and 6.x, zero in 7.x.
void settle_failure(const Fields& fields, CmaEvent& event) {
  if (event.kind != CmaEventKind::AllocFinish && event.kind != CmaEventKind::Alloc) return;
  const auto page = fields.find("page");
  const bool has_no_page = page && !page->text.empty() && page->text.find_first_not_of('0') == std::string_view::npos;
  const bool all_ones = event.pfn == UINT64_MAX || event.pfn == UINT32_MAX;
  if ((event.error && *event.error < 0) || all_ones || (event.pfn == 0 && has_no_page)) event.pfn.reset();
}

/// `CPU:0 [LOST 12 EVENTS]`
std::uint64_t lost_events(std::string_view line) {
  const std::size_t at = line.find("[LOST ");
  if (at == std::string_view::npos || !line.starts_with("CPU:")) return 0;
  Scanner scan{line.substr(at + 6)};
  const auto count = scan.number();
  return count && scan.literal(" EVENTS]") ? *count : 0;
}

}  // namespace

Result<CmaTrace> parse_cma_trace(std::string_view text, std::string_view file) {
  CmaTrace trace;
  for (const Line line : Lines{text}) {
    if (line.text.starts_with('#')) continue;
    trace.lost += lost_events(line.text);
    const auto found = find_event(line.text);
    if (!found) continue;
    if (trace.events.size() == max_cma_events) return too_many(file, line.number, max_cma_events, "events");
    CmaEvent event{.kind = found->kind, .line = line.number, .task = {}, .name = {}, .count = {}};
    if (const std::size_t column = read_head(found->head.text, event)) {
      return malformed(file, line.number, column, "no head of an event (expected <task>-<pid> [<cpu>] <seconds>)");
    }
    const Fields fields{found->fields, file, line.number};
    if (auto done = read_fields(fields, event); !done) return std::unexpected(std::move(done.error()));
    settle_failure(fields, event);
    trace.events.push_back(std::move(event));
  }
  return trace;
}

}  // namespace rampart
