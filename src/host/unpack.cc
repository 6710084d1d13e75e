#include "host/unpack.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <utility>

#include "base/file_tree.h"
#include "host/gunzip.h"
#include "host/normal_path.h"
#include "host/snapshot_manifest.h"

namespace rampart {
namespace {

/// Reads one archive, member by member, into a recording.
class Unpacker {
 public:
  Unpacker(std::string_view bytes, std::string_view file, const ArchiveLimits& limits)
      : file_{file}, limits_{limits}, gunzip_{bytes, file, limits.total}, archive_{archive_read_new()} {}

  Result<Recording> run() {
    archive* const handle = archive_.get();
    if (handle == nullptr || archive_read_support_format_tar(handle) != ARCHIVE_OK) return failed("out of memory");
    int outcome = archive_read_open(handle, this, nullptr, next_piece, nullptr);
    archive_entry* entry = nullptr;
    while (outcome >= ARCHIVE_WARN && !error_) {
      outcome = archive_read_next_header(handle, &entry);
      if (outcome == ARCHIVE_EOF || outcome < ARCHIVE_WARN) break;
      member(entry);
    }
    if (gunzip_.error()) return std::unexpected(*gunzip_.error());
    if (error_) return std::unexpected(*error_);
    if (outcome != ARCHIVE_EOF) return failed("no intact tar archive inside");
    while (!gunzip_.next().empty()) {  // what follows the tar's own end, to see that the file is whole
    }
    if (gunzip_.error()) return std::unexpected(*gunzip_.error());
    return finish();
  }

 private:
  struct Free {
    void operator()(archive* handle) const { archive_read_free(handle); }
  };

  static la_ssize_t next_piece(archive* handle, void* self, const void** piece) {
    Gunzip& gunzip = static_cast<Unpacker*>(self)->gunzip_;
    const std::string_view bytes = gunzip.next();
    *piece = bytes.data();
    if (!gunzip.error()) return static_cast<la_ssize_t>(bytes.size());
    archive_set_error(handle, EIO, "unpacking failed");
    return ARCHIVE_FATAL;
  }

  std::unexpected<Error> failed(std::string_view what) const {
    return std::unexpected(Error{Errc::Malformed, where(), std::string{what} + " (expected a snapshot, a .tar.gz)"});
  }
  SourcePos where() const { return {std::string{file_}, 0, 0}; }

  void member(archive_entry* entry) {
    const char* raw = archive_entry_pathname(entry);
    if (raw == nullptr) raw = archive_entry_pathname_utf8(entry);  // no name in this locale
    if (raw == nullptr) return;
    if (++members_ > limits_.members) {
      error_ =
          Error{Errc::TooLarge, where(), "too many members (expected at most " + std::to_string(limits_.members) + ')'};
      return;
    }
    const std::string name = normal_path('/' + std::string{raw});
    if ((name + '/').find("/../") != std::string::npos) {
      error_ = Error{Errc::Malformed, where(), "member `" + escape_name(name.substr(1, 200)) + "` leads out of it"};
      return;
    }
    if (name == "/" || archive_entry_hardlink(entry) != nullptr) return;
    switch (archive_entry_filetype(entry)) {
      case AE_IFREG:
        content(name, archive_entry_size(entry));
        break;
      case AE_IFDIR:
        contents_.try_emplace(name);
        break;
      case AE_IFLNK:
        if (const char* const target = archive_entry_symlink(entry)) contents_[name].target = target;
        break;
      default:
        break;
    }
  }

  void content(const std::string& name, std::int64_t declared_size) {
    std::string content;
    std::array<char, std::size_t{16} << 10> piece;
    for (la_ssize_t count = 1; count > 0 && !error_;) {
      count = archive_read_data(archive_.get(), piece.data(), piece.size());
      if (count < 0) error_ = failed("damaged tar archive inside").error();
      if (count > 0 && fits(name, content.size(), static_cast<std::size_t>(count))) {
        content.append(piece.data(), static_cast<std::size_t>(count));
      }
    }
    // The hole at the end of a sparse file is declared and not read.
    const auto size = static_cast<std::size_t>(std::max(declared_size, std::int64_t{0}));
    if (!error_ && size > content.size() && fits(name, content.size(), size - content.size())) content.resize(size);
    if (error_) return;
    if (name.substr(1) == manifest_name) {
      manifest_ = std::move(content);
    } else {
      contents_[name].content = std::move(content);
    }
  }

  /// Counts `more` bytes of a member; an error if that is too many.
  bool fits(const std::string& name, std::size_t size, std::size_t more) {
    const bool fit = more <= FileTree::max_file_size - size && more <= limits_.total - total_;
    if (!fit) {
      error_ = Error{Errc::TooLarge, where(), "member `" + escape_name(name.substr(1, 200)) + "` is too large"};
    } else {
      total_ += more;
    }
    return fit;
  }

  /// Adds what only the manifest knows. Names are escaped in archives of ours, and only there.
  Result<Recording> finish() {
    if (!manifest_) return std::move(contents_);
    if (manifest_->size() > limits_.manifest) {
      return std::unexpected(Error{Errc::TooLarge, where(), std::string{manifest_name} + " is too large"});
    }
    Recording unescaped;
    while (!contents_.empty()) {
      auto node = contents_.extract(contents_.begin());
      if (node.key().find('%') != std::string::npos) node.key() = normal_path(unescape_name(node.key()));
      if (node.key() != "/") unescaped.insert(std::move(node));
    }
    if (auto done = read_manifest(*manifest_, file_, unescaped); !done) return std::unexpected(std::move(done.error()));
    return unescaped;
  }

  std::string_view file_;
  ArchiveLimits limits_;
  Gunzip gunzip_;
  std::unique_ptr<archive, Free> archive_;
  std::size_t members_ = 0;
  std::size_t total_ = 0;
  Recording contents_;
  std::optional<std::string> manifest_;
  std::optional<Error> error_;
};

}  // namespace

Result<Recording> unpack(std::string_view bytes, std::string_view file, const ArchiveLimits& limits) {
  // On the heap: its buffers are larger than a thread's stack should hold.
  return std::make_unique<Unpacker>(bytes, file, limits)->run();
}

}  // namespace rampart
