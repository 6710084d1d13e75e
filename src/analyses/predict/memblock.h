#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace rampart {

/// A run of addresses [base, end) with what is said of it.
struct MemblockRange {
  std::uint64_t base = 0;
  std::uint64_t end = 0;
  bool flag = false;  ///< Of RAM: no-map. Of reservations: handed out by the allocator itself.
  friend bool operator==(const MemblockRange&, const MemblockRange&) = default;
};

/// One sorted list of ranges that do not overlap. Neighbours with the same flag are one range.
class MemblockList {
 public:
  const std::vector<MemblockRange>& ranges() const { return ranges_; }

  /// Covers [base, end); what was there before keeps its flag.
  void add(std::uint64_t base, std::uint64_t end, bool flag);
  void remove(std::uint64_t base, std::uint64_t end);
  /// Sets the flag of what is there.
  void set_flag(std::uint64_t base, std::uint64_t end, bool flag);
  /// True if any byte of [base, end) is there. The kernel's test, which finds an empty range inside another.
  bool touches(std::uint64_t base, std::uint64_t end) const;

 private:
  void split_at(std::uint64_t address);
  void merge();

  std::vector<MemblockRange> ranges_;
};

/// The bookkeeping of a booting kernel before its page allocator is up (mm/memblock.c, 5.10 to 7.2): RAM with its
/// no-map parts, and reservations, which may lie outside RAM and overlap anything.
///
/// Sizes and addresses are bytes. A range past the last address is cut off there, as the kernel does.
class Memblock {
 public:
  enum class Direction { TopDown, BottomUp };
  static constexpr std::uint64_t anywhere = std::numeric_limits<std::uint64_t>::max();

  /// `last` is the highest number that a physical address can be: 0xffffffff on arm without LPAE. `page_size` is the
  /// kernel's, bytes, a power of two.
  explicit Memblock(std::uint64_t last = anywhere, bool marks_own = false, std::uint64_t page_size = 4096)
      : last_{last}, page_size_{page_size}, marks_own_{marks_own} {}

  const std::vector<MemblockRange>& ram() const { return ram_.ranges(); }
  const std::vector<MemblockRange>& reserved() const { return reserved_.ranges(); }
  /// 0 where there is no RAM.
  std::uint64_t start_of_ram() const;
  std::uint64_t end_of_ram() const;
  /// Bytes of RAM, no-map parts included.
  std::uint64_t ram_size() const;

  void add_ram(std::uint64_t base, std::uint64_t size);
  void remove_ram(std::uint64_t base, std::uint64_t size);
  /// Marks the RAM in a range as not to be mapped, or as ordinary again; what is no RAM is passed over.
  void set_no_map(std::uint64_t base, std::uint64_t size, bool no_map);
  /// Leaves RAM and reservations in [base, end) alone: what `mem=` and a crash kernel's tree ask for. No-map parts
  /// stay.
  void keep_only(std::uint64_t base, std::uint64_t end);

  void reserve(std::uint64_t base, std::uint64_t size);
  /// Reserves what the allocator found itself: 7.2 keeps that apart from what was reserved by address.
  void reserve_own(std::uint64_t base, std::uint64_t size);
  /// Takes a range out of the reservations, whoever made them.
  void free(std::uint64_t base, std::uint64_t size);

  /// Any byte of it is RAM.
  bool touches_ram(std::uint64_t base, std::uint64_t size) const;
  /// Any byte of it is reserved.
  bool touches_reserved(std::uint64_t base, std::uint64_t size) const;
  /// Any byte of it is RAM that is not to be mapped.
  bool touches_no_map(std::uint64_t base, std::uint64_t size) const;
  /// All of it is RAM, whatever its flags.
  bool is_all_ram(std::uint64_t base, std::uint64_t size) const;
  /// All of it lies in one range of RAM.
  bool is_ram(std::uint64_t base, std::uint64_t size) const;

  /// Where `size` bytes would go: in the free RAM of [low, high), the lowest or the highest place that the alignment
  /// allows. `align` is used as a mask, whatever it is. Nothing if there is no room.
  std::optional<std::uint64_t> find(std::uint64_t size, std::uint64_t align, std::uint64_t low, std::uint64_t high,
                                    Direction direction = Direction::TopDown) const;
  /// Finds a place and reserves it.
  std::optional<std::uint64_t> allocate(std::uint64_t size, std::uint64_t align, std::uint64_t low, std::uint64_t high,
                                        Direction direction = Direction::TopDown);
  /// Allocates `count` pieces of `size` bytes, a power of two, each aligned to it, one after the other from the top.
  /// False if there is no room for all.
  bool allocate_pieces(std::uint64_t count, std::uint64_t size);

 private:
  std::uint64_t end_of(std::uint64_t base, std::uint64_t size) const;
  /// Free RAM in address order. A seam between two reservations counts as an empty range, as in the kernel.
  std::vector<MemblockRange> free_ranges() const;

  std::uint64_t last_;
  std::uint64_t page_size_;
  bool marks_own_;
  MemblockList ram_;
  MemblockList reserved_;
};

}  // namespace rampart
