#include <array>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

#include "analyses/check/loaded.h"
#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// What a kernel does with a region over something that was loaded.
std::string effect(const CheckInput& input, const CheckedNode& node, const PhysRange& range, LoadedPart part) {
  const std::string kernel = kernel_name(input);
  if (node.node->no_map && touches_ram(input, range)) {
    const bool is_reserved_first = part != LoadedPart::Fdt || input.setup.architecture != Architecture::Riscv64;
    if (is_reserved_first) {
      return fmt::format("{} refuses {} (failed to reserve memory for node): its memory stays ordinary RAM", kernel,
                         node.node->name);
    }
    return kernel + " marks the memory of the device tree no-map, and reserves it after that";
  }
  if (part == LoadedPart::Initrd) {
    return kernel + " accepts both without a message, and gives the initrd's pages to anyone once it is unpacked";
  }
  return kernel + " accepts both without a message: the owner of the region overwrites what was loaded";
}

void report_overlap(const CheckInput& input, RuleReport& report, const Loaded& loaded, const StaticRange& range) {
  const CheckedNode& node = input.nodes[range.node];
  const auto shared = range.range.intersection(loaded.range);
  std::string message =
      loaded.size_is_known
          ? fmt::format("{} shares {} with {} at {}", node.node->name, size_text(shared->size()), word(loaded.part),
                        range_text(loaded.range))
          : fmt::format("{} {:#x} lies in {}", loaded.source, loaded.range.base().value, node.node->name);
  FindingDraft draft =
      report.add(loaded.moves && node.is_cma_pool() ? Severity::Warning : Severity::Error, std::move(message));
  draft.at(*node.node, "reg").help(fmt::format("load {} elsewhere, or move {}", word(loaded.part), node.node->name));
  if (loaded.size_is_known) {
    draft.effect(effect(input, node, range.range, loaded.part));
  } else {
    draft.effect(loaded.moves ? "the boot loader writes into the region before it moves what it loaded to its place"
                              : effect(input, node, range.range, loaded.part));
  }
  if (!loaded.where.where.file.empty() || !loaded.where.detail.empty()) draft.at(loaded.where);
}

/// Says how much something that a boot loader loads may grow until it meets the next thing.
void report_room(const CheckInput& input, RuleReport& report, const Loaded& loaded, std::span<const Loaded> all) {
  const std::uint64_t base = loaded.range.base().value;
  std::optional<std::uint64_t> next;
  std::string what;
  const auto consider = [&](std::uint64_t address, std::string name) {
    if (address <= base || (next && *next <= address)) return;
    next = address;
    what = std::move(name);
  };
  for (const StaticRange& range : input.ranges) {
    consider(range.range.base().value, input.nodes[range.node].node->name);
  }
  for (const Loaded& other : all) consider(other.range.base().value, std::string{other.source});
  for (const PhysRange& bank : input.ram) {
    if (bank.contains(loaded.range.base())) consider(bank.last().value + 1, "the end of RAM");
  }
  if (!next) return;
  report
      .note(fmt::format("{} at {:#x} may grow to {} until it meets {}", loaded.source, base, size_text({*next - base}),
                        what))
      .at(loaded.where)
      .help("");
}

void report_outside(RuleReport& report, const Loaded& loaded) {
  FindingDraft draft = report.warning(
      fmt::format("{} puts {} at {:#x}, where no RAM is", loaded.source, word(loaded.part), loaded.range.base().value));
  draft.effect("the boot loader writes where nothing answers, or into a device").help("load it into RAM");
  if (!loaded.where.where.file.empty()) draft.at(loaded.where);
}

void check_part(const CheckInput& input, RuleReport& report, LoadedPart part) {
  const std::vector<Loaded> all = loaded_things(input);
  for (const Loaded& loaded : all) {
    if (loaded.part != part) continue;
    bool overlaps = false;
    for (const std::size_t each : input.by_base) {
      const StaticRange& range = input.ranges[each];
      if (range.range.base() > loaded.range.last()) break;
      if (!range.range.overlaps(loaded.range)) continue;
      overlaps = true;
      report_overlap(input, report, loaded, range);
    }
    if (input.ram_is_complete && !touches_known_ram(input, loaded.range)) {
      report_outside(report, loaded);
    } else if (!overlaps && !loaded.size_is_known) {
      report_room(input, report, loaded, all);
    }
  }
}

}  // namespace

extern const Rule kernel_overlap_rule{
    .id = "kernel-overlap",
    .severity = Severity::Error,
    .title = "a region lies over the kernel",
    .explanation =
        "A region without no-map over the kernel image is accepted silently, a CMA pool too: the kernel hands its own "
        "memory out. A no-map region there is refused (failed to reserve memory for node) and its memory stays "
        "ordinary "
        "RAM. If a CMA pool over the kernel then fails, as one that is misaligned or bypassed by cma= does, what it "
        "covered is given free, the kernel's own memory too: the board hangs or panics anywhere.\n\n"
        "Where things are loaded is known from --loaded, from /chosen, or from a U-Boot environment (--uboot-env): "
        "kernel_addr_r, fdt_addr_r, ramdisk_addr_r. An environment tells no sizes: a note says how much each may grow "
        "until it meets the next thing.",
    .remedy = "load the kernel elsewhere, or move the region",
    .check = [](const CheckInput& input, RuleReport& report) { check_part(input, report, LoadedPart::Kernel); },
};

extern const Rule initrd_overlap_rule{
    .id = "initrd-overlap",
    .severity = Severity::Error,
    .title = "a region lies over the initrd",
    .explanation =
        "A region without no-map over the initrd is accepted silently. The initrd's pages are given to the page "
        "allocator once it is unpacked, whoever else reserved them. A no-map region over it is refused.\n\n"
        "Where the initrd is loaded is known from --loaded, from /chosen, or from a U-Boot environment (--uboot-env): "
        "ramdisk_addr_r, unless U-Boot moves the initrd (initrd_high).",
    .remedy = "load the initrd elsewhere, or move the region",
    .check = [](const CheckInput& input, RuleReport& report) { check_part(input, report, LoadedPart::Initrd); },
};

extern const Rule fdt_overlap_rule{
    .id = "fdt-overlap",
    .severity = Severity::Error,
    .title = "a region lies over the device tree",
    .explanation =
        "arm64 and arm reserve the blob first: a no-map region over it is refused, a plain one or a CMA pool is "
        "accepted "
        "silently, and the blob is overwritten while it is still used. riscv64 reserves the blob after "
        "/reserved-memory, so that even a region that the kernel places itself may cover it.\n\n"
        "Where the blob is loaded is known from --loaded, or from a U-Boot environment (--uboot-env): fdt_addr_r, "
        "unless "
        "U-Boot moves it (fdt_high).",
    .remedy = "load the device tree elsewhere, or move the region",
    .check = [](const CheckInput& input, RuleReport& report) { check_part(input, report, LoadedPart::Fdt); },
};

}  // namespace rampart
