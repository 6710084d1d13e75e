#include "analyses/check/rules.h"

#include <algorithm>
#include <array>

namespace rampart {

// One line a rule. It is defined in the file of its name, or in that of its family.
extern const Rule alignment_not_power_of_two_rule;
extern const Rule alloc_ranges_unsatisfiable_rule;
extern const Rule cells_mismatch_rule;
extern const Rule cma_alignment_rule;
extern const Rule cma_default_not_reusable_rule;
extern const Rule cma_unsatisfiable_rule;
extern const Rule cmdline_bypasses_tree_rule;
extern const Rule cmdline_malformed_rule;
extern const Rule dangling_memory_region_rule;
extern const Rule default_taken_rule;
extern const Rule dma_limit_rule;
extern const Rule dynamic_without_alloc_ranges_rule;
extern const Rule extra_reg_ignored_rule;
extern const Rule fdt_overlap_rule;
extern const Rule firmware_changed_rule;
extern const Rule initrd_overlap_rule;
extern const Rule kernel_overlap_rule;
extern const Rule memmap_unescaped_rule;
extern const Rule memmap_unsupported_rule;
extern const Rule memory_region_disabled_rule;
extern const Rule memory_region_names_count_rule;
extern const Rule memory_without_device_type_rule;
extern const Rule memreserve_overlap_rule;
extern const Rule misaligned_rule;
extern const Rule missing_ranges_rule;
extern const Rule no_map_and_reusable_rule;
extern const Rule outside_ram_rule;
extern const Rule overlap_rule;
extern const Rule pool_without_map_rule;
extern const Rule range_overflow_rule;
extern const Rule reusable_without_pool_rule;
extern const Rule size_cells_mismatch_rule;
extern const Rule size_used_for_reg_rule;
extern const Rule too_many_pools_rule;
extern const Rule too_many_regions_rule;
extern const Rule two_cma_default_rule;
extern const Rule unit_address_format_rule;
extern const Rule unit_address_mismatch_rule;
extern const Rule unused_region_rule;
extern const Rule zero_size_rule;

namespace {

constexpr std::array table = {
    &alignment_not_power_of_two_rule,
    &alloc_ranges_unsatisfiable_rule,
    &cells_mismatch_rule,
    &cma_alignment_rule,
    &cma_default_not_reusable_rule,
    &cma_unsatisfiable_rule,
    &cmdline_bypasses_tree_rule,
    &cmdline_malformed_rule,
    &dangling_memory_region_rule,
    &default_taken_rule,
    &dma_limit_rule,
    &dynamic_without_alloc_ranges_rule,
    &extra_reg_ignored_rule,
    &fdt_overlap_rule,
    &firmware_changed_rule,
    &initrd_overlap_rule,
    &kernel_overlap_rule,
    &memmap_unescaped_rule,
    &memmap_unsupported_rule,
    &memory_region_disabled_rule,
    &memory_region_names_count_rule,
    &memory_without_device_type_rule,
    &memreserve_overlap_rule,
    &misaligned_rule,
    &missing_ranges_rule,
    &no_map_and_reusable_rule,
    &outside_ram_rule,
    &overlap_rule,
    &pool_without_map_rule,
    &range_overflow_rule,
    &reusable_without_pool_rule,
    &size_cells_mismatch_rule,
    &size_used_for_reg_rule,
    &too_many_pools_rule,
    &too_many_regions_rule,
    &two_cma_default_rule,
    &unit_address_format_rule,
    &unit_address_mismatch_rule,
    &unused_region_rule,
    &zero_size_rule,
};

}  // namespace

std::span<const Rule* const> rules() { return table; }

const Rule* find_rule(std::string_view id) {
  const auto* const found = std::ranges::find(table, id, &Rule::id);
  return found == table.end() ? nullptr : *found;
}

}  // namespace rampart
