#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/model/phys_range.h>
#include <rampart/model/range_set.h>
#include <rampart/model/region.h>

#include "analyses/predict/prediction.h"
#include "analyses/verify/guest_console.h"
#include "analyses/verify/real_layout.h"

namespace rampart {

/// One thing that was predicted, or found without having been.
struct VerifiedRow {
  enum class Answer {
    Same,
    Differs,     ///< It is there, and elsewhere or of another size.
    Missing,     ///< Predicted, and not there.
    Unexpected,  ///< There, and not predicted.
    NotTold,     ///< Nothing that was read could show it.
  };
  std::string name;
  std::optional<Kind> kind;            ///< Empty for a node that gets nothing, and for CmaTotal.
  std::optional<PhysRange> predicted;  ///< Empty where it is predicted to have no memory.
  std::optional<PhysRange> real;
  std::string refusal;  ///< Why a node is predicted to get nothing.
  Answer answer{};
};

/// A line of the boot log that the prediction had or the kernel printed, and not both.
struct LineDifference {
  std::string text;
  bool predicted = false;
};

/// A prediction held against a real kernel.
struct Verification {
  BootOutcome outcome = BootOutcome::Booted;
  std::vector<VerifiedRow> rows;
  Bytes predicted_cma_total;
  std::optional<Bytes> real_cma_total;
  std::vector<LineDifference> lines;  ///< In the order of the log; empty if all are the same.
  /// There was a log, and it told something of the layout. Of a boot that failed, only the part up to there counts.
  bool log_was_compared = false;
  std::vector<std::string> last_lines;  ///< Of a boot that failed.

  bool agrees() const;        ///< Nothing that could be seen is otherwise than predicted, and something was seen.
  std::size_t same() const;   ///< Rows, CmaTotal among them.
  std::size_t count() const;  ///< The same, of those that could be compared.
};

/// Memory that a kernel takes out of its reservations again, whoever else had reserved it: that of static nodes whose
/// set-up fails, the initrd once it is unpacked, and the parts of its own image that only the start needs. What lies
/// there need not be reserved in the end.
RangeSet given_back(const BootSetup& setup, const Prediction& prediction);

/// Compares region by region, then the log line by line.
Verification compare(const Prediction& prediction, const RealLayout& real, BootOutcome outcome,
                     const RangeSet& given_back);

}  // namespace rampart
