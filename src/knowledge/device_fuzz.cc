#include <cstdlib>
#include <string>

#include "knowledge/device.h"
#include "knowledge/device_recognition.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto device = rampart::parse_device(text, "fuzz.toml");
  if (!device) {
    if (device.error().where.line == 0 || device.error().what.empty()) std::abort();  // an error always has a place
    return 0;
  }
  // What parses can be recognised by each of its own marks, as far as its RAM is not contradicted.
  const std::vector<rampart::Device> devices{*device};
  for (const std::string& id : device->match.board_ids) {
    if (rampart::recognise({.board_id = id}, devices).device != &devices[0]) std::abort();
  }
  for (const std::string& compatible : device->match.compatibles) {
    if (rampart::recognise({.compatible = {compatible}}, devices).device != &devices[0]) std::abort();
  }
  return 0;
}
