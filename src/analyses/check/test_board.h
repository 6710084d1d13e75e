#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/check/check.h"
#include "analyses/check/rules.h"
#include "sources/dtb_builder.h"

namespace rampart {

/// A board for the tests of rules: 1 GiB of RAM at 0x40000000, arm64, Linux 6.12, 2/2 cells. `head` writes children of
/// the root, `reserved` children of /reserved-memory.
template <typename Head, typename Reserved>
BootSetup test_board(Head head, Reserved reserved) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.begin_node("memory@40000000");
  b.string("device_type", "memory");
  b.cells("reg", {0, 0x40000000, 0, 0x40000000});
  b.end_node();
  head(b);
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.property("ranges");
  reserved(b);
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  setup.architecture = Architecture::Arm64;
  setup.kernel = {6, 12};
  return setup;
}

template <typename Reserved>
BootSetup test_board(Reserved reserved) {
  return test_board([](DtbBuilder&) {}, reserved);
}

/// Writes a static node below /reserved-memory.
inline void region(DtbBuilder& b, std::string_view name, std::uint32_t base, std::uint32_t size,
                   std::initializer_list<std::string_view> flags = {}) {
  b.begin_node(name);
  b.cells("reg", {0, base, 0, size});
  for (const std::string_view flag : flags) {
    if (flag == "shared-dma-pool") {
      b.string("compatible", flag);
    } else {
      b.property(flag);
    }
  }
  b.end_node();
}

/// What one rule finds, as `error: message`.
inline std::vector<std::string> found(std::string_view rule, const BootSetup& setup, const CheckExtras& extras = {}) {
  std::vector<std::string> texts;
  for (const Finding& finding : check(setup, extras)) {
    if (finding.rule == rule) texts.push_back(std::string{to_string(finding.severity)} + ": " + finding.message);
  }
  return texts;
}

/// The first finding of a rule; an empty one if there is none.
inline Finding first_found(std::string_view rule, const BootSetup& setup, const CheckExtras& extras = {}) {
  for (Finding& finding : check(setup, extras)) {
    if (finding.rule == rule) return std::move(finding);
  }
  return {};
}

}  // namespace rampart
