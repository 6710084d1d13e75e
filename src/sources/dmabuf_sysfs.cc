#include "sources/dmabuf_sysfs.h"

#include "base/trim.h"
#include "sources/single_number.h"

namespace rampart {

Result<DmabufStat> parse_dmabuf_stat(std::string_view directory, std::string_view exporter_name,
                                     std::string_view size) {
  const auto ino = parse_single_number(directory.substr(directory.rfind('/') + 1), directory);
  if (!ino) return std::unexpected(ino.error());
  const auto bytes = parse_single_number(size, std::string{directory} + "/size");
  if (!bytes) return std::unexpected(bytes.error());
  return DmabufStat{*ino, std::string{trim_right(exporter_name)}, {*bytes}};
}

}  // namespace rampart
