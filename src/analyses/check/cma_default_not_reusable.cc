#include <string>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    const ReservedNode& written = *node.node;
    if (!written.cma_default || written.reusable) continue;
    const std::string_view becomes = !node.is_pool    ? "only reserves the memory"
                                     : written.no_map ? "makes a coherent pool of it"
                                                      : "makes no CMA pool of it";
    report.error(written.name + " is to be the default CMA pool, but is not reusable")
        .at(written, "linux,cma-default")
        .effect(kernel_name(input) + ' ' + std::string{becomes} +
                "; the default pool is that of cma= or of CONFIG_CMA_SIZE_MBYTES, wherever it finds room");
  }
}

}  // namespace

extern const Rule cma_default_not_reusable_rule{
    .id = "cma-default-not-reusable",
    .severity = Severity::Error,
    .title = "linux,cma-default on a node that is not reusable",
    .explanation =
        "linux,cma-default makes a CMA pool of the tree the default one, for every device without a pool of its own. "
        "Only a shared-dma-pool that is reusable and not no-map becomes a CMA pool; on any other node the property "
        "does nothing. The memory is reserved, as a coherent pool or simply so, and the default area is made "
        "elsewhere, from cma= or the kernel's configuration, beside it.\n\n"
        "With cma= on the command line kernels from 5.6 to 6.18.8 turn such a node down altogether (bypass node).",
    .remedy = "add reusable and compatible = \"shared-dma-pool\", and remove no-map",
    .check = check,
};

}  // namespace rampart
