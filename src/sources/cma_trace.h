#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

enum class CmaEventKind {
  AllocStart,
  AllocFinish,
  AllocBusyRetry,
  Release,
  Alloc,  ///< The one event of an allocation in 4.x kernels: a finish without a start.
};

/// One line of a trace, in pages and page frame numbers of the traced kernel.
struct CmaEvent {
  CmaEventKind kind{};
  std::size_t line{};
  std::string task;
  std::uint32_t pid{};
  std::uint32_t cpu{};
  std::uint64_t microseconds{};  ///< Since boot.
  std::string name;              ///< Of the area; 4.x kernels do not tell it.
  Pages count;
  unsigned align{};                    ///< An order of pages.
  std::optional<std::uint64_t> pfn{};  ///< Nothing for an allocation that failed.
  std::optional<int> error{};          ///< `errorno`, since 6.12: -12 or -16 of a failure, 0 of a success.
  std::optional<Pages> available{};    ///< In a start since 7.x: free pages before it.
  std::optional<Pages> total{};        ///< The same: pages of the area.
  friend bool operator==(const CmaEvent&, const CmaEvent&) = default;
};

struct CmaTrace {
  std::vector<CmaEvent> events;  ///< In the order of the text.
  std::uint64_t lost = 0;        ///< Events that the ring buffer had no room for, as far as the text says.
};

/// More events than these are refused as TooLarge.
constexpr std::size_t max_cma_events = std::size_t{1} << 22;

/// Reads the events of the group `cma` out of a trace as text: tracefs's `trace` or `trace_pipe`, or `trace-cmd
/// report`, of Linux 4.x to 7.2. Fields are found by their names, for they differ by version. Lines of other events,
/// comments and headings are skipped. Malformed, with line and column, if one of ours lacks a field or has one that is
/// no number.
Result<CmaTrace> parse_cma_trace(std::string_view text, std::string_view file);

}  // namespace rampart
