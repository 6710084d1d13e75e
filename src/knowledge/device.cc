#include "knowledge/device.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "knowledge/embedded_devices.h"

namespace rampart {

std::string_view to_string(Share share) {
  switch (share) {
    case Share::Linux:
      return "Linux";
    case Share::Cmm:
      return "CMM";
    case Share::Ion:
      return "ION";
    case Share::Cma:
      return "CMA";
    case Share::Firmware:
      return "firmware";
  }
  return "";
}

const Knob* Device::knob_for(Share share) const {
  const auto knob = std::ranges::find(knobs, share, &Knob::changes);
  return knob == knobs.end() ? nullptr : &*knob;
}

std::vector<Device> built_in_devices() {
  std::vector<Device> devices;
  for (const EmbeddedFile& file : embedded_devices()) {
    [[maybe_unused]] const auto added = add_device(devices, file.content, file.name);
    assert(added);  // a test parses every file of data/devices
  }
  return devices;
}

Result<void> add_device(std::vector<Device>& devices, std::string_view toml, std::string_view file) {
  auto device = parse_device(toml, file);
  if (!device) return std::unexpected(std::move(device.error()));
  const auto place = std::ranges::lower_bound(devices, device->id, {}, &Device::id);
  if (place != devices.end() && place->id == device->id) {
    *place = std::move(*device);
  } else {
    devices.insert(place, std::move(*device));
  }
  return {};
}

}  // namespace rampart
