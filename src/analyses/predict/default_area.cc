#include "analyses/predict/default_area.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "analyses/predict/kernel_config.h"
#include "analyses/predict/pool_drivers.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::uint64_t four_gigabytes = std::uint64_t{1} << 32;

/// What one table of pages maps.
std::uint64_t huge_page_of(const BootState& state) { return state.page / 8 * state.page; }

/// What hugetlb_cma= counts in: 1 GiB, but 16 GiB with 64 KiB pages (arch/arm64/mm/hugetlbpage.c
/// arm64_hugetlb_cma_reserve).
std::uint64_t gigantic_page_of(const BootState& state) { return std::uint64_t{state.page == 65536 ? 16U : 1U} << 30; }

/// What is asked of the allocator of CMA areas.
struct AreaRequest {
  std::uint64_t size = 0;
  std::uint64_t base = 0;
  std::uint64_t limit = 0;
  std::uint64_t align = 0;  ///< At least the granule is taken.
  bool is_fixed = false;
  int node = -1;  ///< NUMA node; -1 is any.
};

/// Places one area as mm/cma.c cma_declare_contiguous_nid does, and says what the kernel says.
class AreaPlacement {
 public:
  AreaPlacement(BootState& state, AreaRequest request) : state_{state}, asked_{request}, request_{request} {
    request_.align = std::max(request.align, state.granule);
  }

  /// False if there is none: `reason` and `message` then say why.
  /// `parameter` is the one that asks for it; empty for the default area.
  bool make(std::string name, std::string_view parameter = {}) {
    const auto place = find_place();
    if (!place) return false;
    if (add_cma_area(state_,
                     {.name = std::move(name), .base = *place, .size = request_.size, .parameter = parameter}) !=
        AreaAnswer::Made) {
      return false;
    }
    state_.lines.cma_reserved(*place, shown_size(), request_.node);
    return true;
  }

  const std::string& reason() const { return reason_; }
  const std::string& message() const { return message_; }
  /// What the kernel's function returns for `reason`.
  int error_number() const {
    if (reason_ == "cma_slots") return -28;
    if (reason_ == "cma_failed") return request_.is_fixed ? -16 : -12;
    return -22;
  }

 private:
  std::optional<std::uint64_t> find_place() {
    if (state_.areas.size() >= state_.max_areas) {
      state_.lines.no_slots();
      fail("cma_slots", fmt::format("there are {} CMA areas already", state_.max_areas));
      if (state_.behaviour.lines_show_asked_size) state_.lines.cma_failed(asked_.size, request_.node);
      return std::nullopt;
    }
    if (!is_possible()) {
      state_.lines.cma_failed(shown_size(), request_.node);
      return std::nullopt;
    }
    const auto place = request_.is_fixed ? fixed_place() : free_place();
    if (!place) {
      state_.lines.cma_failed(shown_size(), request_.node);
      return std::nullopt;
    }
    return place;
  }

  std::uint64_t shown_size() const { return state_.behaviour.lines_show_asked_size ? asked_.size : request_.size; }
  bool fail(std::string reason, std::string message) {
    reason_ = std::move(reason);
    message_ = std::move(message);
    return false;
  }

  /// The tests before anything is looked for; rounds the request.
  bool is_possible() {
    const std::uint64_t mask = request_.align - 1;
    if (request_.is_fixed && (request_.base & mask) != 0) {
      state_.lines.cma_base_misaligned(request_.base, request_.align);
      return fail("cma_align", fmt::format("its base is no multiple of {:#x}", request_.align));
    }
    request_.base = state_.phys((request_.base + mask) & ~mask);
    request_.size = state_.phys((request_.size + mask) & ~mask);
    request_.limit &= ~mask;
    if (request_.base == 0) request_.is_fixed = false;
    if (!state_.behaviour.boundary_is_asked_late && crosses_boundary()) return false;
    const std::uint64_t end_of_ram = state_.memblock.end_of_ram();
    if (request_.limit == 0 || request_.limit > end_of_ram) request_.limit = end_of_ram;
    if (end_of_request() > request_.limit) {
      state_.lines.cma_past_limit(request_.base, request_.size, request_.limit);
      return fail("cma_limit", fmt::format("{} from {:#x} pass the limit {:#x}", size_text({request_.size}),
                                           request_.base, request_.limit));
    }
    return true;
  }

  /// As the kernel adds: on arm without LPAE a request past 4 GiB ends at a low address, and so passes every test of
  /// its end.
  std::uint64_t end_of_request() const { return state_.phys(request_.base + request_.size); }

  bool crosses_boundary() {
    const std::uint64_t boundary = state_.low_memory_end;
    if (!request_.is_fixed || request_.base >= boundary || end_of_request() <= boundary) return false;
    state_.lines.cma_over_boundary(request_.base, boundary);
    fail("cma_limit", fmt::format("it would cross the end of low memory at {:#x}", boundary));
    return true;
  }

  std::optional<std::uint64_t> fixed_place() {
    if (state_.behaviour.boundary_is_asked_late && has_high_memory(state_.setup) && crosses_boundary()) {
      return std::nullopt;
    }
    if (state_.memblock.touches_reserved(request_.base, request_.size)) {
      fail("cma_failed", "something is reserved there already");
      return std::nullopt;
    }
    state_.memblock.reserve(request_.base, request_.size);
    return request_.base;
  }

  std::optional<std::uint64_t> free_place() {
    const std::uint64_t boundary = state_.low_memory_end;
    const bool reaches_high = request_.base < boundary && request_.limit > boundary;
    const bool tries_4g_first = state_.behaviour.default_above_4g && state_.behaviour.high_memory_after_4g;
    std::optional<std::uint64_t> place;
    if (reaches_high && !tries_4g_first) place = take_high(boundary);
    if (!place) place = take_above_4g();
    if (!place && reaches_high && tries_4g_first) place = take_high(boundary);
    if (!place) place = state_.memblock.allocate(request_.size, request_.align, request_.base, request_.limit);
    if (!place) fail("cma_failed", "there is no such gap where it may go");
    return place;
  }

  /// High memory first; low memory is what is left to try.
  std::optional<std::uint64_t> take_high(std::uint64_t boundary) {
    const auto place = state_.memblock.allocate(request_.size, request_.align, boundary, request_.limit);
    request_.limit = boundary;
    return place;
  }

  std::optional<std::uint64_t> take_above_4g() {
    if (!state_.behaviour.default_above_4g || state_.is_32_bit()) return std::nullopt;
    if (state_.memblock.end_of_ram() < four_gigabytes + request_.size) return std::nullopt;
    return state_.memblock.allocate(request_.size, request_.align, four_gigabytes, request_.limit,
                                    Memblock::Direction::BottomUp);
  }

  BootState& state_;
  AreaRequest asked_;
  AreaRequest request_;
  std::string reason_;
  std::string message_;
};

/// The smaller of two limits of which 0 is none.
std::uint64_t smaller_limit(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return a + b;
  return std::min(a, b);
}

AreaRequest request_of(const BootState& state, std::uint64_t limit) {
  const auto& parameter = state.setup.parameters.cma;
  if (!parameter) {
    return {.size = state.phys(configured_cma_size(state.setup, {state.memblock.ram_size()})), .limit = limit};
  }
  const std::uint64_t size = state.phys(parameter->size.value);
  const std::uint64_t base = parameter->base ? state.phys(parameter->base->value) : 0;
  const bool has_place = parameter->base.has_value();
  // `@base` alone is a limit right behind the area.
  const std::uint64_t own = parameter->limit ? state.phys(parameter->limit->value)
                            : has_place      ? state.phys(base + size)
                                             : 0;
  const bool own_wins = state.behaviour.parameter_limit_wins && own != 0;
  return {.size = size,
          .base = base,
          .limit = own_wins ? own : smaller_limit(own, limit),
          .is_fixed = state.phys(base + size) == own};
}

/// A device tree without NUMA has all RAM in node 0; a kernel without NUMA asks for any node.
int own_node(const BootState& state) { return is_on(state.setup, state.setup.config.layout.numa, false) ? 0 : -1; }

/// `cma_pernuma=` and `numa_cma=`: an area of its own for a node, from 7.2 on one for both.
void make_node_areas(BootState& state) {
  if (state.setup.config.cma.per_numa != true) return;
  const MemoryParameters& parameters = state.setup.parameters;
  std::uint64_t pernuma = parameters.cma_pernuma ? parameters.cma_pernuma->value : 0;
  std::uint64_t own = 0;
  for (const NodeSize& entry : parameters.numa_cma) {
    if (entry.node == std::uint64_t{0}) own = entry.size.value;
  }
  const bool is_one_for_both = state.behaviour.default_before_memory_map;
  if (is_one_for_both) {
    own = own != 0 ? own : pernuma;
    pernuma = 0;
  }
  const std::tuple<std::uint64_t, const char*, std::string_view> areas[] = {{pernuma, "pernuma0", "cma_pernuma"},
                                                                            {own, "numa0", "numa_cma"}};
  for (const auto& [size, name, parameter] : areas) {
    if (size == 0) continue;
    AreaPlacement{state, {.size = size, .node = own_node(state)}}.make(name, parameter);
  }
}

void place_default_area(BootState& state, std::uint64_t limit) {
  if (!has_dma_cma(state.setup) || state.default_area) return;
  const AreaRequest request = request_of(state, limit);
  if (request.size == 0) return;
  DefaultAttempt attempt{.from_parameter = state.has_cma_parameter(),
                         .is_fixed = request.is_fixed && request.base != 0,
                         .reason = {},
                         .message = {},
                         .size = request.size};
  AreaPlacement placement{state, request};
  if (placement.make("reserved")) {
    state.default_area = state.areas.size() - 1;
  } else {
    attempt.reason = placement.reason();
    attempt.message = placement.message();
  }
  state.default_attempt = std::move(attempt);
}

}  // namespace

void make_default_area(BootState& state, std::uint64_t limit) {
  const bool has_node_areas = state.behaviour.node_areas_with_default;
  if (has_node_areas && !state.behaviour.default_before_memory_map) make_node_areas(state);
  place_default_area(state, limit);
  if (has_node_areas && state.behaviour.default_before_memory_map) make_node_areas(state);
}

void make_early_node_areas(BootState& state) {
  if (!state.behaviour.node_areas_with_default) make_node_areas(state);
}

void make_hugetlb_areas(BootState& state) {
  const auto& wanted = state.setup.parameters.hugetlb_cma;
  if (wanted.empty() || !is_on(state.setup, state.setup.config.pages.hugetlb, true)) return;
  if (state.setup.architecture == Architecture::Arm) return;
  std::uint64_t size = 0;
  for (const NodeSize& entry : wanted) size = entry.size.value;
  if (size == 0) return;
  const bool newest = state.behaviour.default_before_memory_map;
  const std::uint64_t gigantic_page = gigantic_page_of(state);
  if (size < gigantic_page) {
    state.lines.hugetlb_too_small(gigantic_page);
    return;
  }
  if (newest && size % gigantic_page != 0) {
    state.lines.hugetlb_not_multiple(gigantic_page);
    return;
  }
  state.lines.hugetlb_plan(size);
  size = (size + gigantic_page - 1) & ~(gigantic_page - 1);
  const bool gigantic_align = state.behaviour.hugetlb_is_gigantic;
  AreaPlacement placement{
      state, {.size = size, .align = gigantic_align ? gigantic_page : huge_page_of(state), .node = own_node(state)}};
  if (placement.make("hugetlb0", "hugetlb_cma")) {
    state.lines.hugetlb_reserved(size);
  } else {
    state.lines.hugetlb_failed(placement.error_number());
  }
}

}  // namespace rampart
