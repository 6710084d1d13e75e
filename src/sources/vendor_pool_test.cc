#include "sources/vendor_pool.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/test_data.h"
#include "sources/generic_ion.h"
#include "sources/horizon_ion.h"
#include "sources/media_zone.h"
#include "sources/rk_dma_heap.h"
#include "sources/sophgo_ion.h"

namespace rampart {
namespace {

std::string shown(const std::optional<Bytes>& size) { return size ? fmt::format("{}", size->value) : "-"; }

std::string shown(const std::optional<PhysRange>& range) {
  return range ? fmt::format("0x{:x}..0x{:x}", range->base().value, range->last().value) : "-";
}

/// Everything that was read, one fact a line.
std::string shown(const VendorPoolText& text) {
  std::string out = fmt::format("version {}\n", text.version);
  for (const VendorPool& pool : text.pools) {
    out += fmt::format("{}: pool {} \"{}\" {} {} total {} used {} peak {}\n", pool.line, pool.vendor, pool.name,
                       to_string(pool.kind), shown(pool.range), shown(pool.total), shown(pool.used), shown(pool.peak));
    for (const PoolBlock& block : pool.blocks) {
      const std::string_view cache = !block.cacheable ? "-" : *block.cacheable ? "cacheable" : "non-cacheable";
      out += fmt::format("{}: block \"{}\" {} size {} {} client {}\n", block.line, block.name, shown(block.range),
                         shown(block.size), cache, block.client);
    }
    for (const PoolClient& client : pool.clients) {
      out += fmt::format("{}: client \"{}\" {} size {}\n", client.line, client.name, client.pid, client.size.value);
    }
    if (!pool.free_runs) continue;
    for (const PhysRange& run : *pool.free_runs) out += fmt::format("free {}\n", shown(std::optional{run}));
  }
  if (text.totals) {
    out += fmt::format("{}: total {} used {} remain {} pools {} blocks {}\n", text.totals->line,
                       shown(text.totals->total), shown(text.totals->used), shown(text.totals->remain),
                       text.totals->pool_count.value_or(0), text.totals->block_count.value_or(0));
  }
  for (const Finding& finding : text.findings) {
    out += fmt::format("{} {} {}: {}\n", to_string(finding.locations.front()), to_string(finding.severity),
                       finding.rule, finding.message);
  }
  return out;
}

struct Sample {
  std::string_view name;
  Result<VendorPoolText> (*parse)(std::string_view, std::string_view);
};
constexpr Sample samples[] = {
    {"axera/axcl-smi-info-cmm.txt", parse_media_zones},
    {"axera/mem_cmm_info-ax630c-m5stack-module-llm-v2.0.0.txt", parse_media_zones},
    {"axera/mem_cmm_info-ax650-v3.10.2-truncated.txt", parse_media_zones},
    {"axera/mem_cmm_info-ax650-v3.6.3-html-wrapped.txt", parse_media_zones},
    {"media-mem/hisilicon-64m.txt", parse_media_zones},
    {"media-mem/k230-empty.txt", parse_media_zones},
    {"media-mem/three-zones-cut.txt", parse_media_zones},
    {"sophgo-ion/summary-nanokvm-idle.txt", parse_sophgo_ion},
    {"sophgo-ion/summary-vpp-heap.txt", parse_sophgo_ion},
    {"horizon-ion/heap-cma_reserved-rdk-s100.txt", parse_horizon_ion_heap},
    {"ion/heap-system-empty-4.x.txt", parse_generic_ion},
    {"rockchip/rk-dma-heap-info-rv1106-markdown.txt", parse_rk_dma_heap},
};

TEST(VendorPool, EverySampleIsReadToTheLastFact) {
  for (const Sample& sample : samples) {
    const auto text = sample.parse(test_data(fmt::format("samples/{}", sample.name)), sample.name);
    ASSERT_TRUE(text) << to_string(text.error());
    expect_golden(fmt::format("golden/vendor_pool/{}", sample.name), shown(*text));
  }
}

}  // namespace
}  // namespace rampart
