#include "host/swap_header.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <linux/fs.h>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "host/io_error.h"
#include "host/opened_file.h"

namespace rampart {
namespace {

constexpr std::size_t info_at = 1024;  // after what a boot loader may have
constexpr std::string_view signature = "SWAPSPACE2";

struct Info {
  std::uint32_t version;
  std::uint32_t last_page;
  std::uint32_t bad_page_count;
  unsigned char uuid[16];
};
static_assert(sizeof(Info) == 28);

/// A random one, of version 4. Without a source of random numbers it stays as it is: nobody looks for zram by UUID.
std::array<unsigned char, 16> random_uuid() {
  std::array<unsigned char, 16> uuid{};
  while (::getrandom(uuid.data(), uuid.size(), GRND_NONBLOCK) < 0 && errno == EINTR) continue;
  uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0f) | 0x40);
  uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3f) | 0x80);
  return uuid;
}

int write_at_start(int descriptor, std::string_view content) {
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::pwrite(descriptor, content.data() + done, content.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    done += static_cast<std::size_t>(count);
  }
  while (::fsync(descriptor) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

}  // namespace

std::string swap_header(Bytes page_size, Pages pages, const std::array<unsigned char, 16>& uuid) {
  std::string page(page_size.value, '\0');
  Info info{.version = 1, .last_page = static_cast<std::uint32_t>(pages.value - 1), .bad_page_count = 0, .uuid = {}};
  std::memcpy(info.uuid, uuid.data(), uuid.size());
  std::memcpy(page.data() + info_at, &info, sizeof info);
  page.replace(page.size() - signature.size(), signature.size(), signature);
  return page;
}

Result<void> write_swap_header(const std::string& path, Bytes page_size) {
  Opened device = open_file(path, O_RDWR | O_EXCL | O_CLOEXEC);
  if (!device) return std::unexpected(io_error(device.error(), path, "cannot open"));
  std::uint64_t size = 0;
  if (::ioctl(device->get(), BLKGETSIZE64, &size) != 0) {
    return std::unexpected(io_error(errno, path, "cannot tell its size"));
  }
  const Pages pages{size / page_size.value};
  if (pages.value == 0 || pages.value - 1 > UINT32_MAX) {
    return std::unexpected(
        Error{Errc::OutOfRange, {path, 0, 0}, "not the size of a swap area (expected 1 to 2^32 pages)"});
  }
  int failure = write_at_start(device->get(), swap_header(page_size, pages, random_uuid()));
  if (const int closing = device->close(); failure == 0) failure = closing;
  if (failure != 0) return std::unexpected(io_error(failure, path, "cannot write the swap header"));
  return {};
}

Result<void> check_unused(const std::string& path) {
  const Opened device = open_file(path, O_RDONLY | O_EXCL | O_CLOEXEC);
  if (!device) return std::unexpected(io_error(device.error(), path, "cannot open"));
  return {};
}

}  // namespace rampart
