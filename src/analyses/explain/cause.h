#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/origin.h>

namespace rampart {

/// How sure a cause is. Certain: the log or the kernel's own rules leave no other. Likely: the numbers speak for it.
/// Possible: what is known fits, and fits others too.
enum class Confidence { Certain, Likely, Possible };

/// `certain`, `likely`, `possible`.
std::string_view to_string(Confidence confidence);

/// A value of a fact without parts. Addresses and sizes are integers.
using FactScalar = std::variant<bool, std::int64_t, std::uint64_t, double, std::string>;
using FactObject = std::vector<std::pair<std::string, FactScalar>>;
/// A list of lists: of ranges, each with its first and last address.
using FactRows = std::vector<std::vector<FactScalar>>;
using FactValue = std::variant<FactScalar, std::vector<FactScalar>, FactObject, std::vector<FactObject>, FactRows>;

/// A line that speaks for a cause, as it stands in the log.
struct EvidenceLine {
  Origin where;
  std::string text;
  friend bool operator==(const EvidenceLine&, const EvidenceLine&) = default;
};

/// What went wrong because of a cause: another rule's finding, or lines alone.
struct Consequence {
  std::string rule;  ///< Empty where only lines are known.
  std::string message;
  std::vector<EvidenceLine> lines;
  friend bool operator==(const Consequence&, const Consequence&) = default;
};

/// Why something is as it is, what shows it, and what to change.
struct Cause {
  Finding finding;  ///< `effect` has the numbers, `help` the remedy, `locations` are places in the board's files.
  std::string cause_class;  ///< `pool_fragmented`: see docs/explain.md.
  Confidence confidence{};
  std::vector<std::pair<std::string, FactValue>> facts;  ///< In the order in which they were found.
  std::vector<EvidenceLine> evidence;
  std::size_t more_evidence = 0;  ///< Lines of the same kind past those listed.
  std::string checked;            ///< What the prediction says of the remedy, where a board is given.
  std::vector<Consequence> consequences;
  friend bool operator==(const Cause&, const Cause&) = default;
};

}  // namespace rampart
