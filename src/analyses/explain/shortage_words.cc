#include "analyses/explain/shortage_words.h"

#include <string>

namespace rampart {
namespace {

std::string who(const Shortage& shortage) { return shortage.device.empty() ? "a driver" : shortage.device; }

void tell_numbers(CauseDraft& cause, const Shortage& shortage) {
  const std::string requested = size_text(shortage.requested);
  if (shortage.total && shortage.free && shortage.largest_free) {
    cause.detail({"{0} asked for {1} in one run; the pool has {2} of {3} free, the longest run is {4}",
                  "{0} 请求连续 {1}；池中空闲 {2}（共 {3}），最长空闲段 {4}"},
                 who(shortage), requested, size_text(*shortage.free), size_text(*shortage.total),
                 size_text(*shortage.largest_free));
  } else if (shortage.total && shortage.in_use) {
    cause.detail({"{0} asked for {1} in one run; of the {2} of the pool its driver alone holds {3}",
                  "{0} 请求连续 {1}；池共 {2}，仅该驱动就占用 {3}"},
                 who(shortage), requested, size_text(*shortage.total), size_text(*shortage.in_use));
  } else if (shortage.total) {
    cause.detail({"{0} asked for {1} in one run; the pool is {2}", "{0} 请求连续 {1}；池共 {2}"}, who(shortage),
                 requested, size_text(*shortage.total));
  } else {
    cause.detail({"{0} asked for {1} in one run", "{0} 请求连续 {1}"}, who(shortage), requested);
  }
}

}  // namespace

void describe(CauseDraft& cause, const Shortage& shortage) {
  cause.evidence_of(shortage.lines).follows_of(shortage.drivers);
  if (shortage.known != nullptr) cause.evidence(shortage.known->clue);
  cause.region(shortage.pool_name())
      .fact("pool_name", shortage.pool_name())
      .fact("requested_pages", shortage.pages)
      .fact("requested_bytes", shortage.requested)
      .fact("errno", shortage.error)
      .fact("pool_size_bytes", shortage.total);
  if (shortage.known != nullptr && shortage.known->range) {
    cause.fact("pool_base", shortage.known->range->base().value);
  }
  cause.fact("free_bytes", shortage.free).fact("largest_free_bytes", shortage.largest_free);
  if (shortage.in_use) cause.fact("in_use_bytes", *shortage.in_use).fact("in_use_bytes_about", *shortage.in_use);
  // As the graphics drivers call their buffers.
  if (shortage.buffers)
    cause.fact("bos_allocated", *shortage.buffers).fact("bos_bytes_kib", shortage.in_use->value >> 10);
  if (!shortage.device.empty()) cause.fact("device", shortage.device);
  tell_numbers(cause, shortage);
}

}  // namespace rampart
