#include "host/trace_recorder.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "host/io_error.h"

namespace rampart {
namespace {

bool is_tracefs(const std::string& folder) { return ::access((folder + "/instances").c_str(), F_OK) == 0; }

/// Where tracefs is: its own place, or debugfs's, where it mounts itself.
std::string find_tracefs() {
  const std::string own = "/sys/kernel/tracing";
  const std::string in_debugfs = "/sys/kernel/debug/tracing";
  return !is_tracefs(own) && is_tracefs(in_debugfs) ? in_debugfs : own;
}

UniqueFd open_in(const std::string& path, int flags) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  return UniqueFd{descriptor};
}

/// Writes a switch of tracefs; zero or an errno.
int write_switch(const std::string& path, std::string_view value) {
  const UniqueFd file = open_in(path, O_WRONLY);
  if (!file.is_open()) return errno;
  ssize_t written = 0;
  do {
    written = ::write(file.get(), value.data(), value.size());
  } while (written < 0 && errno == EINTR);
  return written < 0 ? errno : 0;
}

}  // namespace

Result<TraceRecorder> TraceRecorder::start(std::string_view group, const std::string& folder) {
  const std::string tracefs = folder.empty() ? find_tracefs() : folder;
  if (!is_tracefs(tracefs)) {
    return std::unexpected(
        Error{Errc::NotFound,
              {tracefs, 0, 0},
              "no tracefs there (expected it mounted: mount -t tracefs tracefs /sys/kernel/tracing, as "
              "root, of a kernel with CONFIG_FTRACE)"});
  }
  std::string instance = tracefs + "/instances/rampart-" + std::to_string(::getpid());
  if (::mkdir(instance.c_str(), 0700) != 0)
    return std::unexpected(io_error(errno, instance, "cannot make an instance"));
  TraceRecorder recorder{instance};
  const std::string events = instance + "/events/" + std::string{group} + "/enable";
  recorder.pipe_ = open_in(instance + "/trace_pipe", O_RDONLY | O_NONBLOCK);
  if (!recorder.pipe_.is_open()) return std::unexpected(io_error(errno, instance + "/trace_pipe", "cannot open"));
  if (const int failure = write_switch(events, "1"); failure != 0) {
    return std::unexpected(io_error(failure, events, "cannot switch on"));
  }
  return recorder;
}

TraceRecorder::TraceRecorder(TraceRecorder&& other) noexcept
    : instance_{std::exchange(other.instance_, {})}, pipe_{std::move(other.pipe_)} {}

TraceRecorder::~TraceRecorder() {
  pipe_.close();  // an instance that is read cannot be removed
  if (!instance_.empty()) ::rmdir(instance_.c_str());
}

Result<void> TraceRecorder::read(std::string& into) {
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t count = ::read(pipe_.get(), buffer.data(), buffer.size());
    if (count > 0) {
      into.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || errno == EAGAIN) {
      return {};
    } else if (errno != EINTR) {
      return std::unexpected(io_error(errno, instance_ + "/trace_pipe"));
    }
  }
}

}  // namespace rampart
