#include "render/holders_text.h"

#include <fmt/format.h>
#include <set>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/text_table.h"

namespace rampart {
namespace {

using enum TextTable::Align;

std::string plural(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string name_of(const DmabufBuffer& buffer) { return buffer.name.empty() ? "-" : printable(buffer.name); }

std::string totals(const DmabufShares& shares) {
  if (!shares.supported) return "DMA-BUF: no driver here gives any out\n";
  if (!shares.count) {
    return fmt::format("DMA-BUF: {} in the processes that could be looked into; no list of all buffers is readable\n",
                       size_text(shares.pss));
  }
  const std::string_view who = shares.unheld_by_kernel ? "only by the kernel" : "without a holder that could be seen";
  return fmt::format("DMA-BUF: {} in {}: {} held by processes, {} {}\n", size_text(shares.total.value_or(Bytes{})),
                     plural(*shares.count, "buffer"), size_text(shares.pss), size_text(shares.unheld_size), who);
}

std::string process_text(const DmabufProcess& process, std::size_t width) {
  std::string text =
      fmt::format("{} ({})  RSS {}, PSS {}: {}, {}, {}\n", printable(process.comm), process.pid, size_text(process.rss),
                  size_text(process.pss), plural(process.shares.size(), "buffer"),
                  plural(process.descriptors(), "descriptor"), plural(process.mappings(), "mapping"));
  TextTable table{{{"NAME"},
                   {"INODE", Right},
                   {"RSS", Right},
                   {"PSS", Right},
                   {"PROCS", Right},
                   {"FDS", Right},
                   {"MAPS", Right},
                   {"EXPORTER"}}};
  for (const DmabufShare& share : process.shares) {
    const DmabufBuffer& buffer = *share.buffer;
    table.add({name_of(buffer), fmt::format("{}", buffer.ino), size_text(buffer.size), size_text(share.pss),
               fmt::format("{}", buffer.pids.size()), fmt::format("{}", share.reference.descriptors),
               fmt::format("{}", share.reference.mappings), printable(buffer.exporter)});
  }
  if (!table.empty()) text += table.text(width, 2);
  if (process.unidentified > 0) {
    text += fmt::format("  and {} of buffers that this kernel does not number\n",
                        plural(process.unidentified, "descriptor"));
  }
  return text;
}

/// Devices that are attached to a buffer, each once: why the kernel holds it.
std::string devices_of(const DmabufBuffer& buffer) {
  const std::set<std::string> names{buffer.devices.begin(), buffer.devices.end()};
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + printable(name);
  return text;
}

std::string unheld_text(const DmabufShares& shares, std::size_t width) {
  if (shares.unheld.empty()) return {};
  TextTable table{{{"NAME"}, {"INODE", Right}, {"SIZE", Right}, {"EXPORTER"}, {"ATTACHED DEVICES"}}};
  for (const DmabufBuffer* const buffer : shares.unheld) {
    table.add({name_of(*buffer), fmt::format("{}", buffer->ino), size_text(buffer->size), printable(buffer->exporter),
               devices_of(*buffer)});
  }
  return (shares.unheld_by_kernel ? "\nonly the kernel\n" : "\nno holder seen\n") + table.text(width, 2);
}

std::string exporters_text(const DmabufShares& shares, std::size_t width) {
  if (shares.exporters.empty()) return {};
  TextTable table{{{"EXPORTER"}, {"BUFFERS", Right}, {"SIZE", Right}, {"IN PROCESSES", Right}, {"REST", Right}}};
  for (const DmabufExporter& each : shares.exporters) {
    table.add({printable(each.name), fmt::format("{}", each.buffers), size_text(each.size),
               size_text(each.in_processes), size_text(saturating_sub(each.size, each.in_processes))});
  }
  return '\n' + table.text(width);
}

std::string pools_text(const DmabufShares& shares, std::size_t width) {
  if (shares.pools.empty()) return {};
  TextTable table{{{"CMA POOL"},
                   {"USED", Right},
                   {"HEAP BUFFERS IN PROCESSES", Right},
                   {"IN THE KERNEL", Right},
                   {"OTHER DRIVERS", Right}}};
  const auto cell = [](const std::optional<Bytes>& size) { return size ? size_text(*size) : "-"; };
  for (const CmaPoolHolders& pool : shares.pools) {
    table.add({printable(pool.name), size_text(pool.used), cell(pool.in_processes), cell(pool.kernel_buffers),
               cell(pool.other)});
  }
  return '\n' + table.text(width);
}

}  // namespace

std::string holders_text(const DmabufShares& shares, const std::vector<Note>& notes, const TableStyle& style) {
  std::string text = totals(shares);
  for (const DmabufProcess& process : shares.processes) text += '\n' + process_text(process, style.width);
  text += unheld_text(shares, style.width) + exporters_text(shares, style.width) + pools_text(shares, style.width);
  if (!notes.empty()) text += '\n';
  for (const Note& note : notes) text += fmt::format("note: {}\n", printable(to_string(note)));
  return text;
}

}  // namespace rampart
