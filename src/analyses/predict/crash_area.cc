#include "analyses/predict/crash_area.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string_view>

#include "analyses/predict/kernel_config.h"
#include "base/size_text.h"

namespace rampart {
namespace {

using Rule = KernelBehaviour::CrashKernel;

/// The boot protocol of arm64 wants an image at 2 MiB (arch/arm64/include/asm/crash_reserve.h).
constexpr std::uint64_t alignment = std::uint64_t{2} << 20;
/// What is kept below the limit for one that lies above it, where `,low` does not say.
constexpr std::uint64_t usual_low_size = std::uint64_t{128} << 20;
/// The end of what 48 bits address.
constexpr std::uint64_t end_of_addresses = std::uint64_t{1} << 48;

const Crashkernel* last_of(const BootState& state, std::string_view where) {
  const auto& given = state.setup.parameters.crashkernel;
  const auto found = std::ranges::find(given.rbegin(), given.rend(), where, &Crashkernel::where);
  return found == given.rend() ? nullptr : &*found;
}

/// Of the form with ranges, the size for so much RAM.
std::uint64_t size_for(const Crashkernel& asked, std::uint64_t ram) {
  if (asked.steps.empty()) return asked.size.value;
  const auto step = std::ranges::find_if(asked.steps, [&](const Crashkernel::Step& range) {
    return ram >= range.from.value && (!range.below || ram < range.below->value);
  });
  return step == asked.steps.end() ? 0 : step->size.value;
}

struct Request {
  std::uint64_t size = 0;
  std::uint64_t base = 0;      ///< 0 is anywhere.
  std::uint64_t low_size = 0;  ///< To be kept below the limit if it lies above.
  bool is_high = false;
};

/// What the parameters ask for; nothing if they count for nothing.
std::optional<Request> request_of(const BootState& state) {
  if (const Crashkernel* const plain = last_of(state, "")) {
    const std::uint64_t size = state.page_up(size_for(*plain, state.memblock.ram_size()));
    if (size == 0) return std::nullopt;
    return Request{.size = size, .base = plain->base ? plain->base->value : 0};
  }
  const Crashkernel* const high = last_of(state, "high");
  if (high == nullptr || high->size.value == 0 || state.behaviour.crash_kernel == Rule::LowOnly) return std::nullopt;
  const Crashkernel* const low = last_of(state, "low");
  const std::uint64_t unsaid = state.behaviour.crash_kernel >= Rule::FallsUp ? usual_low_size : 0;
  return Request{
      .size = state.page_up(high->size.value), .low_size = low != nullptr ? low->size.value : unsaid, .is_high = true};
}

class CrashPlacing {
 public:
  CrashPlacing(BootState& state, Request request, std::uint64_t low_limit)
      : state_{state}, request_{request}, low_limit_{low_limit == 0 ? end_of_addresses : low_limit} {}

  bool place() {
    const auto base = request_.base != 0 ? fixed_place() : free_place();
    if (!base) return !hangs_;
    if (*base >= low_limit_ && request_.low_size != 0 && !place_low()) {
      state_.memblock.free(*base, request_.size);
      return true;
    }
    state_.lines.crash_reserved(*base, request_.size);
    keep(*base, request_.size, "crashkernel");
    return true;
  }

 private:
  std::optional<std::uint64_t> take(std::uint64_t low, std::uint64_t high) {
    return state_.memblock.allocate(request_.size, alignment, low, high);
  }

  std::optional<std::uint64_t> fixed_place() {
    const std::uint64_t end = request_.base + request_.size;
    const auto place = take(request_.base, end);
    if (place) return place;
    if (state_.behaviour.crash_kernel == Rule::LowOnly) {
      state_.lines.crash_not_reserved(fixed_refusal());
    } else if (state_.behaviour.crash_kernel == Rule::HighToo) {
      state_.lines.crash_not_allocated(request_.size);
    } else {
      state_.lines.crash_in_use();
    }
    refuse(fmt::format("{:#x} is not free RAM aligned to 2 MiB", request_.base));
    return std::nullopt;
  }

  /// Kernels that look at a fixed place by themselves say what is wrong with it.
  std::string_view fixed_refusal() const {
    if (!state_.memblock.is_ram(request_.base, request_.size)) return "region is not memory";
    if (state_.memblock.touches_reserved(request_.base, request_.size)) return "region overlaps reserved memory";
    return "base address is not 2MB aligned";
  }

  std::optional<std::uint64_t> free_place() {
    const std::optional<std::uint64_t> place = request_.is_high ? high_place() : low_place();
    if (place) return place;
    refuse(fmt::format("no free {} where it may go", size_text({request_.size})));
    // Without a zone the place above is the place below, and the kernel tries it again and again.
    hangs_ = falls_up() && !request_.is_high && !has_limit();
    if (hangs_) {
      state_.add_error(
          "crash-hangs",
          fmt::format("crashkernel= finds no free {}, and without a DMA zone the kernel never stops looking",
                      size_text({request_.size})),
          "ask for less, or build the kernel with CONFIG_ZONE_DMA", {"crashkernel"});
    } else {
      state_.lines.crash_not_allocated(request_.size);
    }
    return std::nullopt;
  }

  std::optional<std::uint64_t> low_place() {
    const auto place = take(0, low_limit_);
    if (place || !falls_up() || !has_limit()) return place;
    request_.low_size = usual_low_size;
    return take(high_start(), end_of_addresses);
  }

  std::optional<std::uint64_t> high_place() {
    const auto place = take(high_start(), end_of_addresses);
    if (place || !falls_both_ways() || !has_limit()) return place;
    return take(0, low_limit_);
  }

  bool falls_up() const { return state_.behaviour.crash_kernel >= Rule::FallsUp; }
  bool falls_both_ways() const { return state_.behaviour.crash_kernel == Rule::FallsBothWays; }
  bool has_limit() const { return low_limit_ < end_of_addresses; }
  /// Where the search above begins: before 6.5 at the start of RAM, from the top down all the same.
  std::uint64_t high_start() const { return falls_both_ways() ? low_limit_ : 0; }

  bool place_low() {
    const auto place = state_.memblock.allocate(request_.low_size, alignment, 0, low_limit_);
    if (!place) {
      state_.lines.crash_low_not_allocated(request_.low_size);
      refuse(fmt::format("no free {} below {:#x} for its devices", size_text({request_.low_size}), low_limit_));
      return false;
    }
    state_.lines.crash_low_reserved(*place, request_.low_size);
    keep(*place, request_.low_size, "crashkernel,low");
    return true;
  }

  void keep(std::uint64_t base, std::uint64_t size, std::string_view name) {
    const auto range = PhysRange::make({base}, {size});
    if (range) state_.crash.areas.push_back({*range, name, request_.base != 0});
  }
  void refuse(std::string message) { state_.crash.refusal = std::move(message); }

  BootState& state_;
  Request request_;
  std::uint64_t low_limit_;
  bool hangs_ = false;
};

}  // namespace

bool wants_crash_area(const BootState& state) {
  const auto& layout = state.setup.config.layout;
  const auto& built = state.behaviour.crash_has_own_switch ? layout.crash_reserve : layout.kexec_core;
  return !state.setup.parameters.crashkernel.empty() && is_on(state.setup, built, true);
}

bool reserve_crash_area(BootState& state, std::uint64_t low_limit) {
  if (!wants_crash_area(state)) return true;
  const auto request = request_of(state);
  if (!request) return true;
  if (state.behaviour.crash_stays_below_ram && request->size >= state.memblock.ram_size()) {
    state.crash.refusal = "it asks for no less than all of RAM, which is dropped without a message";
    return true;
  }
  return CrashPlacing{state, *request, low_limit}.place();
}

}  // namespace rampart
