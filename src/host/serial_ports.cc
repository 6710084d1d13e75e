#include "host/serial_ports.h"

#include <algorithm>
#include <fmt/format.h>
#include <libserialport.h>
#include <string_view>

#include "base/malformed.h"
#include "base/printable.h"

namespace rampart {
namespace {

/// What a device on USB says of itself, with its numbers, by which one looks it up.
std::string usb_name_of(const sp_port* port) {
  std::string name;
  for (const char* const part : {sp_get_port_usb_manufacturer(port), sp_get_port_usb_product(port)}) {
    if (part == nullptr || *part == '\0') continue;
    name += name.empty() ? "" : " ";
    name += printable(part);
  }
  int vendor = 0;
  int product = 0;
  if (sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK) {
    name += fmt::format("{}{:04x}:{:04x}", name.empty() ? "" : " ", vendor, product);
  }
  return name;
}

std::string port_names(const std::vector<SerialPortName>& ports, bool on_usb) {
  std::string names;
  for (const SerialPortName& port : ports) {
    if (port.is_usb != on_usb) continue;
    names += fmt::format("{}{}", names.empty() ? "" : "; ", port.path);
    if (!port.usb_name.empty()) names += fmt::format(" ({})", port.usb_name);
  }
  return names;
}

}  // namespace

std::vector<SerialPortName> list_serial_ports() {
  std::vector<SerialPortName> ports;
  sp_port** found = nullptr;
  if (sp_list_ports(&found) != SP_OK) return ports;
  for (sp_port** each = found; *each != nullptr; ++each) {
    const bool is_usb = sp_get_port_transport(*each) == SP_TRANSPORT_USB;
    ports.push_back({sp_get_port_name(*each), is_usb ? usb_name_of(*each) : "", is_usb});
  }
  sp_free_port_list(found);
  std::ranges::sort(ports, {}, &SerialPortName::path);
  return ports;
}

Result<std::string> only_usb_port(const std::vector<SerialPortName>& ports) {
  const auto count = std::ranges::count(ports, true, &SerialPortName::is_usb);
  if (count == 1) return std::ranges::find(ports, true, &SerialPortName::is_usb)->path;
  if (count > 1) {
    return refused(
        Errc::NotFound, "--port auto",
        fmt::format("{} serial ports on USB (expected one; give one of them: {})", count, port_names(ports, true)));
  }
  const std::string others = port_names(ports, false);
  return refused(Errc::NotFound, "--port auto",
                 others.empty() ? "no serial port on USB (expected a board that is plugged in)"
                                : fmt::format("no serial port on USB (expected a board that is plugged in, or --port "
                                              "with one of: {})",
                                              others));
}

}  // namespace rampart
