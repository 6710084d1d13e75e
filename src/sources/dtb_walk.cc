#include "sources/dtb_walk.h"

#include <algorithm>
#include <fmt/core.h>
#include <iterator>
#include <libfdt.h>
#include <utility>

#include "sources/big_endian.h"
#include "sources/device_tree.h"

namespace rampart {
namespace {

constexpr std::size_t header_size = 40;
constexpr std::uint32_t magic = 0xd00dfeed;
constexpr std::size_t max_name_size = 255;  // of a node; also bounds the search for the end of a property's name

struct Known {
  std::string_view name;
  PropertyName property;
};

constexpr Known known_properties[] = {
    {"#address-cells", PropertyName::AddressCells},
    {"#size-cells", PropertyName::SizeCells},
    {"alignment", PropertyName::Alignment},
    {"alloc-ranges", PropertyName::AllocRanges},
    {"bootargs", PropertyName::Bootargs},
    {"compatible", PropertyName::Compatible},
    {"device_type", PropertyName::DeviceType},
    {"dma-ranges", PropertyName::DmaRanges},
    {"kaslr-seed", PropertyName::KaslrSeed},
    {"linux,cma-default", PropertyName::LinuxCmaDefault},
    {"linux,dma-default", PropertyName::LinuxDmaDefault},
    {"linux,elfcorehdr", PropertyName::ElfCoreHeader},
    {"linux,initrd-end", PropertyName::InitrdEnd},
    {"linux,initrd-start", PropertyName::InitrdStart},
    {"linux,phandle", PropertyName::LinuxPhandle},
    {"linux,usable-memory", PropertyName::UsableMemory},
    {"linux,usable-memory-range", PropertyName::UsableMemoryRange},
    {"memory-region", PropertyName::MemoryRegion},
    {"memory-region-names", PropertyName::MemoryRegionNames},
    {"model", PropertyName::Model},
    {"no-map", PropertyName::NoMap},
    {"phandle", PropertyName::Phandle},
    {"ranges", PropertyName::Ranges},
    {"reg", PropertyName::Reg},
    {"reusable", PropertyName::Reusable},
    {"size", PropertyName::Size},
    {"status", PropertyName::Status},
    {"stdout-path", PropertyName::StdoutPath},
};

static_assert(std::ranges::is_sorted(known_properties, {}, &Known::name));

PropertyName property_of(std::string_view name) {
  const auto known = std::ranges::lower_bound(known_properties, name, {}, &Known::name);
  return known != std::end(known_properties) && known->name == name ? known->property : PropertyName::Other;
}

Error malformed_blob(std::string_view file, std::string what) {
  return {Errc::Malformed, {std::string{file}, 0, 0}, std::move(what)};
}

/// What fdt_check_header or the file's length has against a blob; nothing if it may be walked.
Result<void> check_header(std::string_view blob, std::string_view file) {
  if (blob.size() < header_size) {
    return std::unexpected(malformed_blob(
        file, fmt::format("truncated: the file has {} bytes (expected a header of {})", blob.size(), header_size)));
  }
  if (big_endian_32(blob, 0) != magic) {
    return std::unexpected(malformed_blob(
        file,
        fmt::format("no device-tree blob: it begins with {:#010x} (expected {:#x})", big_endian_32(blob, 0), magic)));
  }
  const std::uint32_t total = big_endian_32(blob, 4);
  if (total > blob.size()) {
    return std::unexpected(
        malformed_blob(file, fmt::format("truncated: the header says {} bytes, the file has {}", total, blob.size())));
  }
  if (total > max_blob_size) {
    return std::unexpected(Error{Errc::TooLarge,
                                 {std::string{file}, 0, 0},
                                 fmt::format("{} bytes of device tree (expected at most {})", total, max_blob_size)});
  }
  const std::uint32_t version = big_endian_32(blob, 20);
  const std::uint32_t compatible = big_endian_32(blob, 24);
  if (version < 16 || compatible > 17) {
    return std::unexpected(
        Error{Errc::Unsupported,
              {std::string{file}, 0, 0},
              fmt::format("device-tree format {}, readable from {} on (expected 16 or 17)", version, compatible)});
  }
  if (const int failure = fdt_check_header(blob.data()); failure != 0) {
    return std::unexpected(
        malformed_blob(file, fmt::format("the header's offsets leave the blob: {} (expected structure "
                                         "and strings inside its {} bytes)",
                                         fdt_strerror(failure), total)));
  }
  if (big_endian_32(blob, 8) % 4 != 0) {
    return std::unexpected(malformed_blob(
        file, fmt::format("the structure begins at {:#x} (expected a multiple of 4)", big_endian_32(blob, 8))));
  }
  return {};
}

}  // namespace

Result<DtbWalk> DtbWalk::open(std::string_view blob, std::string_view file) {
  if (auto good = check_header(blob, file); !good) return std::unexpected(std::move(good.error()));
  return DtbWalk{blob, file};
}

DtbWalk::DtbWalk(std::string_view blob, std::string_view file)
    : blob_{blob.substr(0, big_endian_32(blob, 4))}, file_{file} {
  const bool has_structure_size = big_endian_32(blob, 20) >= 17;
  structure_ = blob_.substr(big_endian_32(blob, 8));
  if (has_structure_size) structure_ = structure_.substr(0, big_endian_32(blob, 36));
  const std::string_view strings = blob_.substr(big_endian_32(blob, 12), big_endian_32(blob, 32));
  strings_ = strings.substr(0, strings.rfind('\0') + 1);
  name_by_offset_.resize(strings_.size(), PropertyName::Unresolved);
}

DtbWalk::Tag DtbWalk::next() {
  while (true) {
    const int offset = at_;
    int following = 0;
    const std::uint32_t tag = fdt_next_tag(blob_.data(), offset, &following);
    if (following < 0) {
      return broken(Errc::Malformed, fmt::format("the structure is broken at {:#x} (expected a whole node, property or "
                                                 "end before {:#x})",
                                                 offset, structure_.size()));
    }
    at_ = following;
    switch (tag) {
      case FDT_BEGIN_NODE:
        return begin_node(offset);
      case FDT_PROP:
        return begin_property(offset);
      case FDT_END_NODE:
        return end_node();
      case FDT_END:
        return finish();
      default:
        break;  // FDT_NOP
    }
  }
}

DtbWalk::Tag DtbWalk::begin_node(int offset) {
  if (depth_ == 0 && had_root_) {
    return broken(Errc::Malformed, fmt::format("a second root at {:#x} (expected one)", offset));
  }
  if (depth_ == max_tree_depth) {
    return broken(Errc::TooLarge, fmt::format("nodes nest deeper than {} at {:#x}", max_tree_depth, offset));
  }
  const std::size_t name_at = static_cast<std::size_t>(offset) + 4;
  text_ = structure_.substr(name_at, static_cast<std::size_t>(at_) - name_at);
  text_ = text_.substr(0, text_.find('\0'));
  if (text_.size() > max_name_size) {
    return broken(Errc::TooLarge, fmt::format("a node name of {} bytes at {:#x} (expected at most {})", text_.size(),
                                              offset, max_name_size));
  }
  ++depth_;
  had_root_ = true;
  may_have_property_ = true;
  return Tag::Begin;
}

DtbWalk::Tag DtbWalk::begin_property(int offset) {
  if (!may_have_property_) {
    return broken(Errc::Malformed,
                  fmt::format("a property at {:#x} stands outside the head of a node (expected properties before "
                              "children)",
                              offset));
  }
  const std::size_t head = static_cast<std::size_t>(offset) + 4;
  const std::uint32_t length = big_endian_32(structure_, head);
  // libfdt 1.6.1 lets lengths that pass 2^31 wrap, and goes back; the offset of the name may be past the end then.
  if (structure_.size() < head + 8 || length > structure_.size() - (head + 8)) {
    return broken(Errc::Malformed, fmt::format("a property of {} bytes at {:#x} leaves the structure (expected its end "
                                               "before {:#x})",
                                               length, offset, structure_.size()));
  }
  name_offset_ = big_endian_32(structure_, head + 4);
  if (name_offset_ >= strings_.size()) {
    return broken(Errc::Malformed, fmt::format("the name of the property at {:#x} leaves the strings (expected an "
                                               "offset below {:#x})",
                                               offset, strings_.size()));
  }
  text_ = structure_.substr(head + 8, length);
  PropertyName& known = name_by_offset_[name_offset_];
  if (known == PropertyName::Unresolved) known = property_of(property_name());
  property_ = known;
  return Tag::Property;
}

DtbWalk::Tag DtbWalk::end_node() {
  if (depth_ == 0) return broken(Errc::Malformed, "an end without its node (expected nodes that pair)");
  --depth_;
  may_have_property_ = false;
  return Tag::End;
}

DtbWalk::Tag DtbWalk::finish() {
  if (depth_ != 0) {
    return broken(Errc::Malformed, fmt::format("the structure ends inside {} nodes (expected none open)", depth_));
  }
  if (!had_root_) return broken(Errc::Malformed, "the structure holds no node (expected a root)");
  return Tag::Finish;
}

std::string_view DtbWalk::property_name() const {
  const std::string_view rest = strings_.substr(name_offset_, max_name_size);
  return rest.substr(0, rest.find('\0'));
}

DtbWalk::Tag DtbWalk::broken(Errc code, std::string what) {
  error_ = {code, {file_, 0, 0}, std::move(what)};
  return Tag::Broken;
}

}  // namespace rampart
