#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sources/boot_log.h"

namespace rampart {

/// For tests: an event on one line, as in the golden files: what, then each field that is filled.
inline std::string told(const LogEvent& event) {
  std::string text{to_string(event.what)};
  const auto add = [&](const std::string& field) { text += ' ' + field; };
  const auto add_hex = [&](std::string_view name, std::optional<std::uint64_t> value) {
    if (value) add(fmt::format("{}={:#x}", name, *value));
  };
  if (!event.name.empty()) add("name=\"" + event.name + '"');
  if (!event.other.empty()) add("other=\"" + event.other + '"');
  add_hex("first", event.first);
  add_hex("last", event.last);
  add_hex("other_first", event.other_first);
  add_hex("other_last", event.other_last);
  if (event.size) add(fmt::format("size={}", event.size->value));
  add_hex("limit", event.limit);
  if (event.pages) add(fmt::format("pages={}", *event.pages));
  if (event.number) add(fmt::format("number={}", *event.number));
  for (const std::uint64_t amount : event.amounts) add(fmt::format("{}", amount));
  if (event.no_map) add(*event.no_map ? "nomap" : "map");
  if (event.reusable) add(*event.reusable ? "reusable" : "non-reusable");
  for (const FreeRun& run : event.runs) {
    add(run.bit ? fmt::format("{}@{}:{}", run.pages, run.range, *run.bit) : fmt::format("{}", run.pages));
  }
  if (!event.memory) return text;
  const MemoryLine& memory = *event.memory;
  add(fmt::format("available={}", memory.available.value));
  const std::pair<std::string_view, std::optional<Bytes>> parts[] = {
      {"code", memory.code}, {"rwdata", memory.rwdata},     {"rodata", memory.rodata},    {"init", memory.init},
      {"bss", memory.bss},   {"reserved", memory.reserved}, {"cma", memory.cma_reserved}, {"highmem", memory.highmem}};
  for (const auto& [name, size] : parts) {
    if (size) add(fmt::format("{}={}", name, size->value));
  }
  return text;
}

}  // namespace rampart
