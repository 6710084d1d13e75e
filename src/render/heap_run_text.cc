#include "render/heap_run_text.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/heap_json.h"

namespace rampart {
namespace {

std::string pool_line(const PoolFacts& before, const PoolFacts& held) {
  if (!before.usage.used || !held.usage.used) return {};
  std::string text = fmt::format("pool {}: {} used before, {} with them", printable(held.name),
                                 size_text(*before.usage.used), size_text(*held.usage.used));
  if (held.usage.largest_free) text += fmt::format(", longest free run {}", size_text(*held.usage.largest_free));
  return text + '\n';
}

std::string verify_line(const HeapRun& run) {
  if (!run.mismatch) return fmt::format("every byte is {}\n", run.filled ? "as it was written" : "zero");
  const BufferMismatch& at = *run.mismatch;
  return fmt::format("buffer {} differs at offset {:#x}: {:#04x} instead of {:#04x}\n", at.buffer, at.offset, at.found,
                     at.expected);
}

}  // namespace

std::string heap_run_text(const HeapRun& run) {
  std::string text = fmt::format("{}: {} of {} {} of {}, {} in all\n", printable(run.heap), run.had, run.wanted,
                                 run.wanted == 1 ? "buffer" : "buffers", size_text(run.size), size_text(run.total));
  if (run.before && run.held) text += pool_line(*run.before, *run.held);
  if (run.verified) text += verify_line(run);
  return text;
}

std::string heap_run_json(const HeapRun& run) {
  Json json = Json::object();
  json["schema"] = "rampart.heap-alloc/1";
  json["heap"] = run.heap;
  json["path"] = run.path;
  json["size"] = run.size.value;
  json["wanted"] = run.wanted;
  json["had"] = run.had;
  json["total"] = run.total.value;
  json["pool_before"] = or_null(run.before);
  json["pool_held"] = or_null(run.held);
  json["filled"] = run.filled;
  json["verified"] = run.verified;
  json["mismatch"] = nullptr;
  if (run.mismatch) {
    json["mismatch"] = Json{{"buffer", run.mismatch->buffer},
                            {"offset", run.mismatch->offset},
                            {"expected", run.mismatch->expected},
                            {"found", run.mismatch->found}};
  }
  json["refusal"] = run.refusal.empty() ? Json(nullptr) : Json(run.refusal);
  return to_text(json);
}

}  // namespace rampart
