#pragma once

#include <string>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// A serial port of this machine.
struct SerialPortName {
  std::string path;
  std::string usb_name;  ///< As its device calls itself: `CP2102 USB to UART Bridge Controller`; empty if not on USB.
  bool is_usb = false;
  friend bool operator==(const SerialPortName&, const SerialPortName&) = default;
};

/// All of them, by path.
std::vector<SerialPortName> list_serial_ports();

/// `--port auto`: the path of the only one on USB. NotFound, with what there is, if there is none or more than one.
Result<std::string> only_usb_port(const std::vector<SerialPortName>& ports);

}  // namespace rampart
