#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>

#include "analyses/check/cma_default.h"
#include "analyses/check/device_reach.h"
#include "analyses/check/free_memory.h"
#include "analyses/check/rule.h"
#include "analyses/predict/kernel_config.h"
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
  if (has_pool || !input.setup.has_config || !has_dma_cma(input.setup)) return std::nullopt;
  return Request{{configured_cma_size(input.setup, ram_of(input).size())}};
}

ZoneLimit zone_limit(const CheckInput& input) {
  switch (input.setup.architecture) {
    case Architecture::Arm64: {
      const auto bus = Buses{input.tree}.lowest_limit();
      if (has_zone_dma(input.setup) && bus && *bus < four_gib - 1) {
        return {*bus + 1, "the DMA zone, which dma-ranges of the tree end at " + address_text({*bus})};
      }
      if (has_zone_dma(input.setup) || has_zone_dma32(input.setup)) {
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

std::uint64_t round_down(std::uint64_t value, Bytes granule) { return value & ~(granule.value - 1); }
std::uint64_t round_up(std::uint64_t value, Bytes granule) {
  return value > UINT64_MAX - (granule.value - 1) ? round_down(UINT64_MAX, granule)
                                                  : round_down(value + granule.value - 1, granule);
}

/// Says why a request fails.
class Explanation {
 public:
  Explanation(const CheckInput& input, RuleReport& report, const Request& request, const Prediction& prediction)
      : input_{input}, report_{report}, request_{request}, prediction_{prediction}, zone_{zone_limit(input)} {
    size_ = round_up(request.size.value, input.granule);
  }

  /// What fails whatever RAM there is. True if that was reported.
  bool report_numbers() {
    const Bytes granule = input_.granule;
    if (request_.size.value > UINT32_MAX && has_32_bit_addresses(input_.setup)) {
      const Bytes cut{request_.size.value & UINT32_MAX};
      fails("is more than 32 bits hold",
            kernel_name(input_) + " drops the upper bits without a message: " +
                (cut.value == 0 ? "there is no default CMA area" : "it looks for room for " + size_text(cut)));
      return true;
    }
    if (!request_.fixed) return false;
    if (request_.base % granule.value != 0) {
      fails(fmt::format("does not begin on {}, a pageblock", size_text(granule)))
          .help(fmt::format("use a base such as {}", address_text({round_down(request_.base, granule)})));
      return true;
    }
    if (size_ == request_.size.value) return false;
    fails(fmt::format("is no multiple of {}, to which its end is rounded down and its size up: it never fits",
                      size_text(granule)))
        .help("ask for " + size_text({size_}));
    return true;
  }

  /// What the prediction says fails.
  void report_failure(const RefusedRegion& refusal) {
    if (request_.fixed ? report_fixed() : report_anywhere()) return;
    fails("cannot be made: " + refusal.message);
  }

  /// A fixed area that the kernel makes without asking whose memory it is.
  void report_unchecked() {
    const auto range = PhysRange::make({request_.base}, {size_});
    if (!request_.fixed || !range) return;
    if (!RangeSet{{*range}}.without(ram_of(input_)).empty()) {
      fails("lies where there is no RAM",
            kernel_name(input_) +
                " takes it as it is, and crashes when it sets the area up, if a section of its "
                "memory map has no RAM at all");
      return;
    }
    report_touched(*range, kernel_name(input_) + " makes the area over it without a message, and both use the memory");
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

  bool report_touched(const PhysRange& range, const std::string& effect) {
    for (const StaticRange& other : input_.ranges) {
      if (!other.range.overlaps(range)) continue;
      const ReservedNode& node = *input_.nodes[other.node].node;
      fails("touches " + node.name, effect).at(node, "reg");
      return true;
    }
    return false;
  }

  bool report_fixed() {
    const std::uint64_t past = request_.base + size_;
    const auto low_end = input_.setup.architecture == Architecture::Arm ? low_memory_end(input_) : std::nullopt;
    if (low_end && request_.base < *low_end && past > *low_end && past <= end_of_ram()) {
      fails("straddles the end of low memory at " + address_text({*low_end}))
          .help("put it wholly below that address, or wholly above");
      return true;
    }
    if (past > end_of_ram()) {
      fails("ends past the end of RAM at " + address_text({end_of_ram() - 1}));
      return true;
    }
    if (past > zone_.end) {
      fails("ends past the end of " + zone_.why);
      return true;
    }
    const auto range = PhysRange::make({request_.base}, {size_});
    return range && report_touched(*range, "");
  }

  bool report_anywhere() {
    const RangeSet ram = ram_of(input_);
    const RangeSet free = free_after(input_, prediction_);
    const std::uint64_t base = round_up(request_.base, input_.granule);
    if (ram.size().value < size_) {
      fails("is more than the board's " + size_text(ram.size()) + " of RAM");
    } else if (longest_in(free, {base, UINT64_MAX}).value < size_) {
      fails(fmt::format("finds no room: the longest run of RAM that nobody has is {}",
                        size_text(longest_in(free, {base, UINT64_MAX}))));
    } else if (longest_in(free, {base, zone_.end}).value < size_) {
      fails("does not fit below the end of " + zone_.why);
    } else if (request_.limit != 0 && longest_in(free, {base, request_.limit}).value < size_) {
      fails("does not fit below the limit " + address_text({request_.limit}));
    } else {
      return false;
    }
    return true;
  }

  std::uint64_t end_of_ram() const { return ram_of(input_).ranges().back().last().value + 1; }

  const CheckInput& input_;
  RuleReport& report_;
  const Request& request_;
  const Prediction& prediction_;
  ZoneLimit zone_;
  std::uint64_t size_ = 0;  ///< Rounded up.
};

/// Why the default area fails; null if it does not, or fails because the table of areas is full, which is
/// too-many-pools.
const RefusedRegion* refusal_of_default(const Prediction& prediction) {
  for (const RefusedRegion& refusal : prediction.failed) {
    if (refusal.name == "reserved" && refusal.reason != "cma_slots") return &refusal;
  }
  return nullptr;
}

void check(const CheckInput& input, RuleReport& report) {
  const auto request = request_of(input);
  if (!request || request->size.value == 0) return;
  if (request->from_cmdline && !has_dma_cma(input.setup)) {
    report.warning("cma= is no parameter of this kernel, which is built without CONFIG_DMA_CMA")
        .at_parameter("cma")
        .effect(kernel_name(input) + " lists it among unknown parameters and makes no CMA area")
        .help("build the kernel with CONFIG_DMA_CMA");
    return;
  }
  const Prediction prediction = predict(input.setup);
  Explanation explanation{input, report, *request, prediction};
  // RAM that a boot loader has yet to fill in may hold the area.
  if (explanation.report_numbers() || !input.ram_is_complete || ram_of(input).empty()) return;
  if (const RefusedRegion* const refusal = refusal_of_default(prediction)) {
    explanation.report_failure(*refusal);
  } else {
    explanation.report_unchecked();
  }
}

}  // namespace

extern const Rule cma_unsatisfiable_rule{
    .id = "cma-unsatisfiable",
    .severity = Severity::Error,
    .title = "the default CMA area of cma= or of the configuration cannot be made",
    .explanation =
        "cma=SIZE[@BASE[-LIMIT]] on the command line, else CONFIG_CMA_SIZE_MBYTES or a percentage of RAM, asks for the "
        "default CMA area. Where it cannot be made the kernel prints cma: Failed to reserve and goes on without one, "
        "so that drivers fail much later.\n\n"
        "The area is one run of RAM below a limit: on arm64 the end of the DMA zone, which is 4 GiB or what the "
        "narrowest dma-ranges of the tree say; on riscv64 4 GiB. Regions of the tree and what the kernel has placed "
        "before are in its way. A fixed BASE has to be a multiple of the pageblock. SIZE is rounded up and the end "
        "down, so that cma=3M@BASE never fits where pageblocks are 4 MiB. On 32-bit arm it must not straddle the end "
        "of low memory, and without LPAE a number of more than 32 bits loses its upper ones. A fixed area is not "
        "compared with RAM: over a hole it is accepted, and the kernel crashes when it sets the area up.\n\n"
        "Without --config the zones are taken to be built in, as distributions do. Where the kernel was loaded is "
        "counted only if it is known (--loaded), so that a size close to all of RAM may fail without being reported.",
    .remedy = "ask for less, or for a place that is free and below the limit; or declare the pool in /reserved-memory",
    .check = check,
};

}  // namespace rampart
