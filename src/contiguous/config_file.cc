#include <filesystem>
#include <string>
#include <system_error>

#include <rampart/contiguous/contiguous_regions.h>
#include <rampart/sources/contiguous_config.h>

#include "base/trim.h"
#include "host/live_tree.h"

namespace rampart {

Result<ContiguousConfig> load_contiguous_config(const std::string& path) {
  std::error_code failure;
  const std::string absolute = std::filesystem::absolute(path, failure).string();
  auto content = LiveTree{}.read(absolute);
  if (!content) {
    content.error().where.file = path;
    return std::unexpected(content.error());
  }
  if (path.ends_with(".toml")) return parse_contiguous_toml(*content, path);
  return parse_contiguous_line(trim_right(*content), path);
}

}  // namespace rampart
