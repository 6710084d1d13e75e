#include "assemble/source_note.h"

#include <string>

namespace rampart {
namespace {

constexpr std::string_view debugfs = "/sys/kernel/debug";

}  // namespace

Note note_of(const Error& error) {
  return {to_string(error.where), error.what, error.code == Errc::NoPermission ? "run as root" : ""};
}

bool is_absent_from_debugfs(FileTree& files, const Error& error) {
  if (error.code != Errc::NotFound) return false;
  const auto names = files.list(debugfs);
  return names && !names->empty();
}

Note debugfs_note(FileTree& files, const Error& error, std::string_view option) {
  if (error.code != Errc::NotFound) return note_of(error);
  if (is_absent_from_debugfs(files, error)) {
    return {error.where.file, "not in this kernel", "needs " + std::string{option}};
  }
  return {error.where.file, "debugfs is not mounted", "as root: mount -t debugfs none " + std::string{debugfs}};
}

}  // namespace rampart
