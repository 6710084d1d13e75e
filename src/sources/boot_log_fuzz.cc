#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/lines.h"
#include "sources/boot_log.h"

namespace {

/// True if the events are in order, each at a line of the text and in a boot that there is.
bool is_orderly(const rampart::BootLog& log) {
  const auto is_before = [](const rampart::LogEvent& a, const rampart::LogEvent& b) { return a.line < b.line; };
  return std::ranges::is_sorted(log.events, is_before) &&
         std::ranges::all_of(log.events, [&](const rampart::LogEvent& event) {
           return event.line >= 1 && event.line <= log.line_count && event.boot < log.boots &&
                  !rampart::to_string(event.what).empty() && event.runs.size() <= 65536;
         });
}

}  // namespace

/// Any bytes are a log. Its events are in order, and those before any line do not depend on what follows, but for the
/// last of them, which the next line may complete.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const rampart::BootLog whole = rampart::parse_boot_log(text, "fuzz");
  if (!is_orderly(whole)) std::abort();

  const std::size_t cut = std::min(text.size(), text.find('\n', size / 2));
  const rampart::BootLog part = rampart::parse_boot_log(text.substr(0, cut), "fuzz");
  if (part.events.size() > whole.events.size()) std::abort();
  for (std::size_t i = 0; i + 1 < part.events.size(); ++i) {
    if (part.events[i] != whole.events[i]) std::abort();
  }

  rampart::BootLogReader reader{"fuzz"};
  std::size_t count = 0;
  for (const rampart::Line line : rampart::Lines{text}) {
    reader.read_line(line.text);
    count += reader.take_events().size();
  }
  if (count + std::move(reader).finish().events.size() != whole.events.size()) std::abort();
  return 0;
}
