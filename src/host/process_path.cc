#include "host/process_path.h"

#include <algorithm>

namespace rampart {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<ProcessPath> process_path(std::string_view path) {
  constexpr std::string_view proc = "/proc/";
  if (!path.starts_with(proc)) return std::nullopt;
  path.remove_prefix(proc.size());
  const std::string_view process = path.substr(0, path.find('/'));
  if (!is_number(process) && process != "self" && process != "thread-self") return std::nullopt;
  path.remove_prefix(std::min(process.size() + 1, path.size()));
  return ProcessPath{process, path};
}

}  // namespace rampart
