#include "sources/terminal_line.h"

namespace rampart {
namespace {

std::size_t skip_blanks(std::string_view line, std::size_t at) {
  const std::size_t found = line.find_first_not_of(" \t", at);
  return found == std::string_view::npos ? line.size() : found;
}

/// True for what a clock shows: digits with at least two colons, a date in front, a fraction behind.
bool is_clock(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789:.,-/T ") != std::string_view::npos) return false;
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon != 0 && text.find(':', colon + 1) == colon + 3;
}

}  // namespace

std::size_t after_terminal_clock(std::string_view line) {
  const std::size_t first = skip_blanks(line, 0);
  if (line.substr(first, 1) == "[") {
    const std::size_t end = line.find(']', first);
    const bool is_stamp = end != std::string_view::npos && is_clock(line.substr(first + 1, end - first - 1));
    return is_stamp ? skip_blanks(line, end + 1) : first;
  }
  const std::size_t arrow = line.find(" -> ", first);
  const bool is_stamp = arrow != std::string_view::npos && is_clock(line.substr(first, arrow - first));
  return is_stamp ? skip_blanks(line, arrow + 4) : first;
}

}  // namespace rampart
