#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analyses/map_view.h"

// Maps for the tests of this folder: shapes that a table or picture has to cope with.
namespace rampart::example {

inline Region region(Kind kind, std::uint64_t base, Bytes size, std::string name = {}, std::string file = {},
                     std::size_t line = 0) {
  return {.range = *PhysRange::make({base}, size),
          .name = std::move(name),
          .kind = kind,
          .origin = {{std::move(file), line, 0}, ""}};
}

inline Region used(Region region, Bytes size, Bytes largest_free = {}) {
  region.usage.used = size;
  region.usage.free = saturating_sub(region.range.size(), size);
  if (largest_free != Bytes{}) region.usage.largest_free = largest_free;
  return region;
}

/// The carve-outs of a Qualcomm board in 6 GiB, and two pools placed at boot.
inline MapView qcs6490() {
  const std::string file = "qcs6490.dtsi";
  Region adsp = region(Kind::NoMap, 0x86100000, mib(40), "adsp@86100000", file, 46);
  adsp.users = {"/soc@0/remoteproc-adsp"};
  std::vector<Region> regions = {region(Kind::Ram, 0x80000000, gib(6), "memory@80000000", file, 21),
                                 region(Kind::NoMap, 0x81800000, mib(30), "cdsp-secure-heap@81800000", file, 31),
                                 region(Kind::NoMap, 0x84300000, mib(5), "camera@84300000", file, 36),
                                 region(Kind::NoMap, 0x84800000, mib(25), "wpss@84800000", file, 41), adsp};
  const std::vector<PhysRange> below_4g = {*PhysRange::make({0x80000000}, gib(2))};
  std::vector<DynamicRegion> dynamic = {{.size = mib(12),
                                         .name = "adsp-heap",
                                         .kind = Kind::Cma,
                                         .origin = {{file, 51, 0}, ""},
                                         .alloc_ranges = below_4g},
                                        {.size = mib(256),
                                         .name = "linux,cma",
                                         .kind = Kind::Cma,
                                         .origin = {{file, 58, 0}, ""},
                                         .alloc_ranges = below_4g}};
  return {.title = "Qualcomm Technologies, Inc. Robotics RB3gen2",
          .sources = {"qcs6490-rb3gen2.dtb"},
          .map = MemoryMap::build(std::move(regions), std::move(dynamic)),
          .findings = {},
          .notes = {}};
}

/// 256 MiB of which a vendor's pool takes 105, in use.
inline MapView maixcam() {
  std::vector<Region> regions = {
      region(Kind::Ram, 0x80000000, mib(254), "memory@80000000", "/sys/firmware/fdt"),
      region(Kind::NoMap, 0x80000000, kib(512), "mmode_resv0@80000000", "/sys/firmware/fdt"),
      region(Kind::Kernel, 0x80200000, mib(9), "Kernel code", "/proc/iomem", 4),
      region(Kind::Kernel, 0x80b00000, mib(3), "Kernel data", "/proc/iomem", 6),
      used(region(Kind::Ion, 0x89700000, mib(105), "ion@89700000", "/sys/firmware/fdt"), mib(62), mib(31))};
  return {.title = "Sipeed MaixCAM (SG2002)",
          .sources = {"live"},
          .map = MemoryMap::build(std::move(regions)),
          .findings = {},
          .notes = {{"/sys/kernel/debug/cma", "not readable", "run as root"}}};
}

/// The smallest thing beside the largest.
inline MapView tiny_beside_huge() {
  std::vector<Region> regions = {
      region(Kind::Ram, 0x40000000, gib(4), "memory@40000000", "board.dts", 12),
      region(Kind::Reserved, 0x40000000, kib(12), "boot-scratch@40000000", "board.dts", 20),
      used(region(Kind::Cmm, 0x80000000, gib(3), "anonymous", "/proc/ax_proc/mem_cmm_info", 4), mib(812))};
  return {.title = "12 KiB beside 3 GiB",
          .sources = {"board.dts"},
          .map = MemoryMap::build(std::move(regions)),
          .findings = {},
          .notes = {}};
}

/// More regions than there is room for labels, of every kind and of very different sizes.
inline MapView crowd(std::size_t count = 120) {
  constexpr Kind kinds[] = {Kind::NoMap,  Kind::Reserved, Kind::Cma, Kind::DmaPool, Kind::Crash, Kind::Kernel,
                            Kind::Initrd, Kind::Fdt,      Kind::Cmm, Kind::Ion,     Kind::Heap};
  std::vector<Region> regions = {region(Kind::Ram, 0x80000000, gib(8), "memory@80000000", "big.dts", 3)};
  std::uint64_t base = 0x80100000;
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes size = kib(std::uint64_t{64} << (i * 7 % 9));
    regions.push_back(
        region(kinds[i % std::size(kinds)], base, size, "region-" + std::to_string(i), "big.dts", 10 + i));
    base += size.value + (i % 3 == 0 ? 0 : mib(1 + i * 5 % 40).value);
  }
  return {.title = "A crowd",
          .sources = {"big.dts"},
          .map = MemoryMap::build(std::move(regions)),
          .findings = {},
          .notes = {}};
}

/// Memory and devices beyond 4 GiB, up to the last address that there is.
inline MapView beyond() {
  std::vector<Region> regions = {region(Kind::Ram, 0x80000000, gib(2), "System RAM", "/proc/iomem", 3),
                                 region(Kind::Ram, 0x880000000, gib(6), "System RAM", "/proc/iomem", 9),
                                 region(Kind::Cma, 0xa00000000 - mib(256).value, mib(256), "linux,cma", "dmesg", 17),
                                 region(Kind::Device, 0x4000000000, gib(64), "pcie@4000000000", "/proc/iomem", 20),
                                 region(Kind::Reserved, 0xfffffffffff00000, mib(1), "last-mebibyte", "board.dts", 99)};
  return {.title = "Beyond 4 GiB",
          .sources = {"iomem"},
          .map = MemoryMap::build(std::move(regions)),
          .findings = {},
          .notes = {}};
}

/// A pool inside memory that nobody names inside RAM, and two named regions that clash.
inline MapView nested() {
  Region taken = region(Kind::Reserved, 0x58000000, mib(96), "reserved", "/proc/iomem", 8);
  taken.attributes.anonymous = true;
  std::vector<Region> regions = {
      region(Kind::Ram, 0x40000000, gib(1), "System RAM", "/proc/iomem", 1), taken,
      used(region(Kind::Cma, 0x5a000000, mib(64), "linux,cma", "dmesg", 12), mib(41), mib(6)),
      region(Kind::NoMap, 0x70000000, mib(26), "wpss@70000000", "board.dts", 23),
      region(Kind::NoMap, 0x71900000, mib(40), "adsp@71900000", "board.dts", 28)};
  return {.title = "Nested",
          .sources = {"board.dts", "dmesg"},
          .map = MemoryMap::build(std::move(regions)),
          .findings = {},
          .notes = {}};
}

/// The board of `qcs6490` as a kernel laid it out: one carve-out moved, one grew, one went, and the pools have a place.
inline MapView qcs6490_predicted() {
  const std::string file = "qcs6490.dtsi";
  std::vector<Region> regions = {region(Kind::Ram, 0x80000000, gib(6), "memory@80000000", file, 21),
                                 region(Kind::NoMap, 0x81800000, mib(30), "cdsp-secure-heap@81800000", file, 31),
                                 region(Kind::NoMap, 0x84800000, mib(32), "wpss@84800000", file, 41),
                                 region(Kind::NoMap, 0x8a000000, mib(40), "adsp@86100000", file, 46),
                                 region(Kind::Cma, 0xf0000000, mib(256), "linux,cma", file, 58),
                                 region(Kind::Cma, 0xef400000, mib(12), "adsp-heap", file, 51)};
  return {.title = "Qualcomm Technologies, Inc. Robotics RB3gen2",
          .sources = {"qcs6490-rb3gen2.dtb"},
          .map = MemoryMap::build(std::move(regions)),
          .findings = {},
          .notes = {}};
}

/// A heap of a board's PSRAM with its blocks, another at the end of the address space whose map has gaps, and one
/// without an address.
inline MapView microcontroller() {
  using State = Occupancy::State;
  Region heap = used(region(Kind::Heap, 0x3c1849e0, {64000}, "MicroPython heap", "paste.txt", 6), {7056}, {49152});
  heap.occupancy =
      Occupancy{{16}, {{State::Used, {6000}}, {State::Free, {7792}}, {State::Used, {1056}}, {State::Free, {49152}}}};
  Region odd = region(Kind::Heap, 0xffffffffffff0000, kib(64), "odd heap", "paste.txt", 60);
  odd.occupancy = Occupancy{{32}, {{State::Used, {32}}, {State::Unknown, kib(32)}, {State::Free, {32736}}}};
  std::vector<Region> regions = {
      region(Kind::Ram, 0x3c180000, mib(8), "PSRAM", "boot.log", 14), heap,
      region(Kind::Ram, 0x3fc88000, kib(480), "internal RAM", "paste.txt", 1),
      region(Kind::Reserved, 0x3fc88000, {78552}, "firmware: code, data, stacks", "boot.log", 22), odd};
  DynamicRegion more{.size = kib(16),
                     .name = "second heap",
                     .kind = Kind::Heap,
                     .origin = {{"paste.txt", 90, 0}, ""},
                     .alloc_ranges = {*PhysRange::make({0x3fc88000}, kib(480))},
                     .usage = {.used = kib(4), .free = kib(12), .largest_free = std::nullopt}};
  return {.title = "Generic ESP32S3 module with Octal-SPIRAM",
          .sources = {"boot.log", "paste.txt"},
          .map = MemoryMap::build(std::move(regions), {more}),
          .findings = {},
          .notes = {},
          .free_to = RamUser::Firmware};
}

/// Names as an attacker would choose them.
inline MapView hostile() {
  std::string marks = "z";
  for (int i = 0; i < 200; ++i) marks += "\xcc\x81";
  std::vector<Region> regions = {
      region(Kind::Ram, 0, gib(1), "ram\"'&<>", "a\nb.dts"),
      region(Kind::NoMap, 0x100000, mib(8), "<script>alert(1)</script>", "\x1b]0;title\x07.dts", 1),
      region(Kind::Cma, 0x1000000, mib(8), "]]></style><svg onload=alert(1)>", "x", 2),
      region(Kind::Cma, 0x2000000, mib(8), "\xff\xfe\x01 invalid", "x", 3),
      region(Kind::Reserved, 0x3000000, mib(8),
             "\xe2\x80\xae"
             "desrever",
             "x", 4),
      region(Kind::Ion, 0x4000000, mib(8), "\"onmouseover=\"alert(1)", "x", 5),
      region(Kind::Cmm, 0x5000000, mib(8), std::string(3000, 'W'), "x", 6),
      region(Kind::Crash, 0x6000000, mib(8), marks, "x", 7),
      region(Kind::DmaPool, 0x7000000, mib(8), "内存区域内存区域内存区域内存区域内存区域内存区域内存区域内存区域", "x",
             8)};
  Finding finding{.rule = "<b>",
                  .severity = Severity::Warning,
                  .message = "</p><script>",
                  .help = "\x1b[2J",
                  .regions = {},
                  .locations = {}};
  return {.title = "</title><script>alert(1)</script>",
          .sources = {"\x1b[31m"},
          .map = MemoryMap::build(std::move(regions)),
          .findings = {finding},
          .notes = {{"/a\x1b[0m", "<i>", "&amp;"}}};
}

}  // namespace rampart::example
