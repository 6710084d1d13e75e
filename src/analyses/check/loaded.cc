#include "analyses/check/loaded.h"

#include <optional>

#include "sources/uboot_env.h"

namespace rampart {
namespace {

void add_option(std::vector<Loaded>& all, LoadedPart part, const std::optional<PhysRange>& range) {
  if (range) all.push_back({.part = part, .range = *range, .source = "--loaded", .where = {}});
}

void add_chosen_initrd(const CheckInput& input, std::vector<Loaded>& all) {
  const auto& chosen = input.tree.chosen;
  if (!chosen || !chosen->initrd_start || !chosen->initrd_end || input.setup.loaded.initrd) return;
  const auto start = number_of(chosen->initrd_start->cells);
  const auto end = number_of(chosen->initrd_end->cells);
  if (!start || !end || *end <= *start) return;
  if (const auto range = PhysRange::make({*start}, {*end - *start})) {
    all.push_back({.part = LoadedPart::Initrd,
                   .range = *range,
                   .source = "/chosen",
                   .where = {position_of(input.tree, "/chosen", "linux,initrd-start"), "/chosen"}});
  }
}

void add_variable(const CheckInput& input, std::vector<Loaded>& all, LoadedPart part, std::string_view name,
                  const std::optional<UbootNumber>& number, bool moves) {
  if (!number) return;
  const auto range = PhysRange::make({number->value}, {1});
  const UbootVariable* const variable = input.extras.environment->find(name);
  if (!range || variable == nullptr) return;
  all.push_back({.part = part,
                 .range = *range,
                 .size_is_known = false,
                 .moves = moves,
                 .source = name,
                 .where = {input.extras.environment->where(*variable), std::string{name}}});
}

/// Without the variable U-Boot moves an initrd and a tree to a place of its own.
bool is_moved(const std::optional<UbootNumber>& high) { return !high || !keeps_place(*high); }

}  // namespace

std::string_view word(LoadedPart part) {
  switch (part) {
    case LoadedPart::Kernel:
      return "the kernel";
    case LoadedPart::Initrd:
      return "the initrd";
    case LoadedPart::Fdt:
      return "the device tree";
  }
  return "";
}

std::vector<Loaded> loaded_things(const CheckInput& input) {
  std::vector<Loaded> all;
  const LoadedImages& loaded = input.setup.loaded;
  add_option(all, LoadedPart::Kernel, loaded.kernel);
  add_option(all, LoadedPart::Initrd, loaded.initrd);
  add_option(all, LoadedPart::Fdt, loaded.fdt);
  add_chosen_initrd(input, all);
  if (input.extras.boot_memory == nullptr || input.extras.environment == nullptr) return all;
  const UbootMemory& memory = *input.extras.boot_memory;
  if (!loaded.kernel) add_variable(input, all, LoadedPart::Kernel, "kernel_addr_r", memory.kernel_addr_r, false);
  if (!loaded.initrd) {
    add_variable(input, all, LoadedPart::Initrd, "ramdisk_addr_r", memory.ramdisk_addr_r, is_moved(memory.initrd_high));
  }
  if (!loaded.fdt) {
    add_variable(input, all, LoadedPart::Fdt, "fdt_addr_r", memory.fdt_addr_r, is_moved(memory.fdt_high));
  }
  return all;
}

}  // namespace rampart
