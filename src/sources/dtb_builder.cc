#include "sources/dtb_builder.h"

#include <libfdt.h>
#include <utility>

namespace rampart {
namespace {

constexpr std::size_t first_size = std::size_t{16} << 10;

}  // namespace

DtbBuilder::DtbBuilder() : buffer_(first_size, '\0') {
  // Without the search for equal names: it would take longer with each property.
  failed_ = fdt_create_with_flags(buffer_.data(), static_cast<int>(buffer_.size()), FDT_CREATE_FLAG_NO_NAME_DEDUP) != 0;
}

/// Takes one step, in a larger buffer if it does not fit. libfdt does not look whether nodes pair: `depth_` does.
template <typename Write>
void DtbBuilder::write(Write&& step) {
  int status = failed_ ? -FDT_ERR_BADSTATE : step(buffer_.data());
  while (status == -FDT_ERR_NOSPACE && buffer_.size() < INT32_MAX / 2) {
    std::string larger(buffer_.size() * 2, '\0');
    if (fdt_resize(buffer_.data(), larger.data(), static_cast<int>(larger.size())) != 0) break;
    buffer_ = std::move(larger);
    status = step(buffer_.data());
  }
  if (status != 0) failed_ = true;
}

void DtbBuilder::reserve(std::uint64_t base, std::uint64_t size) {
  write([&](void* fdt) { return fdt_add_reservemap_entry(fdt, base, size); });
}

void DtbBuilder::end_reservations() {
  if (!is_reserving_) return;
  is_reserving_ = false;
  write([](void* fdt) { return fdt_finish_reservemap(fdt); });
}

void DtbBuilder::begin_node(std::string_view name) {
  end_reservations();
  const std::string terminated{name};
  write([&](void* fdt) { return fdt_begin_node(fdt, terminated.c_str()); });
  written_ += name.size() + 12;
  ++depth_;
}

void DtbBuilder::property(std::string_view name, std::string_view value) {
  const std::string terminated{name};
  write([&](void* fdt) { return fdt_property(fdt, terminated.c_str(), value.data(), static_cast<int>(value.size())); });
  written_ += name.size() + value.size() + 16;
}

void DtbBuilder::cells(std::string_view name, std::initializer_list<std::uint32_t> values) {
  std::string bytes;
  for (const std::uint32_t value : values) {
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift & 0xff));
  }
  property(name, bytes);
}

void DtbBuilder::string(std::string_view name, std::string_view value) {
  std::string bytes{value};
  bytes.push_back('\0');
  property(name, bytes);
}

void DtbBuilder::end_node() {
  write([](void* fdt) { return fdt_end_node(fdt); });
  if (depth_-- == 0) failed_ = true;
}

std::optional<std::string> DtbBuilder::finish() {
  write([](void* fdt) { return fdt_finish(fdt); });
  if (failed_ || depth_ != 0) return std::nullopt;
  buffer_.resize(fdt_totalsize(buffer_.data()));
  return std::move(buffer_);
}

}  // namespace rampart
