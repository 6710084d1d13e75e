#include "host/pieces.h"

#include <cerrno>
#include <filesystem>
#include <memory>
#include <sys/types.h>
#include <system_error>
#include <unistd.h>

#include "host/io_error.h"
#include "host/opened_file.h"

namespace rampart {
namespace {

Result<void> read_descriptor(int descriptor, const std::string& name, const TakePiece& take) {
  const auto buffer = std::make_unique<char[]>(piece_size);
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.get(), piece_size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(io_error(errno, name));
    if (count == 0 || !take({buffer.get(), static_cast<std::size_t>(count)})) return {};
  }
}

}  // namespace

Result<void> read_pieces(const std::string& path, const TakePiece& take) {
  if (path == "-") return read_descriptor(STDIN_FILENO, "standard input", take);
  std::error_code failure;
  const std::string absolute = std::filesystem::absolute(path, failure).string();
  const Opened file = open_file(absolute, O_RDONLY | O_NOCTTY | O_CLOEXEC);
  if (!file) return std::unexpected(io_error(file.error(), path, "cannot open"));
  return read_descriptor(file->get(), path, take);
}

}  // namespace rampart
