#include "host/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <cstdint>
#include <memory>
#include <optional>
#include <sys/stat.h>

#include "base/file_tree.h"
#include "host/snapshot_manifest.h"
#include "host/write_file.h"

namespace rampart {
namespace {

/// `/proc/meminfo` as a member's name: relative, and a component `..` hidden, so that unpacking stays in its place.
std::string member_name(std::string_view path) {
  std::string member;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(name.size() + (name.size() < path.size() ? 1 : 0));
    if (name.empty()) continue;
    if (!member.empty()) member += '/';
    member += name == ".." ? "%2E%2E" : escape_name(name);
  }
  // A file that has the manifest's name is not the manifest.
  return member == manifest_name ? "%72" + member.substr(1) : member;
}

/// Collects a .tar.gz whose bytes depend on its members only: no times, owners or names of this machine.
class Packer {
 public:
  explicit Packer(const ArchiveLimits& limits) : limits_{limits}, archive_{archive_write_new()} {
    archive* const handle = archive_.get();
    const bool ready = handle != nullptr && archive_write_add_filter_gzip(handle) == ARCHIVE_OK &&
                       archive_write_set_filter_option(handle, "gzip", "timestamp", nullptr) == ARCHIVE_OK &&
                       archive_write_set_format_gnutar(handle) == ARCHIVE_OK &&
                       archive_write_set_bytes_in_last_block(handle, 1) == ARCHIVE_OK &&
                       archive_write_open(handle, &bytes_, nullptr, append, nullptr) == ARCHIVE_OK;
    if (!ready) fail(Errc::Io, "cannot pack: " + reason());
  }

  void file(std::string_view name, std::string_view content) {
    if (!begin(name, S_IFREG | 0644, content.size(), nullptr)) return;
    const auto written = archive_write_data(archive_.get(), content.data(), content.size());
    if (written < 0 || static_cast<std::size_t>(written) != content.size()) fail(Errc::Io, "cannot pack: " + reason());
  }
  void directory(std::string_view name) { begin(name, S_IFDIR | 0755, 0, nullptr); }
  void link(std::string_view name, const std::string& target) { begin(name, S_IFLNK | 0777, 0, target.c_str()); }

  Result<std::string> finish() {
    if (!error_ && archive_write_close(archive_.get()) != ARCHIVE_OK) fail(Errc::Io, "cannot pack: " + reason());
    if (bytes_.size() > FileTree::max_file_size) fail(Errc::TooLarge, "packs to more than 64 MiB");
    if (error_) return std::unexpected(std::move(*error_));
    return std::move(bytes_);
  }

 private:
  struct Free {
    void operator()(archive* handle) const { archive_write_free(handle); }
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
  };

  static la_ssize_t append(archive*, void* bytes, const void* data, std::size_t size) {
    static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), size);
    return static_cast<la_ssize_t>(size);
  }

  bool begin(std::string_view name, mode_t mode, std::size_t size, const char* target) {
    constexpr std::size_t header = 1024;  // a tar header and what fills the last block of the content
    total_ += size + header + name.size();
    if (!error_ && (total_ > limits_.total || ++members_ > limits_.members)) {
      fail(Errc::TooLarge, "too much for a snapshot (expected at most " + std::to_string(limits_.total >> 20) +
                               " MiB in " + std::to_string(limits_.members) + " files)");
    }
    if (error_) return false;
    const std::unique_ptr<archive_entry, Free> entry{archive_entry_new()};
    archive_entry_set_pathname(entry.get(), std::string{name}.c_str());
    archive_entry_set_mode(entry.get(), mode);
    archive_entry_set_size(entry.get(), static_cast<std::int64_t>(size));
    archive_entry_set_mtime(entry.get(), 0, 0);
    if (target != nullptr) archive_entry_set_symlink(entry.get(), target);
    if (archive_write_header(archive_.get(), entry.get()) < ARCHIVE_WARN) fail(Errc::Io, "cannot pack: " + reason());
    return !error_;
  }

  void fail(Errc code, std::string what) {
    if (!error_) error_ = Error{code, {}, std::move(what)};
  }
  std::string reason() const {
    const char* const text = archive_ ? archive_error_string(archive_.get()) : nullptr;
    return text == nullptr ? "out of memory" : text;
  }

  ArchiveLimits limits_;
  std::string bytes_;
  std::unique_ptr<archive, Free> archive_;
  std::size_t total_ = 0;
  std::size_t members_ = 0;
  std::optional<Error> error_;
};

/// Whether anything was asked below a path: then it cannot be unpacked as a link.
bool has_below(const Recording& recording, const std::string& path) {
  const auto next = recording.lower_bound(path + '/');
  return next != recording.end() && next->first.starts_with(path + '/');
}

}  // namespace

Result<std::string> pack_snapshot(const Recording& recording, const SnapshotFacts& facts, const ArchiveLimits& limits) {
  const std::string manifest = write_manifest(recording, facts);
  if (manifest.size() > limits.manifest) {
    return std::unexpected(Error{Errc::TooLarge,
                                 {},
                                 "too many names for a snapshot (expected a manifest of at most " +
                                     std::to_string(limits.manifest >> 20) + " MiB)"});
  }
  Packer packer{limits};
  packer.file(manifest_name, manifest);
  for (const auto& [path, answers] : recording) {
    const std::string name = member_name(path);
    if (name.empty()) continue;  // the root itself needs no member
    if (answers.content && *answers.content) {
      packer.file(name, **answers.content);
    } else if (answers.names && *answers.names) {
      packer.directory(name);
    } else if (answers.target && *answers.target && !has_below(recording, path)) {
      packer.link(name, **answers.target);
    }
  }
  return packer.finish();
}

Result<void> write_snapshot(const Recording& recording, const SnapshotFacts& facts, const std::string& path) {
  const auto bytes = pack_snapshot(recording, facts);
  if (!bytes) {
    Error error = bytes.error();
    error.where.file = path;
    return std::unexpected(std::move(error));
  }
  return write_file_atomically(path, *bytes, 0600);
}

}  // namespace rampart
