#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/memory_map.h>
#include <rampart/model/range_set.h>

namespace rampart {

/// A number and where it comes from, with the knob that would change it.
struct Amount {
  Bytes size;
  std::string origin;
  std::string knob{};  ///< Empty where nothing a user can set changes it.
};

/// A share of RAM whose place no source tells, so that it can only be subtracted by size.
struct PlacelessShare {
  std::string name;
  Amount amount;
};

/// What a running system says of the memory that Linux counts as its total. Empty where a source is silent.
struct LinuxMemory {
  Bytes total;  ///< MemTotal: what `free` calls total.
  std::optional<Bytes> free;
  std::optional<Bytes> available;
  std::optional<Bytes> anonymous;  ///< Programs' own pages.
  std::optional<Bytes> shmem;
  std::optional<Bytes> cache;      ///< Page cache and buffers, shared memory excluded, and reclaimable slab.
  std::optional<Bytes> kernel;     ///< Unreclaimable slab, stacks, page tables, per-CPU data.
  std::optional<Bytes> cma_total;  ///< CMA is part of `total`.
  std::optional<Bytes> cma_held;   ///< What drivers hold of it; not what movable pages borrow.
  std::string total_origin;
  std::string cma_knob;
};

/// Everything the account needs; sizes in bytes.
struct AccountFacts {
  Amount installed;                         ///< First line.
  MemoryMap map;                            ///< All that is known of places.
  std::optional<RangeSet> system_ram;       ///< What the kernel counts as RAM (/proc/iomem); empty if it is hidden.
  std::vector<PlacelessShare> placeless{};  ///< Pools known by size only.
  std::optional<Amount> page_structures;    ///< `struct page` and its like, if told or estimated.
  LinuxMemory linux_memory;
  std::vector<std::pair<Kind, std::string>> knobs{};  ///< The knob of a kind of region on this device.
};

/// One line of the account.
struct AccountLine {
  enum class Role {
    Installed,  ///< The first line.
    Share,      ///< Subtracted from what is installed.
    Returned,   ///< Added back: counted in a share above and given to Linux after boot.
    Total,      ///< What is left: MemTotal.
    Inside,     ///< A part of the total; all of them add up to it.
    Remark,     ///< Says something of the lines above and adds nothing: how much of the total is CMA.
  };
  Role role;
  Bytes size;
  std::string name;
  std::string detail;  ///< Where it lies or how it is made up; may be empty.
  std::string origin;
  std::string knob;
  friend bool operator==(const AccountLine&, const AccountLine&) = default;
};

/// True for RAM and for what lies in RAM though no source counts its place as such: a vendor's pool behind `mem=`, and
/// what arm64 takes out of System RAM in /proc/iomem and leaves nameless, its no-map regions.
bool is_ram(const Region& region);

/// "Where did my RAM go?" as a sum: Installed - every Share + Returned = Total, and the Inside lines add up to Total.
/// What cannot be attributed is a Share (or an Inside line) of its own, never hidden.
std::vector<AccountLine> account(const AccountFacts& facts);

}  // namespace rampart
