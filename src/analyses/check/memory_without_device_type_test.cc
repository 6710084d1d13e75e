#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

BootSetup memory(bool has_other) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  for (const bool with_type : {false, true}) {
    if (with_type && !has_other) continue;
    b.begin_node(with_type ? "memory@80000000" : "memory");
    b.cells("reg", {0x80000000, 0x10000000});
    if (with_type) b.string("device_type", "memory");
    b.end_node();
  }
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  return setup;
}

TEST(MemoryWithoutDeviceType, IsNoRamToTheKernel) {
  EXPECT_EQ(found("memory-without-device-type", memory(false)),
            Texts{"error: /memory has no device_type = \"memory\""});
  EXPECT_EQ(found("memory-without-device-type", memory(true)),
            Texts{"warning: /memory has no device_type = \"memory\""});
  EXPECT_EQ(found("memory-without-device-type", test_board([](DtbBuilder&) {})), Texts{});
}

}  // namespace
}  // namespace rampart
