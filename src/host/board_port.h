#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <rampart/base/result.h>
#include <rampart/host/unique_fd.h>

namespace rampart {

/// Bytes to and from a board. Whatever it changed at the port is undone, and the port released, when this is destroyed.
/// No call waits longer than it is told to; none is restarted when a signal ends it.
class BoardPort {
 public:
  BoardPort(const BoardPort&) = delete;
  BoardPort& operator=(const BoardPort&) = delete;
  virtual ~BoardPort() = default;

  const std::string& name() const { return name_; }
  /// What has come, as soon as anything has; empty if nothing does within `patience`, or a signal comes. Io if the
  /// other end is gone: a cable was pulled, a connection closed.
  Result<std::string> read(std::chrono::milliseconds patience);
  /// Io if the other end is gone, or does not take it all within `patience`.
  Result<void> write(std::string_view bytes, std::chrono::milliseconds patience);

 protected:
  BoardPort(std::string name, UniqueFd descriptor) : name_{std::move(name)}, descriptor_{std::move(descriptor)} {}
  int descriptor() const { return descriptor_.get(); }

 private:
  std::string name_;
  UniqueFd descriptor_;  ///< Does not block.
};

/// What a serial line's speed may be: 1200 is left out, which many boards with USB take as the order to enter their
/// boot loader.
constexpr std::uint64_t least_baud = 2400;
constexpr std::uint64_t most_baud = 4'000'000;

/// Opens a serial port (any path to one, such as a link of /dev/serial/by-id), or another terminal, such as the slave
/// of a pseudo-terminal. `auto` is the one serial port on USB. NotFound if there is none, or several for `auto`;
/// NoPermission with the group that may use it; Io if another program has it; Unsupported if it is no terminal.
Result<std::unique_ptr<BoardPort>> open_board_port(const std::string& device, unsigned baud);

/// Connects to `HOST:PORT`, behind which a serial line is (ser2net's raw mode, QEMU's `-serial tcp:`). Malformed if it
/// is not of that form; NotFound if the name is not known; Io if nobody answers there within `patience`.
Result<std::unique_ptr<BoardPort>> connect_board_port(const std::string& place, std::chrono::milliseconds patience);

}  // namespace rampart
