#include "host/board_port.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "host/serial_ports.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds soon{2000};
constexpr milliseconds at_once{0};

/// A pseudo-terminal: the board's end, and the path of the other.
struct BoardEnd {
  UniqueFd board;
  std::string path;
};

BoardEnd open_board_end() {
  BoardEnd end{.board = UniqueFd{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)}, .path = {}};
  EXPECT_TRUE(end.board.is_open());
  EXPECT_EQ(::grantpt(end.board.get()), 0);
  EXPECT_EQ(::unlockpt(end.board.get()), 0);
  end.path = ::ptsname(end.board.get());
  return end;
}

std::string read_at_board(const UniqueFd& board) {
  char buffer[64];
  const ssize_t size = ::read(board.get(), buffer, sizeof buffer);
  return {buffer, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

bool is_same(const termios& a, const termios& b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag && a.c_lflag == b.c_lflag;
}

std::string error_of(const Result<std::unique_ptr<BoardPort>>& port) {
  return port ? "no error" : to_string(port.error());
}

TEST(BoardPort, BytesPassThroughATerminalUnchanged) {
  const BoardEnd end = open_board_end();
  const auto port = open_board_port(end.path, 115200);
  ASSERT_TRUE(port) << error_of(port);
  EXPECT_EQ((*port)->name(), end.path);
  ASSERT_TRUE((*port)->write("\x01\x03\r\n", soon));
  EXPECT_EQ(read_at_board(end.board), "\x01\x03\r\n");
  ASSERT_EQ(::write(end.board.get(), "\r\n\x04>", 4), 4);
  const auto bytes = (*port)->read(soon);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, "\r\n\x04>");
  EXPECT_EQ(*(*port)->read(at_once), "");
}

TEST(BoardPort, TheTerminalIsAsBeforeWhenThePortIsReleased) {
  const BoardEnd end = open_board_end();
  const UniqueFd other{::open(end.path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
  termios before{};
  ASSERT_EQ(::tcgetattr(other.get(), &before), 0);
  termios meanwhile{};
  int is_exclusive = 0;
  {
    const auto port = open_board_port(end.path, 115200);
    ASSERT_TRUE(port) << error_of(port);
    ASSERT_EQ(::tcgetattr(other.get(), &meanwhile), 0);
    EXPECT_EQ(meanwhile.c_lflag & static_cast<tcflag_t>(ECHO | ICANON | ISIG), 0U);
    ASSERT_EQ(::ioctl(other.get(), TIOCGEXCL, &is_exclusive), 0);
    EXPECT_EQ(is_exclusive, 1);
  }
  termios after{};
  ASSERT_EQ(::tcgetattr(other.get(), &after), 0);
  EXPECT_TRUE(is_same(before, after));
  ASSERT_EQ(::ioctl(other.get(), TIOCGEXCL, &is_exclusive), 0);
  EXPECT_EQ(is_exclusive, 0);
}

TEST(BoardPort, WhatWasPrintedToNobodyIsPassedOver) {
  const BoardEnd end = open_board_end();
  const UniqueFd other{::open(end.path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
  ASSERT_EQ(::write(end.board.get(), "old\n", 4), 4);
  const auto port = open_board_port(end.path, 115200);
  ASSERT_TRUE(port) << error_of(port);
  EXPECT_EQ(*(*port)->read(milliseconds{50}), "");
}

TEST(BoardPort, APortHasOneUser) {
  const BoardEnd end = open_board_end();
  const auto port = open_board_port(end.path, 115200);
  ASSERT_TRUE(port) << error_of(port);
  EXPECT_EQ(error_of(open_board_port(end.path, 115200)),
            end.path +
                ": another program uses it (expected to have it alone: close mpremote, the terminal program or "
                "the IDE; ModemManager leaves a new port after some seconds)");
}

TEST(BoardPort, AnotherProgramsLockIsRespected) {
  const BoardEnd end = open_board_end();
  const UniqueFd other{::open(end.path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  EXPECT_NE(error_of(open_board_port(end.path, 115200)).find("another program uses it"), std::string::npos);
}

TEST(BoardPort, ABoardThatIsPulledIsGone) {
  BoardEnd end = open_board_end();
  const auto port = open_board_port(end.path, 115200);
  ASSERT_TRUE(port) << error_of(port);
  end.board.close();
  const auto bytes = (*port)->read(soon);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(to_string(bytes.error()), end.path + ": the other end is gone (expected a board; was its cable pulled?)");
  EXPECT_FALSE((*port)->write("x", soon));
}

TEST(BoardPort, ABoardThatTakesNothingIsToldInTime) {
  const BoardEnd end = open_board_end();
  const auto port = open_board_port(end.path, 115200);
  ASSERT_TRUE(port) << error_of(port);
  const auto sent = (*port)->write(std::string(1 << 20, 'x'), milliseconds{50});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().what, "takes no more bytes (expected a board that reads; does flow control hold it?)");
}

TEST(BoardPort, WhatIsNoPortIsRefused) {
  const TestDirectory directory;
  const std::string file = directory.write("file", "");
  EXPECT_EQ(error_of(open_board_port(file, 115200)),
            file + ": is no terminal device (expected a serial port such as /dev/ttyACM0)");
  EXPECT_EQ(error_of(open_board_port(directory / "none", 115200)),
            (directory / "none") + ": no such device (expected a serial port; is the board plugged in?)");
}

TEST(BoardPort, APortOfAnotherUserNamesTheGroup) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root has a port that another user may not open";
  const BoardEnd end = open_board_end();
  ASSERT_EQ(::chmod(end.path.c_str(), 0600), 0);
  EXPECT_TRUE(holds_for_nobody([&] {
    return error_of(open_board_port(end.path, 115200)) ==
           end.path +
               ": permission denied (expected a member of the device's group, dialout on Debian: sudo usermod "
               "-a -G dialout $USER, then log in again)";
  }));
}

TEST(BoardPort, ALinkLeadsToThePort) {
  const BoardEnd end = open_board_end();
  const TestDirectory directory;
  directory.link("by-id", end.path);
  const auto port = open_board_port(directory / "by-id", 115200);
  ASSERT_TRUE(port) << error_of(port);
  ASSERT_TRUE((*port)->write("x", soon));
  EXPECT_EQ(read_at_board(end.board), "x");
}

TEST(BoardPort, AConnectionIsAPortToo) {
  const UniqueFd server{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(server.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(server.get(), 1), 0);
  ASSERT_EQ(::getsockname(server.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string number = std::to_string(ntohs(address.sin_port));
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    const auto port = connect_board_port(host + ':' + number, soon);
    ASSERT_TRUE(port) << error_of(port);
    UniqueFd board{::accept(server.get(), nullptr, nullptr)};
    ASSERT_TRUE((*port)->write("\x01", soon));
    EXPECT_EQ(read_at_board(board), "\x01");
    ASSERT_EQ(::write(board.get(), ">", 1), 1);
    EXPECT_EQ(*(*port)->read(soon), ">");
    board.close();
    EXPECT_FALSE((*port)->read(soon));
  }
}

TEST(BoardPort, APlaceOfANetworkHasAHostAndAPort) {
  for (const std::string place : {"board", "board:", ":80", "board:0", "board:65536", "board:8x", "-s:80"}) {
    EXPECT_EQ(error_of(connect_board_port(place, soon)),
              "--tcp: " + place + ": no place on a network (expected HOST:PORT)");
  }
}

TEST(SerialPorts, TheOnlyOneOnUsbIsTaken) {
  EXPECT_EQ(only_usb_port({{"/dev/ttyS0", "", false}, {"/dev/ttyUSB0", "CP2102", true}}), "/dev/ttyUSB0");
}

TEST(SerialPorts, OfSeveralNoneIsTaken) {
  const auto port = only_usb_port({{"/dev/ttyACM0", "MicroPython Board in FS mode f055:9800", true},
                                   {"/dev/ttyS0", "", false},
                                   {"/dev/ttyUSB0", "Silicon Labs CP2102 10c4:ea60", true}});
  ASSERT_FALSE(port);
  EXPECT_EQ(to_string(port.error()),
            "--port auto: 2 serial ports on USB (expected one; give one of them: /dev/ttyACM0 (MicroPython Board in FS "
            "mode f055:9800); /dev/ttyUSB0 (Silicon Labs CP2102 10c4:ea60))");
}

TEST(SerialPorts, WhereNoneIsOnUsbTheOthersAreNamed) {
  EXPECT_EQ(to_string(only_usb_port({{"/dev/ttyS0", "", false}, {"/dev/ttyS1", "", false}}).error()),
            "--port auto: no serial port on USB (expected a board that is plugged in, or --port with one of: "
            "/dev/ttyS0; /dev/ttyS1)");
  EXPECT_EQ(to_string(only_usb_port({}).error()),
            "--port auto: no serial port on USB (expected a board that is plugged in)");
}

}  // namespace
}  // namespace rampart
