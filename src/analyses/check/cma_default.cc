#include "analyses/check/cma_default.h"

namespace rampart {

std::vector<const CheckedNode*> default_pools(const CheckInput& input) {
  std::vector<const CheckedNode*> pools;
  for (const CheckedNode& node : input.nodes) {
    if (node.is_cma_pool() && node.node->cma_default) pools.push_back(&node);
  }
  return pools;
}

}  // namespace rampart
