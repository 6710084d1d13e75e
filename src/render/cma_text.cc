#include "render/cma_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "base/printable.h"
#include "base/size_text.h"
#include "model/pool_text.h"
#include "render/map_words.h"
#include "render/text_table.h"
#include "render/use_strip.h"

namespace rampart {
namespace {

/// Heaps by name: their directory is the kernel's, or a vendor's that its name tells.
std::string heap_cell(const CmaPoolView& pool) {
  std::string cell;
  for (const std::string& path : pool.heaps) {
    cell += (cell.empty() ? "" : ", ") + printable(path.substr(path.rfind('/') + 1));
  }
  return cell;
}

std::string device_cell(const CmaPoolView& pool) {
  std::string cell = pool.is_default ? "default: devices without one" : "";
  for (const std::string& user : pool.users) cell += (cell.empty() ? "" : ", ") + printable(user);
  return cell;
}

std::string fragmentation_cell(const std::optional<CmaFragmentation>& measured) {
  return measured ? fmt::format("{}%", measured->percent()) : "-";
}

std::string cap_text(const CmaView& view) {
  return fmt::format("CONFIG_CMA_ALIGNMENT {}{}", view.alignment_cap, view.cap_is_assumed ? ", assumed" : "");
}

std::string alignment_text(const CmaView& view, unsigned order) { return size_text({view.page_size.value << order}); }

void put_findings_and_notes(const CmaView& view, std::string& text) {
  for (const Finding& finding : view.findings) text += printable(finding_line(finding)) + '\n';
  for (const Note& note : view.notes) text += fmt::format("note: {}\n", printable(to_string(note)));
}

std::string header_line(const CmaBitmapReport& report) {
  const CmaPoolView& pool = *report.pool;
  std::string line =
      fmt::format("{}  {} at {}   {} used, {} free", printable(pool.name), size_or_dash(pool.size),
                  pool.base ? address_text(*pool.base) : "-", size_or_dash(pool.used), size_or_dash(pool.free));
  if (report.longest_at && pool.largest_free) {
    line +=
        fmt::format(", longest free run {} (at {})", size_text(*pool.largest_free), address_text(*report.longest_at));
  }
  return line + '\n';
}

std::string runs_table(const CmaBitmapReport& report) {
  TextTable table{{{"FREE RUNS FROM", TextTable::Align::Right},
                   {"COUNT", TextTable::Align::Right},
                   {"TOGETHER", TextTable::Align::Right},
                   {"SHARE OF FREE MEMORY"}}};
  const std::uint64_t free = std::max<std::uint64_t>(1, report.pool->free.value_or(Bytes{}).value);
  for (const CmaRunClass& each : report.runs) {
    const auto cells = static_cast<std::size_t>(each.size.value / (free / 32 + 1));
    std::string bar;
    for (std::size_t i = 0; i < cells || (i == 0 && each.count != 0); ++i) bar += "▇";
    table.add({size_text(each.at_least), fmt::format("{}", each.count), size_text(each.size), bar});
  }
  return table.empty() ? "nothing is free\n" : table.text(0, 2);
}

/// Alignments that have one answer share a line.
std::string largest_table(const CmaBitmapReport& report) {
  TextTable table{{{"ALIGNED TO", TextTable::Align::Right}, {"LARGEST REQUEST", TextTable::Align::Right}, {"AT"}}};
  const auto& largest = report.largest;
  for (std::size_t first = 0, end = 0; first < largest.size(); first = end) {
    for (end = first; end < largest.size() && largest[end].place == largest[first].place;) ++end;
    std::string alignment = size_text(largest[first].alignment);
    if (end - first > 1) alignment += " to " + size_text(largest[end - 1].alignment);
    const auto& place = largest[first].place;
    table.add({alignment, place ? size_text(place->size()) : "none", place ? address_text(place->base()) : ""});
  }
  return table.text(0, 2);
}

void put_pool(const CmaBitmapReport& report, const CmaView& view, const TableStyle& style, std::string& text) {
  text += header_line(report);
  for (const CmaPoolRange& range : report.pool->ranges) {
    text += use_strip_text(range.range, occupancy_of(range, view.page_size), style);
  }
  text += '\n' + runs_table(report) + '\n' + largest_table(report);
  if (report.largest_dma) {
    text +=
        fmt::format("\nlargest buffer of a driver or heap: {} at {} (aligned as its size, {})\n",
                    size_text(report.largest_dma->size()), address_text(report.largest_dma->base()), cap_text(view));
  }
  for (const CmaTrial& trial : report.trials) text += trial_text(trial, *report.pool, view) + '\n';
}

}  // namespace

std::string pool_facts(const CmaPoolView& pool) {
  return pool_text(printable(pool.name), pool.size, pool.used, pool.largest_free);
}

std::string trial_text(const CmaTrial& trial, const CmaPoolView& pool, const CmaView& view) {
  const std::string asked = fmt::format("{} at {} alignment", size_text(trial.size), size_text(trial.alignment));
  if (trial.place) {
    const std::string times = trial.count > 1 ? fmt::format(", {} times in all", trial.count) : "";
    return fmt::format("{}: would succeed at {}{}", asked, address_text(*trial.place), times);
  }
  const std::string code = view.no_room_errno ? fmt::format("-{}, ", *view.no_room_errno) : "";
  return fmt::format("{}: would fail ({}longest free run {})", asked, code, size_or_dash(pool.largest_free));
}

std::string cma_list_text(const CmaView& view, const std::optional<Bytes>& want, const TableStyle& style) {
  using enum TextTable::Align;
  TextTable table{{{"POOL"},
                   {"BASE", Right},
                   {"SIZE", Right},
                   {"USED", Right},
                   {"FREE", Right},
                   {"LONGEST", Right},
                   {"UNUSABLE", Right},
                   {"FITS", Right},
                   {"ALLOCATED", Right},
                   {"FAILED", Right},
                   {"HEAP"},
                   {"DEVICE"}}};
  const auto request = want ? std::optional{request_for(*want, view)} : std::nullopt;
  for (const CmaPoolView& pool : view.pools) {
    const auto measured = fragmentation(pool, view.page_size, request);
    table.add({printable(pool.name), pool.base ? address_text(*pool.base) : "-", size_or_dash(pool.size),
               size_or_dash(pool.used), size_or_dash(pool.free), size_or_dash(pool.largest_free),
               fragmentation_cell(measured), measured && measured->count ? fmt::format("{}", *measured->count) : "",
               size_or_dash(pool.alloc_success), size_or_dash(pool.alloc_fail), heap_cell(pool), device_cell(pool)});
  }
  std::string text;
  if (table.empty()) {
    text = "no CMA pool\n";
  } else {
    text = table.text(style.width);
    if (request) {
      text += fmt::format("UNUSABLE: free memory that no request of {} at {} alignment can use ({}); FITS: how many\n",
                          size_text(*want), alignment_text(view, request->alignment_order), cap_text(view));
    } else {
      text += "UNUSABLE: free memory outside the longest free run (--want SIZE: of no use to such a request)\n";
    }
    text += "ALLOCATED, FAILED: since boot\n";
  }
  put_findings_and_notes(view, text);
  return text;
}

std::string cma_bitmap_text(const CmaView& view, const std::vector<CmaBitmapReport>& reports, const TableStyle& style) {
  std::string text;
  for (const CmaBitmapReport& report : reports) {
    if (!text.empty()) text += '\n';
    put_pool(report, view, style, text);
  }
  put_findings_and_notes(view, text);
  return text;
}

}  // namespace rampart
