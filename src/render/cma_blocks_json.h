#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>

namespace rampart {

/// A test allocation, and where it lies if that could be told.
struct CmaTakenBlock {
  Bytes size;
  std::optional<PhysAddr> at;
};

/// A test allocation that was refused.
struct CmaRefusedBlock {
  Bytes size;
  int number{};  ///< The errno.
  std::string message;
};

/// What a run of `cma alloc` did.
struct CmaAllocReport {
  std::string pool;
  std::vector<CmaTakenBlock> blocks{};
  std::optional<CmaRefusedBlock> refused{};  ///< The first; nothing more was tried then.
  std::optional<std::string> stopped_by{};   ///< `SIGINT`
  Bytes given_back{};
  Bytes kept{};
};

/// Schema rampart.cma-alloc/1.
std::string cma_alloc_json(const CmaAllocReport& report);

/// What a run of `cma free` did.
struct CmaFreeReport {
  std::string pool;
  std::optional<Bytes> asked;  ///< Empty: all.
  std::optional<Bytes> used_before;
  std::optional<Bytes> used_after;
  /// What came back to the pool; also what drivers gave back meanwhile. Nothing if use is not known.
  std::optional<Bytes> freed() const;
};

/// Schema rampart.cma-free/1.
std::string cma_free_json(const CmaFreeReport& report);
std::string cma_free_text(const CmaFreeReport& report);

}  // namespace rampart
