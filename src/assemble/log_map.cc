#include "assemble/log_map.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "base/size_text.h"

namespace rampart {
namespace {

/// What each refusal means, and how bad it is.
struct Refusal {
  LogFact what;
  Severity severity;
  std::string_view rule;
  std::string_view message;  ///< `{0}` is the name, `{1}` the size.
};
constexpr Refusal refusals[] = {
    {LogFact::NodesOverlap, Severity::Error, "overlap", "{0} shares addresses with another reserved region"},
    {LogFact::NodeNotAllocated, Severity::Error, "node-not-allocated", "no room for {0} ({1}) where it may lie"},
    {LogFact::NodeNotReserved, Severity::Error, "node-not-reserved",
     "{0} ({1}) stays ordinary memory: something had its place before it"},
    {LogFact::NodeFailed, Severity::Warning, "node-failed", "no driver took {0}, and its memory was given back"},
    {LogFact::NodeBypassed, Severity::Warning, "cmdline-bypasses-tree", "cma= takes the place of {0}"},
    {LogFact::DefaultSkipped, Severity::Warning, "cmdline-bypasses-tree",
     "cma= takes the place of the tree's default pool"},
    {LogFact::EntriesIgnored, Severity::Warning, "extra-reg-ignored", "only the first reg entry of {0} is a region"},
    {LogFact::NodeMalformed, Severity::Error, "node-malformed", "{0} has a malformed property and is skipped"},
    {LogFact::TreeNotUsed, Severity::Error, "cells-mismatch",
     "the whole of /reserved-memory is ignored: its cells differ from the root's, or ranges is missing"},
    {LogFact::TooManyRegions, Severity::Error, "too-many-regions", "the kernel's table of regions is full {0}"},
    {LogFact::NeedsNoMap, Severity::Error, "pool-without-map", "a coherent pool needs no-map on this architecture"},
    {LogFact::CmaFailed, Severity::Error, "cma-failed", "no default CMA pool: {1} could not be reserved"},
    {LogFact::CmaPastLimit, Severity::Error, "cma-past-limit", "a CMA pool of {1} ends past its limit"},
    {LogFact::CmaBaseMisaligned, Severity::Error, "cma-alignment", "a CMA pool must begin on a multiple of {1}"},
    {LogFact::CmaOverBoundary, Severity::Error, "cma-over-boundary", "a CMA pool lies across the end of low memory"},
    {LogFact::CmaNodeMisaligned, Severity::Error, "cma-alignment", "a pool of the device tree is off the CMA granule"},
    {LogFact::CmaNotSetUp, Severity::Error, "cma-not-set-up", "a pool of the device tree was refused"},
    {LogFact::CmaNoSlots, Severity::Error, "too-many-pools", "the kernel's table of CMA areas is full"},
    {LogFact::CmaNotActivated, Severity::Error, "cma-not-activated", "{0} lies in two zones and was given up"},
    {LogFact::CmaAllocFailed, Severity::Warning, "cma-alloc-failed", "a request on {0} failed"},
};

class LogMapper {
 public:
  explicit LogMapper(const BootLog& log) : log_{log} {}

  void ram() {
    const bool has_user = log_.find(LogFact::UserRange) != nullptr;
    for (const LogEvent& event : log_.events) {
      const bool firmware = event.what == (has_user ? LogFact::UserRange : LogFact::FirmwareRange);
      if (event.what == LogFact::NodeRange) add(event, "System RAM", Kind::Ram);
      if (!firmware) continue;
      // On x86 the node ranges repeat what is usable here.
      if (event.name != "usable") {
        Region* const region = add(event, event.name, Kind::Reserved);
        if (region != nullptr) region->attributes.anonymous = true;  // devices lie in it, and that is no clash
      }
      if (event.name == "usable" && log_.find(LogFact::NodeRange) == nullptr) add(event, "System RAM", Kind::Ram);
    }
  }

  void regions() {
    for (const LogEvent& event : log_.events) {
      switch (event.what) {
        case LogFact::RegionLine:
          add(event, event.name, *event.no_map ? Kind::NoMap : Kind::Reserved);
          break;
        case LogFact::RegionForNode:
          add(event, event.name, Kind::Reserved);
          break;
        case LogFact::CrashReserved:
          add(event, "crash kernel", Kind::Crash);
          break;
        default:
          break;
      }
    }
  }

  /// After the region lines, which have the exact sizes.
  void pools() {
    for (const LogEvent& event : log_.events) {
      switch (event.what) {
        case LogFact::CmaPoolCreated:
          pool(event, Kind::Cma, event.name.empty() ? "CMA pool" : event.name);
          break;
        case LogFact::DmaPoolCreated:
          pool(event, Kind::DmaPool, event.name.empty() ? "DMA pool" : event.name);
          break;
        case LogFact::VendorPoolCreated:
          pool(event, Kind::Reserved, event.name);
          break;
        case LogFact::CmaReserved:
          default_pool(event);
          break;
        default:
          break;
      }
    }
  }

  void refused() {
    for (const LogEvent& event : log_.events) {
      const auto* const refusal = std::ranges::find(refusals, event.what, &Refusal::what);
      if (refusal == std::end(refusals)) continue;
      const std::string size = event.size ? size_text(*event.size) : "size not told";
      std::vector<std::string> names;
      for (const std::string* name : {&event.name, &event.other}) {
        if (!name->empty()) names.push_back(*name);
      }
      found_.findings.push_back({.rule = std::string{refusal->rule},
                                 .severity = refusal->severity,
                                 .message = fmt::format(fmt::runtime(refusal->message), event.name, size),
                                 .help = "",
                                 .regions = std::move(names),
                                 .locations = {origin(event)}});
    }
  }

  LogMap finish() && { return std::move(found_); }

 private:
  Origin origin(const LogEvent& event) const { return {{log_.file, event.line, 0}, ""}; }

  Region* add(const LogEvent& event, std::string name, Kind kind) {
    const auto range = range_of(event);
    if (!range) return nullptr;
    Region region{.range = *range, .name = std::move(name), .kind = kind, .origin = origin(event)};
    region.attributes.no_map = event.no_map.value_or(false);
    region.attributes.reusable = event.reusable.value_or(false);
    found_.regions.push_back(std::move(region));
    return &found_.regions.back();
  }

  void pool(const LogEvent& event, Kind kind, std::string name) {
    const auto known = std::ranges::find_if(found_.regions, [&](const Region& region) {
      return region.kind != Kind::Ram && event.first && region.range.base().value == *event.first &&
             (event.name.empty() || region.name == event.name);
    });
    if (known != found_.regions.end()) {
      if (kind != Kind::Reserved) known->kind = kind;
      known->confirmed_by.push_back(origin(event));
      return;
    }
    if (add(event, std::move(name), kind) != nullptr || !event.first) return;
    // The line gives whole MiB, so that a pool below 1 MiB has size 0 in it.
    found_.findings.push_back(
        {.rule = "size-not-told",
         .severity = Severity::Note,
         .message = fmt::format("a pool at {:#x} is smaller than 1 MiB; the log has no size", *event.first),
         .help = "",
         .regions = {},
         .locations = {origin(event)}});
  }

  void default_pool(const LogEvent& event) {
    Region* const region = add(event, event.name.empty() ? "reserved" : event.name, Kind::Cma);
    if (region == nullptr) return;
    region->attributes.reusable = true;
    region->attributes.is_default = event.name.empty();
  }

  const BootLog& log_;
  LogMap found_;
};

}  // namespace

LogMap log_map(const BootLog& whole) {
  const BootLog log = whole.last_boot();
  LogMapper mapper{log};
  mapper.ram();
  mapper.regions();
  mapper.pools();
  mapper.refused();
  return std::move(mapper).finish();
}

}  // namespace rampart
