#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>

#include "sources/log_fact.h"
#include "sources/log_message.h"

namespace rampart {

/// `Memory: AVAILABLE/PHYSICAL available (...)`. Absent parts stay empty.
struct MemoryLine {
  Bytes available;
  Bytes physical;  ///< RAM less no-map regions and what `mem=` cut.
  std::optional<Bytes> code, rwdata, rodata, init, bss;
  std::optional<Bytes> reserved;  ///< Without CMA.
  std::optional<Bytes> cma_reserved;
  std::optional<Bytes> highmem;
  friend bool operator==(const MemoryLine&, const MemoryLine&) = default;
};

/// Pages in a row that are free in a CMA area.
struct FreeRun {
  std::uint64_t pages{};
  std::optional<std::uint64_t> bit;  ///< Its place in the area's bitmap; some Android kernels do not print it.
  std::uint64_t range{};             ///< Of the area; others than 0 since 6.15.
  friend bool operator==(const FreeRun&, const FreeRun&) = default;
};

/// One fact of a log. Which fields are filled stands beside each LogFact; ends are inclusive.
struct LogEvent {
  LogFact what{};
  std::size_t line{};
  std::size_t boot{};  ///< 0 for the first boot of the text.
  std::optional<std::int64_t> microseconds;
  std::string text;  ///< The message as printed, without time stamp and escape sequences.
  std::string name;
  std::string other;
  std::optional<std::uint64_t> first, last;
  std::optional<std::uint64_t> other_first, other_last;
  std::optional<Bytes> size;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> pages;
  std::optional<std::int64_t> number;
  std::optional<bool> no_map, reusable;
  std::vector<FreeRun> runs;
  std::vector<std::uint64_t> amounts;  ///< Numbers in the order of the message, where it has several.
  std::optional<MemoryLine> memory;
  friend bool operator==(const LogEvent&, const LogEvent&) = default;
};

/// Where something lies: from `first` to `last`, else of `size`, which is 0 for a pool of which the log has whole MiB.
/// Nothing if that is no range.
std::optional<PhysRange> range_of(const LogEvent& event);

/// What a text says of memory, in its order.
struct BootLog {
  /// More events than these are only counted: a log that a failing driver filled must not fill our memory.
  static constexpr std::size_t max_events = std::size_t{1} << 16;

  std::string file;
  std::vector<LogEvent> events;
  std::size_t boots = 1;
  std::size_t line_count = 0;
  std::size_t dropped = 0;  ///< Events past the limit.

  /// The events of the last boot: what is true now.
  BootLog last_boot() const;
  /// The first event of this sort, or null.
  const LogEvent* find(LogFact what) const;
};

/// Reads a kernel log line by line: dmesg with or without time stamps and levels, journalctl, a serial capture with
/// stray bytes. A line that it does not know is passed over, and no line is an error.
///
/// A boot begins with the first line of its boot loader, else with the line that names the kernel, and where the time
/// stamps fall back by more than a second.
class BootLogReader {
 public:
  /// No kernel prints more in one line; the rest of a longer one is not looked at.
  static constexpr std::size_t max_line = std::size_t{8} << 10;

  explicit BootLogReader(std::string_view file);
  void read_line(std::string_view text);
  /// Hands over what was read since the last call, for logs that need not be held. The newest event stays: a later
  /// line may add to it.
  std::vector<LogEvent> take_events();
  BootLog finish() &&;

 private:
  void read_message(const LogMessage& message);
  void read_answer(std::string_view line);
  void begin_boot_if_new(const LogMessage& message, const LogEvent& event);
  void add(LogEvent event);

  BootLog log_;
  std::string clean_;
  std::string asked_;                   ///< What a shell was asked to print; the next line is its answer.
  int stage_ = 0;                       ///< How far this boot has come; see `stage_of`.
  std::optional<std::int64_t> latest_;  ///< The latest time stamp of this boot.
};

/// All lines of a text.
BootLog parse_boot_log(std::string_view text, std::string_view file);

}  // namespace rampart
