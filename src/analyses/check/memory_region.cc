#include <fmt/format.h>
#include <string>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// ` number 2` of several, nothing of a single one.
std::string which(const MemoryReference& device, std::size_t i) {
  return device.targets.size() > 1 ? fmt::format(" number {}", i + 1) : "";
}

void check_dangling(const CheckInput& input, RuleReport& report) {
  for (const MemoryReference& device : input.tree.references) {
    if (!is_enabled(device)) continue;
    if (device.byte_length % 4 != 0) {
      report
          .error(fmt::format("memory-region of {} is {} bytes long, which is no list of phandles", device.path,
                             device.byte_length))
          .at_path(device.path, "memory-region");
    }
    for (std::size_t i = 0; i < device.targets.size(); ++i) {
      const RegionTarget& target = device.targets[i];
      if (target.node) continue;
      FindingDraft draft =
          target.other
              ? report.warning(fmt::format("memory-region{} of {} names {}, which is no child of /reserved-memory",
                                           which(device, i), device.path, input.tree.other_targets[*target.other].path))
              : report.error(fmt::format("memory-region{} of {} is {:#x}, a phandle that no node has", which(device, i),
                                         device.path, target.phandle));
      draft.at_path(device.path, "memory-region")
          .effect(kernel_name(input) +
                  (target.other ? " has no region to give the device; a driver that reads the node's reg itself may "
                                  "still find it"
                                : " gives the device no region: its driver fails, or goes on with the default pool"));
    }
  }
}

void check_disabled(const CheckInput& input, RuleReport& report) {
  if (!input.tree.reserved) return;
  for (const MemoryReference& device : input.tree.references) {
    if (!is_enabled(device)) continue;
    for (const RegionTarget& target : device.targets) {
      if (!target.node || checked_node(input, *target.node) != nullptr) continue;
      const ReservedNode& region = input.tree.reserved->nodes[*target.node];
      report.error(fmt::format("{} names {}, which is disabled", device.path, region.name))
          .at_path(device.path, "memory-region")
          .at(region, "status")
          .effect(kernel_name(input) +
                  " does not reserve it: the device goes on without it, with the default pool, or "
                  "uses memory that Linux gives to others");
    }
  }
}

void check_names(const CheckInput& input, RuleReport& report) {
  for (const MemoryReference& device : input.tree.references) {
    if (!device.names || device.names->size() == device.targets.size() || !is_enabled(device)) continue;
    const std::size_t names = device.names->size();
    const std::size_t regions = device.targets.size();
    std::string effect;
    if (names < regions) {
      effect =
          "a driver that asks by name finds region number n by name number n: after the missing name it gets "
          "another region than it means, and the last one has no name";
    } else {
      effect = "a driver that asks for " + (*device.names)[regions] + " finds no region for it";
    }
    report
        .error(fmt::format("{} names {} region{}, but has {} name{} for them", device.path, regions,
                           regions == 1 ? "" : "s", names, names == 1 ? "" : "s"))
        .at_path(device.path, "memory-region-names")
        .effect(std::move(effect));
  }
}

}  // namespace

extern const Rule dangling_memory_region_rule{
    .id = "dangling-memory-region",
    .severity = Severity::Error,
    .title = "memory-region names no region",
    .explanation =
        "memory-region is a list of phandles of children of /reserved-memory. If no node has the phandle, the driver "
        "is told that there is no region. Some then fail to probe; many go on, and take their buffers from the default "
        "CMA area or from ordinary memory: the device works in the laboratory and fails under load.\n\n"
        "A phandle of a node elsewhere in the tree, or deeper below /reserved-memory, is a warning: Linux makes no "
        "region of such a node, but a driver may read its reg itself. Only enabled devices are looked at.",
    .remedy = "name a child of /reserved-memory by its label: memory-region = <&label>",
    .check = check_dangling,
};

extern const Rule memory_region_disabled_rule{
    .id = "memory-region-disabled",
    .severity = Severity::Error,
    .title = "memory-region names a disabled region",
    .explanation =
        "A child of /reserved-memory whose status is not okay is skipped without a message: its memory is ordinary "
        "RAM. To a driver that asks for the region Linux then reports success, with nothing assigned, so that the "
        "buffers come from the default CMA area. A driver that maps the address itself, as those of remote processors "
        "do, uses memory that Linux has given to somebody else.",
    .remedy = "enable the region, or remove it from memory-region",
    .check = check_disabled,
};

extern const Rule memory_region_names_count_rule{
    .id = "memory-region-names-count",
    .severity = Severity::Error,
    .title = "memory-region-names does not match memory-region",
    .explanation =
        "A driver that asks for a region by name looks for the place of the name in memory-region-names and takes the "
        "phandle at the same place of memory-region. With fewer names than phandles one has been forgotten, mostly not "
        "the last: every name behind it leads to the region before the one that is meant. With more names than "
        "phandles the last names lead to none.",
    .remedy = "write one name for each phandle, in the same order",
    .check = check_names,
};

}  // namespace rampart
