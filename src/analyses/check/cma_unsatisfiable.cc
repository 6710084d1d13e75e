#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>

#include "analyses/check/cma_default.h"
#include "analyses/check/device_reach.h"
#include "analyses/check/free_memory.h"
#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

constexpr std::uint64_t four_gib = std::uint64_t{1} << 32;

/// The area that somebody asks for, before rounding.
struct Request {
  Bytes size;
  std::uint64_t base = 0;
  std::uint64_t limit = 0;  ///< One past the last address; 0 is none.
  bool fixed = false;
  bool from_cmdline = false;
};

/// Where the area has to end because of the architecture.
struct ZoneLimit {
  std::uint64_t end = UINT64_MAX;
  std::string why;  ///< Empty if nothing limits it.
};

Bytes configured_size(const CheckInput& input) {
  const MemoryConfig::Cma& cma = input.setup.config.cma;
  const Bytes fixed = cma.size.value_or(Bytes{});
  const std::uint64_t page = input.page_size.value;
  const Bytes share{ram_of(input).size().value / page * cma.percentage.value_or(0) / 100 * page};
  switch (cma.size_rule.value_or(CmaSizeRule::Megabytes)) {
    case CmaSizeRule::Megabytes:
      return fixed;
    case CmaSizeRule::Percentage:
      return share;
    case CmaSizeRule::Smaller:
      return std::min(fixed, share);
    case CmaSizeRule::Larger:
      return std::max(fixed, share);
  }
  return fixed;
}

/// What `cma=`, else the configuration asks for; nothing if the tree's pool is in effect, or nobody asks.
std::optional<Request> request_of(const CheckInput& input) {
  const bool has_pool = !default_pools(input).empty();
  const auto& cma = input.setup.parameters.cma;
  if (cma && !(has_pool && input.behaviour.default_node == KernelBehaviour::DefaultNode::TreeWins)) {
    Request request{cma->size, 0, 0, cma->fixed, true};
    if (cma->base) request.base = cma->base->value;
    if (cma->limit) request.limit = cma->limit->value;
    return request;
  }
  if (has_pool || !input.setup.has_config || input.setup.config.cma.dma_cma != true) return std::nullopt;
  return Request{configured_size(input)};
}

/// A switch of the configuration; without one what distributions build.
bool is_on(const CheckInput& input, ConfigSwitch value) { return input.setup.has_config ? value == true : true; }

ZoneLimit zone_limit(const CheckInput& input) {
  const MemoryConfig::Layout& layout = input.setup.config.layout;
  switch (input.setup.architecture) {
    case Architecture::Arm64: {
      const auto bus = lowest_bus_limit(input.tree);
      if (is_on(input, layout.zone_dma) && bus && *bus < four_gib - 1) {
        return {*bus + 1, "the DMA zone, which dma-ranges of the tree end at " + address_text({*bus})};
      }
      if (is_on(input, layout.zone_dma) || is_on(input, layout.zone_dma32)) {
        const bool starts_above = !input.ram.empty() && input.ram.front().base().value >= four_gib;
        if (!starts_above) return {four_gib, "the DMA zones, which end at 4 GiB"};
      }
      return {};
    }
    case Architecture::Riscv64:
      return {four_gib, "the 4 GiB that riscv64 looks in"};
    case Architecture::Arm:
    case Architecture::X86_64:
      break;
  }
  return {};
}

/// Where low memory of 32-bit arm ends: with the usual split and 240 MiB for vmalloc 768 MiB above the start of RAM.
std::optional<std::uint64_t> low_memory_end(const CheckInput& input) {
  const RangeSet ram = ram_of(input);
  if (input.setup.architecture != Architecture::Arm || ram.empty()) return std::nullopt;
  constexpr std::uint64_t vmalloc_end = 0xff800000;
  constexpr std::uint64_t usual_offset = 0xc0000000;
  const std::uint64_t offset = input.setup.config.layout.page_offset.value_or(usual_offset);
  const std::uint64_t vmalloc = input.setup.parameters.vmalloc.value_or(mib(240)).value + mib(8).value;
  if (offset >= vmalloc_end || vmalloc >= vmalloc_end - offset) return std::nullopt;
  const std::uint64_t end = ram.ranges().front().base().value + (vmalloc_end - offset - vmalloc);
  return std::min(end, ram.ranges().back().last().value + 1);
}

std::uint64_t round_down(std::uint64_t value, Bytes granule) { return value & ~(granule.value - 1); }
std::uint64_t round_up(std::uint64_t value, Bytes granule) {
  return value > UINT64_MAX - (granule.value - 1) ? round_down(UINT64_MAX, granule)
                                                  : round_down(value + granule.value - 1, granule);
}

/// Looks for what makes one request fail, in the order in which kernels test it.
class Placement {
 public:
  Placement(const CheckInput& input, RuleReport& report, const Request& request)
      : input_{input}, report_{report}, request_{request}, zone_{zone_limit(input)} {}

  void check() {
    if (request_.size.value == 0) return;
    if (request_.fixed ? check_fixed() : check_anywhere()) return;
  }

 private:
  std::string subject() const {
    const std::string size = size_text(request_.size);
    if (!request_.from_cmdline) return "the default CMA area of " + size + " that the configuration asks for";
    return request_.base != 0 ? fmt::format("cma= of {} at {}", size, address_text({request_.base}))
                              : "cma= of " + size;
  }

  FindingDraft fails(std::string why, std::string effect = "") {
    FindingDraft draft = report_.error(subject() + ' ' + std::move(why));
    if (request_.from_cmdline) {
      draft.at_parameter("cma");
    } else {
      draft.at(Origin{{".config", 0, 0}, "CONFIG_CMA_SIZE_MBYTES"});
    }
    if (effect.empty()) {
      effect = kernel_name(input_) + " prints cma: Failed to reserve, and there is no default CMA area";
    }
    draft.effect(std::move(effect));
    return draft;
  }

  /// The end that the kernel computes with: rounded down, and never past the end of RAM.
  std::uint64_t end() const {
    std::uint64_t end = request_.limit != 0 ? request_.limit : UINT64_MAX;
    if (request_.fixed) end = request_.base + request_.size.value;
    if (end == UINT64_MAX || !input_.behaviour.parameter_limit_wins) end = std::min(end, zone_.end);
    end = round_down(end, input_.granule);
    if (!input_.ram_is_complete) return end;
    return std::min(end, ram_of(input_).ranges().back().last().value + 1);
  }

  bool check_fixed() {
    const std::uint64_t base = request_.base;
    const Bytes granule = input_.granule;
    if (base % granule.value != 0) {
      fails(fmt::format("does not begin on {}, a pageblock", size_text(granule)))
          .help(fmt::format("use a base such as {}", address_text({round_down(base, granule)})));
      return true;
    }
    const std::uint64_t size = round_up(request_.size.value, granule);
    if (size != request_.size.value) {
      fails(fmt::format("is no multiple of {}, which its end is rounded down to while its size is rounded up: it never "
                        "fits",
                        size_text(granule)))
          .help(fmt::format("ask for {}", size_text({size})));
      return true;
    }
    if (base > UINT64_MAX - size) return false;
    return check_low_memory(base, base + size) || check_end(base, size) || check_taken(base, size);
  }

  bool check_low_memory(std::uint64_t base, std::uint64_t past) {
    const auto low_end = low_memory_end(input_);
    if (!low_end || base >= *low_end || past <= *low_end || !input_.ram_is_complete) return false;
    fails("straddles the end of low memory at " + address_text({*low_end}))
        .help("put it wholly below that address, or wholly above");
    return true;
  }

  bool check_end(std::uint64_t base, std::uint64_t size) {
    if (end() == UINT64_MAX || base + size <= end()) return false;
    const bool is_zone = end() == round_down(zone_.end, input_.granule);
    fails(is_zone ? "ends past " + zone_.why : "ends past the end of RAM at " + address_text({end() - 1}));
    return true;
  }

  bool check_taken(std::uint64_t base, std::uint64_t size) {
    const auto range = PhysRange::make({base}, {size});
    if (!range) return false;
    if (input_.ram_is_complete && !RangeSet{{*range}}.without(ram_of(input_)).empty()) {
      fails("lies where there is no RAM",
            kernel_name(input_) +
                " takes it as it is, and crashes when it sets the area up, if a section of its "
                "memory map has no RAM at all");
      return true;
    }
    for (const StaticRange& other : input_.ranges) {
      // Whether an area touches a no-map region is not tested, and no better for it.
      if (!other.range.overlaps(*range)) continue;
      fails("touches " + input_.nodes[other.node].node->name).at(*input_.nodes[other.node].node, "reg");
      return true;
    }
    return false;
  }

  bool check_anywhere() {
    if (!input_.ram_is_complete) return false;
    const Bytes size{round_up(request_.size.value, input_.granule)};
    const RangeSet ram = ram_of(input_);
    if (ram.size() < size) {
      fails("is more than the board's " + size_text(ram.size()) + " of RAM");
      return true;
    }
    FreeMemory free = free_before_dynamic(input_);
    place_dynamic(input_, free);
    const std::uint64_t base = round_up(request_.base, input_.granule);
    if (free.highest(size, input_.granule, {base, end()})) return false;
    const bool is_limited = free.highest(size, input_.granule, {base, UINT64_MAX}).has_value();
    if (is_limited && end() == round_down(zone_.end, input_.granule)) {
      fails("does not fit below the end of " + zone_.why);
    } else if (is_limited) {
      fails("does not fit below the limit " + address_text({request_.limit}));
    } else {
      const Bytes most = free.longest({base, end()});
      fails(fmt::format("finds no room: the longest run of RAM that nobody has is {}", size_text(most)));
    }
    return true;
  }

  const CheckInput& input_;
  RuleReport& report_;
  const Request& request_;
  ZoneLimit zone_;
};

void check(const CheckInput& input, RuleReport& report) {
  const auto request = request_of(input);
  if (!request) return;
  if (request->from_cmdline && input.setup.has_config && input.setup.config.cma.dma_cma != true) {
    report.warning("cma= is no parameter of this kernel, which is built without CONFIG_DMA_CMA")
        .at_parameter("cma")
        .effect(kernel_name(input) + " lists it among unknown parameters and makes no CMA area")
        .help("build the kernel with CONFIG_DMA_CMA");
    return;
  }
  Placement{input, report, *request}.check();
}

}  // namespace

extern const Rule cma_unsatisfiable_rule{
    .id = "cma-unsatisfiable",
    .severity = Severity::Error,
    .title = "the default CMA area of cma= or of the configuration cannot be made",
    .explanation =
        "cma=SIZE[@BASE[-LIMIT]] on the command line, else CONFIG_CMA_SIZE_MBYTES or a percentage of RAM, asks for the "
        "default CMA area. Where it cannot be made the kernel prints cma: Failed to reserve and goes on without one, "
        "so "
        "that drivers fail much later.\n\n"
        "The area is one run of RAM below a limit: on arm64 the end of the DMA zone, which is 4 GiB or what the "
        "narrowest dma-ranges of the tree say; on riscv64 4 GiB. Regions of the tree and what the kernel has placed "
        "before are in its way. A fixed BASE has to be a multiple of the pageblock. SIZE is rounded up and the end "
        "down, so that cma=3M@BASE never fits where pageblocks are 4 MiB. On 32-bit arm it must not straddle the end "
        "of low memory. A fixed area is not compared with RAM: over a hole it is accepted, and the kernel crashes when "
        "it sets the area up.\n\n"
        "Without --config the zones are taken to be built in, as distributions do; what the kernel takes for itself is "
        "not counted, so that a size close to all of RAM may fail without being reported.",
    .remedy = "ask for less, or for a place that is free and below the limit; or declare the pool in /reserved-memory",
    .check = check,
};

}  // namespace rampart
