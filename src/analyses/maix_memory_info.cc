#include "analyses/maix_memory_info.h"

namespace rampart {
namespace {

Bytes snapped(Bytes sum, const MaixRule& rule) {
  for (const MaixRule::Snap& snap : rule.snaps) {
    if (snap.above < sum && sum < snap.below) return snap.to;
  }
  return sum;
}

}  // namespace

MaixMemoryInfo maix_memory_info(const MaixRule& rule, const MaixInput& input) {
  MaixMemoryInfo info;
  info.total = input.mem_total.value_or(Bytes{});
  info.used = saturating_sub(info.total, input.mem_available.value_or(Bytes{}));
  if (rule.cmm != MaixRule::CmmSource::None) {
    info.cmm_total = input.pool_total.value_or(Bytes{});
    info.cmm_used = input.pool_used.value_or(Bytes{});
  }
  switch (rule.hw_total) {
    case MaixRule::HwTotal::Constant:
      info.hw_total = rule.constant;
      break;
    case MaixRule::HwTotal::Total:
      info.hw_total = info.total;
      break;
    case MaixRule::HwTotal::TotalPlusCmm:
      if (input.pool_total) info.hw_total = snapped(saturating_add(info.total, info.cmm_total), rule);
      break;
  }
  return info;
}

}  // namespace rampart
