#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <zlib.h>

#include "host/archive_tree.h"

namespace {

using rampart::ArchiveTree;

template <typename Answer>
bool same(const rampart::Result<Answer>& a, const rampart::Result<Answer>& b) {
  if (a && b) return *a == *b;
  return !a && !b && a.error().code == b.error().code && a.error().what == b.error().what;
}

/// Whatever an archive says of its own paths, it says again after being packed anew.
void check_repacked(ArchiveTree& tree) {
  const auto bytes = rampart::pack_snapshot(tree.contents(), {});
  if (!bytes) return;
  auto again = ArchiveTree::from_bytes(*bytes, "again");
  if (!again) std::abort();
  for (const auto& [path, answers] : tree.contents()) {
    if (answers.content && !same(tree.read(path), again->read(path))) std::abort();
    if (answers.names && !same(tree.list(path), again->list(path))) std::abort();
    if (answers.target && !same(tree.read_link(path), again->read_link(path))) std::abort();
  }
}

/// The bytes as a gzip file, uncompressed inside: a fuzzer does not find a checksum by itself.
std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_NO_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

void check(std::string_view bytes) {
  const rampart::ArchiveLimits limits{.total = std::size_t{4} << 20, .members = 256, .manifest = std::size_t{64} << 10};
  auto tree = ArchiveTree::from_bytes(bytes, "fuzz", limits);
  if (!tree) {
    if (tree.error().where.file != "fuzz" || tree.error().what.empty()) std::abort();
    return;
  }
  for (const auto& [path, answers] : tree->contents()) {
    (void)tree->read(path);
    (void)tree->list(path);
    (void)tree->read_link(path);
    (void)tree->read(path + "/../x/./y");
  }
  check_repacked(*tree);
}

}  // namespace

/// The input stands for a .tar.gz, and for the tar inside one.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  check(bytes);
  check(gzipped(bytes));
  return 0;
}
