#include "host/io_error.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace rampart {

std::string errno_name(int number) {
  const char* const name = ::strerrorname_np(number);
  return name == nullptr ? std::to_string(number) : name;
}

std::string reason_of(int number) {
  std::string reason = std::generic_category().message(number);
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
  return reason;
}

Error io_error(int number, std::string_view path, std::string_view doing) {
  const SourcePos where{std::string{path}, 0, 0};
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return {Errc::NotFound, where, "no such file"};
    case ESRCH:
      return {Errc::NotFound, where, "no such process"};
    case EACCES:
    case EPERM:
      return {Errc::NoPermission, where, "permission denied"};
    case EFBIG:
      return {Errc::TooLarge, where, "too large (expected at most 64 MiB)"};
    case EISDIR:
      return {Errc::Unsupported, where, "is a directory (expected a file)"};
    case ESPIPE:
      return {Errc::Unsupported, where, "not a regular file"};
    default:
      return {Errc::Io, where, std::string{doing} + ": " + reason_of(number)};
  }
}

}  // namespace rampart
