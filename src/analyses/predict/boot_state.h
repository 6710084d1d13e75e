#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/region.h>

#include "analyses/boot_setup.h"
#include "analyses/predict/boot_lines.h"
#include "analyses/predict/memblock.h"
#include "knowledge/kernel_behaviour.h"

namespace rampart {

/// A CMA area, in the order in which the kernel makes them.
struct BootArea {
  std::string name;
  std::uint64_t base = 0;
  std::uint64_t size = 0;
  bool is_activated = true;
  std::optional<std::size_t> node{};  ///< The /reserved-memory node that made it.
  std::string_view parameter{};       ///< Else the parameter that asked for it; empty for the default area.
};

/// What became of a /reserved-memory node.
struct NodeOutcome {
  enum class State {
    Untouched,  ///< Disabled, or of no form that the kernel looks at.
    Placed,     ///< It keeps its memory.
    Refused,    ///< It has none; `reason` says why.
  };
  State state = State::Untouched;
  std::uint64_t base = 0;
  std::uint64_t size = 0;
  bool is_dynamic = false;
  bool frees_memory = false;       ///< It failed, and what it reserved was given back, whoever else lies there.
  bool made_ram = false;           ///< It failed, and its range, which was no RAM, was added to RAM.
  bool keeps_reservation = false;  ///< It failed, and its memory stays reserved for nobody.
  bool opens_map = false;          ///< It failed, and its no-map range is ordinary RAM again, whoever else lies there.
  bool lost_its_map = false;       ///< It failed after its no-map range was left out of the page tables.
  Kind kind = Kind::Reserved;
  std::string reason;   ///< A short word: `alloc_fail`.
  std::string message;  ///< One sentence.
};

/// The default CMA area of the command line or the configuration, if one was tried.
struct DefaultAttempt {
  bool from_parameter = false;
  bool is_fixed = false;  ///< It could lie only where it was asked for.
  std::string reason;     ///< Empty if it was made.
  std::string message;
  std::uint64_t size = 0;  ///< Asked for.
};

/// What `crashkernel=` was given.
struct CrashAreas {
  struct Area {
    PhysRange range;
    std::string_view name;  ///< `crashkernel`, or `crashkernel,low` for its devices.
    bool is_fixed = false;  ///< It could lie only where it was asked for.
  };
  std::vector<Area> areas;
  std::string refusal;  ///< One sentence; empty if it was not refused.
};

/// Everything that a booting kernel keeps while it lays out memory, and what it says of it.
struct BootState {
  BootState(const BootSetup& boot_setup, const KernelBehaviour& kernel_behaviour);

  const BootSetup& setup;
  const KernelBehaviour behaviour;
  const std::uint64_t page;  ///< The kernel's page, bytes.
  Memblock memblock;
  BootLines lines;
  std::uint64_t granule;                    ///< The alignment of CMA areas, bytes.
  std::uint64_t low_memory_end = 0;         ///< arm: where high memory begins; elsewhere the end of RAM.
  std::optional<PhysRange> page_directory;  ///< arm: the first one, which stands outside the kernel's image.
  std::vector<BootArea> areas;              ///< At most `max_areas`.
  std::size_t max_areas = 0;
  std::optional<std::size_t> default_area;  ///< Index into `areas`.
  std::vector<NodeOutcome> outcomes;        ///< One for each node of /reserved-memory.
  std::optional<DefaultAttempt> default_attempt;
  CrashAreas crash;
  std::vector<Finding> findings;
  std::optional<std::uint64_t> unmapped_use;  ///< Where the kernel writes into a page that it has not mapped.
  bool initrd_refused = false;
  std::vector<PhysRange> taken_by_memmap;  ///< x86: what `memmap=` takes from RAM.

  std::uint64_t page_down(std::uint64_t value) const { return value & ~(page - 1); }
  std::uint64_t page_up(std::uint64_t value) const { return page_down(value + page - 1); }
  bool is_32_bit() const { return has_32_bit_addresses(setup); }
  /// A number as the kernel's physical address type keeps it: the lower 32 bits on arm without LPAE.
  std::uint64_t phys(std::uint64_t value) const { return is_32_bit() ? value & 0xffffffff : value; }

  const ReservedNode& node(std::size_t index) const { return setup.tree.reserved->nodes[index]; }
  /// Records that a node got nothing, or lost it.
  void refuse(std::size_t index, std::string reason, std::string message);
  /// A fault that stops the machine or takes memory from under it.
  void add_error(std::string rule, std::string message, std::string help, std::vector<std::string> regions);
  bool has_cma_parameter() const { return setup.parameters.cma.has_value(); }
};

}  // namespace rampart
