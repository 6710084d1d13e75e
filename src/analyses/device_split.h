#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>

#include "knowledge/device.h"

namespace rampart {

/// How a running device's RAM is divided. What could not be read stays empty.
struct ObservedSplit {
  std::optional<Bytes> mem_total{};  ///< MemTotal.
  std::optional<Bytes> kernel{};     ///< What is known of Linux beside MemTotal: kernel image, page structures.
  std::optional<Bytes> cmm{};
  std::optional<Bytes> ion{};
  std::optional<Bytes> cma{};
  std::vector<CarveOut> carve_outs{};       ///< Those seen, names with or without unit address; empty if unknown.
  std::optional<std::string> knob_value{};  ///< What the knob of the CMM (or ION) is set to, as written.
};

/// A size that a document gives.
struct DocumentedSize {
  Bytes size;
  std::string source;
  friend bool operator==(const DocumentedSize&, const DocumentedSize&) = default;
};

/// One share, or one carve-out, that is not as documented.
struct Departure {
  std::string name;               ///< `CMM`; of a carve-out its name.
  std::optional<Bytes> observed;  ///< Empty where a carve-out is missing.
  std::vector<DocumentedSize> defaults;
  const Knob* knob = nullptr;  ///< What changes it, if something does. Points into the device.
  std::string text;  ///< `CMM is 1024 MiB, default 3072 MiB (vendor's table) or 2048 MiB (vendor's printed sample)`.
};

/// How a device compares with what is documented of it.
struct SplitAnswer {
  std::vector<std::string> agrees_with;  ///< Sources of the default splits that everything observed agrees with.
  std::vector<Departure> departures;     ///< Of the shares only if no split holds; of carve-outs in any case.
  std::vector<std::string> compared;     ///< What could be compared: `CMM`, `Linux`; empty means nothing is known.
  std::string text;                      ///< One line that says all this.
};

/// Compares the device's own numbers with every documented default. Pools are compared to the byte, Linux's share
/// within a quarter of it, since what it spends on its own image and page structures is seldom all known.
SplitAnswer compare_split(const Device& device, const ObservedSplit& observed);

}  // namespace rampart
