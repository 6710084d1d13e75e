#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <span>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/words.h"
#include "host/board_port.h"
#include "host/io_error.h"
#include "host/process.h"

namespace rampart {
namespace {

using std::chrono::milliseconds;
using NetworkClock = std::chrono::steady_clock;

constexpr std::size_t most_addresses = 8;  // of one name

struct NetworkPlace {
  std::string host;
  std::uint16_t port{};
};

struct NetworkAddress {
  sockaddr_storage storage{};
  socklen_t size{};
};

class NetworkPort final : public BoardPort {
 public:
  NetworkPort(std::string name, UniqueFd descriptor) : BoardPort{std::move(name), std::move(descriptor)} {}
};

/// `board:2000`, `192.168.4.1:2000`, `[fe80::1]:2000`.
Result<NetworkPlace> network_place(const std::string& text) {
  const auto colon = text.rfind(':');
  NetworkPlace place{.host = text.substr(0, colon)};
  if (place.host.starts_with('[') && place.host.ends_with(']'))
    place.host = place.host.substr(1, place.host.size() - 2);
  const std::string_view port = std::string_view{text}.substr(std::min(colon, text.size() - 1) + 1);
  const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), place.port);
  if (colon == std::string::npos || place.host.empty() || place.host.starts_with('-') || failure != std::errc{} ||
      end != port.data() + port.size() || place.port == 0) {
    return refused(Errc::Malformed, "--tcp", fmt::format("{}: no place on a network (expected HOST:PORT)", text));
  }
  return place;
}

std::optional<NetworkAddress> numeric_address(const std::string& host, std::uint16_t port) {
  NetworkAddress address;
  sockaddr_in four{};
  if (::inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    address.size = sizeof four;
    std::copy_n(reinterpret_cast<const char*>(&four), sizeof four, reinterpret_cast<char*>(&address.storage));
    return address;
  }
  sockaddr_in6 six{};
  if (::inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) != 1) return std::nullopt;
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(port);
  address.size = sizeof six;
  std::copy_n(reinterpret_cast<const char*>(&six), sizeof six, reinterpret_cast<char*>(&address.storage));
  return address;
}

/// The addresses of a host. A name is asked of getent: getaddrinfo would make a static binary a fifth larger, and load
/// the machine's libraries all the same.
Result<std::vector<NetworkAddress>> addresses_of(const NetworkPlace& place, milliseconds patience) {
  if (const auto address = numeric_address(place.host, place.port)) return std::vector{*address};
  if (place.host == "localhost") {
    return std::vector{*numeric_address("127.0.0.1", place.port), *numeric_address("::1", place.port)};
  }
  const std::vector<std::string> question{"getent", "ahosts", place.host};
  const auto answer = run_process(question, "", {.timeout = patience});
  if (!answer) return std::unexpected(answer.error());
  std::vector<std::string> seen;
  std::vector<NetworkAddress> addresses;
  for (const Line line : Lines{answer->out}) {
    const auto words = words_of(line.text, 1);
    if (words.empty() || addresses.size() == most_addresses) continue;
    const std::string number{words.front()};
    const auto address = numeric_address(number, place.port);
    if (!address || std::ranges::find(seen, number) != seen.end()) continue;
    seen.push_back(number);
    addresses.push_back(*address);
  }
  if (addresses.empty()) return refused(Errc::NotFound, place.host, "no such host (expected a name or an address)");
  return addresses;
}

/// Connects, or returns the errno of what went wrong.
std::expected<UniqueFd, int> connected_socket(const NetworkAddress& address, NetworkClock::time_point end) {
  UniqueFd descriptor{::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!descriptor.is_open()) return std::unexpected(errno);
  if (::connect(descriptor.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) {
    return descriptor;
  }
  if (errno != EINPROGRESS) return std::unexpected(errno);
  const auto left = std::chrono::ceil<milliseconds>(end - NetworkClock::now());
  pollfd asked{.fd = descriptor.get(), .events = POLLOUT, .revents = 0};
  if (::poll(&asked, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000))) <= 0) {
    return std::unexpected(ETIMEDOUT);
  }
  int failure = 0;
  socklen_t size = sizeof failure;
  if (::getsockopt(descriptor.get(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0) return std::unexpected(errno);
  if (failure != 0) return std::unexpected(failure);
  return descriptor;
}

}  // namespace

Result<std::unique_ptr<BoardPort>> connect_board_port(const std::string& text, milliseconds patience) {
  const auto end = NetworkClock::now() + patience;
  const auto place = network_place(text);
  if (!place) return std::unexpected(place.error());
  const auto addresses = addresses_of(*place, patience);
  if (!addresses) return std::unexpected(addresses.error());
  int failure = 0;
  for (const NetworkAddress& address : *addresses) {
    auto descriptor = connected_socket(address, end);
    if (descriptor) {
      const int at_once = 1;
      ::setsockopt(descriptor->get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
      return std::make_unique<NetworkPort>(text, std::move(*descriptor));
    }
    failure = descriptor.error();
  }
  return std::unexpected(io_error(failure, text, "cannot connect"));
}

}  // namespace rampart
