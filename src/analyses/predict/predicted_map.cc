#include "analyses/predict/predicted_map.h"

#include <utility>
#include <vector>

namespace rampart {

MapView predicted_map(const Prediction& prediction, const LoadedImages& loaded, std::string title) {
  std::vector<Region> regions;
  for (const PhysRange& bank : prediction.ram) {
    regions.push_back({.range = bank, .name = "", .kind = Kind::Ram, .origin = {}});
  }
  const std::pair<const std::optional<PhysRange>&, Kind> images[] = {
      {loaded.kernel, Kind::Kernel}, {loaded.initrd, Kind::Initrd}, {loaded.fdt, Kind::Fdt}};
  for (const auto& [range, kind] : images) {
    if (range) regions.push_back({.range = *range, .name = std::string{to_string(kind)}, .kind = kind, .origin = {}});
  }
  for (const PredictedRegion& region : prediction.regions) {
    regions.push_back({.range = region.range,
                       .name = region.name,
                       .kind = region.kind,
                       .origin = region.origin,
                       .attributes = region.attributes});
  }
  MapView view;
  view.title = std::move(title);
  view.map = MemoryMap::build(std::move(regions));
  view.findings = prediction.findings;
  return view;
}

}  // namespace rampart
