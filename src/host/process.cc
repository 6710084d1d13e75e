#include "host/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <rampart/host/unique_fd.h>

#include "host/io_error.h"

namespace rampart {
namespace {

using Clock = std::chrono::steady_clock;

/// Our end and the child's of one of its three streams.
struct Stream {
  UniqueFd ours;
  UniqueFd theirs;
};

/// For what the child reads, a stream pair rather than a pipe: only to a socket can one write without a signal once the
/// reader is gone.
std::optional<Stream> open_stream() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return std::nullopt;
  return Stream{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

/// For what the child writes: a pipe holds many small writes, where each would fill a socket like a large one, and an
/// emulated serial line loses what it cannot write at once.
std::optional<Stream> open_pipe() {
  constexpr int capacity = 1 << 20;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  ::fcntl(ends[1], F_SETPIPE_SZ, capacity);  // where it may not be so large it is the usual 64 KiB
  return Stream{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

class Child {
 public:
  explicit Child(const ProcessLimits& limits) : limits_{limits}, deadline_{Clock::now() + limits.timeout} {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill(); }

  Result<void> start(std::span<const std::string> arguments);
  Result<void> talk(std::string_view input, ProcessResult& result);
  Result<int> wait();
  bool is_late() const { return is_late_; }
  void kill();

 private:
  Result<void> read(UniqueFd& from, std::string& into);
  void write(std::string_view& input);
  Clock::time_point deadline() const {
    return limits_.silence ? std::min(deadline_, last_output_ + *limits_.silence) : deadline_;
  }
  Error error(Errc code, std::string what) const { return {code, {name_, 0, 0}, std::move(what)}; }
  Error late() {
    is_late_ = true;
    const bool silent = deadline() < deadline_;
    return error(Errc::Io, (silent ? "said nothing for " : "ran longer than ") +
                               std::to_string((silent ? *limits_.silence : limits_.timeout).count()) + " ms");
  }

  ProcessLimits limits_;
  Clock::time_point deadline_;
  Clock::time_point last_output_ = Clock::now();
  bool is_late_ = false;
  std::string name_;
  pid_t pid_ = -1;
  UniqueFd in_;
  UniqueFd out_;
  UniqueFd err_;
};

Result<void> Child::start(std::span<const std::string> arguments) {
  name_ = arguments.empty() ? "" : arguments.front();
  auto in = open_stream();
  auto out = open_pipe();
  auto err = open_pipe();
  if (!in || !out || !err) return std::unexpected(io_error(errno, name_, "cannot run"));

  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, in->theirs.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out->theirs.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err->theirs.get(), STDERR_FILENO);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // so that what it starts can be ended with it
  const int failure = ::posix_spawnp(&pid_, argv[0], &actions, &attributes, argv.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) {
    pid_ = -1;
    if (failure == ENOENT) return std::unexpected(error(Errc::NotFound, "is not installed"));
    return std::unexpected(io_error(failure, name_, "cannot run"));
  }
  if (limits_.memory != UINT64_MAX) {
    const auto most = static_cast<rlim_t>(limits_.memory);
    const rlimit memory{most, most};
    ::prlimit(pid_, RLIMIT_AS, &memory, nullptr);
  }
  in_ = std::move(in->ours);
  out_ = std::move(out->ours);
  err_ = std::move(err->ours);
  return {};
}

/// Writes the input and reads both outputs, whichever is ready, until the program has closed both.
Result<void> Child::talk(std::string_view input, ProcessResult& result) {
  while (out_.is_open() || err_.is_open()) {
    if (input.empty() && in_.is_open()) in_ = UniqueFd{};
    std::array<pollfd, 3> waiting{pollfd{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline() - Clock::now()).count();
    if (left <= 0) return std::unexpected(late());
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(std::min<std::int64_t>(left, INT32_MAX))) < 0) {
      if (errno == EINTR) continue;
      return std::unexpected(io_error(errno, name_));
    }
    if (waiting[0].revents != 0) write(input);
    if (waiting[1].revents != 0) {
      if (auto done = read(out_, result.out); !done) return done;
    }
    if (waiting[2].revents != 0) {
      if (auto done = read(err_, result.err); !done) return done;
    }
  }
  return {};
}

/// Writes what the child takes. A child that reads no more is none of our business: its status will tell.
void Child::write(std::string_view& input) {
  const ssize_t written = ::send(in_.get(), input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (written >= 0) {
    input.remove_prefix(static_cast<std::size_t>(written));
  } else if (errno != EAGAIN && errno != EINTR) {
    input = {};
  }
}

Result<void> Child::read(UniqueFd& from, std::string& into) {
  std::array<char, 65'536> buffer;
  const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());  // poll said that there is something
  if (got < 0 && errno != EAGAIN && errno != EINTR) return std::unexpected(io_error(errno, name_));
  if (got == 0) from = UniqueFd{};
  if (got <= 0) return {};
  if (into.size() + static_cast<std::size_t>(got) > limits_.output) {
    return std::unexpected(error(Errc::TooLarge, "wrote more than " + std::to_string(limits_.output) + " bytes"));
  }
  into.append(buffer.data(), static_cast<std::size_t>(got));
  last_output_ = Clock::now();
  return {};
}

Result<int> Child::wait() {
  in_ = UniqueFd{};
  while (true) {
    int status = 0;
    const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
    if (ended == pid_) {
      pid_ = -1;
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    if (ended < 0 && errno != EINTR) return std::unexpected(io_error(errno, name_, "cannot wait for"));
    if (Clock::now() >= deadline_) return std::unexpected(late());
    std::this_thread::sleep_for(std::chrono::milliseconds{1});  // it has closed its outputs, so it is about to end
  }
}

void Child::kill() {
  if (pid_ < 0) return;
  ::kill(-pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace

Result<ProcessResult> run_process(std::span<const std::string> arguments, std::string_view input,
                                  const ProcessLimits& limits) {
  Child child{limits};
  ProcessResult result;
  if (auto done = child.start(arguments); !done) return std::unexpected(std::move(done.error()));
  const auto ended_late = [&] {
    if (!limits.late_is_result || !child.is_late()) return false;
    child.kill();
    result.exit_status = 128 + SIGKILL;
    return result.was_ended = true;
  };
  if (auto done = child.talk(input, result); !done) {
    if (ended_late()) return result;
    return std::unexpected(std::move(done.error()));
  }
  auto status = child.wait();
  if (!status) {
    if (ended_late()) return result;
    return std::unexpected(std::move(status.error()));
  }
  result.exit_status = *status;
  return result;
}

}  // namespace rampart
