#include "analyses/python/board_status.h"

#include <utility>

namespace rampart {

Result<BoardStatus> board_status(const std::string& port, PythonReading reading, bool was_reset) {
  auto paste = parse_python_paste(reading.transcript, port);
  if (!paste) return std::unexpected(std::move(paste.error()));
  PythonReport report = python_report(*paste);
  BoardStatus status{.port = port,
                     .paste = std::move(*paste),
                     .report = std::move(report),
                     .cost = reading.cost,
                     .notes = std::move(reading.notes)};
  if (was_reset) {
    status.notes.push_back({port, "the board started anew when its port was opened: this is its heap after a start",
                            "read it where it runs: --tcp, or a cable without DTR and RTS"});
  }
  return status;
}

std::optional<HeapSample> heap_sample(const BoardStatus& status, double seconds) {
  if (status.report.heaps.empty()) return std::nullopt;
  const PythonHeapReport& heap = status.report.heaps.back();
  return HeapSample{.seconds = seconds,
                    .total = heap.total,
                    .used = heap.used,
                    .free = heap.free,
                    .largest_free = heap.largest_free,
                    .max_new_split = heap.max_new_split};
}

}  // namespace rampart
