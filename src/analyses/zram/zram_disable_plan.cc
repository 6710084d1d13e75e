#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

#include "analyses/zram/zram_plan.h"
#include "base/malformed.h"
#include "base/size_text.h"

namespace rampart {
namespace {

using Action = ZramStep::Action;

Result<const ZramUse*> choose_device(const ZramFacts& facts, const ZramDisableRequest& request) {
  const auto& devices = facts.report.devices;
  if (!request.device.empty()) {
    const auto named = std::ranges::find(devices, request.device, [](const ZramUse& use) { return use.device.name; });
    if (named == devices.end()) return refused(Errc::NotFound, request.device, "no such zram device");
    if (!named->device.initialized.value_or(false)) {
      return refused(Errc::NotFound, "/dev/" + request.device, "is not set up: there is nothing to disable");
    }
    if (!named->swap && !request.force) {
      return refused(
          Errc::Unsupported, "/dev/" + request.device,
          "is set up and no swap area: what is on it would be lost (expected one of /proc/swaps, or --force)");
    }
    return &*named;
  }
  std::vector<const ZramUse*> in_use;
  for (const ZramUse& use : devices) {
    if (use.swap) in_use.push_back(&use);
  }
  if (in_use.empty()) return refused(Errc::NotFound, "/proc/swaps", "no zram device is in use as swap");
  if (in_use.size() > 1) {
    std::vector<std::string> names;
    for (const ZramUse* use : in_use) names.push_back(use->device.name);
    return refused(Errc::NotFound, "zram disable",
                   fmt::format("several devices are swap (expected one of {})", fmt::join(names, ", ")));
  }
  return in_use.front();
}

ZramReturn what_comes_back(const ZramFacts& facts, const ZramUse& use) {
  ZramReturn back;
  if (const auto& stat = use.device.mm_stat) {
    back.original = stat->orig_data_size;
    back.memory_freed = stat->mem_used_total;
  }
  if (facts.meminfo) back.available = facts.meminfo->mem_available.value_or(Bytes{});
  for (const SwapArea& area : facts.swaps) {
    if (!use.swap || area.name == use.swap->name) continue;
    back.other_swap = saturating_add(back.other_swap, saturating_sub(area.size, area.used));
  }
  return back;
}

/// Whether the device is one that was added to those that the driver makes when it starts.
bool was_added(const ZramFacts& facts, const ZramUse& use) {
  if (!facts.can_add) return false;
  const auto number = zram_number("/dev/" + use.device.name);
  return number && *number >= facts.num_devices;
}

}  // namespace

Result<ZramTeardown> plan_zram_disable(const ZramFacts& facts, const ZramDisableRequest& request) {
  const auto chosen = choose_device(facts, request);
  if (!chosen) return std::unexpected(chosen.error());
  const ZramUse& use = **chosen;
  ZramTeardown teardown{.device = use.device.name, .swap = use.swap, .back = {}};
  if (use.swap) {
    teardown.back = what_comes_back(facts, use);
    teardown.steps.push_back({.action = Action::SwapOff,
                              .target = use.swap->name,
                              .from = fmt::format("swap, priority {}", use.swap->priority),
                              .to = "off",
                              .why = size_text(teardown.back.original) + " come back to memory",
                              .priority = static_cast<int>(use.swap->priority)});
    if (!teardown.back.fits()) {
      teardown.findings.push_back(
          {.rule = "zram-no-room",
           .severity = Severity::Error,
           .message = fmt::format("{} holds {}, and memory has room for {} and other swap for {}", use.device.name,
                                  size_text(teardown.back.original), size_text(teardown.back.available),
                                  size_text(teardown.back.other_swap)),
           .help = "end programs or add another swap area first; --force tries it all the same, and the kernel may "
                   "kill programs",
           .regions = {use.device.name},
           .locations = {}});
    }
  }
  const std::string folder = "/sys/block/" + use.device.name + '/';
  teardown.steps.push_back({.action = Action::Reset,
                            .target = folder + "reset",
                            .from = "",
                            .to = "1",
                            .why = fmt::format("gives back its memory, and its size of {}",
                                               size_text(use.device.disksize.value_or(Bytes{})))});
  if (was_added(facts, use)) {
    teardown.steps.push_back({.action = Action::RemoveDevice,
                              .target = "/sys/class/zram-control/hot_remove",
                              .from = use.device.name,
                              .to = use.device.name.substr(std::string_view{"zram"}.size())});
  }
  if (request.unload) {
    teardown.steps.push_back({.action = Action::UnloadModule, .target = "zram", .from = "loaded", .to = "out"});
  }
  return teardown;
}

}  // namespace rampart
