#include "sources/log_digest.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace rampart {
namespace {

/// How often the reader's events are taken over; it holds those of so many lines at most.
constexpr std::size_t lines_between = 256;

std::size_t memory_of(const LogEvent& event) {
  return sizeof event + event.text.size() + event.name.size() + event.other.size() +
         event.runs.size() * sizeof(FreeRun) + event.amounts.size() * sizeof(std::uint64_t);
}

/// A line that serial noise or an attacker made long must not fill the memory.
void shorten(LogEvent& event) {
  const auto cut = [](std::string& text) {
    if (text.size() <= LogDigest::most_text) return;
    text.resize(LogDigest::most_text);
    text.shrink_to_fit();
  };
  cut(event.text);
  if (event.what == LogFact::CommandLine || event.what == LogFact::ShellAnswer) return;
  cut(event.name);
  cut(event.other);
}

}  // namespace

LogDigest::LogDigest(std::string file, std::optional<std::size_t> boot) : reader_{file}, wanted_{boot} {
  digest_.file = std::move(file);
}

void LogDigest::feed(std::string_view piece) {
  if (!cut_line_.empty()) {
    const std::size_t end = piece.find('\n');
    cut_line_ += piece.substr(0, std::min(end, BootLogReader::max_line));
    if (end == std::string_view::npos) {
      // No kernel prints more; what is past the limit is not looked at.
      cut_line_.resize(std::min(cut_line_.size(), BootLogReader::max_line));
      return;
    }
    read_line(cut_line_);
    cut_line_.clear();
    piece.remove_prefix(end + 1);
  }
  for (std::size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
    read_line(piece.substr(0, end));
    piece.remove_prefix(end + 1);
  }
  cut_line_ = piece.substr(0, BootLogReader::max_line);
}

void LogDigest::read_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  reader_.read_line(line);
  if (++unread_lines_ < lines_between) return;
  unread_lines_ = 0;
  for (LogEvent& event : reader_.take_events()) keep(std::move(event));
}

void LogDigest::begin_boot(std::size_t boot) {
  digest_.boots = boot;
  if (wanted_ && *wanted_ < boot) return;  // it is over, and kept
  digest_.boot = boot;
  digest_.counts.clear();
  kept_.clear();
  memory_ = 0;
}

void LogDigest::keep(LogEvent event) {
  while (digest_.boots < event.boot + 1) begin_boot(digest_.boots + 1);
  if (event.boot + 1 != digest_.boot) return;
  ++digest_.counts[event.what];
  ++sequence_;
  shorten(event);
  const std::size_t size = memory_of(event);
  Kept& kept = kept_[event.what];
  const bool is_dear = memory_ + size > most_memory;
  if (kept.first.size() < most_first && !is_dear) {
    memory_ += size;
    kept.first.emplace_back(sequence_, std::move(event));
    return;
  }
  // The latest take the place of those before them, so that they cost what they cost already.
  if (kept.latest.size() == most_latest || (is_dear && !kept.latest.empty())) {
    memory_ -= memory_of(kept.latest.front().second);
    kept.latest.pop_front();
  }
  if (memory_ + size > most_memory) return;
  memory_ += size;
  kept.latest.emplace_back(sequence_, std::move(event));
}

Result<DigestedLog> LogDigest::finish() && {
  if (!cut_line_.empty()) {
    const std::string last = std::exchange(cut_line_, {});
    read_line(last);
  }
  BootLog rest = std::move(reader_).finish();
  digest_.line_count = rest.line_count;
  for (LogEvent& event : rest.events) keep(std::move(event));
  if (wanted_ && *wanted_ != digest_.boot) {
    return std::unexpected(Error{Errc::NotFound,
                                 {digest_.file, 0, 0},
                                 fmt::format("no boot {} in it (expected 1 to {})", *wanted_, digest_.boots)});
  }
  std::vector<std::pair<std::size_t, LogEvent>> all;
  for (auto& [what, kept] : kept_) {
    std::ranges::move(kept.first, std::back_inserter(all));
    std::ranges::move(kept.latest, std::back_inserter(all));
  }
  std::ranges::sort(all, {}, &std::pair<std::size_t, LogEvent>::first);
  for (auto& [number, event] : all) digest_.events.push_back(std::move(event));
  return std::move(digest_);
}

}  // namespace rampart
