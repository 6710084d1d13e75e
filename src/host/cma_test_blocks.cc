#include "host/cma_test_blocks.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

#include "host/io_error.h"

namespace rampart {
namespace {

Result<UniqueFd> open_for_writing(const std::string& path) {
  UniqueFd file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!file.is_open()) return std::unexpected(io_error(errno, path, "cannot open"));
  return file;
}

/// Writes a number as these files take it: whole, in one call. The errno, or zero.
int write_number(int fd, Pages count) {
  const std::string text = fmt::format("{}\n", count.value);
  while (true) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written == static_cast<ssize_t>(text.size())) return 0;
    if (written >= 0) return EIO;
    if (errno != EINTR) return errno;  // interrupted before it did anything: the kernel was waiting for its lock
  }
}

}  // namespace

Result<CmaTestBlocks> CmaTestBlocks::open(const std::string& directory) {
  auto alloc = open_for_writing(directory + "/alloc");
  if (!alloc) return std::unexpected(std::move(alloc.error()));
  auto free = open_for_writing(directory + "/free");
  if (!free) return std::unexpected(std::move(free.error()));
  return CmaTestBlocks{std::move(*alloc), std::move(*free)};
}

CmaTestBlocks::~CmaTestBlocks() { give_back(); }

int CmaTestBlocks::take(Pages count) {
  if (count > max_pages) return EINVAL;
  held_.reserve(held_.size() + 1);  // whatever fails, fails before the kernel has given anything
  const int failure = write_number(alloc_.get(), count);
  if (failure == 0) held_.push_back(count);
  return failure;
}

int CmaTestBlocks::give_back() {
  while (!held_.empty()) {
    if (const int failure = write_number(free_.get(), held_.back())) return failure;
    held_.pop_back();
  }
  return 0;
}

Pages CmaTestBlocks::held() const {
  Pages sum;
  for (const Pages block : held_) sum.value += block.value;
  return sum;
}

Result<void> free_cma_test_blocks(const std::string& directory, Pages count) {
  const std::string path = directory + "/free";
  const auto file = open_for_writing(path);
  if (!file) return std::unexpected(file.error());
  const Pages asked = std::min(count, CmaTestBlocks::max_pages);
  if (const int failure = write_number(file->get(), asked)) {
    return std::unexpected(io_error(failure, path, "cannot free"));
  }
  return {};
}

}  // namespace rampart
