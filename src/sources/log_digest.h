#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "sources/boot_log.h"

namespace rampart {

/// What is kept of a log of any length.
struct DigestedLog {
  std::string file;
  std::vector<LogEvent> events;  ///< Of one boot, in order.
  std::size_t boots = 1;
  std::size_t boot = 1;  ///< Whose events these are, counted from 1.
  std::size_t line_count = 0;
  std::map<LogFact, std::size_t> counts;  ///< Of each fact of that boot, those that are not kept included.
};

/// Reads a log piece by piece, in memory that does not grow with it: of each fact of one boot the first and the latest
/// are kept, and of long texts the beginning.
class LogDigest {
 public:
  static constexpr std::size_t most_first = 192;  ///< Events kept of one fact, from its beginning,
  static constexpr std::size_t most_latest = 64;  ///< and from its end.
  static constexpr std::size_t most_text = 512;   ///< Bytes of a message; a command line is kept whole.
  static constexpr std::size_t most_memory = std::size_t{8} << 20;  ///< Of events, about.

  /// `boot` counts from 1; without it the last boot is kept.
  explicit LogDigest(std::string file, std::optional<std::size_t> boot = {});

  /// Any piece of the text; lines may be cut anywhere.
  void feed(std::string_view piece);
  /// NotFound if the log has no such boot.
  Result<DigestedLog> finish() &&;

 private:
  struct Kept {
    std::vector<std::pair<std::size_t, LogEvent>> first;  ///< With their numbers, by which they are put in order.
    std::deque<std::pair<std::size_t, LogEvent>> latest;
  };

  void read_line(std::string_view line);
  void keep(LogEvent event);
  void begin_boot(std::size_t boot);

  BootLogReader reader_;
  DigestedLog digest_;
  std::optional<std::size_t> wanted_;
  std::string cut_line_;  ///< The line that the last piece ended in.
  std::map<LogFact, Kept> kept_;
  std::size_t sequence_ = 0;
  std::size_t memory_ = 0;
  std::size_t unread_lines_ = 0;
};

}  // namespace rampart
