#include <cstdlib>
#include <string_view>

#include "analyses/predict/prediction.h"

/// The first byte chooses the kernel, the second the architecture, then the command line up to a newline, the tree.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  if (size < 3) return 0;
  constexpr KernelVersion kernels[] = {{5, 4}, {5, 10}, {6, 1}, {6, 6}, {6, 12}, {6, 19}, {7, 2}};
  const std::string_view text{reinterpret_cast<const char*>(data) + 2, size - 2};
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  auto tree = parse_dtb(text.substr(end + 1), "fuzz");
  if (!tree) return 0;
  BootSetup setup;
  setup.tree = std::move(*tree);
  setup.command_line = parse_command_line(text.substr(0, end), "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  setup.kernel = kernels[data[0] % std::size(kernels)];
  setup.architecture = static_cast<Architecture>(data[1] % 4);
  const Prediction found = predict(setup);
  for (const PredictedRegion& region : found.regions) {
    if (region.name.empty() && region.from != RegionSource::DeviceTree) std::abort();
    // Every region of the tree says where it stands.
    if (region.from == RegionSource::DeviceTree && region.origin.detail.empty()) std::abort();
  }
  if (found.default_cma.name.has_value() != (found.default_cma.from != RegionSource::None)) std::abort();
  return 0;
}
