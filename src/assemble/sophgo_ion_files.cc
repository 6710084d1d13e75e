#include "assemble/sophgo_ion_files.h"

#include <cstddef>
#include <optional>
#include <string_view>

#include "sources/single_number.h"
#include "sources/sophgo_ion.h"

namespace rampart {
namespace {

Result<VendorPoolText> read_summary(FileTree& files, const std::string& path) {
  const auto text = files.read(path);
  if (!text) return std::unexpected(text.error());
  return parse_sophgo_ion(*text, path);
}

std::optional<Bytes> read_bytes(FileTree& files, const std::string& path) {
  const auto text = files.read(path);
  const auto number = text ? parse_single_number(*text, path) : std::unexpected(text.error());
  return number ? std::optional{Bytes{*number}} : std::nullopt;
}

/// `carveout` of `.../cvi_carveout_heap_dump/`.
std::string heap_of(std::string_view directory) {
  constexpr std::string_view before = "cvi_";
  constexpr std::string_view after = "_heap_dump";
  std::string_view name = directory.substr(directory.rfind('/') + 1);
  if (name.starts_with(before)) name.remove_prefix(before.size());
  if (name.ends_with(after)) name.remove_suffix(after.size());
  return std::string{name};
}

}  // namespace

Result<VendorPoolText> read_sophgo_ion(FileTree& files, const std::string& summary_path) {
  auto summary = read_summary(files, summary_path);
  if (summary) return summary;
  const std::string directory = summary_path.substr(0, summary_path.rfind('/'));
  const auto total = read_bytes(files, directory + "/total_mem");
  if (!total) return summary;
  VendorPoolText text;
  text.pools.push_back({.vendor = "Sophgo",
                        .name = heap_of(directory),
                        .kind = Kind::Ion,
                        .total = total,
                        .used = read_bytes(files, directory + "/alloc_mem"),
                        .peak = read_bytes(files, directory + "/peak")});
  if (summary.error().code != Errc::NotFound) {
    text.findings.push_back(
        {.rule = "pool-cut",
         .severity = Severity::Note,
         .message = "the summary is not readable, so only the sums are known: " + summary.error().what,
         .help = {},
         .regions = {text.pools.front().name},
         .locations = {{summary.error().where, {}}}});
  }
  return text;
}

}  // namespace rampart
