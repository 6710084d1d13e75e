#include "analyses/predict/assumptions.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include <rampart/base/units.h>

#include "analyses/predict/boot_state.h"
#include "analyses/predict/node_cells.h"
#include "analyses/predict/ram.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// A kernel image of a distribution, unpacked.
constexpr std::uint64_t usual_image_size = mib(32).value;

/// Where images may begin: this far behind the start of RAM, then at multiples of it.
std::uint64_t image_step(Architecture architecture) {
  return architecture == Architecture::X86_64 ? mib(16).value : mib(2).value;
}

std::vector<MemblockRange> static_ranges(const BootSetup& setup) {
  std::vector<MemblockRange> ranges;
  if (!setup.tree.reserved) return ranges;
  const CellWidths widths = kernel_widths(setup.tree.counts);
  for (const ReservedNode& node : setup.tree.reserved->nodes) {
    if (!node.reg || !is_enabled(node.status)) continue;
    for (const KernelRegEntry& entry : kernel_reg_entries(*node.reg, widths)) {
      if (entry.size != 0) ranges.push_back({entry.base, entry.base + entry.size, false});
    }
  }
  return ranges;
}

/// The lowest place in the RAM that is left whole by static regions.
std::optional<PhysRange> free_place(const BootSetup& setup) {
  BootState state{setup, behaviour_of(setup.kernel)};
  add_memory_nodes(state);
  const std::uint64_t step = image_step(setup.architecture);
  const std::vector<MemblockRange> taken = static_ranges(setup);
  for (const MemblockRange& bank : state.memblock.ram()) {
    std::uint64_t at = (bank.base / step + 1) * step;
    while (at < bank.end && bank.end - at >= usual_image_size) {
      const auto clash = std::ranges::find_if(
          taken, [&](const MemblockRange& range) { return range.base < at + usual_image_size && at < range.end; });
      if (clash == taken.end()) return PhysRange::make({at}, {usual_image_size});
      at = (clash->end + step - 1) / step * step;
    }
  }
  return std::nullopt;
}

std::string assumed_configuration(const BootSetup& setup) {
  if (setup.architecture == Architecture::Arm) {
    return "no configuration: high memory, no huge pages, a default CMA area of 16 MiB; give --config";
  }
  return "no configuration: 4 KiB pages, huge pages, DMA zones, a default CMA area of 16 MiB, as distributions build "
         "kernels; give --config";
}

std::string assumed_places(const LoadedImages& given, const LoadedImages& used) {
  std::string text;
  if (!given.kernel && used.kernel) {
    text = fmt::format("kernel at {:#x} (+{})", used.kernel->base().value, size_text(used.kernel->size()));
  } else if (!given.kernel) {
    text = "kernel not given";
  }
  std::string missing;
  if (!used.initrd) missing = "initrd";
  if (!used.fdt) missing += missing.empty() ? "fdt" : " and fdt";
  if (!missing.empty()) text += fmt::format("{}{} not given", text.empty() ? "" : ", ", missing);
  return text.empty() ? text : text + ": give --loaded for exact addresses";
}

/// KASLR of arm64 and riscv64 moves virtual addresses only. Where in RAM the image lies is chosen before: by the EFI
/// stub at random, by other boot loaders not.
std::string assumed_randomness(const BootSetup& setup) {
  if (setup.parameters.nokaslr || setup.loaded.kernel) return {};
  const auto& layout = setup.config.layout;
  const bool has_seed = setup.tree.chosen && setup.tree.chosen->has_kaslr_seed;
  switch (setup.architecture) {
    case Architecture::X86_64:
      return "KASLR may put the kernel anywhere else: boot with nokaslr for exact addresses";
    case Architecture::Arm64:
    case Architecture::Riscv64:
      if (layout.efi == false || (!has_seed && layout.randomize_base != true)) return {};
      return "not started through EFI, whose stub puts a kernel with KASLR anywhere in RAM: give --loaded kernel, or "
             "boot "
             "with nokaslr";
    case Architecture::Arm:
      return {};
  }
  return {};
}

}  // namespace

Assumed assume(const BootSetup& setup) {
  Assumed assumed{setup, {}};
  LoadedImages& loaded = assumed.setup.loaded;
  if (setup.architecture_assumed) {
    assumed.sentences.push_back(fmt::format("architecture {}: give --arch", to_string(setup.architecture)));
  }
  if (!setup.has_config) assumed.sentences.push_back(assumed_configuration(setup));
  if (!loaded.kernel) loaded.kernel = free_place(setup);
  LoadedImages shown = loaded;
  shown.initrd = initrd_of(setup);
  if (auto places = assumed_places(setup.loaded, shown); !places.empty())
    assumed.sentences.push_back(std::move(places));
  if (auto sentence = assumed_randomness(setup); !sentence.empty()) assumed.sentences.push_back(std::move(sentence));
  if (!setup.parameters.crashkernel.empty() && setup.architecture != Architecture::Arm64) {
    assumed.sentences.emplace_back("crashkernel= takes its memory after the CMA areas and is not placed here");
  }
  return assumed;
}

}  // namespace rampart
