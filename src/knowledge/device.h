#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>
#include <rampart/model/region.h>

namespace rampart {

/// Whose share of the RAM something is or changes: what the kernel manages, or a pool beside it or inside it.
enum class Share { Linux, Cmm, Ion, Cma, Firmware };

/// `Linux`, `CMM`, `ION`, `CMA`, `firmware`: as in an answer. In a device file the same in lower case.
std::string_view to_string(Share share);

/// How a device is recognised: any one of the marks is enough, and the RAM must not contradict.
struct DeviceMatch {
  std::vector<std::string> board_ids{};    ///< `id=` of /boot/board, whole.
  std::vector<std::string> models{};       ///< `model` of the device tree's root; a `*` at the end stands for any rest.
  std::vector<std::string> compatibles{};  ///< One string of the root's `compatible`, whole.
  std::optional<Bytes> ram_min{};  ///< Installed RAM at least and at most this much, both inclusive: tells boards
  std::optional<Bytes> ram_max{};  ///< apart that are the same to every other mark.
  friend bool operator==(const DeviceMatch&, const DeviceMatch&) = default;
};

/// A division of the RAM that a document gives as the default. What it does not tell stays empty.
struct DefaultSplit {
  std::string source{};              ///< Which document, in a few words: `vendor's table`.
  std::optional<Bytes> linux_ram{};  ///< RAM of Linux with its kernel image and page structures.
  std::optional<Bytes> mem_total{};  ///< MemTotal as printed: `linux_ram` less kernel image and page structures.
  std::optional<Bytes> cmm{};
  std::optional<Bytes> ion{};
  std::optional<Bytes> cma{};  ///< Lies within Linux's share.
  friend bool operator==(const DefaultSplit&, const DefaultSplit&) = default;
};

/// Which reader understands a vendor's pool file (src/assemble/vendor_pools.h has them all).
enum class PoolReader { AxeraCmm, SophgoIon, MediaMem, RockchipDmabuf, HorizonIon, GenericIon };

struct DevicePool {
  PoolReader reader{};
  std::string path;  ///< A file or directory, as on the device.
  friend bool operator==(const DevicePool&, const DevicePool&) = default;
};

/// A region that the device's firmware or device tree keeps from Linux.
struct CarveOut {
  std::string name;  ///< Of the node, without its unit address: `adsp`.
  PhysRange range;
  friend bool operator==(const CarveOut&, const CarveOut&) = default;
};

/// Where a person changes a share.
struct Knob {
  Share changes{};
  std::string file;                   ///< `/boot/configs`.
  std::string key;                    ///< `maix_memory_cmm`.
  std::string unit;                   ///< `MiB`; empty where the value is no number.
  std::optional<std::string> preset;  ///< The value of a fresh image, as it is written there: `-1`.
  std::string text;                   ///< What it does and what it needs, one sentence without a full stop.
  friend bool operator==(const Knob&, const Knob&) = default;
};

/// How MaixPy's `sys.memory_info()` computes on this device.
struct MaixRule {
  enum class HwTotal { Constant, TotalPlusCmm, Total };
  enum class CmmSource { None, IonDebugfs, AxeraCmm };
  /// A sum strictly between two bounds is given as a rounder one.
  struct Snap {
    Bytes above;
    Bytes below;
    Bytes to;
    friend bool operator==(const Snap&, const Snap&) = default;
  };
  HwTotal hw_total = HwTotal::Total;
  std::optional<Bytes> constant;  ///< With HwTotal::Constant.
  CmmSource cmm = CmmSource::None;
  std::vector<Snap> snaps;  ///< With HwTotal::TotalPlusCmm; the first that fits is taken.
  friend bool operator==(const MaixRule&, const MaixRule&) = default;
};

/// All that is known beforehand of a device. One file of data/devices, or of a directory given by `--devices`.
struct Device {
  std::string id;    ///< The file's name without `.toml`.
  std::string name;  ///< `Sipeed MaixCAM2 4 GiB`.
  std::string chip;  ///< `AX630C`.
  std::string arch;  ///< As Linux's ARCH and `uname -m` families: `arm64`, `arm`, `riscv64`.
  DeviceMatch match;
  std::vector<Bytes> installed;  ///< The RAM sizes it is sold with, ascending; one where the entry is of one variant.
  std::vector<DefaultSplit> splits;
  std::vector<DevicePool> pools;
  std::vector<CarveOut> carve_outs;
  std::vector<Knob> knobs;
  MaixRule maix;
  std::vector<std::string> sources;  ///< The public documents that the entry is taken from.
  friend bool operator==(const Device&, const Device&) = default;

  /// The knob that changes `share`, or null.
  const Knob* knob_for(Share share) const;
};

/// Reads a device file; `file` is its name, whose stem becomes the id. Strict: an unknown key, a missing `name`, an
/// impossible size or range is Malformed with line and column.
Result<Device> parse_device(std::string_view toml, std::string_view file);

/// The devices of data/devices as they were when this was built, by id.
std::vector<Device> built_in_devices();

/// Adds the device of a file that the caller read (`--devices DIR`). It replaces one of the same id, and the list stays
/// sorted by id. Fails as parse_device does, and then changes nothing.
Result<void> add_device(std::vector<Device>& devices, std::string_view toml, std::string_view file);

}  // namespace rampart
