#include "sources/overlay.h"

#include <fmt/core.h>
#include <libfdt.h>
#include <utility>

#include "sources/big_endian.h"
#include "sources/dtb_walk.h"
#include "sources/overlay_check.h"

namespace rampart {
namespace {

Error error(Errc code, std::string_view file, std::string what) {
  return {code, {std::string{file}, 0, 0}, std::move(what)};
}

/// A blob that libfdt may walk without leaving it or going in circles.
Result<void> check_structure(NamedBlob tree) {
  auto walk = DtbWalk::open(tree.blob, tree.file);
  if (!walk) return std::unexpected(std::move(walk.error()));
  for (auto tag = walk->next(); tag != DtbWalk::Tag::Finish; tag = walk->next()) {
    if (tag == DtbWalk::Tag::Broken) return std::unexpected(walk->error());
  }
  return {};
}

/// What libfdt's refusal means, where `check_overlay` had nothing against the overlay.
Error explain(int failure, std::string_view file) {
  switch (failure) {
    case -FDT_ERR_NOTFOUND:
      return error(Errc::NotFound, file, "names a node or property that is neither in the tree nor in itself");
    case -FDT_ERR_NOPHANDLES:
      return error(Errc::OutOfRange, file, "no phandles are left for its nodes (expected fewer than 2^32 - 1)");
    case -FDT_ERR_BADPHANDLE:
      return error(Errc::Malformed, file, "a phandle in it or in the tree is 0 or 0xffffffff");
    case -FDT_ERR_NOSPACE:
      return error(Errc::TooLarge, file, "makes the tree larger than its parts together");
    case -FDT_ERR_BADOVERLAY:
      return error(Errc::Malformed, file, "breaks the form of an overlay");
    default:
      return error(Errc::Malformed, file, fmt::format("cannot be applied: {}", fdt_strerror(failure)));
  }
}

}  // namespace

Result<std::string> apply_overlays(NamedBlob base, std::span<const NamedBlob> overlays) {
  std::string tree{base.blob};
  if (auto good = check_structure({tree, base.file}); !good) return std::unexpected(std::move(good.error()));
  tree.resize(big_endian_32(tree, 4));
  for (const NamedBlob& overlay : overlays) {
    if (overlay.blob.size() > max_overlay_size) {
      return std::unexpected(
          error(Errc::TooLarge, overlay.file,
                fmt::format("{} bytes of overlay (expected at most {})", overlay.blob.size(), max_overlay_size)));
    }
    std::string copy{overlay.blob};  // it is changed while it is applied
    if (auto good = check_structure({copy, overlay.file}); !good) return std::unexpected(std::move(good.error()));
    if (auto good = check_overlay({copy, overlay.file}, {tree, base.file}); !good) {
      return std::unexpected(std::move(good.error()));
    }
    std::string larger(tree.size() + 2 * copy.size() + 1024, '\0');
    int failure = fdt_open_into(tree.data(), larger.data(), static_cast<int>(larger.size()));
    if (failure == 0) failure = fdt_overlay_apply(larger.data(), copy.data());
    if (failure == 0) failure = fdt_pack(larger.data());
    if (failure != 0) return std::unexpected(explain(failure, overlay.file));
    larger.resize(fdt_totalsize(larger.data()));
    tree = std::move(larger);
    if (auto good = check_structure({tree, overlay.file}); !good) return std::unexpected(std::move(good.error()));
  }
  return tree;
}

}  // namespace rampart
