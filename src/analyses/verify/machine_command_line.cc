#include "analyses/verify/machine_command_line.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

#include "base/kernel_number.h"

namespace rampart {
namespace {

/// What only concerns the board's own console and programs.
constexpr std::string_view left_out[] = {
    "console", "earlycon",   "earlyprintk",       "quiet", "loglevel", "debug", "init",
    "rdinit",  "root",       "rootwait",          "rw",    "ro",       "panic", "resume",
    "splash",  "rootfstype", "initcall_blacklist"};

/// A parameter's addresses: after `@` (memmap: also `$`, `#`, `!`), and after the `-` that follows one.
std::string moved(std::string_view value, std::string_view marks, std::uint64_t shift) {
  std::string result;
  bool after_address = false;
  while (!value.empty()) {
    const char mark = value.front();
    result += mark;
    value.remove_prefix(1);
    const bool is_address = marks.find(mark) != std::string_view::npos || (mark == '-' && after_address);
    after_address = false;
    if (!is_address) continue;
    const KernelNumber number = kernel_number(value);
    if (number.length == 0) continue;
    result += fmt::format("{:#x}", number.value + shift);
    value.remove_prefix(number.length);
    after_address = true;
  }
  return result;
}

std::string_view address_marks(const Parameter& parameter) {
  if (same_parameter(parameter.name, "memmap")) return "@$#!";
  constexpr std::string_view names[] = {"cma", "mem", "crashkernel"};
  const bool has_address =
      std::ranges::any_of(names, [&](std::string_view name) { return same_parameter(parameter.name, name); });
  return has_address ? "@" : "";
}

}  // namespace

std::string machine_command_line(const CommandLine& board, std::string_view machine_words, std::uint64_t shift) {
  std::string line{machine_words};
  for (const Parameter& parameter : board.parameters) {
    if (std::ranges::any_of(left_out, [&](std::string_view name) { return same_parameter(parameter.name, name); })) {
      continue;
    }
    line += ' ';
    line += parameter.name;
    if (!parameter.value) continue;
    const std::string_view marks = address_marks(parameter);
    const std::string value = shift == 0 || marks.empty() ? *parameter.value : moved(*parameter.value, marks, shift);
    const bool needs_quotes = value.find_first_of(" \t\n") != std::string::npos;
    line += needs_quotes ? fmt::format("=\"{}\"", value) : "=" + value;
  }
  return line;
}

}  // namespace rampart
