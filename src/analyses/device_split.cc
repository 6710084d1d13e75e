#include "analyses/device_split.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <iterator>
#include <string_view>
#include <utility>

namespace rampart {
namespace {

constexpr Share compared_shares[] = {Share::Cmm, Share::Ion, Share::Cma, Share::Linux};

/// A share as it is and as a document gives it.
struct Comparison {
  Bytes observed;
  Bytes documented;
  bool agrees{};
};

/// Pools are configured to the byte; of Linux's share it is seldom all known what Linux keeps for itself.
Comparison compared(Share share, Bytes observed, Bytes documented) {
  if (share != Share::Linux) return {observed, documented, observed == documented};
  const Bytes off = observed < documented ? saturating_sub(documented, observed) : saturating_sub(observed, documented);
  return {observed, documented, off.value <= documented.value / 4};
}

/// Nothing if the share could not be read, or the split does not tell of it.
std::optional<Comparison> compare(Share share, const ObservedSplit& observed, const DefaultSplit& split) {
  const auto both = [&](std::optional<Bytes> seen, std::optional<Bytes> documented) {
    return seen && documented ? std::optional{compared(share, *seen, *documented)} : std::nullopt;
  };
  switch (share) {
    case Share::Cmm:
      return both(observed.cmm, split.cmm);
    case Share::Ion:
      return both(observed.ion, split.ion);
    case Share::Cma:
      return both(observed.cma, split.cma);
    case Share::Linux:
      break;
    case Share::Firmware:
      return std::nullopt;
  }
  if (!split.linux_ram || !observed.mem_total) return both(observed.mem_total, split.mem_total);
  return compared(share, saturating_add(*observed.mem_total, observed.kernel.value_or(Bytes{})), *split.linux_ram);
}

std::string size_text(Bytes size) {
  if (size.value % mib(1).value == 0) return fmt::format("{} MiB", size.value >> 20);
  if (size.value < mib(1).value && size.value % kib(1).value == 0) return fmt::format("{} KiB", size.value >> 10);
  return fmt::format("{:.1f} MiB", static_cast<double>(size.value) / static_cast<double>(mib(1).value));
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string{between}) + part;
  return text;
}

/// The part of a sentence that says where to turn, or that nobody turned it: `; /boot/configs maix_memory_cmm is -1`.
std::string knob_text(const Knob& knob, const std::optional<std::string>& value) {
  const std::string name = knob.file + ' ' + knob.key;
  if (!value) return "; " + name + " changes it";
  const bool is_preset = value == knob.preset;
  return fmt::format("; {} is {}{}", name, *value, is_preset ? ", its default" : "");
}

Departure departure(const Device& device, const ObservedSplit& observed, Share share) {
  Departure answer;
  answer.name = to_string(share);
  std::vector<std::string> defaults;
  for (const DefaultSplit& split : device.splits) {
    const auto comparison = compare(share, observed, split);
    if (!comparison) continue;
    if (!answer.observed) answer.observed = comparison->observed;
    answer.defaults.push_back({comparison->documented, split.source});
    defaults.push_back(fmt::format("{} ({})", size_text(comparison->documented), split.source));
  }
  answer.knob = device.knob_for(share);
  answer.text = fmt::format("{} is {}, default {}", answer.name, size_text(*answer.observed), joined(defaults, " / "));
  const bool has_value = share == Share::Cmm || share == Share::Ion;
  if (answer.knob) answer.text += knob_text(*answer.knob, has_value ? observed.knob_value : std::nullopt);
  return answer;
}

/// The shares that no split gives as they are. If each is so in one split or another, those in which the device is not
/// as the first split that can be compared.
std::vector<Share> departing_shares(const Device& device, const ObservedSplit& observed) {
  std::vector<Share> shares;
  for (const Share share : compared_shares) {
    bool is_compared = false;
    bool holds = false;
    for (const DefaultSplit& split : device.splits) {
      const auto comparison = compare(share, observed, split);
      is_compared = is_compared || comparison;
      holds = holds || (comparison && comparison->agrees);
    }
    if (is_compared && !holds) shares.push_back(share);
  }
  for (auto split = device.splits.begin(); shares.empty() && split != device.splits.end(); ++split) {
    for (const Share share : compared_shares) {
      const auto comparison = compare(share, observed, *split);
      if (comparison && !comparison->agrees) shares.push_back(share);
    }
  }
  return shares;
}

void compare_shares(const Device& device, const ObservedSplit& observed, SplitAnswer& answer) {
  std::vector<bool> is_compared(std::size(compared_shares));
  for (const DefaultSplit& split : device.splits) {
    bool is_comparable = false;
    bool holds = true;
    for (std::size_t i = 0; i < std::size(compared_shares); ++i) {
      const auto comparison = compare(compared_shares[i], observed, split);
      if (!comparison) continue;
      is_comparable = is_compared[i] = true;
      holds = holds && comparison->agrees;
    }
    if (is_comparable && holds) answer.agrees_with.push_back(split.source);
  }
  for (std::size_t i = 0; i < std::size(compared_shares); ++i) {
    if (is_compared[i]) answer.compared.emplace_back(to_string(compared_shares[i]));
  }
  if (!answer.agrees_with.empty()) return;
  for (const Share share : departing_shares(device, observed))
    answer.departures.push_back(departure(device, observed, share));
}

std::string_view without_unit_address(std::string_view name) { return name.substr(0, name.find('@')); }

/// The region that a documented carve-out has become: of the same name, else at the same base, since boot loaders
/// rename nodes.
const CarveOut* counterpart(const CarveOut& documented, const std::vector<CarveOut>& seen) {
  const auto same_name = std::ranges::find_if(
      seen, [&](const CarveOut& region) { return without_unit_address(region.name) == documented.name; });
  if (same_name != seen.end()) return &*same_name;
  const auto same_base =
      std::ranges::find(seen, documented.range.base(), [](const CarveOut& region) { return region.range.base(); });
  return same_base == seen.end() ? nullptr : &*same_base;
}

std::string place_text(const PhysRange& range) {
  return fmt::format("{} at {:#x}", size_text(range.size()), range.base().value);
}

void compare_carve_outs(const Device& device, const ObservedSplit& observed, SplitAnswer& answer) {
  if (observed.carve_outs.empty() || device.carve_outs.empty()) return;
  answer.compared.emplace_back("carve-outs");
  for (const CarveOut& documented : device.carve_outs) {
    const CarveOut* const region = counterpart(documented, observed.carve_outs);
    if (region && region->range == documented.range) continue;
    Departure found;
    found.name = documented.name;
    found.defaults = {{documented.range.size(), "device table"}};
    if (region) found.observed = region->range.size();
    const std::string now = region ? "is " + place_text(region->range) : "is not reserved";
    found.text = fmt::format("{} {}, default {}", documented.name, now, place_text(documented.range));
    answer.departures.push_back(std::move(found));
  }
}

std::string summary(const Device& device, const SplitAnswer& answer) {
  if (answer.compared.empty()) {
    const bool is_documented = !device.splits.empty() || !device.carve_outs.empty();
    return is_documented ? "nothing that could be read is documented for " + device.name
                         : "no default is documented for " + device.name;
  }
  if (!answer.departures.empty()) {
    std::string text;
    for (const Departure& found : answer.departures) text += (text.empty() ? "" : "; ") + found.text;
    return text;
  }
  const std::string by = answer.agrees_with.empty() ? "device table" : joined(answer.agrees_with, ", ");
  return fmt::format("{} as documented ({})", joined(answer.compared, ", "), by);
}

}  // namespace

SplitAnswer compare_split(const Device& device, const ObservedSplit& observed) {
  SplitAnswer answer;
  compare_shares(device, observed, answer);
  compare_carve_outs(device, observed, answer);
  answer.text = summary(device, answer);
  return answer;
}

}  // namespace rampart
