#include <algorithm>
#include <array>
#include <optional>

#include "analyses/explain/boot_images.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"
#include "analyses/explain/told_regions.h"

namespace rampart {
namespace {

/// Addresses of images are chosen in such steps.
constexpr Bytes step = mib(16);
/// Room for a ramdisk of which the size is not known.
constexpr Bytes usual_size = mib(64);

/// What says that something was damaged before it was used. A full root file system ends the unpacking too.
std::vector<const Clue*> damage(const Story& story) {
  std::vector<const Clue*> lines;
  for (const Clue* const clue : story.clues(LogFact::ImageBroken)) lines.push_back(clue);
  for (const Clue* const clue : story.clues(LogFact::InitrdBroken)) {
    if (!clue->event.name.starts_with("write error")) lines.push_back(clue);
  }
  return lines;
}

/// The line after which nothing came any more; null if the kernel spoke.
const Clue* silence(const Story& story) {
  return story.has(LogFact::KernelVersion) ? nullptr : story.last(LogFact::LoaderDone);
}

/// An image that lies on the kernel.
struct OnKernel {
  BootImage kernel;
  BootImage other;
};

/// The boot loader moves the kernel before it moves the rest: what was loaded where the kernel goes is lost, while
/// what is moved later may take the place that the kernel has left.
bool can_harm(const BootImage& kernel, const BootImage& other) {
  return kernel.place == BootImage::Place::Final || other.place != BootImage::Place::Final;
}

std::optional<OnKernel> first_on_kernel(const std::vector<BootImage>& images) {
  for (const BootImage& kernel : images) {
    if (kernel.part != "kernel" || !kernel.size_is_known) continue;
    for (const BootImage& other : images) {
      // Parts of one file begin at the same address.
      const bool is_same_file = kernel.range.base() == other.range.base();
      if (other.part == "kernel" || is_same_file || !can_harm(kernel, other)) continue;
      if (kernel.range.overlaps(other.range)) return OnKernel{kernel, other};
    }
  }
  return std::nullopt;
}

/// A place above the kernel that leaves it room to grow by an eighth.
PhysAddr place_above(const Story& story, const PhysRange& kernel, Bytes size) {
  const Bytes end = saturating_add({kernel.last().value + 1}, {kernel.size().value / 8});
  const PhysAddr wanted{rounded_up(end, step).value};
  const auto place = lowest_place(unreserved_ram(story), size, step, wanted);
  return place ? place->base() : wanted;
}

/// What to write for a part that has to lie elsewhere; of a part whose place nobody told too.
void tell_new_place(CauseDraft& cause, const Story& story, const PhysRange& kernel, std::string_view part,
                    const BootImage* other) {
  const std::string_view variable = load_variable(story, part);
  const Bytes size = other != nullptr && other->size_is_known ? other->range.size() : usual_size;
  const PhysAddr place = place_above(story, kernel, size);
  cause.fact(fmt::format("corrected_{}", variable), place.value);
  cause.remedy({"load {0} above the end of the kernel, with room for it to grow: setenv {1} {2:#x}; saveenv (or the "
                "address in the boot script)",
                "把 {0} 加载到内核末尾之上并为内核增长留出余量：setenv {1} {2:#x}; saveenv（或改启动脚本中的地址）"},
               part_word(story, part), variable, place.value);
}

void tell_kernel(CauseDraft& cause, const PhysRange& kernel) {
  cause.fact("kernel_load", kernel.base().value)
      .fact("kernel_bytes", kernel.size())
      .fact("kernel_end", kernel.last().value + 1);
}

/// The addresses show that one image lies on the other.
bool explain_addresses(const Story& story, CauseReport& report, const std::vector<BootImage>& images) {
  const auto found = first_on_kernel(images);
  const std::vector<const Clue*> broken = damage(story);
  if (!found || (broken.empty() && story.has(LogFact::KernelVersion))) return false;
  const auto& [kernel, other] = *found;
  const std::uint64_t kernel_end = kernel.range.last().value + 1;
  const std::uint64_t overlap = other.size_is_known ? kernel.range.intersection(other.range)->size().value
                                                    : kernel_end - other.range.base().value;
  CauseDraft cause = report.add(broken.empty() ? Confidence::Likely : Confidence::Certain,
                                {"{0} lies on the kernel", "{0} 与内核重叠"}, part_word(story, other.part));
  cause.evidence_of(kernel.clues).evidence_of(other.clues).evidence_of(broken).follows(silence(story));
  tell_kernel(cause, kernel.range);
  cause.fact(std::string{load_variable(story, other.part)}, other.range.base().value).fact("overlap_bytes", overlap);
  cause.detail({"the kernel takes {0} from {1:#x} and ends at {2:#x}; {3} begins at {4:#x}: they share {5}",
                "内核从 {1:#x} 起占 {0}，止于 {2:#x}；{3} 始于 {4:#x}：重叠 {5}"},
               size_text(kernel.range.size()), kernel.range.base().value, kernel_end, part_word(story, other.part),
               other.range.base().value, size_text({overlap}));
  tell_new_place(cause, story, kernel.range, other.part, &other);
  return true;
}

/// The boot loader says itself that an image lies on the kernel.
bool explain_refusal(const Story& story, CauseReport& report, const std::vector<BootImage>& images) {
  for (const Clue* const clue : story.clues(LogFact::ImageBroken)) {
    if (!clue->event.text.contains("overlaps OS image")) continue;
    const std::string_view part = clue->event.name;
    const BootImage* other = find_image(images, part, BootImage::Place::Loaded);
    if (other == nullptr) other = find_image(images, part, BootImage::Place::Meant);
    CauseDraft cause = report.certain({"{0} lies on the kernel", "{0} 与内核重叠"}, part_word(story, part));
    cause.evidence(clue);
    if (other != nullptr) {
      cause.evidence_of(other->clues).fact(std::string{load_variable(story, part)}, other->range.base().value);
    }
    const BootImage* const moved = find_image(images, "kernel", BootImage::Place::Final);
    std::optional<PhysRange> kernel = moved == nullptr ? std::nullopt : std::optional{moved->range};
    if (clue->event.other_first && clue->event.other_last) {
      kernel = PhysRange::from_first_last({*clue->event.other_first}, {*clue->event.other_last});
    }
    if (!kernel) return true;
    tell_kernel(cause, *kernel);
    cause.detail({"the kernel takes {0} from {1:#x} to {2:#x}, its bss included, which its file does not have",
                  "内核占 {0}（{1:#x} 至 {2:#x}），其中包括文件里没有的 bss"},
                 size_text(kernel->size()), kernel->base().value, kernel->last().value + 1);
    tell_new_place(cause, story, *kernel, part, other);
    return true;
  }
  return false;
}

/// The kernel was unpacked over its own file.
bool explain_unpacking(const Story& story, CauseReport& report, const std::vector<BootImage>& images) {
  for (const Clue* const clue : story.clues(LogFact::ImageBroken)) {
    if (!clue->event.text.contains("image overwritten")) continue;
    CauseDraft cause = report.certain({"the kernel is unpacked over its own file", "内核解压时覆盖了自身的映像文件"});
    cause.evidence(clue);
    const BootImage* const file = find_image(images, "kernel", BootImage::Place::Loaded);
    const BootImage* const final = find_image(images, "kernel", BootImage::Place::Final);
    if (file == nullptr || final == nullptr) return true;
    // An unpacked kernel is two to four times its file.
    const Bytes unpacked{file->range.size().value * 4};
    const std::uint64_t place =
        rounded_up(saturating_add({final->range.base().value}, std::max(unpacked, usual_size)), step).value;
    cause.evidence_of(file->clues)
        .evidence_of(final->clues)
        .fact("kernel_file", file->range.base().value)
        .fact("kernel_load", final->range.base().value)
        .fact("corrected_kernel_addr_r", place);
    cause.detail({"its file lies at {0:#x} and it is unpacked to {1:#x}", "文件位于 {0:#x}，解压到 {1:#x}"},
                 file->range.base().value, final->range.base().value);
    cause.remedy({"load the file above the end of the unpacked kernel: setenv {0} {1:#x}",
                  "把文件加载到解压后内核末尾之上：setenv {0} {1:#x}"},
                 load_variable(story, "kernel"), place);
    return true;
  }
  return false;
}

/// Nothing moves the device tree or the ramdisk out of the way, and then nothing is heard of the kernel.
void explain_kept_in_place(const Story& story, CauseReport& report, const std::vector<BootImage>& images) {
  const Clue* const end = silence(story);
  const Clue* const fdt_high = story.variable("fdt_high");
  const Clue* const initrd_high = story.variable("initrd_high");
  const bool keeps_fdt = keeps_in_place(fdt_high);
  if ((!keeps_fdt && !keeps_in_place(initrd_high)) || (end == nullptr && damage(story).empty())) return;
  CauseDraft cause = report.possible({"{0} stays where it was loaded, whatever else takes that place",
                                      "未被重定位而停留在加载处、可能被后来的内容覆盖的是：{0}"},
                                     part_word(story, keeps_fdt ? "fdt" : "ramdisk"));
  for (const Clue* const clue : {fdt_high, initrd_high}) {
    if (!keeps_in_place(clue)) continue;
    cause.evidence(clue).fact(clue->event.name, clue->event.other);
  }
  for (const std::string_view part : {"fdt", "ramdisk"}) {
    const BootImage* image = find_image(images, part, BootImage::Place::Loaded);
    if (image == nullptr) image = find_image(images, part, BootImage::Place::Meant);
    if (image == nullptr) continue;
    cause.evidence_of(image->clues).fact(std::string{load_variable(story, part)}, image->range.base().value);
  }
  if (const BootImage* const file = find_image(images, "kernel", BootImage::Place::Loaded)) {
    cause.evidence_of(file->clues).fact("kernel_loaded_at", file->range.base().value);
  }
  if (const BootImage* const kernel = find_image(images, "kernel", BootImage::Place::Final)) {
    cause.evidence_of(kernel->clues)
        .fact("kernel_moved_to", kernel->range.base().value)
        .fact("kernel_end", kernel->range.last().value + 1);
  }
  cause.follows(end).follows_of(damage(story));
  cause.detail(
      {"fdt_high or initrd_high is all ones, which keeps U-Boot from moving it to a place that it knows free; "
       "the kernel was started and nothing came from it",
       "fdt_high 或 initrd_high 全为 1，U-Boot 因此不会把它移到确知空闲的位置；内核已启动，但此后没有任何输出"});
  cause.remedy(
      {"let U-Boot move them: setenv fdt_high; setenv initrd_high; saveenv. If it still does not boot, load "
       "the device tree elsewhere ({0})",
       "让 U-Boot 自行重定位：setenv fdt_high; setenv initrd_high; saveenv。仍不能启动时，把设备树加载到别处（{0}）"},
      load_variable(story, "fdt"));
}

/// A ramdisk that arrives damaged, and no address to tell why.
void explain_damage(const Story& story, CauseReport& report) {
  std::vector<const Clue*> lines;
  for (const Clue* const clue : damage(story)) {
    if (clue->event.what == LogFact::InitrdBroken) lines.push_back(clue);
  }
  if (lines.empty()) return;
  CauseDraft cause =
      report.possible({"the ramdisk was overwritten, or was not loaded whole", "ramdisk 被覆盖，或没有完整加载"});
  cause.evidence_of(lines).follows(story.first(LogFact::Panic));
  cause.remedy(
      {"compare where kernel, device tree and ramdisk lie and end (printenv, bdinfo, the boot loader's lines); "
       "load the ramdisk ({0}) above all of them, and check that its size reaches the kernel",
       "核对内核、设备树与 ramdisk 的起止地址（printenv、bdinfo、引导日志）；把 ramdisk（{0}）加载到它们之上，并确认"
       "传给内核的大小正确"},
      load_variable(story, "ramdisk"));
}

void explain(const Story& story, CauseReport& report) {
  const std::vector<BootImage> images = boot_images(story);
  if (explain_refusal(story, report, images) || explain_unpacking(story, report, images)) return;
  if (explain_addresses(story, report, images)) return;
  explain_kept_in_place(story, report, images);
  explain_damage(story, report);
}

}  // namespace

extern const CauseRule boot_image_overlap_cause{
    .id = "boot-image-overlap",
    .cause_class = "boot_image_overlap",
    .severity = Severity::Error,
    .title = {"kernel, device tree and ramdisk lie on each other", "内核、设备树与 ramdisk 相互重叠"},
    .explanation =
        {"A boot loader loads each of them to an address that somebody chose once. When the kernel has grown past the "
         "next address, the second file overwrites the first: a bad checksum, a broken ramdisk, or silence. The kernel "
         "takes more than its file, for its bss.\n\n"
         "U-Boot moves device tree and ramdisk out of the way before it starts the kernel, unless fdt_high or "
         "initrd_high is all ones.",
         "引导加载程序把它们分别加载到早先选定的地址。内核变大、越过下一个地址后，后加载的文件会覆盖先加载的：表现为校"
         "验和错误、"
         "ramdisk 损坏或毫无输出。内核运行时还要算上 bss，比文件更大。\n\n"
         "U-Boot 在启动内核前会把设备树和 ramdisk 移开，除非 fdt_high 或 initrd_high 全为 1。"},
    .remedy = {"load each above the end of the one before, with room to grow (kernel_addr_r, fdt_addr_r, "
               "ramdisk_addr_r)",
               "逐个加载到前一个末尾之上并留出余量（kernel_addr_r、fdt_addr_r、ramdisk_addr_r）"},
    .explain = explain,
};

}  // namespace rampart
