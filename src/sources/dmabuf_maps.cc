#include "sources/dmabuf_maps.h"

#include <optional>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {
namespace {

constexpr std::string_view path_prefix = "/dmabuf:";

/// Reads `7f5c000000-7f5c100000 rw-s 00000000 00:0b 17 ` up to the path.
std::optional<DmabufMapping> parse_mapping(std::string_view before_path) {
  Scanner scan{before_path};
  const auto first = scan.number(16);
  if (!first || !scan.literal("-")) return std::nullopt;
  const auto end = scan.number(16);
  if (!end || *end <= *first) return std::nullopt;
  for (int column = 0; column < 3; ++column) {  // permissions, offset, device
    if (!scan.blanks() || scan.word().empty()) return std::nullopt;
  }
  if (!scan.blanks()) return std::nullopt;
  const auto ino = scan.number();
  if (!ino || !scan.blanks() || !scan.at_end()) return std::nullopt;
  return DmabufMapping{*ino, {*end - *first}, {}, 0};
}

}  // namespace

Result<std::vector<DmabufMapping>> parse_dmabuf_maps(std::string_view text, std::string_view file) {
  std::vector<DmabufMapping> mappings;
  if (text.find(path_prefix) == std::string_view::npos) return mappings;
  for (const Line line : Lines{text}) {
    const std::size_t path = line.text.find('/');
    if (path == std::string_view::npos || !line.text.substr(path).starts_with(path_prefix)) continue;
    auto mapping = parse_mapping(line.text.substr(0, path));
    if (!mapping) {
      return malformed(file, line.number, 1, "no mapping (expected <first>-<end> <perms> <offset> <dev> <ino> <path>)");
    }
    if (mappings.size() == max_dmabuf_mappings) {
      const SourcePos where{std::string{file}, line.number, 1};
      return std::unexpected(Error{Errc::TooLarge, where, "more mappings than are read"});
    }
    mapping->name = line.text.substr(path + path_prefix.size());
    mapping->line = line.number;
    mappings.push_back(*std::move(mapping));
  }
  return mappings;
}

}  // namespace rampart
