#include "analyses/explain/boot_images.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "sources/uboot_env.h"

namespace rampart {
namespace {

/// Variables by which usual scripts load a part, and what it is. Those of older boards come last.
struct LoadVariable {
  std::string_view name;
  std::string_view part;
};
constexpr LoadVariable load_variables[] = {
    {"kernel_addr_r", "kernel"}, {"ramdisk_addr_r", "ramdisk"}, {"fdt_addr_r", "fdt"},      {"loadaddr", "kernel"},
    {"ramdisk_addr", "ramdisk"}, {"fdt_addr", "fdt"},           {"initrd_addr", "ramdisk"}, {"fdtaddr", "fdt"},
    {"rdaddr", "ramdisk"},
};

/// What a file is by its name; empty if the name does not tell.
std::string_view part_of_file(std::string_view path) {
  std::string name{path.substr(path.rfind('/') + 1)};  // npos + 1 is 0: no folder
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (name.contains("initr") || name.contains("ramdisk") || name.contains("cpio")) return "ramdisk";
  if (name.contains(".dtb") || name.contains("fdt")) return "fdt";
  if (name.contains("image") || name.contains("vmlinu") || name.contains("kernel")) return "kernel";
  return {};
}

/// Goes through the lines of a boot loader. A file has its name, its address and its size on three of them.
class ImageReader {
 public:
  explicit ImageReader(const Story& story) : story_{story} {}

  std::vector<BootImage> read() && {
    for (const Clue& clue : story_.clues()) take(clue);
    for (const LoadVariable& variable : load_variables) take_variable(variable);
    return std::move(images_);
  }

 private:
  void take(const Clue& clue) {
    const LogEvent& event = clue.event;
    switch (event.what) {
      case LogFact::LoaderFile:
        file_ = {.part = part_of_file(event.name), .first = event.first, .clue = &clue};
        if (!file_.first) file_.first = address_of(file_.part);
        break;
      case LogFact::LoaderImage:
        take_place(clue);
        break;
      case LogFact::ImageSize:
        take_size(clue);
        break;
      case LogFact::LoaderMoved:
        if (const auto range = PhysRange::from_first_last({event.first.value_or(1)}, {event.last.value_or(0)})) {
          images_.push_back({part_name(event.name), BootImage::Place::Final, *range, true, {&clue}});
        }
        if (event.other_first) add_point(clue, event.name, BootImage::Place::Loaded, *event.other_first);
        break;
      default:
        break;
    }
  }

  void take_place(const Clue& clue) {
    const LogEvent& event = clue.event;
    if (!event.first) return;
    if (event.name == "file") {
      file_.first = event.first;
      return;
    }
    if (event.name != "load address") {
      open_ = images_.size();
      add_point(clue, event.name, BootImage::Place::Loaded, *event.first);
      return;
    }
    // Of a kernel with a header: where it goes. It is no smaller there.
    if (open_ >= images_.size() || images_[open_].part != "kernel") return;
    BootImage at_end = images_[open_];
    at_end.place = BootImage::Place::Final;
    if (const auto range = PhysRange::make({*event.first}, at_end.range.size())) at_end.range = *range;
    at_end.clues.push_back(&clue);
    images_.push_back(std::move(at_end));
  }

  void take_size(const Clue& clue) {
    const Bytes size = clue.event.size.value_or(Bytes{});
    if (clue.event.name == "file") {
      const FileAhead file = std::exchange(file_, {});
      if (file.part.empty() || !file.first) return;
      const auto range = PhysRange::make({*file.first}, size);
      if (range) images_.push_back({file.part, BootImage::Place::Loaded, *range, true, {file.clue, &clue}});
      return;
    }
    if (open_ >= images_.size() || images_[open_].size_is_known) return;
    BootImage& image = images_[open_];
    const auto range = PhysRange::make(image.range.base(), size);
    if (!range) return;
    image.range = *range;
    image.size_is_known = true;
    image.clues.push_back(&clue);
  }

  void take_variable(const LoadVariable& variable) {
    const bool is_known = std::ranges::any_of(images_, [&](const BootImage& image) {
      return image.part == variable.part && image.place != BootImage::Place::Final;
    });
    const Clue* const clue = story_.variable(variable.name);
    const auto address = clue == nullptr ? std::nullopt : uboot_number(clue->event.other);
    if (is_known || !address) return;
    add_point(*clue, variable.part, BootImage::Place::Meant, *address);
  }

  /// What is loaded where something stands already is that: a file that is then started.
  void add_point(const Clue& clue, std::string_view part, BootImage::Place place, std::uint64_t address) {
    for (std::size_t i = 0; i < images_.size(); ++i) {
      if (images_[i].part != part || images_[i].place != place || images_[i].range.base().value != address) continue;
      if (open_ == images_.size()) open_ = i;
      return;
    }
    images_.push_back({part_name(part), place, *PhysRange::make({address}, {1}), false, {&clue}});
  }

  static std::string_view part_name(std::string_view name) {
    const auto* const known = std::ranges::find(load_variables, name, &LoadVariable::part);
    return known == std::end(load_variables) ? std::string_view{"kernel"} : known->part;
  }

  std::optional<std::uint64_t> address_of(std::string_view part) const {
    for (const LoadVariable& variable : load_variables) {
      const Clue* const clue = variable.part == part ? story_.variable(variable.name) : nullptr;
      if (clue != nullptr) return uboot_number(clue->event.other);
    }
    return std::nullopt;
  }

  struct FileAhead {
    std::string_view part{};
    std::optional<std::uint64_t> first{};
    const Clue* clue = nullptr;
  };

  const Story& story_;
  std::vector<BootImage> images_;
  FileAhead file_;                                   ///< Named, and not yet read.
  std::size_t open_ = static_cast<std::size_t>(-1);  ///< The image whose header is being printed.
};

}  // namespace

std::vector<BootImage> boot_images(const Story& story) { return ImageReader{story}.read(); }

const BootImage* find_image(const std::vector<BootImage>& images, std::string_view part, BootImage::Place place) {
  const BootImage* found = nullptr;
  for (const BootImage& image : images) {
    if (image.part == part && image.place == place) found = &image;
  }
  return found;
}

bool keeps_in_place(const Clue* variable) {
  const auto value = variable == nullptr ? std::nullopt : uboot_number(variable->event.other);
  return value && keeps_place(UbootNumber{.value = *value});
}

std::optional<std::uint64_t> load_address_before(const Story& story, const Clue& clue) {
  const Clue* file = nullptr;
  std::optional<std::uint64_t> address;
  for (const Clue& each : story.clues()) {
    if (&each == &clue) break;
    if (each.event.what == LogFact::LoaderFile) {
      file = &each;
      address = each.event.first;
    } else if (each.event.what == LogFact::LoaderImage && each.event.name == "file") {
      address = each.event.first;
    }
  }
  if (address || file == nullptr) return address;
  const std::string_view part = part_of_file(file->event.name);
  const Clue* const variable = part.empty() ? nullptr : story.variable(load_variable(story, part));
  return variable == nullptr ? std::nullopt : uboot_number(variable->event.other);
}

std::string_view part_word(const Story& story, std::string_view part) {
  const bool is_chinese = story.language() == Language::Chinese;
  if (part == "ramdisk") return is_chinese ? "ramdisk" : "the ramdisk";
  if (part == "fdt") return is_chinese ? "设备树" : "the device tree";
  return is_chinese ? "内核" : "the kernel";
}

std::string_view load_variable(const Story& story, std::string_view part) {
  for (const LoadVariable& variable : load_variables) {
    if (variable.part == part && story.variable(variable.name) != nullptr) return variable.name;
  }
  return std::ranges::find(load_variables, part, &LoadVariable::part)->name;
}

}  // namespace rampart
