#include "render/status_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

#include "base/printable.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr unsigned bar_cells = 20;

/// A row of the table: which zone, what it is called, and how deep it lies.
struct Row {
  ZoneName zone;
  std::string_view label;
  unsigned depth;
};
constexpr Row rows[] = {
    {ZoneName::Hardware, "installed", 0}, {ZoneName::Reserved, "reserved", 1}, {ZoneName::Cmm, "CMM/ION", 1},
    {ZoneName::User, "Linux", 1},         {ZoneName::Cma, "CMA", 2},           {ZoneName::Swap, "swap", 2},
    {ZoneName::Zram, "zram", 2},          {ZoneName::Kernel, "kernel", 1},
};

using Out = std::back_insert_iterator<std::string>;

/// Where the remark begins: after label, three sizes, share and bar.
constexpr std::size_t remark_column = 12 + 3 * 11 + 8 + bar_cells;

/// Shortens what follows `from`, which stands at `column`, to a terminal of `width` columns; 0 is no terminal.
void cut_tail(std::string& into, std::size_t from, std::size_t width, std::size_t column) {
  if (width == 0) return;
  const std::string tail = shortened(std::string_view{into}.substr(from), width > column ? width - column : 0);
  into.resize(from);
  into += tail;
}

void put_size(std::string& into, const std::optional<Bytes>& size) {
  if (size) {
    fmt::format_to(Out{into}, "{:>11}", size_text(*size));
  } else {
    fmt::format_to(Out{into}, "{:>11}", "-");
  }
}

void put_bar(std::string& into, unsigned percent, bool colour) {
  const unsigned full = std::min(bar_cells, (percent * bar_cells + 50) / 100);
  if (colour) into += percent >= 90 ? "\x1b[31m" : percent >= 75 ? "\x1b[33m" : "\x1b[32m";
  for (unsigned cell = 0; cell < bar_cells; ++cell) into += cell < full ? "█" : "░";
  if (colour) into += "\x1b[0m";
}

/// "3.1:1, saves 66 MiB" over all zram devices in use.
void put_zram_remark(std::string& into, const Observation& seen) {
  Bytes original;
  Bytes compressed;
  Bytes memory;
  for (const ZramDevice& device : seen.proc->zram) {
    if (!device.mm_stat) continue;
    original = saturating_add(original, device.mm_stat->orig_data_size);
    compressed = saturating_add(compressed, device.mm_stat->compr_data_size);
    memory = saturating_add(memory, device.mm_stat->mem_used_total);
  }
  if (compressed.value == 0) return;
  const double ratio = static_cast<double>(original.value) / static_cast<double>(compressed.value);
  fmt::format_to(Out{into}, "  {:.1f}:1, saves {}", ratio, size_text(saturating_sub(original, memory)));
}

void put_remark(std::string& into, const StatusView& view, const Row& row) {
  const std::string& knob = view.knobs[static_cast<std::size_t>(row.zone)];
  if (!knob.empty()) fmt::format_to(Out{into}, "  {}", printable(knob));
  switch (row.zone) {
    case ZoneName::Hardware:
      if (view.memory.installed) fmt::format_to(Out{into}, "  {}", printable(view.memory.installed->origin));
      break;
    case ZoneName::Reserved:
      into += "  carve-outs, firmware, named reservations";
      break;
    case ZoneName::Kernel:
      into += "  image, page structures, other boot-time reservations";
      break;
    case ZoneName::Cma: {
      const auto& info = view.seen.proc->meminfo;
      if (info && info->cma_free)
        fmt::format_to(Out{into}, "  {} of it free to drivers at once", size_text(*info->cma_free));
      break;
    }
    case ZoneName::Zram:
      put_zram_remark(into, view.seen);
      break;
    default:
      break;
  }
}

/// Why a zone has no total.
std::string_view absence(const StatusView& view, ZoneName zone) {
  switch (zone) {
    case ZoneName::Cma: {
      const auto& info = view.seen.proc->meminfo;
      return info && info->cma_total ? "none on this device" : "this kernel has no CMA";
    }
    case ZoneName::Cmm:
      return "no vendor's pool is known here";
    case ZoneName::Zram:
      return "no zram device in use";
    default:
      return "not readable: see the notes";
  }
}

void put_zone(std::string& into, const StatusView& view, const Row& row, const TableStyle& style) {
  const ZoneUse& use = view.zones[static_cast<std::size_t>(row.zone)];
  fmt::format_to(Out{into}, "{:{}}{:<{}}", "", row.depth * 2, row.label, 12 - row.depth * 2);
  const bool empty_pool = row.zone == ZoneName::Cma && use.total == Bytes{};
  if (!use.total || empty_pool) {
    fmt::format_to(Out{into}, "{:>11}  {}\n", "-", absence(view, row.zone));
    return;
  }
  // Nobody can see into these two: what they take is all that is to be said.
  const bool opaque = row.zone == ZoneName::Reserved || row.zone == ZoneName::Kernel;
  put_size(into, use.total);
  if (opaque) {
    fmt::format_to(Out{into}, "{:>22}", "");
  } else {
    put_size(into, use.used);
    put_size(into, use.free);
  }
  if (const auto percent = opaque ? std::nullopt : use.percent()) {
    fmt::format_to(Out{into}, "{:>5}%  ", *percent);
    put_bar(into, *percent, style.colour);
  } else {
    fmt::format_to(Out{into}, "{:>{}}", "", 8 + bar_cells);
  }
  const std::size_t remark_at = into.size();
  put_remark(into, view, row);
  cut_tail(into, remark_at, style.width, remark_column);
  into.resize(into.find_last_not_of(' ') + 1);
  into += '\n';
}

void put_uptime(std::string& into, std::chrono::milliseconds up) {
  const auto seconds = up.count() / 1000;
  if (seconds < 60) {
    fmt::format_to(Out{into}, "   up {} s", seconds);
  } else if (seconds < 3600) {
    fmt::format_to(Out{into}, "   up {} min", seconds / 60);
  } else if (seconds < 48 * 3600) {
    fmt::format_to(Out{into}, "   up {} h", seconds / 3600);
  } else {
    fmt::format_to(Out{into}, "   up {} days", seconds / 86400);
  }
}

void put_header(std::string& into, const StatusView& view) {
  if (view.device.empty()) {
    into += "unnamed system";
  } else {
    fmt::format_to(Out{into}, "{}", printable(view.device));
  }
  if (view.seen.kernel) fmt::format_to(Out{into}, "   Linux {}", printable(view.seen.kernel->text));
  if (view.seen.uptime) put_uptime(into, *view.seen.uptime);
  into += "\n\n";
}

std::string_view plural(std::size_t count) { return count == 1 ? "" : "s"; }

/// Holders of the same name are one entry: a browser has a dozen processes.
void put_dmabuf(std::string& into, const DmabufHolders& dmabuf) {
  if (!dmabuf.count || *dmabuf.count == 0) return;
  fmt::format_to(Out{into}, "DMA-BUF     {} in {} buffer{}:", size_text(dmabuf.total.value_or(Bytes{})), *dmabuf.count,
                 plural(*dmabuf.count));
  constexpr std::size_t listed = 8;
  std::string_view separator = " ";
  for (std::size_t i = 0; i < std::min(listed, dmabuf.holders.size()); ++i) {
    const DmabufHolder& holder = dmabuf.holders[i];
    fmt::format_to(Out{into}, "{}{} ({}) {}", separator, printable(holder.comm), holder.references.size(),
                   size_text(holder.size));
    separator = ", ";
  }
  if (dmabuf.holders.size() > listed) {
    fmt::format_to(Out{into}, ", {} more processes", dmabuf.holders.size() - listed);
  }
  if (dmabuf.kernel_only && !dmabuf.kernel_only->empty()) {
    fmt::format_to(Out{into}, "{}kernel only ({}) {}", separator, dmabuf.kernel_only->size(),
                   size_text(dmabuf.kernel_only_size.value_or(Bytes{})));
  }
  into += '\n';
}

template <typename T>
void put_split(std::string& into, const T& split) {
  if (!split || split->text.empty()) return;
  fmt::format_to(Out{into}, "default     {}\n", printable(split->text));
}

void put_findings_and_notes(std::string& into, const Observation& seen) {
  const auto findings = seen.findings();
  const auto notes = seen.notes();
  if (!findings.empty() || !notes.empty()) into += '\n';
  for (const Finding& finding : findings) {
    fmt::format_to(Out{into}, "{}[{}]: {}\n", to_string(finding.severity), finding.rule, printable(finding.message));
  }
  for (const Note& note : notes) fmt::format_to(Out{into}, "note: {}\n", printable(to_string(note)));
}

/// MiB with three decimals, truncated: the exact bytes are in the JSON.
std::string mib_text(Bytes size) {
  return fmt::format("{}.{:03}", size.value >> 20, ((size.value & ((1u << 20) - 1)) * 1000) >> 20);
}

std::string_view sign(AccountLine::Role role) {
  switch (role) {
    case AccountLine::Role::Share:
      return "-";
    case AccountLine::Role::Returned:
      return "+";
    case AccountLine::Role::Total:
      return "=";
    default:
      return " ";
  }
}

}  // namespace

void status_text(const StatusView& view, const TableStyle& style, std::string& into) {
  into.clear();
  put_header(into, view);
  fmt::format_to(Out{into}, "{:<12}{:>11}{:>11}{:>11}   {:<25}KNOB OR SOURCE\n", "ZONE", "TOTAL", "USED", "FREE",
                 "USE");
  for (const Row& row : rows) put_zone(into, view, row, style);
  put_dmabuf(into, view.seen.dmabuf);
  put_split(into, view.split);
  put_findings_and_notes(into, view.seen);
}

std::string account_text(const std::vector<AccountLine>& lines, const TableStyle& style) {
  using Cells = std::array<std::string, 4>;
  std::vector<Cells> table;
  std::array<std::size_t, 4> widths{};
  for (const AccountLine& line : lines) {
    const bool inside = line.role == AccountLine::Role::Inside || line.role == AccountLine::Role::Remark;
    const bool remark = line.role == AccountLine::Role::Remark;
    table.push_back({fmt::format("{} {:>15}  {}{:>10} MiB  {}{}", sign(line.role), line.size.value, inside ? "  " : "",
                                 mib_text(line.size), remark ? "of which " : "", printable(line.name)),
                     printable(line.detail), printable(line.origin), printable(line.knob)});
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], display_width(table.back()[i]));
  }
  std::string text;
  for (const Cells& cells : table) {
    std::string row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (widths[i] == 0) continue;
      row += cells[i] + std::string(widths[i] - display_width(cells[i]) + 2, ' ');
    }
    row.resize(row.find_last_not_of(' ') + 1);
    text += (style.width == 0 ? row : shortened(row, style.width)) + '\n';
  }
  return text;
}

std::string account_text(const StatusView& view, const TableStyle& style) {
  std::string text;
  put_header(text, view);
  text += account_text(view.account, style);
  put_findings_and_notes(text, view.seen);
  return text;
}

}  // namespace rampart
