#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <zlib.h>

#include <rampart/base/result.h>

namespace rampart {

/// Unpacks a gzip file piece by piece and checks its checksum, which libarchive's own filter does not. Files joined
/// end to end unpack as one; zero bytes after the end, as block devices leave them, are let pass.
class Gunzip {
 public:
  /// `bytes` must outlive this; more than `limit` unpacked bytes are TooLarge.
  Gunzip(std::string_view bytes, std::string_view file, std::size_t limit);
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip();

  /// The next piece, valid until the next call; empty at the end, and after the first error, which stays in `error`.
  std::string_view next();
  const std::optional<Error>& error() const { return error_; }

 private:
  std::string_view fail(Errc code, std::string_view what);
  /// Moves to a file joined to the one that ended. False if there is none.
  bool begin_next_file();

  std::string_view file_;
  std::size_t left_;
  z_stream stream_{};
  bool ended_ = false;
  std::optional<Error> error_;
  std::array<unsigned char, std::size_t{64} << 10> buffer_;
};

/// True for what begins as a gzip file does.
constexpr bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

/// All that the gzip file `bytes` unpacks to, as /proc/config.gz; `file` only names it in errors. Malformed if it is
/// none, ends early or was damaged; TooLarge past `limit` bytes, which is found out without unpacking the rest.
Result<std::string> gunzip(std::string_view bytes, std::string_view file, std::size_t limit);

}  // namespace rampart
