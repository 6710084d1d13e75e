#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

#include "analyses/zram/zram_plan.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/size_text.h"

namespace rampart {
namespace {

using Action = ZramStep::Action;

constexpr std::uint64_t max_priority = 32767;                     // SWAP_FLAG_PRIO_MASK
constexpr std::uint64_t max_swap_pages = std::uint64_t{1} << 32;  // the header's last_page has 32 bits
constexpr std::uint64_t max_percent = 1000;

Result<int> priority_of(const std::string& text) {
  Scanner scan{text};
  const auto number = scan.number();
  if (!number || !scan.at_end() || *number > max_priority) {
    return refused(Errc::OutOfRange, "--priority",
                   fmt::format("{}: not a priority (expected a number from 0 to {})", text, max_priority));
  }
  return static_cast<int>(*number);
}

/// The device that the swap area is to lie on; no name is a new one.
Result<const ZramUse*> choose_device(const ZramFacts& facts, const std::string& wanted) {
  const auto& devices = facts.report.devices;
  if (!wanted.empty() && wanted != "new") {
    const auto named = std::ranges::find(devices, wanted, [](const ZramUse& use) { return use.device.name; });
    if (named == devices.end()) return refused(Errc::NotFound, "--device", wanted + ": no such zram device");
    if (named->device.initialized.value_or(false)) {
      return refused(
          Errc::Unsupported, "/dev/" + wanted,
          fmt::format("is set up already, with {} (expected a device that is not: `rampart zram disable {}`)",
                      size_text(named->device.disksize.value_or(Bytes{})), wanted));
    }
    return &*named;
  }
  if (wanted == "new") return nullptr;
  const auto in_use = std::ranges::find_if(devices, [](const ZramUse& use) { return use.swap.has_value(); });
  if (in_use != devices.end()) {
    return refused(
        Errc::Unsupported, in_use->swap->name,
        fmt::format("is compressed swap already, {} with priority {} (expected none: `rampart zram disable`, "
                    "or --device new for one more)",
                    size_text(in_use->swap->size), in_use->swap->priority));
  }
  const auto free = std::ranges::find(devices, false, [](const ZramUse& use) {
    return use.device.initialized.value_or(true);  // what cannot be read is not ours to take
  });
  return free == devices.end() ? nullptr : &*free;
}

Result<Bytes> checked_limit(const ZramFacts& facts, const ZramRequest& request, Bytes size) {
  const auto limit = zram_size(request.limit, "--limit", facts);
  if (!limit) return limit;
  if (limit->value < size.value / 100) {
    return refused(
        Errc::OutOfRange, "--limit",
        fmt::format("{}: less than a hundredth of the size, which no data compresses to (expected at least {})",
                    request.limit, size_text({size.value / 100})));
  }
  return limit;
}

std::string value_or_empty(const std::optional<Bytes>& size) { return size ? std::to_string(size->value) : ""; }

void add_steps(const ZramFacts& facts, const ZramUse* device, ZramSetup& setup) {
  const std::string folder = "/sys/block/" + setup.device + '/';
  auto& steps = setup.steps;
  if (!facts.has_driver) {
    steps.push_back({.action = Action::LoadModule, .target = "zram", .from = "", .to = "loaded"});
  } else if (device == nullptr) {
    steps.push_back(
        {.action = Action::AddDevice, .target = "/sys/class/zram-control/hot_add", .from = "", .to = setup.device});
  }
  std::string chosen;
  if (device != nullptr && device->device.algorithms) chosen = device->device.algorithms->chosen;
  if (setup.algorithm.empty()) {
    setup.algorithm = chosen;
  } else if (setup.algorithm != chosen) {
    steps.push_back({.action = Action::ChooseAlgorithm,
                     .target = folder + "comp_algorithm",
                     .from = chosen,
                     .to = setup.algorithm});
  }
  steps.push_back({.action = Action::SetSize,
                   .target = folder + "disksize",
                   .from = "0",
                   .to = value_or_empty(setup.size),
                   .why = size_text(setup.size)});
  if (setup.limit) {
    steps.push_back({.action = Action::SetLimit,
                     .target = folder + "mem_limit",
                     .from = "0",
                     .to = value_or_empty(setup.limit),
                     .why = size_text(*setup.limit)});
  }
  const std::string area = "/dev/" + setup.device;
  steps.push_back({.action = Action::WriteHeader,
                   .target = area,
                   .from = "",
                   .to = "swap header",
                   .why = fmt::format("version 1, {} pages of {}", setup.size.value / facts.page_size.value,
                                      size_text(facts.page_size)),
                   .page_size = facts.page_size});
  steps.push_back({.action = Action::SwapOn,
                   .target = area,
                   .from = "",
                   .to = fmt::format("swap, priority {}", setup.priority),
                   .priority = setup.priority});
}

/// The name of the device: an existing one, or the lowest number that is free, which is what the driver takes.
std::string name_of(const ZramFacts& facts, const ZramUse* device) {
  if (device != nullptr) return device->device.name;
  for (std::size_t number = 0;; ++number) {
    std::string name = fmt::format("zram{}", number);
    const bool taken =
        std::ranges::any_of(facts.report.devices, [&](const ZramUse& use) { return use.device.name == name; });
    if (!taken) return name;
  }
}

}  // namespace

std::string_view to_string(ZramStep::Action action) {
  static constexpr std::string_view names[] = {
      "load-module", "add-device", "choose-algorithm", "set-size",      "set-limit",  "write-header", "swap-on",
      "swap-off",    "reset",      "remove-device",    "unload-module", "write-file", "remove-file"};
  return names[static_cast<std::size_t>(action)];
}

Result<Bytes> zram_size(std::string_view text, std::string_view option, const ZramFacts& facts) {
  Bytes size;
  if (text.ends_with('%')) {
    Scanner scan{text};
    const auto percent = scan.number();
    if (!percent || !scan.literal("%") || !scan.at_end() || *percent == 0 || *percent > max_percent) {
      return refused(Errc::OutOfRange, option,
                     fmt::format("{}: not a share of RAM (expected 1% to {}%, or a size)", text, max_percent));
    }
    if (!facts.meminfo || !facts.meminfo->mem_total) {
      return refused(Errc::NotFound, option, fmt::format("{}: MemTotal is not known (expected a size)", text));
    }
    const std::uint64_t total = facts.meminfo->mem_total->value;
    size = {total / 100 * *percent + total % 100 * *percent / 100};
  } else {
    const auto parsed = parse_size(text, option);
    if (!parsed) return parsed;
    size = *parsed;
  }
  if (size.value == 0) {
    return refused(Errc::OutOfRange, option,
                   fmt::format("{}: no size (expected more than 0, such as 128M or 50%)", text));
  }
  const std::uint64_t page = facts.page_size.value;
  const std::uint64_t pages = size.value / page + (size.value % page != 0 ? 1 : 0);
  if (pages > max_swap_pages) {
    return refused(
        Errc::OutOfRange, option,
        fmt::format("{}: more than a swap area holds (expected at most {})", text, size_text({max_swap_pages * page})));
  }
  return Bytes{pages * page};
}

Result<ZramSetup> plan_zram_enable(const ZramFacts& facts, const ZramRequest& request) {
  if (request.size.empty()) {
    return refused(Errc::Malformed, "--size", "no size (expected one such as 128M or 50%)");
  }
  const auto size = zram_size(request.size, "--size", facts);
  if (!size) return std::unexpected(size.error());
  const auto priority = priority_of(request.priority);
  if (!priority) return std::unexpected(priority.error());
  ZramSetup setup{.device = {}, .size = *size, .priority = *priority, .algorithm = request.algorithm};
  if (!request.limit.empty()) {
    const auto limit = checked_limit(facts, request, *size);
    if (!limit) return std::unexpected(limit.error());
    setup.limit = *limit;
  }
  const auto device = choose_device(facts, request.device);
  if (!device) return std::unexpected(device.error());
  if (*device == nullptr && facts.has_driver && !facts.can_add) {
    return refused(Errc::Unsupported, "/sys/class/zram-control",
                   "no free zram device, and this kernel adds none (expected Linux 4.2, or num_devices raised)");
  }
  setup.device = name_of(facts, *device);
  add_steps(facts, *device, setup);
  const auto total = facts.meminfo ? facts.meminfo->mem_total : std::nullopt;
  if (total && size->value / 2 > total->value) {
    setup.findings.push_back({.rule = "zram-size",
                              .severity = Severity::Warning,
                              .message = fmt::format("{} is more than twice the RAM of {}: data that compresses 2:1 "
                                                     "would fill all of it",
                                                     size_text(*size), size_text(*total)),
                              .help = "`rampart zram advise` measures what this system's memory compresses to",
                              .regions = {setup.device},
                              .locations = {}});
  }
  return setup;
}

}  // namespace rampart
