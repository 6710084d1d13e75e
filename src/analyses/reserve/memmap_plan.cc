#include "analyses/reserve/memmap_plan.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "analyses/reserve/boot_values.h"
#include "analyses/reserve/reserve_layout.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

using Action = ReserveRequest::Action;

constexpr Bytes page_of_x86 = kib(4);

/// `64M$0x10000000` of a `memmap=`, which may hold several with commas between.
struct MemmapRegion {
  std::string parameter;  ///< The whole value that it stands in.
  std::string text;
  PhysRange range;
};

std::vector<MemmapRegion> memmap_regions(const CommandLine& line) {
  std::vector<MemmapRegion> regions;
  for (const Parameter& parameter : line.parameters) {
    if (!same_parameter(parameter.name, "memmap") || !parameter.value) continue;
    std::string_view rest = *parameter.value;
    while (!rest.empty()) {
      const std::string_view entry = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
      const std::size_t dollar = entry.find('$');
      if (dollar == std::string_view::npos) continue;
      const auto size = parse_size(entry.substr(0, dollar), "memmap");
      const auto base = parse_size(entry.substr(dollar + 1), "memmap");
      const auto range = size && base ? PhysRange::make({base->value}, *size) : std::nullopt;
      if (range) regions.push_back({*parameter.value, std::string{entry}, *range});
    }
  }
  return regions;
}

std::string memmap_text(const PhysRange& range) {
  return fmt::format("{}${:#x}", boot_size_text(range.size()), range.base().value);
}

std::unexpected<Error> refuse_memmap(const BootSettings& settings, Errc code, std::string what) {
  return std::unexpected(Error{code, {settings.file, 0, 0}, std::move(what)});
}

Result<void> check_memmap(const BootSettings& settings, const ReserveRequest& request, const PhysRange& range,
                          const MemmapRegion* except) {
  const Bytes boundary = request.force ? page_of_x86 : carve_out_boundary;
  if ((range.base().value | range.size().value) % boundary.value != 0) {
    return refuse_memmap(
        settings, Errc::OutOfRange,
        fmt::format("{:#x} of {:#x} is off the boundary of {} (expected multiples of it{})", range.base().value,
                    range.size().value, size_text(boundary), request.force ? "" : ", or --force"));
  }
  for (const MemmapRegion& other : memmap_regions(settings.command_line)) {
    const bool is_itself = except != nullptr && other.text == except->text;
    if (is_itself || !other.range.overlaps(range)) continue;
    return refuse_memmap(settings, Errc::OutOfRange,
                         fmt::format("{} overlaps memmap={} (expected a free place)", range_text(range), other.text));
  }
  return {};
}

/// The value without a region, or with another in its place.
std::string replaced_entry(const std::string& value, const std::string& entry, const std::string& by) {
  std::string result;
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::string_view each = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(each.size() + 1, rest.size()));
    const std::string_view kept = each == entry ? std::string_view{by} : each;
    if (kept.empty()) continue;
    if (!result.empty()) result += ',';
    result += kept;
  }
  return result;
}

ReserveStep memmap_step(std::string name, const MemmapRegion* before, std::optional<PhysRange> after) {
  return {.region = std::move(name),
          .renamed = "",
          .from = before != nullptr ? std::optional{before->range} : std::nullopt,
          .to = after,
          .old_size = before != nullptr ? std::optional{before->range.size()} : std::nullopt,
          .new_size = after ? std::optional{after->size()} : std::nullopt,
          .reason = "asked for"};
}

Result<ReservePlan> add_memmap(const BootSettings& settings, const ReserveRequest& request) {
  if (!request.base || !request.size) {
    return refuse_memmap(settings, Errc::Malformed, "memmap= needs a place (expected --base and --size)");
  }
  const auto range = PhysRange::make(*request.base, *request.size);
  if (!range) return refuse_memmap(settings, Errc::OutOfRange, "no range of addresses (expected a size above 0)");
  if (auto done = check_memmap(settings, request, *range, nullptr); !done) return std::unexpected(done.error());
  ReservePlan plan;
  plan.boot.push_back({.action = BootEdit::Action::Add, .name = "memmap", .value = memmap_text(*range)});
  plan.steps.push_back(memmap_step("memmap=" + memmap_text(*range), nullptr, range));
  return plan;
}

Result<MemmapRegion> find_memmap(const BootSettings& settings, const std::string& name) {
  const auto base = parse_size(name, "NAME");
  if (base) {
    for (MemmapRegion& region : memmap_regions(settings.command_line)) {
      if (region.range.base().value == base->value) return std::move(region);
    }
  }
  return refuse_memmap(settings, Errc::NotFound,
                       name + " is the base of no memmap=SIZE$BASE (expected an address such as 0x10000000)");
}

}  // namespace

Result<ReservePlan> memmap_plan(const BootSettings& settings, const ReserveRequest& request) {
  if (request.action == Action::Add) return add_memmap(settings, request);
  const auto old = find_memmap(settings, request.name);
  if (!old) return std::unexpected(old.error());
  ReservePlan plan;
  std::optional<PhysRange> range;
  if (request.action != Action::Remove) {
    range = PhysRange::make(request.base.value_or(old->range.base()), request.size.value_or(old->range.size()));
    if (!range) return refuse_memmap(settings, Errc::OutOfRange, "no range of addresses (expected a size above 0)");
    if (auto done = check_memmap(settings, request, *range, &*old); !done) return std::unexpected(done.error());
  }
  const std::string value = replaced_entry(old->parameter, old->text, range ? memmap_text(*range) : "");
  plan.boot.push_back({.action = value.empty() ? BootEdit::Action::Remove : BootEdit::Action::Set,
                       .name = "memmap",
                       .value = value,
                       .old_value = old->parameter});
  plan.steps.push_back(memmap_step("memmap=" + old->text, &*old, range));
  return plan;
}

}  // namespace rampart
