#include "host/emulator.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "host/io_error.h"
#include "host/process.h"
#include "host/write_file.h"

namespace rampart {
namespace {

/// A directory of our own, gone at the end.
class WorkDirectory {
 public:
  WorkDirectory() {
    std::error_code failure;
    path_ = std::filesystem::temp_directory_path(failure).string() + "/rampart-XXXXXX";
    if (failure || ::mkdtemp(path_.data()) == nullptr) {
      error_ = errno;
      path_.clear();
    }
  }
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  ~WorkDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  int error() const { return error_; }

 private:
  std::string path_;
  int error_ = 0;
};

std::string with_paths(std::string argument, const std::string& folder) {
  constexpr std::string_view mark = "@/";
  for (std::size_t at = argument.find(mark); at != std::string::npos; at = argument.find(mark, at + folder.size())) {
    argument.replace(at, 1, folder);
  }
  return argument;
}

}  // namespace

Result<EmulatorResult> run_emulator(const EmulatorRun& run) {
  const WorkDirectory folder;
  if (folder.path().empty()) return std::unexpected(io_error(folder.error(), "/tmp", "cannot make a directory in"));
  for (const EmulatorRun::File& file : run.files) {
    const std::string path = folder.path() + '/' + std::string{file.name};
    if (auto written = write_file_atomically(path, file.content); !written) return std::unexpected(written.error());
  }
  std::vector<std::string> arguments;
  for (const std::string& argument : run.arguments) arguments.push_back(with_paths(argument, folder.path()));

  const ProcessLimits limits{
      .timeout = run.timeout, .memory = UINT64_MAX, .silence = run.silence, .late_is_result = true};
  const auto started = std::chrono::steady_clock::now();
  auto process = run_process(arguments, "", limits);
  if (!process) {
    if (process.error().code == Errc::NotFound) {
      process.error().what += " (expected QEMU: Debian's qemu-system-arm, qemu-system-misc)";
    }
    return std::unexpected(std::move(process.error()));
  }
  EmulatorResult result{
      .console = std::move(process->out),
      .words = std::move(process->err),
      .exit_status = process->exit_status,
      .was_ended = process->was_ended,
      .duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started)};
  std::erase(result.console, '\r');
  return result;
}

}  // namespace rampart
