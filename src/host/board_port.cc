#include "host/board_port.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

#include "base/malformed.h"
#include "host/io_error.h"
#include "host/serial_port.h"
#include "host/serial_ports.h"
#include "host/terminal_port.h"

namespace rampart {
namespace {

using BoardClock = std::chrono::steady_clock;

std::unexpected<Error> board_is_gone(const std::string& port) {
  return refused(Errc::Io, port, "the other end is gone (expected a board; was its cable pulled?)");
}

/// Waits for an event; what poll says of it, or zero at the end of the patience or for a signal.
short poll_once(int descriptor, short events, std::chrono::milliseconds patience) {
  pollfd asked{.fd = descriptor, .events = events, .revents = 0};
  const auto wait = std::clamp<std::int64_t>(patience.count(), 0, 3'600'000);
  return ::poll(&asked, 1, static_cast<int>(wait)) > 0 ? asked.revents : short{0};
}

}  // namespace

Result<std::string> BoardPort::read(std::chrono::milliseconds patience) {
  const short happened = poll_once(descriptor(), POLLIN, patience);
  if (happened == 0) return std::string{};
  std::array<char, 4096> buffer{};
  const ssize_t size = ::read(descriptor(), buffer.data(), buffer.size());
  if (size > 0) return std::string{buffer.data(), static_cast<std::size_t>(size)};
  if (size < 0 && (errno == EAGAIN || errno == EINTR) && (happened & (POLLHUP | POLLERR)) == 0) return std::string{};
  return board_is_gone(name_);
}

Result<void> BoardPort::write(std::string_view bytes, std::chrono::milliseconds patience) {
  const auto end = BoardClock::now() + patience;
  while (!bytes.empty()) {
    const ssize_t size = ::write(descriptor(), bytes.data(), bytes.size());
    if (size > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
      continue;
    }
    if (size < 0 && errno != EAGAIN && errno != EINTR) return board_is_gone(name_);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - BoardClock::now());
    if (left.count() <= 0) {
      return refused(Errc::Io, name_, "takes no more bytes (expected a board that reads; does flow control hold it?)");
    }
    if ((poll_once(descriptor(), POLLOUT, left) & (POLLHUP | POLLERR)) != 0) return board_is_gone(name_);
  }
  return {};
}

Result<std::unique_ptr<BoardPort>> open_board_port(const std::string& device, unsigned baud) {
  std::string path = device;
  if (device == "auto") {
    auto found = only_usb_port(list_serial_ports());
    if (!found) return std::unexpected(std::move(found.error()));
    path = std::move(*found);
  }
  auto line = open_terminal_line(path);
  if (!line) return std::unexpected(std::move(line.error()));
  if (!is_serial_port(path)) return use_terminal(path, std::move(*line));
  return use_serial_port(path, std::move(*line), baud);
}

}  // namespace rampart
