#include <optional>
#include <string>
#include <vector>

#include "analyses/explain/boot_images.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/pool_words.h"
#include "analyses/explain/told_regions.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// Where the kernel lies, and how surely.
struct KernelPlace {
  PhysRange range;
  Confidence confidence{};
  const Clue* clue = nullptr;
};

/// Kernels begin 2 MiB above the start of RAM or run over that place, where nobody says otherwise.
constexpr Bytes usual_offset = mib(2);

void add_usual_place(const Story& story, std::vector<KernelPlace>& places) {
  const Clue* const bank = story.first(LogFact::NodeRange);
  const Clue* const memory = story.last(LogFact::MemoryLine);
  if (bank == nullptr || memory == nullptr || !memory->event.memory) return;
  const MemoryLine& line = *memory->event.memory;
  const Bytes size = saturating_add(line.code.value_or(Bytes{}), line.rodata.value_or(Bytes{}));
  const Bytes base = saturating_add({bank->event.first.value_or(0)}, usual_offset);
  if (const auto range = PhysRange::make({base.value}, size)) places.push_back({*range, Confidence::Possible, memory});
}

/// What tells it, the surest first.
std::vector<KernelPlace> kernel_places(const Story& story) {
  std::vector<KernelPlace> places;
  for (const Clue* const clue : story.clues(LogFact::IoMemRange)) {
    const auto range = range_of(clue->event);
    if (clue->event.name.starts_with("Kernel") && range) places.push_back({*range, Confidence::Certain, clue});
  }
  const std::vector<BootImage> images = boot_images(story);
  if (const BootImage* const image = find_image(images, "kernel", BootImage::Place::Final)) {
    places.push_back({image->range, Confidence::Certain, image->clues.back()});
  }
  if (const BootSetup* const board = story.board(); board != nullptr && board->loaded.kernel) {
    places.push_back({*board->loaded.kernel, Confidence::Certain, nullptr});
  }
  if (!places.empty()) return places;
  if (const Prediction* const prediction = story.prediction(); prediction != nullptr && prediction->loaded.kernel) {
    places.push_back({*prediction->loaded.kernel, Confidence::Likely, nullptr});
  }
  add_usual_place(story, places);
  return places;
}

/// Regions that kernel or boot loader could not reserve; without a log those that a board keeps from the kernel.
std::vector<ToldRegion> suspects(const Story& story) {
  std::vector<ToldRegion> regions;
  for (const ToldRegion& region : told_regions(story)) {
    const bool is_refused =
        region.refused != nullptr || (region.clue != nullptr && region.clue->event.what == LogFact::NodeNotReserved);
    const bool is_of_board = !story.has_log() && region.node != nullptr && story.board()->loaded.kernel;
    if (is_refused || is_of_board) regions.push_back(region);
  }
  return regions;
}

void tell_remedy(CauseDraft& cause, const Story& story, const ToldRegion& region, const PhysRange& kernel) {
  const auto place = lowest_place(unreserved_ram(story), region.range.size(), mib(2), {kernel.last().value + 1});
  const std::uint64_t past = (region.range.last().value + 1 + mib(2).value - 1) / mib(2).value * mib(2).value;
  if (place) {
    cause.fact("corrected_base", place->base().value);
    cause.remedy(
        {"move the region, if its owner can: reg = {0:#x}, size {1:#x}; else load the kernel past it, to {2:#x} "
         "(kernel_addr_r, or the load address of the image)",
         "若拥有者允许，把该区移到 {0:#x}（大小 {1:#x}）；否则把内核加载到它之后，即 {2:#x}（kernel_addr_r "
         "或映像的加载地址）"},
        place->base().value, place->size().value, past);
    if (region.node != nullptr) tell_predicted(cause, story, region.name, *place);
    return;
  }
  cause.remedy({"load the kernel past the region, to {0:#x} (kernel_addr_r, or the load address of the image), or move "
                "the region in its node",
                "把内核加载到该区之后，即 {0:#x}（kernel_addr_r 或映像的加载地址），或在其节点中移动该区"},
               past);
}

void tell(const Story& story, CauseReport& report, const ToldRegion& region, const KernelPlace& kernel) {
  CauseDraft cause =
      report.add(kernel.confidence, {"{0} lies over the kernel", "{0} 压在内核映像上"}, name_or_range(region));
  cause.evidence(region.clue).evidence(region.refused).evidence(kernel.clue);
  tell_region(cause, region);
  cause.fact("kernel_base", kernel.range.base().value)
      .fact("kernel_end", kernel.range.last().value + 1)
      .fact("overlap_bytes", region.range.intersection(kernel.range)->size());
  const bool is_accepted = region.node != nullptr && !region.node->no_map && region.clue == nullptr;
  cause.detail(
      is_accepted ? Text{"the region is {0} and the kernel lies at {1}: they share {2}. The kernel accepts both, "
                         "and the region's owner overwrites it",
                         "该区为 {0}，内核位于 {1}：重叠 {2}。内核两者都接受，该区的拥有者会覆盖内核"}
                  : Text{"the region is {0} and the kernel lies at {1}: they share {2}. The reservation is "
                         "refused, and the region's memory is used as ordinary RAM",
                         "该区为 {0}，内核位于 {1}：重叠 {2}。保留被拒绝，该区内存被当作普通 RAM 使用"},
      range_text(region.range), range_text(kernel.range), size_text(region.range.intersection(kernel.range)->size()));
  tell_remedy(cause, story, region, kernel.range);
}

void explain(const Story& story, CauseReport& report) {
  const std::vector<KernelPlace> places = kernel_places(story);
  for (const ToldRegion& region : suspects(story)) {
    for (const KernelPlace& kernel : places) {
      if (!region.range.overlaps(kernel.range)) continue;
      tell(story, report, region, kernel);
      break;
    }
  }
}

}  // namespace

extern const CauseRule region_over_kernel_cause{
    .id = "region-over-kernel",
    .cause_class = "boot_image_overlap",
    .severity = Severity::Error,
    .title = {"a reserved region lies over the kernel", "保留区压在内核映像上"},
    .explanation =
        {"The kernel reserves its own image before it reads /reserved-memory. A no-map region over it is refused "
         "(failed to reserve memory for node): its memory stays ordinary RAM, and the region's owner and the kernel "
         "overwrite each other. A region without no-map is accepted without a word.\n\n"
         "Told from a harmless refusal by where the kernel lies: /proc/iomem, the boot loader's lines, or --loaded.",
         "内核先保留自身映像，再读取 /reserved-memory。压在其上的 no-map 区会被拒绝（failed to reserve memory for "
         "node）：该内存仍是普通 RAM，其拥有者与内核互相覆盖。不带 no-map 的区则会被默默接受。\n\n"
         "与无害的拒绝的区别在于内核所处的位置：见 /proc/iomem、引导日志或 --loaded。"},
    .remedy = {"load the kernel elsewhere, or move the region", "把内核加载到别处，或移动该区"},
    .explain = explain,
};

}  // namespace rampart
