#include "analyses/zram/zram_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "base/size_text.h"

namespace rampart {
namespace {

std::optional<Bytes> in_bytes(const std::optional<Pages>& pages, const std::optional<Bytes>& page_size) {
  return pages && page_size ? size_of(*pages, *page_size) : std::nullopt;
}

Finding finding(std::string_view rule, const ZramUse& use, std::string message, std::string help) {
  return {.rule = std::string{rule},
          .severity = Severity::Warning,
          .message = use.device.name + ' ' + std::move(message),
          .help = std::move(help),
          .regions = {use.device.name},
          .locations = {}};
}

void judge(const ZramUse& use, Bytes page_size, std::vector<Finding>& findings) {
  if (const auto& stat = use.device.mm_stat) {
    const Bytes limit = stat->mem_limit.value_or(Bytes{});
    if (limit.value != 0 && saturating_add(stat->mem_used_total, page_size) > limit) {
      findings.push_back(finding("zram-limit-reached", use,
                                 fmt::format("uses {} of its limit of {}: it takes no more pages that need memory",
                                             size_text(stat->mem_used_total), size_text(limit)),
                                 "raise mem_limit, or add RAM or a swap area of lower priority"));
    }
    if (stat->orig_data_size >= mib(1) && stat->mem_used_total > stat->orig_data_size) {
      findings.push_back(finding(
          "zram-costs", use,
          fmt::format("uses {} for {} of data", size_text(stat->mem_used_total), size_text(stat->orig_data_size)),
          "what is stored does not compress: `rampart zram advise` measures this system's memory"));
    }
  }
  if (const auto& io = use.device.io_stat; io && (io->failed_reads != 0 || io->failed_writes != 0)) {
    findings.push_back(
        finding("zram-io-errors", use,
                fmt::format("failed {} writes and {} reads since it was set up", io->failed_writes, io->failed_reads),
                "failed writes are pages that stayed in RAM: the limit was reached, or no memory was left"));
  }
}

bool is_about_zram(const Note& note) {
  return note.path.starts_with("/sys/block") || note.path.starts_with("/proc/swaps");
}

}  // namespace

std::optional<std::uint64_t> ZramUse::ratio_hundredths() const {
  const auto& stat = device.mm_stat;
  if (!stat || stat->compr_data_size.value == 0 || stat->orig_data_size.value > UINT64_MAX / 100) return std::nullopt;
  return stat->orig_data_size.value * 100 / stat->compr_data_size.value;
}

std::optional<std::int64_t> ZramUse::saves() const {
  const auto& stat = device.mm_stat;
  constexpr std::uint64_t most = INT64_MAX;
  if (!stat || stat->orig_data_size.value > most || stat->mem_used_total.value > most) return std::nullopt;
  return static_cast<std::int64_t>(stat->orig_data_size.value) - static_cast<std::int64_t>(stat->mem_used_total.value);
}

std::optional<Bytes> ZramUse::incompressible(std::optional<Bytes> page_size) const {
  return device.mm_stat ? in_bytes(device.mm_stat->huge_pages, page_size) : std::nullopt;
}

std::optional<Bytes> ZramUse::same_filled(std::optional<Bytes> page_size) const {
  return device.mm_stat ? in_bytes(device.mm_stat->same_pages, page_size) : std::nullopt;
}

ZramReport zram_report(const ProcSample& sample) {
  ZramReport report;
  report.page_size = sample.page_size;
  for (const ZramDevice& device : sample.zram) {
    ZramUse use{.device = device, .swap = {}};
    if (sample.swaps) {
      const auto area = std::ranges::find(sample.swaps->areas, "/dev/" + device.name, &SwapArea::name);
      if (area != sample.swaps->areas.end()) use.swap = *area;
    }
    judge(use, sample.page_size.value_or(kib(4)), report.findings);
    report.devices.push_back(std::move(use));
  }
  std::ranges::copy_if(sample.notes, std::back_inserter(report.notes), is_about_zram);
  return report;
}

}  // namespace rampart
