#pragma once

#include <string>
#include <string_view>

#include "analyses/boot_setup.h"
#include "analyses/predict/prediction.h"
#include "sources/dtb_builder.h"

namespace rampart {

/// A board of 512 MiB at 0x40000000 with cells of 2/2, its kernel at 2 MiB, and the configuration of a plain kernel:
/// granule of 4 MiB, no DMA zone, 16 MiB of default CMA.
template <typename Reserved>
BootSetup board(const KernelVersion& kernel, std::string_view cmdline, Reserved reserved) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.begin_node("memory@40000000");
  b.string("device_type", "memory");
  b.cells("reg", {0, 0x40000000, 0, 0x20000000});
  b.end_node();
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.property("ranges");
  reserved(b);
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  setup.command_line = parse_command_line(cmdline, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  setup.has_config = true;
  setup.architecture = Architecture::Arm64;
  setup.kernel = kernel;
  setup.loaded.kernel = PhysRange::make({0x40200000}, mib(8));
  return setup;
}

/// `RULE: MESSAGE` of each error of the prediction, a line each.
inline std::string error_lines_of(const BootSetup& setup) {
  std::string text;
  for (const Finding& finding : predict(setup).findings) {
    if (finding.severity == Severity::Error) text += finding.rule + ": " + finding.message + '\n';
  }
  return text;
}

}  // namespace rampart
