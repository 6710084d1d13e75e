#include "host/configuration_file.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "host/io_error.h"
#include "host/write_file.h"

namespace rampart {

Result<void> put_configuration(const std::string& path, const std::optional<std::string>& content, bool executable) {
  if (!content) {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    return std::unexpected(io_error(errno, path, "cannot remove"));
  }
  std::error_code failure;
  std::filesystem::create_directory(std::filesystem::path{path}.parent_path(), failure);  // the writing tells
  return write_file_atomically(path, *content, executable ? 0777 : 0666);
}

}  // namespace rampart
