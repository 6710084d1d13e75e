#include "sources/boot_log.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/lines.h"
#include "base/trim.h"
#include "sources/log_forms.h"

namespace rampart {
namespace {

/// A time stamp that falls back by more than this is another boot's; clocks of one boot differ by less.
constexpr std::int64_t clock_noise = 1'000'000;

/// The stages of a boot, each of which prints its name once. A line of one that is no later than the stage reached
/// begins another boot; 0 is of no stage.
int stage_of(const LogEvent& event) {
  switch (event.what) {
    case LogFact::ChipReset:
      return 1;
    case LogFact::LoaderStarted:
      return event.name.starts_with("SPL ") ? 1 : 2;
    case LogFact::KernelVersion:
      return 3;
    default:
      return 0;
  }
}

/// The line that says which node a pool is of follows the line that says where the pool is.
void join_node(LogEvent& before, const LogEvent& event) {
  const bool is_pool = before.what == LogFact::CmaPoolCreated || before.what == LogFact::DmaPoolCreated;
  if (is_pool && event.what == LogFact::NodeInitialized && before.name.empty()) before.name = event.name;
}

/// Adds to an event what the rest of its message, on a line of its own, says. False if `event` is no such rest.
bool join_rest(LogEvent& before, const LogEvent& event) {
  if (before.what != event.what) return false;
  switch (event.what) {
    case LogFact::CommandLine:  // since 6.19 a long one is wrapped, with a backslash at the end of each line but the
                                // last
      if (!before.name.ends_with(" \\")) return false;
      before.name.replace(before.name.size() - 1, 1, event.name);
      return true;
    case LogFact::NodesOverlap:  // "OVERLAP DETECTED!", then who
      if (before.first || !event.first) return false;
      before = event;
      return true;
    case LogFact::CmaFreeRuns:
      if (before.number || event.text.contains("number of available")) return false;
      before.runs.insert(before.runs.end(), event.runs.begin(), event.runs.end());
      before.pages = event.pages;
      before.number = event.number;
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<PhysRange> range_of(const LogEvent& event) {
  if (!event.first) return std::nullopt;
  if (event.last) return PhysRange::from_first_last({*event.first}, {*event.last});
  return event.size ? PhysRange::make({*event.first}, *event.size) : std::nullopt;
}

BootLog BootLog::last_boot() const {
  BootLog last{.file = file, .events = {}, .boots = boots, .line_count = line_count, .dropped = dropped};
  std::ranges::copy_if(events, std::back_inserter(last.events),
                       [&](const LogEvent& event) { return event.boot + 1 == boots; });
  return last;
}

const LogEvent* BootLog::find(LogFact what) const {
  const auto found = std::ranges::find(events, what, &LogEvent::what);
  return found == events.end() ? nullptr : &*found;
}

BootLogReader::BootLogReader(std::string_view file) { log_.file = file; }

void BootLogReader::read_line(std::string_view text) {
  ++log_.line_count;
  std::string_view line = clean_log_line(text.substr(0, max_line), clean_);
  if (!asked_.empty()) read_answer(line);
  while (const auto message = next_log_message(line)) read_message(*message);
}

void BootLogReader::read_message(const LogMessage& message) {
  LogEvent event;
  std::size_t at = 0;
  while (const auto end = find_log_form(message.text, at, event)) {
    event.line = log_.line_count;
    event.microseconds = message.microseconds;
    event.text = trim(message.text);
    begin_boot_if_new(message, event);
    event.boot = log_.boots - 1;
    if (event.what == LogFact::ShellCommand) asked_ = event.name;
    add(std::move(event));
    at = *end;
  }
}

/// The line after a command that prints one, as somebody pasted it.
void BootLogReader::read_answer(std::string_view line) {
  LogEvent answer;
  answer.what = LogFact::ShellAnswer;
  answer.line = log_.line_count;
  answer.boot = log_.boots - 1;
  answer.name = std::exchange(asked_, {});
  answer.text = trim(line);
  answer.other = answer.text;
  add(std::move(answer));
}

/// Only looks at lines that hold an event: the others tell nothing that could be mixed up.
void BootLogReader::begin_boot_if_new(const LogMessage& message, const LogEvent& event) {
  int stage = stage_of(event);
  // A version without a time stamp amid lines that have one is somebody's `cat /proc/version`.
  if (event.what == LogFact::KernelVersion && !message.microseconds && latest_) stage = 0;
  const bool clock_fell = latest_ && message.microseconds && *message.microseconds < *latest_ - clock_noise;
  if (clock_fell || (stage != 0 && stage <= stage_)) {
    ++log_.boots;
    stage_ = 0;
    latest_.reset();
  }
  stage_ = std::max(stage_, stage);
  if (message.microseconds) latest_ = std::max(latest_.value_or(0), *message.microseconds);
}

void BootLogReader::add(LogEvent event) {
  if (!log_.events.empty() && log_.events.back().boot == event.boot) {
    if (join_rest(log_.events.back(), event)) return;
    join_node(log_.events.back(), event);
  }
  if (log_.events.size() == BootLog::max_events) {
    ++log_.dropped;
    return;
  }
  log_.events.push_back(std::move(event));
}

std::vector<LogEvent> BootLogReader::take_events() {
  std::vector<LogEvent> taken;
  if (log_.events.size() < 2) return taken;
  taken.swap(log_.events);
  log_.events.push_back(std::move(taken.back()));
  taken.pop_back();
  return taken;
}

BootLog BootLogReader::finish() && { return std::move(log_); }

BootLog parse_boot_log(std::string_view text, std::string_view file) {
  BootLogReader reader{file};
  for (const Line line : Lines{text}) reader.read_line(line.text);
  return std::move(reader).finish();
}

}  // namespace rampart
