#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <utility>

#include <rampart/heap/buffer_allocator.h>

#include "base/size_text.h"
#include "heap/refusal.h"

namespace rampart {
namespace {

struct Need {
  std::string_view word;
  bool HeapNeeds::* asked;
  std::optional<bool> HeapFacts::* known;
  std::string_view lacking;
  std::string_view unknown;
};
constexpr Need needs_table[] = {
    {"contiguous", &HeapNeeds::contiguous, &HeapFacts::contiguous, "is not contiguous", "may not be contiguous"},
    {"cached", &HeapNeeds::cached, &HeapFacts::cached, "is not cached", "may not be cached"},
    {"below 4 GiB", &HeapNeeds::below_4_gib, &HeapFacts::below_4_gib, "reaches above 4 GiB", "may reach above 4 GiB"},
};

std::string needs_text(const HeapNeeds& needs) {
  std::string text;
  for (const Need& need : needs_table) {
    if (needs.*need.asked) text += (text.empty() ? "" : ", ") + std::string{need.word};
  }
  return text.empty() ? "anything" : text;
}

/// What a heap lacks; empty if nothing.
std::string lacks(const HeapFacts& heap, const HeapNeeds& needs) {
  std::string text;
  for (const Need& need : needs_table) {
    if (!(needs.*need.asked) || heap.*need.known == true) continue;
    const std::string_view reason = heap.*need.known ? need.lacking : need.unknown;
    text += (text.empty() ? "" : ", ") + std::string{reason};
  }
  return text;
}

Bytes free_memory(const HeapFacts& heap) { return heap.pool ? heap.pool->usage.free.value_or(Bytes{}) : Bytes{}; }

/// Neither another heap nor another try can help.
bool ends_the_search(int number) { return number == EMFILE || number == ENFILE || number == EINVAL; }

}  // namespace

BufferAllocator::BufferAllocator() : BufferAllocator{list_heaps().heaps} {}

BufferAllocator::BufferAllocator(std::vector<HeapFacts> heaps) : heaps_{std::move(heaps)} {}

void BufferAllocator::map_name(std::string name, std::vector<std::string> heaps) {
  const std::lock_guard lock{mutex_};
  names_.insert_or_assign(std::move(name), std::move(heaps));
}

HeapResult<std::shared_ptr<const Heap>> BufferAllocator::opened(const std::string& path) {
  const std::lock_guard lock{mutex_};
  if (const auto found = open_.find(path); found != open_.end()) return found->second;
  auto heap = Heap::open(path);
  if (!heap) return std::unexpected(std::move(heap.error()));
  return open_.emplace(path, std::make_shared<const Heap>(std::move(*heap))).first->second;
}

HeapResult<Buffer> BufferAllocator::allocate_from(const std::vector<std::string>& paths, std::string_view wanted,
                                                  Bytes size, const AllocateFlags& flags) {
  std::optional<HeapError> first;
  std::string all;
  for (const std::string& path : paths) {
    const auto heap = opened(path);
    auto buffer = heap ? (*heap)->allocate(size, flags) : HeapResult<Buffer>{std::unexpected(heap.error())};
    if (buffer) return buffer;
    HeapError& error = buffer.error();
    if (ends_the_search(error.number)) return buffer;
    all += (all.empty() ? "" : "; ") + fmt::format("{}: {}", error.heap, error.what);
    if (!first) first = std::move(error);
  }
  if (!first) {
    return std::unexpected(HeapError{.number = ENODEV,
                                     .heap = {},
                                     .what = fmt::format("{}: no heap stands for it", wanted),
                                     .advice = "give map_name at least one heap"});
  }
  if (paths.size() > 1) first->what = fmt::format("{}: no heap can give {}: {}", wanted, size_text(size), all);
  return std::unexpected(std::move(*first));
}

HeapResult<Buffer> BufferAllocator::allocate(std::string_view name, Bytes size, const AllocateFlags& flags) {
  std::vector<std::string> heaps{std::string{name}};
  {
    const std::lock_guard lock{mutex_};
    if (const auto found = names_.find(name); found != names_.end()) heaps = found->second;
  }
  for (std::string& heap : heaps) {
    const auto known = std::ranges::find(heaps_, heap, &HeapFacts::name);
    if (known != heaps_.end()) heap = known->path;  // a vendor's directory is another
  }
  return allocate_from(heaps, name, size, flags);
}

HeapResult<std::vector<HeapFacts>> BufferAllocator::choose(const HeapNeeds& needs) const {
  std::vector<HeapFacts> chosen;
  std::string reasons;
  for (const HeapFacts& heap : heaps_) {
    const std::string reason = lacks(heap, needs);
    if (reason.empty()) {
      chosen.push_back(heap);
    } else {
      reasons += fmt::format("{}{} {}", reasons.empty() ? "" : "; ", heap.name, reason);
    }
  }
  if (chosen.empty()) {
    if (heaps_.empty()) reasons = "this system has no DMA-BUF heaps";
    return std::unexpected(
        HeapError{.number = ENODEV,
                  .heap = {},
                  .what = fmt::format("no heap is {}: {}", needs_text(needs), reasons),
                  .advice = "`rampart heap list` shows which CMA pools have no heap, and what it takes"});
  }
  // CMA is scarce: only who needs it gets it. Then the fullest pool last.
  std::ranges::stable_sort(chosen, [&](const HeapFacts& a, const HeapFacts& b) {
    const auto rank = [&](const HeapFacts& heap) {
      return heap.backing == HeapBacking::System ? 0 : heap.backing == HeapBacking::Cma ? 1 : 2;
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return free_memory(a) > free_memory(b);
  });
  return chosen;
}

HeapResult<Buffer> BufferAllocator::allocate(const HeapNeeds& needs, Bytes size, const AllocateFlags& flags) {
  const auto chosen = choose(needs);
  if (!chosen) return std::unexpected(chosen.error());
  std::vector<std::string> paths;
  for (const HeapFacts& heap : *chosen) paths.push_back(heap.path);
  return allocate_from(paths, needs_text(needs), size, flags);
}

}  // namespace rampart
