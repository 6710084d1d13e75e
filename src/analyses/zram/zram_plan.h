#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/finding.h>

#include "analyses/zram/zram_report.h"
#include "sources/meminfo.h"

namespace rampart {

/// One change to the running system. They are done in order and undone in the reverse order.
struct ZramStep {
  enum class Action {
    LoadModule,
    AddDevice,
    ChooseAlgorithm,
    SetSize,
    SetLimit,
    WriteHeader,
    SwapOn,
    SwapOff,
    Reset,
    RemoveDevice,
    UnloadModule,
    WriteFile,
    RemoveFile,
  };
  Action action{};
  std::string target;  ///< The file, device or module that changes.
  std::string from;    ///< What it says now; empty where it is new or nothing is to be said.
  std::string to;      ///< What it will say: what is written, in the kernel's own form.
  std::string why{};   ///< What the value means, for a person; may be empty.
  int priority = -1;   ///< Of SwapOn and SwapOff; negative where the kernel chooses.
  Bytes page_size{};   ///< Of WriteHeader.
  friend bool operator==(const ZramStep&, const ZramStep&) = default;
};

/// `load-module`, `choose-algorithm`, ..., as in JSON.
std::string_view to_string(ZramStep::Action action);

/// What a plan rests on.
struct ZramFacts {
  ZramReport report;
  std::optional<MemInfo> meminfo{};
  std::vector<SwapArea> swaps{};
  Bytes page_size = kib(4);
  bool has_driver = false;        ///< zram is in the running kernel: built in, or a module that is loaded.
  bool can_add = false;           ///< /sys/class/zram-control is there (since Linux 4.2).
  std::uint64_t num_devices = 1;  ///< The module's parameter: how many the driver makes itself.
};

/// What `zram enable` was asked for. Sizes are a size (`128M`) or a share of MemTotal (`50%`), as the user wrote them.
struct ZramRequest {
  std::string size;
  std::string algorithm{};      ///< Empty: the one that is chosen already.
  std::string limit{};          ///< Empty: none.
  std::string priority{"100"};  ///< 0 to 32767, above every area of a disk, whose priorities are negative.
  std::string device{};         ///< `zram0`, `new`, or empty: the first that is free.
};

/// What is to be done, and the values it comes to.
struct ZramSetup {
  std::string device;  ///< The name that it will have, as far as can be foreseen.
  Bytes size{};        ///< Whole pages.
  std::optional<Bytes> limit{};
  int priority{};
  std::string algorithm{};  ///< Empty: whatever the driver chooses.
  std::vector<ZramStep> steps{};
  std::vector<Finding> findings{};
};

/// A size, or a share of MemTotal in whole percent from 1 to 1000, rounded up to whole pages. Malformed or OutOfRange
/// with `option` as its place.
Result<Bytes> zram_size(std::string_view text, std::string_view option, const ZramFacts& facts);

/// The steps of `zram enable`: driver, device, algorithm, size, limit, swap header, swapon. OutOfRange for a size of
/// zero or past what a swap header holds, a priority outside 0 to 32767, a limit below a hundredth of the size (a
/// suffix left out: nothing compresses so well); Unsupported if a zram swap area is there already and no device was
/// named, or the named one is set up; NotFound if there is no such device. A warning where the size is more than twice
/// the RAM. What only the kernel can know, such as which algorithms it can load, is left to it.
Result<ZramSetup> plan_zram_enable(const ZramFacts& facts, const ZramRequest& request);

/// What `zram disable` was asked for.
struct ZramDisableRequest {
  std::string device;   ///< Empty: the only one in use as swap.
  bool force = false;   ///< Past the checks below.
  bool unload = false;  ///< Take the module out as well.
};

/// Whether memory can take back what a device holds.
struct ZramReturn {
  Bytes original{};      ///< What comes back, uncompressed.
  Bytes available{};     ///< MemAvailable.
  Bytes other_swap{};    ///< Free in the other swap areas.
  Bytes memory_freed{};  ///< What the device uses now; not counted on: it comes free only as whole pages empty.
  bool fits() const { return original <= saturating_add(available, other_swap); }
};

struct ZramTeardown {
  std::string device;
  std::optional<SwapArea> swap{};
  ZramReturn back{};
  std::vector<ZramStep> steps{};
  std::vector<Finding> findings{};  ///< An error `zram-no-room` if memory cannot take the pages back.
};

/// The steps of `zram disable`: swapoff, reset, and for a device past those that the driver made itself, its removal.
/// NotFound if there is no such device, none is in use, or several are and none was named; Unsupported if the device
/// is set up but is no swap area, unless forced: a file system on it would be lost.
Result<ZramTeardown> plan_zram_disable(const ZramFacts& facts, const ZramDisableRequest& request);

}  // namespace rampart
