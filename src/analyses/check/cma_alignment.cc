#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "analyses/check/rule.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// What a kernel without huge pages, or one before 5.18, asks for with 4 KiB pages.
constexpr Bytes largest_usual_granule = mib(4);

std::string culprit(const CheckedNode& node, const PhysRange* range, Bytes granule) {
  const std::uint64_t size = range != nullptr ? range->size().value : node.size->value;
  const bool base_is_off = range != nullptr && range->base().value % granule.value != 0;
  const bool size_is_off = size % granule.value != 0;
  if (base_is_off && size_is_off) {
    return fmt::format("base {:#x} and size {:#x} are no multiples of {}", range->base().value, size,
                       size_text(granule));
  }
  if (base_is_off) return fmt::format("base {:#x} is no multiple of {}", range->base().value, size_text(granule));
  return size_is_off ? fmt::format("size {:#x} is no multiple of {}", size, size_text(granule)) : "";
}

std::string effect(const CheckInput& input, const CheckedNode& node) {
  std::string text = kernel_name(input) + " prints incorrect alignment of CMA region and makes no pool: ";
  text += node.is_dynamic ? "it allocates the memory and gives it back" : "the memory is given to anyone";
  if (!node.is_dynamic && !input.behaviour.failed_nodes_are_forgotten) {
    text += ", also where another region, the kernel or the tree lies in it";
  }
  if (input.granule_assumed) {
    text += fmt::format("; {} is assumed, give --config for the kernel's own value", size_text(input.granule));
  }
  return text;
}

void check_pool(const CheckInput& input, RuleReport& report, const CheckedNode& node, const PhysRange* range) {
  if (const std::string wrong = culprit(node, range, input.granule); !wrong.empty()) {
    report.error(fmt::format("{} is a CMA pool, and its {}", node.node->name, wrong))
        .at(*node.node, range != nullptr ? "reg" : "size")
        .effect(effect(input, node))
        .help(fmt::format("make base and size multiples of {}", size_text(std::max(input.granule, mib(4)))));
    return;
  }
  if (!input.granule_assumed || input.extras.kernel_stated || input.granule >= largest_usual_granule) return;
  if (const std::string wrong = culprit(node, range, largest_usual_granule); !wrong.empty()) {
    report.note(fmt::format("{} is a CMA pool, and its {}", node.node->name, wrong))
        .at(*node.node, range != nullptr ? "reg" : "size")
        .effect(fmt::format("{} takes it if huge pages are built in, as in distribution kernels; without them, and "
                            "before 5.18, kernels refuse it",
                            kernel_name(input)))
        .help("give --config and --kernel to know, or make base and size multiples of 4 MiB");
  }
}

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    if (!node.is_cma_pool()) continue;
    // Only the first entry of a reg becomes the pool.
    if (node.is_static && node.first != node.end && input.ranges[node.first].entry == 0) {
      check_pool(input, report, node, &input.ranges[node.first].range);
    }
    if (node.is_dynamic && node.size) check_pool(input, report, node, nullptr);
  }
}

}  // namespace

extern const Rule cma_alignment_rule{
    .id = "cma-alignment",
    .severity = Severity::Error,
    .title = "a CMA pool is not aligned to the granule of CMA",
    .explanation =
        "Base and size of a CMA pool have to be multiples of a pageblock; before 5.18 of the largest block of the page "
        "allocator too. With 4 KiB pages that is 2 MiB where huge pages are built in (HUGETLB_PAGE; from 6.10 on "
        "TRANSPARENT_HUGEPAGE is enough), else 4 MiB; always 4 MiB before 5.18. With 16 KiB pages it is 32 MiB, with "
        "64 "
        "KiB pages 512 MiB.\n\n"
        "Linux prints incorrect alignment of CMA region, makes no pool, and removes the range from what is reserved, "
        "whoever reserved it: where the kernel or the tree lies in it, they are overwritten later. The alignment of a "
        "dynamic pool is raised by itself; its size is not rounded: it is allocated, refused and freed.\n\n"
        "Without --config rampart assumes a distribution's kernel: huge pages, except on 32-bit arm.",
    .remedy = "make base and size multiples of 4 MiB",
    .check = check,
};

}  // namespace rampart
