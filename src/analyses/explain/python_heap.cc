#include "analyses/explain/python_heap.h"

#include <algorithm>
#include <cstdint>

#include "base/percent.h"
#include "base/scanner.h"
#include "knowledge/python_firmware.h"

namespace rampart {
namespace {

/// Less than this in all is little, not in pieces.
constexpr Bytes worth_telling = kib(16);
constexpr std::uint64_t in_pieces = 4;
constexpr std::uint64_t nearly_full_percent = 90;

/// What a call that returns a number of bytes answered.
std::optional<Bytes> answered_bytes(const LogEvent& event) {
  Scanner scan{event.other};
  const auto bytes = scan.number();
  return bytes && scan.at_end() ? std::optional{Bytes{*bytes}} : std::nullopt;
}

/// The amounts of `GC: total: ...`, whose last part only heaps that grow have.
std::optional<PythonDump> dump_of(const Clue& clue) {
  const auto& amounts = clue.event.amounts;
  if (amounts.size() < 3) return std::nullopt;
  PythonDump dump{.clue = &clue, .total = {amounts[0]}, .used = {amounts[1]}, .free = {amounts[2]}};
  if (amounts.size() > 3) dump.may_grow = Bytes{amounts[3]};
  return dump;
}

/// 16 bytes on microcontrollers, 32 on a host of 64 bits, which names itself.
std::uint64_t block_size(const Story& story) {
  const Clue* const machine = story.last(LogFact::PythonMachine);
  const bool is_host = machine != nullptr && is_python_of_host(machine->event.name);
  return is_host ? 32 : 16;
}

}  // namespace

Bytes PythonDump::reachable() const { return saturating_add(free, may_grow.value_or(Bytes{})); }

std::optional<Bytes> PythonDump::largest_object() const {
  return largest_free ? std::optional{std::max(*largest_free, may_grow.value_or(Bytes{}))} : std::nullopt;
}

bool is_heap_in_pieces(Bytes reachable, Bytes largest) {
  return reachable >= worth_telling && largest < Bytes{reachable.value / in_pieces};
}

bool is_heap_nearly_full(Bytes used, Bytes whole) {
  const auto share = percent_of(std::min(used, whole), whole);
  return share && *share >= nearly_full_percent;
}

std::vector<PythonFree> python_free(const Story& story) {
  std::vector<PythonFree> answers;
  for (const Clue& clue : story.clues()) {
    const LogEvent& event = clue.event;
    if (event.what == LogFact::ShellAnswer && event.name == "gc.mem_free()") {
      if (const auto bytes = answered_bytes(event)) answers.push_back({*bytes, &clue});
    }
    if (event.what != LogFact::PythonHeap) continue;
    if (const auto dump = dump_of(clue)) answers.push_back({dump->reachable(), &clue});
  }
  return answers;
}

std::optional<Bytes> python_heap(const Story& story) {
  std::optional<Bytes> most;
  for (const Clue* const clue : story.clues(LogFact::PythonHeap)) {
    const auto dump = dump_of(*clue);
    if (dump) most = std::max(most, std::optional{saturating_add(dump->total, dump->may_grow.value_or(Bytes{}))});
  }
  return most;
}

std::optional<PythonDump> last_python_dump(const Story& story) {
  std::optional<PythonDump> last;
  for (const Clue& clue : story.clues()) {
    if (clue.event.what == LogFact::PythonHeap) last = dump_of(clue);
    if (clue.event.what != LogFact::PythonBlocks || !last || last->blocks != nullptr) continue;
    last->blocks = &clue;
    const auto& amounts = clue.event.amounts;
    const std::uint64_t block = block_size(story);
    // More than there is free is of another dump, or of blocks of another size.
    if (amounts.size() > 3 && amounts[3] <= last->free.value / block) last->largest_free = Bytes{amounts[3] * block};
  }
  return last;
}

}  // namespace rampart
