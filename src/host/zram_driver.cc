#include "host/zram_driver.h"

#include <cerrno>
#include <charconv>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "host/io_error.h"
#include "host/opened_file.h"
#include "host/patience.h"

namespace rampart {
namespace {

constexpr const char* hot_add = "/sys/class/zram-control/hot_add";
constexpr const char* hot_remove = "/sys/class/zram-control/hot_remove";

/// All of it in one write(2), or an errno.
int write_once(const std::string& path, std::string_view value) {
  const Opened file = open_file(path, O_WRONLY | O_CLOEXEC);
  if (!file) return file.error();
  for (;;) {
    const ssize_t count = ::write(file->get(), value.data(), value.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    return static_cast<std::size_t>(count) == value.size() ? 0 : EIO;
  }
}

Error refused(int number, const std::string& path, std::string_view value, std::string_view expected) {
  Error error = io_error(number, path, "does not take " + std::string{value});
  if (error.code == Errc::NoPermission) {
    error.what += " (expected root)";
  } else if (!expected.empty()) {
    error.what += " (expected " + std::string{expected} + ')';
  }
  return error;
}

Result<void> outcome(int failure, const std::string& path, std::string_view value) {
  if (failure == 0) return {};
  return std::unexpected(refused(failure, path, value, failure == EBUSY ? "that nobody has the device open" : ""));
}

}  // namespace

Result<void> write_knob(const std::string& path, std::string_view value, std::string_view expected) {
  const int failure = write_once(path, value);
  if (failure == 0) return {};
  return std::unexpected(refused(failure, path, value, expected));
}

Result<std::uint64_t> add_zram() {
  // Reading the file makes the device: it is read once, not to its end.
  const Opened file = open_file(hot_add, O_RDONLY | O_CLOEXEC);
  char text[32];
  ssize_t size = -1;
  int failure = file ? 0 : file.error();
  if (failure == 0) {
    do {
      size = ::read(file->get(), text, sizeof text);
    } while (size < 0 && errno == EINTR);
    if (size < 0) failure = errno;
  }
  if (failure != 0) {
    Error error = io_error(failure, hot_add, "cannot add a device");
    if (error.code == Errc::NoPermission) error.what += " (expected root)";
    return std::unexpected(std::move(error));
  }
  std::uint64_t number{};
  if (std::from_chars(text, text + size, number).ec != std::errc{}) {
    return std::unexpected(Error{Errc::Malformed, {hot_add, 1, 1}, "no number (expected that of the new device)"});
  }
  return number;
}

Result<void> remove_zram(std::uint64_t number) {
  const std::string value = std::to_string(number);
  return outcome(patiently(EBUSY, [&] { return write_once(hot_remove, value); }), hot_remove, value);
}

Result<void> reset_zram(const std::string& name) {
  const std::string path = "/sys/block/" + name + "/reset";
  return outcome(patiently(EBUSY, [&] { return write_once(path, "1"); }), path, "1");
}

Result<void> await_device(const std::string& path) {
  const int failure = patiently(ENOENT, [&] {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? 0 : errno;
  });
  if (failure == 0) return {};
  return std::unexpected(io_error(failure, path, "is not there"));
}

}  // namespace rampart
