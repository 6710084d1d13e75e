#include "sources/meminfo.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/lines.h"
#include "base/name_table.h"
#include "base/scanner.h"

namespace rampart {
namespace {

struct MeminfoField {
  std::string_view name;
  std::optional<Bytes> MemInfo::* slot;
};
constexpr MeminfoField fields[] = {
    {"MemTotal", &MemInfo::mem_total},
    {"MemFree", &MemInfo::mem_free},
    {"MemAvailable", &MemInfo::mem_available},
    {"Buffers", &MemInfo::buffers},
    {"Cached", &MemInfo::cached},
    {"Shmem", &MemInfo::shmem},
    {"AnonPages", &MemInfo::anon_pages},
    {"SReclaimable", &MemInfo::slab_reclaimable},
    {"SUnreclaim", &MemInfo::slab_unreclaimable},
    {"KernelStack", &MemInfo::kernel_stack},
    {"PageTables", &MemInfo::page_tables},
    {"Percpu", &MemInfo::percpu},
    {"SwapTotal", &MemInfo::swap_total},
    {"SwapFree", &MemInfo::swap_free},
    {"SwapCached", &MemInfo::swap_cached},
    {"HighTotal", &MemInfo::high_total},
    {"HighFree", &MemInfo::high_free},
    {"CmaTotal", &MemInfo::cma_total},
    {"CmaFree", &MemInfo::cma_free},
};
constexpr NameTable names{fields};

/// Reads "   65536 kB". The kernel writes kB and means 1024 bytes.
std::optional<Bytes> parse_kb(std::string_view text) {
  Scanner scan{text};
  scan.blanks();
  const auto count = scan.number();
  const bool is_size = count && *count <= UINT64_MAX >> 10 && scan.literal(" kB") && scan.at_end();
  return is_size ? std::optional{kib(*count)} : std::nullopt;
}

}  // namespace

Result<void> read_meminfo(std::string_view text, std::string_view file, MemInfo& into) {
  into = {};
  for (const Line line : Lines{text}) {
    const std::string_view name = line.text.substr(0, line.text.find(':'));
    const auto found = names.find(name);
    if (!found) continue;
    const std::size_t value_at = std::min(name.size() + 1, line.text.size());
    const auto value = parse_kb(line.text.substr(value_at));
    if (!value) {
      const SourcePos where{std::string{file}, line.number, value_at + 1};
      return std::unexpected(Error{Errc::Malformed, where, std::string{name} + " has no size (expected <number> kB)"});
    }
    into.*fields[*found].slot = value;
  }
  return {};
}

Result<MemInfo> parse_meminfo(std::string_view text, std::string_view file) {
  MemInfo info;
  if (auto done = read_meminfo(text, file, info); !done) return std::unexpected(std::move(done.error()));
  return info;
}

}  // namespace rampart
