#include "host/terminal.h"

#include <cstdlib>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rampart {
namespace {

std::optional<std::string> from_environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

}  // namespace

Terminal terminal_from(const TerminalFacts& facts) {
  Terminal terminal;
  if (!facts.is_terminal) return terminal;
  terminal.is_terminal = true;
  if (facts.columns != 0) terminal.width = facts.columns;
  const bool unwanted = facts.no_color && !facts.no_color->empty();
  terminal.colour = !unwanted && facts.term && !facts.term->empty() && *facts.term != "dumb";
  return terminal;
}

Terminal inspect_terminal(int descriptor) {
  TerminalFacts facts;
  facts.is_terminal = ::isatty(descriptor) == 1;
  winsize size{};
  if (facts.is_terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0) facts.columns = size.ws_col;
  facts.no_color = from_environment("NO_COLOR");
  facts.term = from_environment("TERM");
  return terminal_from(facts);
}

bool is_fed(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return false;
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || S_ISREG(status.st_mode);
}

std::string message_locale() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto value = from_environment(name); value && !value->empty()) return *value;
  }
  return {};
}

}  // namespace rampart
