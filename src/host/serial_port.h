#pragma once

#include <memory>
#include <string>

#include <rampart/base/result.h>
#include <rampart/host/unique_fd.h>

#include "host/board_port.h"

namespace rampart {

/// True if the system knows a serial port, and not only a terminal, behind this path.
bool is_serial_port(const std::string& path);

/// Has the serial port to itself at 8N1 without flow control, by libserialport, until it is destroyed. Io if another
/// program has locked it, or it cannot be set so.
///
/// DTR and RTS: Linux raises both when a port is opened. On the boards with an ESP chip behind a UART bridge two
/// transistors make a reset of RTS without DTR and the boot mode of DTR without RTS, and nothing of both or none
/// (esptool's documentation, "Automatic Bootloader"). So both go low in one call, which the drivers of these bridges
/// send as one message: a board with a transistor less, held in reset by RTS, runs on then. A port that is USB itself
/// (ttyACM) keeps both: MicroPython's ports with TinyUSB take a host without DTR for none, and drop what they print
/// (shared/tinyusb/mp_usbd_cdc.c of MicroPython 1.25); the USB unit of ESP chips resets by RTS without DTR as well.
Result<std::unique_ptr<BoardPort>> use_serial_port(const std::string& path, UniqueFd line, unsigned baud);

}  // namespace rampart
