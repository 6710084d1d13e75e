#include "knowledge/dma_master.h"

#include <algorithm>

namespace rampart {
namespace {

constexpr std::uint64_t all_32_bits = UINT32_MAX;
constexpr std::uint64_t first_gib = (std::uint64_t{1} << 30) - 1;
constexpr std::string_view never_raised = "its driver leaves the mask at 32 bits";

// One row a family. What is not here reaches what its driver asks for, which a device tree does not tell.
constexpr DmaMaster masters[] = {
    {"allwinner,", "-video-engine", all_32_bits, never_raised},
    {"amlogic,", "-vdec", all_32_bits, never_raised},
    {"aspeed,", "-video-engine", all_32_bits, "its driver sets a mask of 32 bits"},
    {"brcm,bcm2835-", "", first_gib, "the peripherals that the Raspberry Pi has had from the first on have 30 bits"},
    {"mediatek,", "-vcodec-", all_32_bits, "its driver sets more than 32 bits only with dma-ranges"},
    {"mediatek,", "-jpg", all_32_bits, "its driver sets more than 32 bits only with dma-ranges"},
    {"nxp,imx8mq-vpu", "", all_32_bits, "its driver sets a mask of 32 bits"},
    {"nxp,imx8mm-vpu", "", all_32_bits, "its driver sets a mask of 32 bits"},
    {"qcom,", "-venus", all_32_bits, "its driver sets a mask below 4 GiB"},
    {"rockchip,", "-rga", all_32_bits, "its driver sets a mask of 32 bits"},
    {"rockchip,", "-vdec", all_32_bits, "its driver sets a mask of 32 bits"},
    {"rockchip,", "-vepu", all_32_bits, "its driver sets a mask of 32 bits"},
    {"rockchip,", "-vpu", all_32_bits, "its driver sets a mask of 32 bits"},
};

}  // namespace

std::span<const DmaMaster> dma_masters() { return masters; }

std::optional<std::uint64_t> dma_reach_of_soc(std::span<const std::string> compatible) {
  // arm64 kept a DMA zone of 30 bits for this one by name, before it looked at dma-ranges.
  const bool is_pi_4 = std::ranges::find(compatible, "brcm,bcm2711") != compatible.end();
  return is_pi_4 ? std::optional{first_gib} : std::nullopt;
}

const DmaMaster* dma_master_of(std::string_view compatible) {
  const auto* const found = std::ranges::find_if(masters, [&](const DmaMaster& master) {
    return compatible.starts_with(master.vendor) && compatible.contains(master.part);
  });
  return found == std::end(masters) ? nullptr : found;
}

}  // namespace rampart
