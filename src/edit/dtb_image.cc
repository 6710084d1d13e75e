#include "edit/dtb_image.h"

#include <algorithm>
#include <fmt/core.h>
#include <libfdt.h>

#include "edit/dtb_strings.h"
#include "sources/big_endian.h"
#include "sources/device_tree.h"

namespace rampart {
namespace {

/// Offsets of the header's numbers.
constexpr std::size_t total_size_at = 4;
constexpr std::size_t structure_at = 8;
constexpr std::size_t strings_at = 12;
constexpr std::size_t reservations_at = 16;
constexpr std::size_t version_at = 20;
constexpr std::size_t strings_size_at = 32;
constexpr std::size_t structure_size_at = 36;
constexpr std::size_t whole_header = 40;

void append_32(std::string& bytes, std::size_t value) {
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift & 0xff));
}

void write_32(std::string& bytes, std::size_t at, std::size_t value) {
  std::string number;
  append_32(number, value);
  bytes.replace(at, number.size(), number);
}

std::size_t aligned_to_four(std::size_t at) { return (at + 3) & ~std::size_t{3}; }

/// Fills up to a multiple of four: with what was there, if that fits.
void append_tail(std::string& bytes, std::string_view tail) {
  const std::size_t missing = aligned_to_four(bytes.size()) - bytes.size();
  if (tail.size() == missing) {
    bytes += tail;
  } else {
    bytes.append(missing, '\0');
  }
}

/// Writes nodes, and has their names in the strings.
class StructureWriter {
 public:
  explicit StructureWriter(DtbStrings& strings) : strings_{strings} {}

  std::string write(const DtbNode& root) {
    node(root);
    append_32(bytes_, FDT_END);
    return std::move(bytes_);
  }

 private:
  void node(const DtbNode& each) {
    append_32(bytes_, FDT_BEGIN_NODE);
    bytes_.append(each.name).push_back('\0');
    append_tail(bytes_, each.tail);
    for (const DtbProperty& property : each.properties) {
      append_32(bytes_, FDT_PROP);
      append_32(bytes_, property.value.size());
      append_32(bytes_, name_offset(property));
      bytes_ += property.value;
      append_tail(bytes_, property.tail);
    }
    for (const DtbNode& child : each.children) node(child);
    append_32(bytes_, FDT_END_NODE);
  }

  std::uint32_t name_offset(const DtbProperty& property) {
    if (!property.name_at) return strings_.place(property.name);
    strings_.keep(*property.name_at);
    return *property.name_at;
  }

  DtbStrings& strings_;
  std::string bytes_;
};

}  // namespace

DtbProperty* DtbNode::property(std::string_view wanted) {
  const auto found = std::ranges::find(properties, wanted, &DtbProperty::name);
  return found == properties.end() ? nullptr : &*found;
}

DtbNode* DtbNode::child(std::string_view wanted) {
  const auto found = std::ranges::find(children, wanted, &DtbNode::name);
  return found == children.end() ? nullptr : &*found;
}

Result<DtbImage> DtbImage::open(std::string_view blob, std::string_view file) {
  DtbImage image;
  image.blob_ = blob;
  image.file_ = file;
  if (const auto good = parse_dtb(image.blob_, file); !good) return std::unexpected(good.error());
  image.read_structure();
  return image;
}

/// The structure is whole, as `parse_dtb` has walked it to its end.
void DtbImage::read_structure() {
  const std::string_view blob = blob_;
  const std::string_view structure = blob.substr(big_endian_32(blob, structure_at));
  const std::string_view strings = blob.substr(big_endian_32(blob, strings_at), big_endian_32(blob, strings_size_at));
  const auto tail_at = [&](std::size_t begin) {
    return std::string{structure.substr(begin, aligned_to_four(begin) - begin)};
  };
  std::vector<DtbNode> open(1);  // the first is above the root
  std::size_t at = 0;
  while (true) {
    const std::uint32_t tag = big_endian_32(structure, at);
    at += 4;
    if (tag == FDT_END) break;
    if (tag == FDT_BEGIN_NODE) {
      const std::string_view name = structure.substr(at, structure.find('\0', at) - at);
      open.push_back({std::string{name}, {}, {}, tail_at(at + name.size() + 1)});
      at = aligned_to_four(at + name.size() + 1);
    } else if (tag == FDT_END_NODE) {
      DtbNode done = std::move(open.back());
      open.pop_back();
      open.back().children.push_back(std::move(done));
    } else if (tag == FDT_PROP) {
      const std::uint32_t size = big_endian_32(structure, at);
      const std::uint32_t name_at = big_endian_32(structure, at + 4);
      const std::string_view name = strings.substr(name_at, strings.find('\0', name_at) - name_at);
      const std::string_view value = structure.substr(at + 8, size);
      open.back().properties.push_back({std::string{name}, std::string{value}, name_at, tail_at(at + 8 + size)});
      used_names_.insert(name_at);
      at = aligned_to_four(at + 8 + size);
    }
  }
  root_ = std::move(open.front().children.front());
  structure_size_ = at;
}

DtbNode* DtbImage::find(std::string_view path) {
  if (!path.starts_with('/')) return nullptr;
  DtbNode* node = &root_;
  while (!path.empty() && node != nullptr) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    if (!part.empty()) node = node->child(part);
  }
  return node;
}

Result<std::string> DtbImage::blob() const {
  const std::string_view old = blob_;
  const std::size_t total = big_endian_32(old, total_size_at);
  const std::size_t old_structure = big_endian_32(old, structure_at);
  const std::size_t old_strings = big_endian_32(old, strings_at);
  const std::size_t old_reservations = big_endian_32(old, reservations_at);
  const std::string_view old_names = old.substr(old_strings, big_endian_32(old, strings_size_at));
  const std::size_t structure_end = old_structure + structure_size_;
  const std::size_t strings_end = old_strings + old_names.size();
  const auto reservations_size = 16 * (static_cast<std::size_t>(fdt_num_mem_rsv(old.data())) + 1);
  DtbStrings names{std::string{old_names}, used_names_};
  const std::string structure = StructureWriter{names}.write(root_);
  const std::string strings = names.finish();
  const bool is_usual_order = old_reservations + reservations_size <= old_structure && structure_end <= old_strings;
  std::string head;
  std::string gap;
  if (is_usual_order) {
    head = old.substr(0, old_structure);
    gap = old.substr(structure_end, old_strings - structure_end);
  } else {
    head = old.substr(0, whole_header);
    write_32(head, reservations_at, whole_header);
    head += old.substr(old_reservations, reservations_size);
  }
  const std::size_t used = std::max({structure_end, strings_end, old_reservations + reservations_size});
  const std::size_t new_structure = head.size();
  std::string made = head + structure + gap;
  const std::size_t new_strings = made.size();
  made += strings;
  made += old.substr(std::min(used, total), total - std::min(used, total));
  write_32(made, total_size_at, made.size());
  write_32(made, structure_at, new_structure);
  write_32(made, strings_at, new_strings);
  write_32(made, strings_size_at, strings.size());
  if (big_endian_32(old, version_at) >= 17) write_32(made, structure_size_at, structure.size());
  made += old.substr(total);
  if (const auto good = parse_dtb(made, file_); !good) return std::unexpected(good.error());
  return made;
}

}  // namespace rampart
