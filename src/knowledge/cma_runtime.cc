#include "knowledge/cma_runtime.h"

#include <cerrno>

namespace rampart {

std::optional<int> cma_no_room_errno(const KernelVersion& version) {
  if (compare(version, {6, 12}) <= 0) return ENOMEM;
  if (compare(version, {7, 2}) >= 0) return EBUSY;
  return std::nullopt;
}

}  // namespace rampart
