#include "host/serial_port.h"

#include <cerrno>
#include <libserialport.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <utility>

#include "base/malformed.h"
#include "host/io_error.h"
#include "host/terminal_port.h"

namespace rampart {
namespace {

struct SerialPortEnd {
  void operator()(sp_port* port) const {
    sp_close(port);
    sp_free_port(port);
  }
};
using SerialPortHandle = std::unique_ptr<sp_port, SerialPortEnd>;

struct SerialConfigEnd {
  void operator()(sp_port_config* config) const { sp_free_config(config); }
};

/// Serial port at 8N1.
class SerialPort final : public BoardPort {
 public:
  SerialPort(std::string path, UniqueFd line, SerialPortHandle port, bool hangs_up)
      : BoardPort{std::move(path), std::move(line)}, port_{std::move(port)}, hangs_up_{hangs_up} {}
  SerialPort(const SerialPort&) = delete;
  SerialPort& operator=(const SerialPort&) = delete;
  ~SerialPort() override {
    let_output_go(descriptor());
    // libserialport takes the hang-up at the end away for good: a board on USB would go on printing to nobody, which
    // it waits for. Of the rest nothing is set back: a rate of 1200 of whoever was here before, with DTR going, is the
    // order to enter the boot loader.
    termios now{};
    if (hangs_up_ && ::tcgetattr(descriptor(), &now) == 0) {
      now.c_cflag |= HUPCL;
      ::tcsetattr(descriptor(), TCSANOW, &now);
    }
    ::ioctl(descriptor(), TIOCNXCL);
  }

 private:
  SerialPortHandle port_;
  bool hangs_up_;
};

std::unexpected<Error> serial_failure(const std::string& path, std::string_view doing) {
  const int number = sp_last_error_code();
  if (number == EWOULDBLOCK || number == EBUSY) return std::unexpected(port_is_taken(path));
  return std::unexpected(io_error(number, path, doing));
}

/// mpremote and others agree on this lock. libserialport takes it from 0.1.2 on: on the same opened file, twice is
/// once.
bool lock_serial(const sp_port* port) {
  int descriptor = -1;
  return sp_get_port_handle(port, &descriptor) == SP_OK && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

bool configure_serial(sp_port* port, unsigned baud, bool is_usb_itself) {
  sp_port_config* made = nullptr;
  if (sp_new_config(&made) != SP_OK) return false;
  const std::unique_ptr<sp_port_config, SerialConfigEnd> config{made};
  // What is not set here stays as it is, DTR and RTS among it.
  sp_set_config_baudrate(made, static_cast<int>(baud));
  sp_set_config_bits(made, 8);
  sp_set_config_parity(made, SP_PARITY_NONE);
  sp_set_config_stopbits(made, 1);
  sp_set_config_xon_xoff(made, SP_XONXOFF_DISABLED);
  if (sp_set_config(port, made) == SP_OK) return true;
  // Of a port that is USB itself the rate means nothing, and some refuse to hear of it.
  return is_usb_itself;
}

}  // namespace

bool is_serial_port(const std::string& path) {
  sp_port* port = nullptr;
  if (sp_get_port_by_name(path.c_str(), &port) != SP_OK) return false;
  sp_free_port(port);
  return true;
}

Result<std::unique_ptr<BoardPort>> use_serial_port(const std::string& path, UniqueFd line, unsigned baud) {
  termios before{};
  if (::tcgetattr(line.get(), &before) != 0) return std::unexpected(io_error(errno, path, "cannot read its settings"));
  sp_port* found = nullptr;
  if (sp_get_port_by_name(path.c_str(), &found) != SP_OK) {
    return refused(Errc::NotFound, path, "no such serial port (expected one such as /dev/ttyACM0)");
  }
  if (sp_open(found, SP_MODE_READ_WRITE) != SP_OK) {
    const auto failure = serial_failure(path, "cannot open");
    sp_free_port(found);
    return failure;
  }
  SerialPortHandle port{found};
  if (!lock_serial(found)) return std::unexpected(port_is_taken(path));
  const bool is_usb_itself = std::string_view{sp_get_port_name(found)}.starts_with("/dev/ttyACM");
  if (!is_usb_itself) {
    const int lines = TIOCM_DTR | TIOCM_RTS;
    ::ioctl(line.get(), TIOCMBIC, &lines);
  }
  if (!configure_serial(found, baud, is_usb_itself)) return serial_failure(path, "cannot set its rate");
  // A flow control by hardware that somebody left: libserialport looks for it in another word of the settings.
  termios now{};
  if (::tcgetattr(line.get(), &now) == 0 && (now.c_cflag & CRTSCTS) != 0) {
    now.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS);
    ::tcsetattr(line.get(), TCSANOW, &now);
  }
  ::tcflush(line.get(), TCIFLUSH);  // what was printed to nobody
  return std::make_unique<SerialPort>(path, std::move(line), std::move(port), (before.c_cflag & HUPCL) != 0);
}

}  // namespace rampart
