#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyses/explain/boot_images.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/told_regions.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// The regions in the way of something, and an end below which it fits.
struct WayDown {
  std::vector<ToldRegion> met;  ///< Those that it lies on first.
  std::optional<std::uint64_t> end;
};

/// From where it lies down to where it meets nothing, as a boot loader allocates from the top.
WayDown way_down(const std::vector<ToldRegion>& regions, PhysRange range) {
  WayDown way;
  const std::uint64_t size = range.size().value;
  while (true) {
    const auto hit =
        std::ranges::find_if(regions, [&](const ToldRegion& region) { return region.range.overlaps(range); });
    if (hit == regions.end()) return way;
    way.met.push_back(*hit);
    way.end = hit->range.base().value;
    if (*way.end < size) {
      way.end.reset();
      return way;
    }
    range = *PhysRange::make({*way.end - size}, {size});
  }
}

/// `bl31` of `bl31@48000000`.
std::string without_address(const std::string& name) { return name.substr(0, name.find('@')); }

FactValue as_fact(const std::vector<ToldRegion>& regions) {
  std::vector<FactObject> list;
  for (const ToldRegion& region : regions) {
    FactObject object;
    if (!region.name.empty()) object.emplace_back("name", FactScalar{without_address(region.name)});
    object.emplace_back("start", FactScalar{region.range.base().value});
    object.emplace_back("end", FactScalar{region.range.last().value + 1});
    list.push_back(std::move(object));
  }
  return list;
}

void tell_regions(CauseDraft& cause, const std::vector<ToldRegion>& met) {
  for (const ToldRegion& region : met) {
    if (region.node != nullptr) cause.region(region.name).at({region.node->where, region.node->path});
    cause.evidence(region.refused);
  }
  cause.fact("overlapping_regions", as_fact(met));
}

void tell_places(CauseDraft& cause, const PhysRange& image, const ToldRegion& region) {
  if (region.name.empty()) {
    cause.detail({"it lies at {0}", "它位于 {0}"}, range_text(image));
  } else {
    cause.detail({"it lies at {0}, and {1} is {2}", "它位于 {0}，而 {1} 为 {2}"}, range_text(image), region.name,
                 range_text(region.range));
  }
}

/// An image that was moved onto a region, or is loaded there.
void explain_image(const Story& story, CauseReport& report, const BootImage& image, const WayDown& way) {
  const ToldRegion& region = way.met.front();
  const bool is_moved = image.place == BootImage::Place::Final;
  const bool is_proven = region.refused != nullptr;
  CauseDraft cause =
      report.add(is_proven ? Confidence::Certain : Confidence::Likely, {"{0} lies on {1}", "{0} 落在 {1} 上"},
                 part_word(story, image.part), name_or_range(region));
  cause.evidence_of(image.clues);
  cause.fact(std::string{image.part} + (is_moved ? "_dest" : "_load"), image.range.base().value);
  tell_regions(cause, way.met);
  cause.follows_of(story.clues(LogFact::InitrdBroken)).follows_of(story.clues(LogFact::LoaderWouldOverwrite));
  tell_places(cause, image.range, region);
  const std::string variable =
      is_moved ? (image.part == "fdt" ? "fdt_high" : "initrd_high") : std::string{load_variable(story, image.part)};
  const auto address = is_moved ? way.end : std::optional{region.range.last().value + 1};
  if (!address) return;
  cause.fact(is_moved ? variable : "corrected_" + variable, *address);
  if (is_moved) {
    cause.remedy({"keep it below what is reserved: setenv {0} {1:#x}; saveenv",
                  "让它位于保留区之下：setenv {0} {1:#x}; saveenv"},
                 variable, *address);
  } else {
    cause.remedy({"load it past the region, or anywhere else that is free: setenv {0} {1:#x}; saveenv",
                  "加载到该保留区之后或其他空闲位置：setenv {0} {1:#x}; saveenv"},
                 variable, *address);
  }
}

/// The boot loader complains of it, or a board shows firmware there and the kernel is not heard or hurt. Other regions
/// have nobody in them yet.
bool is_in_trouble(const Story& story, const ToldRegion& region) {
  if (region.refused != nullptr) return true;
  if (region.node == nullptr || !region.node->no_map) return false;
  return !story.has(LogFact::KernelVersion) || story.has(LogFact::InitrdBroken) || story.has(LogFact::ExternalAbort);
}

void explain_images(const Story& story, CauseReport& report, const std::vector<ToldRegion>& regions) {
  for (const BootImage& image : boot_images(story)) {
    // Of what lies over the running kernel another rule tells.
    if (image.part == "kernel" && image.place == BootImage::Place::Final) continue;
    const WayDown way = way_down(regions, image.range);
    if (way.met.empty() || !is_in_trouble(story, way.met.front())) continue;
    explain_image(story, report, image, way);
  }
}

/// The boot loader refuses to load a file onto a region.
void explain_refused_load(const Story& story, CauseReport& report, const std::vector<ToldRegion>& regions) {
  for (const Clue* const clue : story.clues(LogFact::LoaderWouldOverwrite)) {
    const auto address = load_address_before(story, *clue);
    const auto region = std::ranges::find_if(
        regions, [&](const ToldRegion& each) { return address && each.range.contains(PhysAddr{*address}); });
    if (region == regions.end()) continue;
    CauseDraft cause =
        report.certain({"a file would be loaded onto {0}", "文件将被加载到 {0} 上"}, name_or_range(*region));
    cause.evidence(clue).fact("load_address", *address);
    tell_regions(cause, {*region});
    const std::uint64_t end = region->range.last().value + 1;
    cause.detail({"it would go to {0:#x}, and {1} is {2}", "目标地址 {0:#x}，而 {1} 为 {2}"}, *address,
                 name_or_range(*region), range_text(region->range));
    cause.remedy({"load it past the region, to {0:#x} or above (`bdinfo` lists what is reserved)",
                  "加载到该区域之后，即 {0:#x} 或更高（`bdinfo` 会列出已保留的范围）"},
                 end);
    return;
  }
}

/// The kernel finds its ramdisk on memory that is in use, or where it has none.
void explain_initrd(const Story& story, CauseReport& report, const std::vector<ToldRegion>& regions) {
  for (const LogFact what : {LogFact::InitrdInUse, LogFact::InitrdOutsideRam, LogFact::InitrdUnreachable}) {
    const Clue* const clue = story.first(what);
    if (clue == nullptr) continue;
    CauseDraft cause =
        what == LogFact::InitrdInUse
            ? report.certain(
                  {"the ramdisk lies on memory that is reserved or in use", "ramdisk 落在已保留或已占用的内存上"})
            : report.certain({"the ramdisk lies where this kernel has no RAM", "ramdisk 位于内核没有 RAM 的地方"});
    cause.evidence(clue).follows_of(story.clues(LogFact::InitrdBroken)).follows(story.first(LogFact::Panic));
    const auto range = range_of(clue->event);
    if (range) cause.fact("ramdisk_load", range->base().value).fact("ramdisk_bytes", range->size());
    if (what != LogFact::InitrdInUse) {
      const Parameter* const mem = story.parameter("mem");
      if (mem != nullptr) cause.evidence(story.command_line_clue()).fact("mem", mem->value.value_or(""));
      cause.remedy(
          {"load the ramdisk lower, into RAM that the kernel keeps (initrd_high, ramdisk_addr_r); or let mem= "
           "and the memory node cover it",
           "把 ramdisk 加载到内核保留使用的较低 RAM 中（initrd_high、ramdisk_addr_r）；或让 mem= 与 memory "
           "节点覆盖它"});
      return;
    }
    const WayDown way = range ? way_down(regions, *range) : WayDown{};
    if (!way.met.empty()) {
      tell_regions(cause, way.met);
      for (const ToldRegion& region : way.met) cause.evidence(region.clue);
      tell_places(cause, *range, way.met.front());
    }
    if (way.end) cause.fact("initrd_high", *way.end);
    cause.remedy(
        {"move the ramdisk off it: setenv initrd_high {0}; saveenv, or load it elsewhere (ramdisk_addr_r, "
         "linux,initrd-start)",
         "把 ramdisk 移开：setenv initrd_high {0}; saveenv，或加载到别处（ramdisk_addr_r、linux,initrd-start）"},
        way.end ? fmt::format("{:#x}", *way.end) : std::string{"ADDRESS"});
    return;
  }
}

/// A board alone shows it where it says what is loaded where.
void explain_board(const Story& story, CauseReport& report) {
  if (story.has_log()) return;
  for (const std::string_view rule : {"initrd-overlap", "fdt-overlap"}) {
    for (const Finding* const finding : story.board_findings(rule)) {
      if (finding->severity == Severity::Note) continue;
      CauseDraft cause = report.certain({"{0}", "{0}"}, finding->message);
      cause.severity(finding->severity).remedy({"{0}", "{0}"}, finding->help).detail({"{0}", "{0}"}, finding->effect);
      for (const std::string& region : finding->regions) cause.region(region);
      for (const Origin& origin : finding->locations) cause.at(origin);
    }
  }
}

void explain(const Story& story, CauseReport& report) {
  const std::vector<ToldRegion> regions = told_regions(story);
  explain_images(story, report, regions);
  explain_refused_load(story, report, regions);
  explain_initrd(story, report, regions);
  explain_board(story, report);
}

}  // namespace

extern const CauseRule boot_image_on_region_cause{
    .id = "boot-image-on-region",
    .cause_class = "boot_image_overlap",
    .severity = Severity::Error,
    .title = {"a boot image lies on a reserved region", "启动映像落在保留区上"},
    .explanation =
        {"U-Boot moves ramdisk and device tree as high as it may. It learns of the regions of the device tree only "
         "after that, so that what it moved may lie on one: then the region cannot be reserved, and the firmware that "
         "owns it and the ramdisk overwrite each other.\n\n"
         "The limits are initrd_high and fdt_high; without them bootm_low and bootm_size.",
         "U-Boot 会把 ramdisk "
         "和设备树移到尽可能高的地址，此后才得知设备树中的保留区，因此移动后的内容可能压住某个保留区：该区无法"
         "保留，拥有它的固件与 ramdisk 互相覆盖。\n\n"
         "上限由 initrd_high 与 fdt_high 决定；未设置时由 bootm_low 与 bootm_size 决定。"},
    .remedy = {"set initrd_high or fdt_high below the region, or load the image elsewhere",
               "把 initrd_high 或 fdt_high 设到保留区之下，或把映像加载到别处"},
    .explain = explain,
};

}  // namespace rampart
