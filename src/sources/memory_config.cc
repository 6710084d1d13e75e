#include "sources/memory_config.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/malformed.h"

namespace rampart {
namespace {

/// A symbol and the field it fills. Two symbols may fill one field, under their names in different versions.
template <typename Part, typename Value>
struct Entry {
  std::string_view symbol;
  Value Part::* slot;
};
template <typename Part>
using SwitchEntry = Entry<Part, ConfigSwitch>;
template <typename Part>
using NumberEntry = Entry<Part, std::optional<std::uint64_t>>;

using Cma = MemoryConfig::Cma;
using Dmabuf = MemoryConfig::Dmabuf;
using Zram = MemoryConfig::Zram;
using PageConfig = MemoryConfig::Pages;
using Layout = MemoryConfig::Layout;

constexpr SwitchEntry<Cma> cma_switches[] = {
    {"CMA", &Cma::cma},         {"DMA_CMA", &Cma::dma_cma},          {"CMA_DEBUGFS", &Cma::debugfs},
    {"CMA_SYSFS", &Cma::sysfs}, {"DMA_PERNUMA_CMA", &Cma::per_numa}, {"DMA_NUMA_CMA", &Cma::per_numa},
};
constexpr NumberEntry<Cma> cma_numbers[] = {
    {"CMA_SIZE_PERCENTAGE", &Cma::percentage},
    {"CMA_AREAS", &Cma::areas},
    {"CMA_ALIGNMENT", &Cma::alignment},
};
constexpr std::pair<std::string_view, CmaSizeRule> size_rules[] = {
    {"CMA_SIZE_SEL_MBYTES", CmaSizeRule::Megabytes},
    {"CMA_SIZE_SEL_PERCENTAGE", CmaSizeRule::Percentage},
    {"CMA_SIZE_SEL_MIN", CmaSizeRule::Smaller},
    {"CMA_SIZE_SEL_MAX", CmaSizeRule::Larger},
};
constexpr SwitchEntry<Dmabuf> dmabuf_switches[] = {
    {"DMABUF_HEAPS", &Dmabuf::heaps},        {"DMABUF_HEAPS_SYSTEM", &Dmabuf::heap_system},
    {"DMABUF_HEAPS_CMA", &Dmabuf::heap_cma}, {"DMABUF_SYSFS_STATS", &Dmabuf::sysfs_stats},
    {"UDMABUF", &Dmabuf::udmabuf},
};
constexpr SwitchEntry<Zram> zram_switches[] = {
    {"ZRAM", &Zram::zram},
    {"ZRAM_WRITEBACK", &Zram::writeback},
    {"ZRAM_MULTI_COMP", &Zram::multi_compression},
    {"ZRAM_MEMORY_TRACKING", &Zram::track_entries},
    {"ZRAM_TRACK_ENTRY_ACTIME", &Zram::track_entries},
};
/// An algorithm under its symbol of zram's own, since 6.12, and of the crypto layer before.
struct Algorithm {
  std::string_view backend;
  std::string_view crypto;
  std::string_view name;
};
constexpr Algorithm algorithms[] = {
    {"ZRAM_BACKEND_842", "CRYPTO_842", "842"},    {"ZRAM_BACKEND_DEFLATE", "CRYPTO_DEFLATE", "deflate"},
    {"ZRAM_BACKEND_LZ4", "CRYPTO_LZ4", "lz4"},    {"ZRAM_BACKEND_LZ4HC", "CRYPTO_LZ4HC", "lz4hc"},
    {"ZRAM_BACKEND_LZO", "CRYPTO_LZO", "lzo"},    {"ZRAM_BACKEND_LZO", "CRYPTO_LZO", "lzo-rle"},
    {"ZRAM_BACKEND_ZSTD", "CRYPTO_ZSTD", "zstd"},
};
constexpr SwitchEntry<PageConfig> page_switches[] = {
    {"HUGETLB_PAGE", &PageConfig::hugetlb},
    {"HUGETLBFS", &PageConfig::hugetlb},
    {"TRANSPARENT_HUGEPAGE", &PageConfig::transparent},
};
constexpr NumberEntry<PageConfig> page_numbers[] = {
    {"ARCH_FORCE_MAX_ORDER", &PageConfig::arch_force_max_order},
    {"FORCE_MAX_ZONEORDER", &PageConfig::force_max_zone_order},
    {"PAGE_BLOCK_MAX_ORDER", &PageConfig::page_block_max_order},
};
/// The names up to 6.9 differ by architecture; since then each has PAGE_SIZE_*.
constexpr std::pair<std::string_view, Bytes> page_sizes[] = {
    {"PAGE_SIZE_4KB", kib(4)},   {"PAGE_SIZE_8KB", kib(8)},  {"PAGE_SIZE_16KB", kib(16)},  {"PAGE_SIZE_32KB", kib(32)},
    {"PAGE_SIZE_64KB", kib(64)}, {"ARM64_4K_PAGES", kib(4)}, {"ARM64_16K_PAGES", kib(16)}, {"ARM64_64K_PAGES", kib(64)},
};
constexpr SwitchEntry<Layout> layout_switches[] = {
    {"ZONE_DMA", &Layout::zone_dma},
    {"ZONE_DMA32", &Layout::zone_dma32},
    {"HIGHMEM", &Layout::highmem},
    {"ARM_LPAE", &Layout::lpae},
    {"EFI", &Layout::efi},
    {"KEXEC_CORE", &Layout::kexec_core},
    {"CRASH_RESERVE", &Layout::crash_reserve},
    {"FLATMEM", &Layout::flatmem},
    {"DMA_DECLARE_COHERENT", &Layout::declare_coherent},
    {"STRICT_KERNEL_RWX", &Layout::strict_kernel_rwx},
    {"RODATA_FULL_DEFAULT_ENABLED", &Layout::rodata_full_default},
    {"RANDOMIZE_BASE", &Layout::randomize_base},
    {"NUMA", &Layout::numa},
    {"KFENCE", &Layout::kfence},
    {"SPARSEMEM_VMEMMAP", &Layout::sparsemem_vmemmap},
};
constexpr std::string_view vmsplits[] = {"3G", "3G_OPT", "2G", "2G_OPT", "1G"};
/// The more telling symbol first: x86 has both X86 and X86_64.
constexpr std::pair<std::string_view, std::string_view> architectures[] = {
    {"ARM64", "arm64"}, {"ARM", "arm"},   {"RISCV", "riscv"},
    {"X86", "x86"},     {"MIPS", "mips"}, {"LOONGARCH", "loongarch"},
};

class MemoryConfigReader {
 public:
  explicit MemoryConfigReader(const Kconfig& config) : config_{config} {}

  Result<MemoryConfig> read() {
    read_cma();
    read_switches(dmabuf_switches, found_.dmabuf);
    read_zram();
    read_layout();
    read_pages();
    if (error_) return std::unexpected(std::move(*error_));
    return std::move(found_);
  }

 private:
  bool is_on(std::string_view symbol) const { return config_.enabled(symbol) == true; }

  std::optional<std::uint64_t> number(std::string_view symbol) {
    auto value = config_.number(symbol);
    if (value) return *value;
    if (!error_) error_ = std::move(value.error());
    return std::nullopt;
  }

  template <typename Entries, typename Part>
  void read_switches(const Entries& entries, Part& part) {
    for (const auto& entry : entries) {
      const ConfigSwitch value = config_.enabled(entry.symbol);
      if (value) part.*entry.slot = *value || part.*entry.slot == true;
    }
  }
  template <typename Entries, typename Part>
  void read_numbers(const Entries& entries, Part& part) {
    for (const auto& entry : entries) part.*entry.slot = number(entry.symbol);
  }

  void read_cma() {
    read_switches(cma_switches, found_.cma);
    read_numbers(cma_numbers, found_.cma);
    for (const auto& [symbol, rule] : size_rules) {
      if (is_on(symbol)) found_.cma.size_rule = rule;
    }
    const auto megabytes = number("CMA_SIZE_MBYTES");
    if (megabytes && *megabytes > UINT64_MAX >> 20 && !error_) {
      error_ = Error{Errc::OutOfRange, config_.origin("CMA_SIZE_MBYTES").where,
                     "CONFIG_CMA_SIZE_MBYTES passes 2^64 bytes (expected a number of MiB)"};
    } else if (megabytes) {
      found_.cma.size = mib(*megabytes);
    }
  }

  void read_zram() {
    read_switches(zram_switches, found_.zram);
    const bool has_backends = std::ranges::any_of(
        config_.symbols(), [](const KconfigSymbol& symbol) { return symbol.name.starts_with("ZRAM_BACKEND_"); });
    for (const Algorithm& algorithm : algorithms) {
      if (is_on(has_backends ? algorithm.backend : algorithm.crypto))
        found_.zram.algorithms.emplace_back(algorithm.name);
    }
    const KconfigSymbol* const chosen = config_.find("ZRAM_DEF_COMP");
    if (chosen != nullptr && chosen->is_string) found_.zram.default_algorithm = chosen->value;
  }

  void read_layout() {
    Layout& layout = found_.layout;
    read_switches(layout_switches, layout);
    layout.page_offset = number("PAGE_OFFSET");
    layout.va_bits = number("ARM64_VA_BITS");
    layout.kfence_objects = number("KFENCE_NUM_OBJECTS");
    layout.kfence_interval = number("KFENCE_SAMPLE_INTERVAL");
    for (const std::string_view split : vmsplits) {
      if (is_on("VMSPLIT_" + std::string{split})) layout.vmsplit = split;
    }
    const auto* const arch = std::ranges::find_if(architectures, [&](const auto& each) { return is_on(each.first); });
    if (arch != std::end(architectures)) layout.arch = arch->second;
  }

  void read_pages() {
    PageConfig& pages = found_.pages;
    read_switches(page_switches, pages);
    read_numbers(page_numbers, pages);
    for (const auto& [symbol, size] : page_sizes) {
      if (is_on(symbol)) pages.page_size = size;
    }
    const std::string_view arch = found_.layout.arch;
    if (!pages.page_size && (arch == "arm" || arch == "riscv" || arch == "x86")) pages.page_size = kib(4);
  }

  const Kconfig& config_;
  MemoryConfig found_;
  std::optional<Error> error_;
};

}  // namespace

Result<MemoryConfig> memory_config(const Kconfig& config) { return MemoryConfigReader{config}.read(); }

}  // namespace rampart
