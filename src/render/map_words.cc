#include "render/map_words.h"

#include <fmt/format.h>

#include "base/size_text.h"

namespace rampart {
namespace {

/// `share * 1000 / size` without passing 64 bits.
unsigned thousandths(std::uint64_t share, std::uint64_t size) {
  while (size > UINT64_MAX / 1000) {
    size /= 2;
    share /= 2;
  }
  if (size == 0 || share >= size) return 1000;
  return static_cast<unsigned>(share * 1000 / size);
}

/// The last part of a node's path.
std::string_view node_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string kinds_text(const std::vector<KindSum>& sums, std::string_view separator) {
  std::string text;
  for (const KindSum& sum : sums) {
    if (!text.empty()) text += separator;
    text += fmt::format("{} {}", size_text(sum.size), kind_label(sum.kind));
  }
  return text;
}

}  // namespace

std::string_view kind_label(Kind kind) {
  switch (kind) {
    case Kind::Ram:
      return "RAM";
    case Kind::Cma:
      return "CMA";
    case Kind::Cmm:
      return "CMM";
    case Kind::Ion:
      return "ION";
    case Kind::Fdt:
      return "FDT";
    default:
      return to_string(kind);
  }
}

std::optional<unsigned> used_share(const Usage& usage, Bytes size) {
  if (usage.used) return thousandths(usage.used->value, size.value);
  if (usage.free) return 1000 - thousandths(usage.free->value, size.value);
  return std::nullopt;
}

std::string usage_text(const Usage& usage, Bytes size) {
  std::string text;
  if (usage.used) text = fmt::format("{} used ({}%)", size_text(*usage.used), *used_share(usage, size) / 10);
  if (usage.free) text += fmt::format("{}{} free", text.empty() ? "" : ", ", size_text(*usage.free));
  if (usage.largest_free) {
    text += fmt::format("{}longest run {}", text.empty() ? "" : ", ", size_text(*usage.largest_free));
  }
  return text;
}

std::string users_text(const std::vector<std::string>& users) {
  if (users.empty()) return {};
  std::string text = fmt::format("for {}", node_name(users.front()));
  if (users.size() > 1) text += fmt::format(" and {} more", users.size() - 1);
  return text;
}

std::string place_text(const DynamicRegion& region, std::optional<PhysAddr> lowest) {
  if (region.alloc_ranges.empty()) return "anywhere";
  const PhysRange& range = region.alloc_ranges.front();
  const std::size_t more = region.alloc_ranges.size() - 1;
  if (more != 0) return fmt::format("in {} and {} more", range_text(range), more);
  if (region.kind == Kind::Heap || region.kind == Kind::Ram) return fmt::format("in {}", range_text(range));
  const bool from_below = range.base() == PhysAddr{} || (lowest && range.base() <= *lowest);
  if (!from_below) return fmt::format("in {}", range_text(range));
  if (range.last().value == UINT64_MAX) return "anywhere";
  const Bytes end{range.last().value + 1};
  if (end.value % mib(1).value != 0) return fmt::format("up to {}", address_text(range.last()));
  // An end that a size does not tell exactly, as 3.9 GiB, is told as an address.
  const bool is_round = end.value % gib(1).value == 0 || end < gib(1);
  return is_round ? fmt::format("anywhere < {}", size_text(end)) : fmt::format("up to {}", address_text(range.last()));
}

std::string_view without_address(Kind kind) {
  return kind == Kind::Heap || kind == Kind::Ram ? "address not told" : "placed at boot";
}

std::string dynamic_use_text(const DynamicRegion& region) {
  std::string text{without_address(region.kind)};
  for (const std::string& more : {users_text(region.users), usage_text(region.usage, region.size)}) {
    if (!more.empty()) text += ", " + more;
  }
  return text;
}

std::string sums_line(const MapSums& sums) {
  const bool is_linux = sums.free_to == RamUser::Linux;
  std::string text;
  if (sums.installed != Bytes{}) {
    const std::string inside = kinds_text(sums.inside, " + ");
    text = fmt::format("{} RAM = {}{}{} {}", size_text(sums.installed), inside, inside.empty() ? "" : " + ",
                       size_text(sums.free), is_linux ? "free to Linux" : "left to the firmware");
  } else {
    if (!is_linux && !sums.outside.empty()) return kinds_text(sums.outside, " + ") + "; no RAM is described";
    text = "no RAM is described";
    const std::string_view which = is_linux ? "placed at boot" : "without an address";
    if (!sums.inside.empty()) text += fmt::format("; {}: {}", which, kinds_text(sums.inside, " + "));
  }
  if (!sums.outside.empty()) text += "; outside it: " + kinds_text(sums.outside, " + ");
  return text;
}

std::string finding_line(const Finding& finding) {
  return fmt::format("{}[{}]: {}", to_string(finding.severity), finding.rule, finding.message);
}

}  // namespace rampart
