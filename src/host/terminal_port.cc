#include "host/terminal_port.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "base/malformed.h"
#include "host/io_error.h"

namespace rampart {
namespace {

Error line_error(int number, const std::string& path) {
  if (number == EBUSY) return port_is_taken(path);
  Error error = io_error(number, path, "cannot open");
  if (number == ENOENT) error.what = "no such device (expected a serial port; is the board plugged in?)";
  if (number == ENXIO || number == ENODEV) error.what = "no device is behind it (expected a board that is plugged in)";
  if (number == EACCES || number == EPERM) {
    error.what =
        "permission denied (expected a member of the device's group, dialout on Debian: "
        "sudo usermod -a -G dialout $USER, then log in again)";
  }
  return error;
}

/// A terminal that is no serial port: the slave of a pseudo-terminal, which has no speed and no modem lines.
class TerminalPort final : public BoardPort {
 public:
  TerminalPort(std::string path, UniqueFd line, const termios& before)
      : BoardPort{std::move(path), std::move(line)}, before_{before} {}
  TerminalPort(const TerminalPort&) = delete;
  TerminalPort& operator=(const TerminalPort&) = delete;
  ~TerminalPort() override {
    let_output_go(descriptor());
    ::tcsetattr(descriptor(), TCSANOW, &before_);
    ::ioctl(descriptor(), TIOCNXCL);  // a pseudo-terminal keeps this for as long as its master is open
  }

 private:
  termios before_;
};

}  // namespace

Error port_is_taken(const std::string& path) {
  return {Errc::Io,
          {path, 0, 0},
          "another program uses it (expected to have it alone: close mpremote, the terminal program or the IDE; "
          "ModemManager leaves a new port after some seconds)"};
}

void let_output_go(int descriptor) {
  constexpr int looks = 20;
  constexpr std::chrono::milliseconds pause{10};
  int waiting = 0;
  for (int i = 0; i < looks && ::ioctl(descriptor, TIOCOUTQ, &waiting) == 0 && waiting > 0; ++i) {
    std::this_thread::sleep_for(pause);
  }
  if (waiting > 0) ::tcflush(descriptor, TCOFLUSH);
}

Result<UniqueFd> open_terminal_line(const std::string& path) {
  UniqueFd line{::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
  if (!line.is_open()) return std::unexpected(line_error(errno, path));
  if (::isatty(line.get()) == 0) {
    return refused(Errc::Unsupported, path, "is no terminal device (expected a serial port such as /dev/ttyACM0)");
  }
  // Root is let in past another program's TIOCEXCL.
  int is_exclusive = 0;
  if (::ioctl(line.get(), TIOCGEXCL, &is_exclusive) == 0 && is_exclusive != 0) {
    return std::unexpected(port_is_taken(path));
  }
  return line;
}

Result<std::unique_ptr<BoardPort>> use_terminal(const std::string& path, UniqueFd line) {
  if (::flock(line.get(), LOCK_EX | LOCK_NB) != 0) return std::unexpected(port_is_taken(path));
  termios before{};
  if (::tcgetattr(line.get(), &before) != 0) return std::unexpected(io_error(errno, path, "cannot read its settings"));
  termios raw = before;
  ::cfmakeraw(&raw);
  if (::tcsetattr(line.get(), TCSANOW, &raw) != 0) {
    return std::unexpected(io_error(errno, path, "cannot change its settings"));
  }
  ::ioctl(line.get(), TIOCEXCL);
  ::tcflush(line.get(), TCIFLUSH);  // what was printed to nobody
  return std::make_unique<TerminalPort>(path, std::move(line), before);
}

}  // namespace rampart
