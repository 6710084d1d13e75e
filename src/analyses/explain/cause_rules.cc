#include "analyses/explain/cause_rules.h"

#include <algorithm>
#include <array>

namespace rampart {

// One line a rule. It is defined in the file of its name.
extern const CauseRule boot_image_on_region_cause;
extern const CauseRule boot_image_overlap_cause;
extern const CauseRule boot_reserve_failed_cause;
extern const CauseRule boot_table_full_cause;
extern const CauseRule cells_mismatch_cause;
extern const CauseRule cma_not_available_cause;
extern const CauseRule cmdline_overrides_dt_cause;
extern const CauseRule dma_addr_limit_cause;
extern const CauseRule false_alarm_cause;
extern const CauseRule firmware_region_unprotected_cause;
extern const CauseRule heap_access_cause;
extern const CauseRule memory_region_missing_cause;
extern const CauseRule memreserve_conflict_cause;
extern const CauseRule pages_busy_cause;
extern const CauseRule pool_does_not_fit_cause;
extern const CauseRule pool_exhausted_cause;
extern const CauseRule pool_fragmented_cause;
extern const CauseRule pool_in_highmem_cause;
extern const CauseRule pool_misaligned_cause;
extern const CauseRule pool_outside_ram_cause;
extern const CauseRule pool_too_small_cause;
extern const CauseRule psram_absent_cause;
extern const CauseRule psram_faulty_cause;
extern const CauseRule psram_heap_policy_cause;
extern const CauseRule psram_variant_cause;
extern const CauseRule python_heap_fragmented_cause;
extern const CauseRule python_heap_full_cause;
extern const CauseRule python_stack_full_cause;
extern const CauseRule ram_not_visible_cause;
extern const CauseRule ram_reserved_by_design_cause;
extern const CauseRule region_over_kernel_cause;
extern const CauseRule region_overlap_cause;
extern const CauseRule reservation_too_big_cause;
extern const CauseRule reserved_memory_malformed_cause;
extern const CauseRule rproc_region_wrong_cause;
extern const CauseRule size_used_for_reg_cause;
extern const CauseRule too_many_regions_cause;
extern const CauseRule vendor_pool_exhausted_cause;
extern const CauseRule vendor_split_mismatch_cause;
extern const CauseRule vmalloc_limit_cause;
extern const CauseRule zram_full_cause;
extern const CauseRule zram_misconfigured_cause;

namespace {

constexpr std::array table = {
    &boot_image_on_region_cause,
    &boot_image_overlap_cause,
    &boot_table_full_cause,
    &boot_reserve_failed_cause,
    &region_over_kernel_cause,
    &cells_mismatch_cause,
    &reserved_memory_malformed_cause,
    &too_many_regions_cause,
    &region_overlap_cause,
    &memreserve_conflict_cause,
    &size_used_for_reg_cause,
    &pool_misaligned_cause,
    &pool_in_highmem_cause,
    &pool_outside_ram_cause,
    &pool_does_not_fit_cause,
    &cmdline_overrides_dt_cause,
    &ram_not_visible_cause,
    &reservation_too_big_cause,
    &heap_access_cause,
    &cma_not_available_cause,
    &dma_addr_limit_cause,
    &rproc_region_wrong_cause,
    &firmware_region_unprotected_cause,
    &vmalloc_limit_cause,
    &memory_region_missing_cause,
    &pool_too_small_cause,
    &pool_exhausted_cause,
    &pool_fragmented_cause,
    &pages_busy_cause,
    &vendor_split_mismatch_cause,
    &vendor_pool_exhausted_cause,
    &zram_misconfigured_cause,
    &zram_full_cause,
    &psram_faulty_cause,
    &psram_variant_cause,
    &psram_absent_cause,
    &psram_heap_policy_cause,
    &python_heap_full_cause,
    &python_heap_fragmented_cause,
    &python_stack_full_cause,
    &ram_reserved_by_design_cause,
    &false_alarm_cause,
};

}  // namespace

std::span<const CauseRule* const> cause_rules() { return table; }

const CauseRule* find_cause_rule(std::string_view id) {
  const auto* const found = std::ranges::find(table, id, &CauseRule::id);
  return found == table.end() ? nullptr : *found;
}

}  // namespace rampart
