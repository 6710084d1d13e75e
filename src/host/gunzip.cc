#include "host/gunzip.h"

#include <limits>
#include <string>

namespace rampart {
namespace {

constexpr int only_gzip = MAX_WBITS + 16;  // zlib's way to say it

}  // namespace

Gunzip::Gunzip(std::string_view bytes, std::string_view file, std::size_t limit) : file_{file}, left_{limit} {
  if (bytes.empty()) {
    fail(Errc::Malformed, "empty (expected a .gz file)");
    return;
  }
  if (!bytes.starts_with("\x1f\x8b")) {
    fail(Errc::Malformed, "not gzip data (expected a .gz file)");
    return;
  }
  if (bytes.size() > std::numeric_limits<uInt>::max()) {
    fail(Errc::TooLarge, "too large (expected at most 4 GiB)");
    return;
  }
  // zlib does not write to its input.
  stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  if (inflateInit2(&stream_, only_gzip) != Z_OK) fail(Errc::Io, "cannot unpack: out of memory");
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

std::string_view Gunzip::fail(Errc code, std::string_view what) {
  error_ = Error{code, {std::string{file_}, 0, 0}, std::string{what}};
  return {};
}

bool Gunzip::begin_next_file() {
  while (stream_.avail_in != 0 && *stream_.next_in == 0) {
    ++stream_.next_in;
    --stream_.avail_in;
  }
  if (stream_.avail_in == 0) return false;
  inflateReset(&stream_);
  return true;
}

std::string_view Gunzip::next() {
  while (!error_ && !ended_) {
    stream_.next_out = buffer_.data();
    stream_.avail_out = static_cast<uInt>(buffer_.size());
    const int outcome = inflate(&stream_, Z_NO_FLUSH);
    const std::size_t size = buffer_.size() - stream_.avail_out;
    if (outcome == Z_MEM_ERROR) return fail(Errc::Io, "cannot unpack: out of memory");
    if (outcome == Z_BUF_ERROR) return fail(Errc::Malformed, "ends in the middle (expected a whole .gz file)");
    if (outcome != Z_OK && outcome != Z_STREAM_END) return fail(Errc::Malformed, "damaged gzip data");
    if (size > left_) return fail(Errc::TooLarge, "unpacks to more than the limit");
    left_ -= size;
    if (outcome == Z_STREAM_END) ended_ = !begin_next_file();
    if (size != 0) return {reinterpret_cast<const char*>(buffer_.data()), size};
  }
  return {};
}

Result<std::string> gunzip(std::string_view bytes, std::string_view file, std::size_t limit) {
  Gunzip unpacking{bytes, file, limit};
  std::string content;
  for (std::string_view piece = unpacking.next(); !piece.empty(); piece = unpacking.next()) content += piece;
  if (unpacking.error()) return std::unexpected(*unpacking.error());
  return content;
}

}  // namespace rampart
