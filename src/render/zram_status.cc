#include "render/zram_status.h"

#include <fmt/format.h>
#include <string_view>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/json_parts.h"
#include "render/map_words.h"

namespace rampart {
namespace {

std::string ratio_text(const ZramUse& use) {
  const auto ratio = use.ratio_hundredths();
  return ratio ? fmt::format("{}.{:02}:1", *ratio / 100, *ratio % 100) : "nothing compressed yet";
}

void put_line(std::string& text, std::string_view label, std::string_view size, std::string_view remark) {
  text += fmt::format("  {:<15}{:>11}{}{}\n", label, size, remark.empty() ? "" : "   ", remark);
}

std::string head_of(const ZramUse& use) {
  const ZramDevice& device = use.device;
  if (!device.initialized.value_or(false)) return "not set up";
  std::string head = size_or_dash(device.disksize);
  if (device.algorithms && !device.algorithms->chosen.empty()) head += ", " + printable(device.algorithms->chosen);
  if (!use.swap) return head + ", not in use as swap";
  return head +
         fmt::format(", swap with priority {}, {} of its slots taken", use.swap->priority, size_text(use.swap->used));
}

void put_savings(std::string& text, const ZramUse& use) {
  const auto saves = use.saves();
  if (!saves) return;
  const auto size = static_cast<std::uint64_t>(*saves < 0 ? -*saves : *saves);
  put_line(text, *saves < 0 ? "costs" : "saves", size_text({size}),
           *saves < 0 ? "more than it holds" : "original less memory");
}

void put_device(std::string& text, const ZramUse& use, const std::optional<Bytes>& page_size) {
  const ZramDevice& device = use.device;
  text += fmt::format("{:<8}{}\n", printable(device.name), head_of(use));
  if (!device.initialized.value_or(false) || !device.mm_stat) return;
  const ZramMmStat& stat = *device.mm_stat;
  const Bytes limit = stat.mem_limit.value_or(Bytes{});
  put_line(text, "original", size_text(stat.orig_data_size), "what was written");
  put_line(text, "compressed", size_text(stat.compr_data_size), ratio_text(use));
  put_line(text, "memory", size_text(stat.mem_used_total),
           fmt::format("really used; at most {} so far, limit {}", size_or_dash(stat.mem_used_max),
                       limit.value == 0 ? "none" : size_text(limit)));
  put_savings(text, use);
  put_line(text, "incompressible", size_or_dash(use.incompressible(page_size)),
           stat.huge_pages ? fmt::format("{} pages kept as they are", stat.huge_pages->value)
                           : "not counted before Linux 4.19");
  put_line(text, "same-filled", size_or_dash(use.same_filled(page_size)), "of one repeated value: no memory");
  if (const auto& written = device.bd_stat) {
    put_line(text, "written back", size_text(written->stored),
             fmt::format("{} read, {} written", size_text(written->read), size_text(written->written)));
  } else {
    put_line(text, "written back", "-", "this kernel's zram does not write back");
  }
}

Json pages_or_null(const std::optional<Pages>& pages) { return pages ? Json(pages->value) : Json(nullptr); }

Json swap_json(const std::optional<SwapArea>& swap) {
  if (!swap) return nullptr;
  return Json{{"priority", swap->priority}, {"size", swap->size.value}, {"used", swap->used.value}};
}

Json device_json(const ZramUse& use, const std::optional<Bytes>& page_size) {
  const ZramDevice& device = use.device;
  Json json;
  json["name"] = device.name;
  json["initialized"] = device.initialized ? Json(*device.initialized) : Json(nullptr);
  json["disksize"] = or_null(device.disksize);
  json["algorithm"] = device.algorithms ? Json(device.algorithms->chosen) : Json(nullptr);
  json["algorithms"] = device.algorithms ? Json(device.algorithms->available) : Json::array();
  json["swap"] = swap_json(use.swap);
  if (const auto& stat = device.mm_stat) {
    json["original"] = stat->orig_data_size.value;
    json["compressed"] = stat->compr_data_size.value;
    const auto ratio = use.ratio_hundredths();
    json["ratio"] = ratio ? Json(static_cast<double>(*ratio) / 100) : Json(nullptr);
    json["memory"] = stat->mem_used_total.value;
    json["peak"] = or_null(stat->mem_used_max);
    json["limit"] = or_null(stat->mem_limit);
    const auto saves = use.saves();
    json["saves"] = saves ? Json(*saves) : Json(nullptr);
    json["incompressible_pages"] = pages_or_null(stat->huge_pages);
    json["incompressible"] = or_null(use.incompressible(page_size));
    json["same_filled_pages"] = pages_or_null(stat->same_pages);
    json["same_filled"] = or_null(use.same_filled(page_size));
  }
  json["writeback"] = nullptr;
  if (const auto& back = device.bd_stat) {
    json["writeback"] =
        Json{{"stored", back->stored.value}, {"read", back->read.value}, {"written", back->written.value}};
  }
  if (const auto& io = device.io_stat) {
    json["failed_reads"] = io->failed_reads;
    json["failed_writes"] = io->failed_writes;
  }
  return json;
}

}  // namespace

std::string zram_status_text(const ZramReport& report, const TableStyle& style) {
  std::string text;
  for (const ZramUse& use : report.devices) put_device(text, use, report.page_size);
  if (report.devices.empty()) text += "no zram device: `rampart zram enable --size 50%` shows how to get one\n";
  for (const Finding& finding : report.findings) {
    text += finding_line(finding) + '\n';
    if (!finding.help.empty()) text += "  help: " + finding.help + '\n';
  }
  for (const Note& note : report.notes) text += "note: " + printable(to_string(note)) + '\n';
  if (style.width == 0) return text;
  std::string cut;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    cut += shortened(line, style.width) + '\n';
    rest.remove_prefix(line.size() + 1);
  }
  return cut;
}

std::string zram_status_json(const ZramReport& report) {
  Json document;
  document["schema"] = "rampart.zram-status/1";
  document["page_size"] = or_null(report.page_size);
  document["devices"] = Json::array();
  for (const ZramUse& use : report.devices) document["devices"].push_back(device_json(use, report.page_size));
  document["findings"] = to_json(report.findings);
  document["notes"] = to_json(report.notes);
  return to_text(document);
}

}  // namespace rampart
