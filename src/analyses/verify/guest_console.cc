#include "analyses/verify/guest_console.h"

#include <algorithm>
#include <utility>

#include "base/guest_report.h"
#include "base/lines.h"

namespace rampart {
namespace {

constexpr std::string_view panic_mark = "Kernel panic - not syncing";

/// The last lines that a person wants to see: those up to the panic's own, without the trace that follows it.
std::vector<std::string> last_lines_of(std::string_view log) {
  std::vector<std::string> lines;
  for (const Line line : Lines{log}) {
    if (line.text.empty()) continue;
    lines.emplace_back(line.text);
    if (line.text.find(panic_mark) != std::string_view::npos) break;
  }
  if (lines.size() > max_last_lines) lines.erase(lines.begin(), lines.end() - max_last_lines);
  return lines;
}

}  // namespace

std::string_view to_string(BootOutcome outcome) {
  switch (outcome) {
    case BootOutcome::Booted:
      return "booted";
    case BootOutcome::Panicked:
      return "panicked";
    case BootOutcome::Hung:
      return "hung";
    case BootOutcome::Ended:
      return "ended";
  }
  return "";
}

GuestConsole read_guest_console(std::string_view console, bool was_ended) {
  GuestConsole guest;
  bool told_all = false;
  std::string path;
  std::string content;
  const auto finish_file = [&] {
    if (!path.empty()) guest.files.add(std::exchange(path, ""), std::exchange(content, ""));
  };
  for (const Line line : Lines{console}) {
    if (line.text.starts_with(guest_end_mark)) {
      finish_file();
      told_all = true;
      break;
    }
    if (line.text.starts_with(guest_file_mark)) {
      finish_file();
      path = line.text.substr(guest_file_mark.size());
    } else if (path.empty()) {
      guest.log += line.text;
      guest.log += '\n';
    } else {
      content += line.text;
      content += '\n';
    }
  }
  const bool panicked = guest.log.find(panic_mark) != std::string::npos;
  guest.outcome = told_all    ? BootOutcome::Booted
                  : panicked  ? BootOutcome::Panicked
                  : was_ended ? BootOutcome::Hung
                              : BootOutcome::Ended;
  if (!told_all) guest.last_lines = last_lines_of(guest.log);
  return guest;
}

}  // namespace rampart
