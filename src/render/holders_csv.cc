#include "render/holders_csv.h"

#include <fmt/format.h>
#include <string_view>

namespace rampart {
namespace {

constexpr std::string_view csv_heading =
    "process,pid,name,rss,pss,nr_procs,inode,exporter,fd_refs,map_refs,mapped,file_count,devices\r\n";

/// A field of RFC 4180. One that a spreadsheet would take for a formula is made text by an apostrophe.
std::string csv_field(std::string_view text) {
  std::string field{text};
  if (!field.empty() && std::string_view{"=+-@\t\r"}.contains(field.front())) field.insert(0, 1, '\'');
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

std::string csv_row(std::string_view process, std::string_view pid, const DmabufBuffer& buffer, Bytes pss,
                    const DmabufReference& reference) {
  const std::string count = buffer.file_count ? fmt::format("{}", *buffer.file_count) : "";
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", csv_field(process), pid, csv_field(buffer.name),
                     buffer.size.value, pss.value, buffer.pids.size(), buffer.ino, csv_field(buffer.exporter),
                     reference.descriptors, reference.mappings, reference.mapped.value, count,
                     csv_field(joined(buffer.devices)));
}

}  // namespace

std::string holders_csv(const DmabufShares& shares) {
  std::string text{csv_heading};
  for (const DmabufProcess& process : shares.processes) {
    for (const DmabufShare& share : process.shares) {
      text += csv_row(process.comm, fmt::format("{}", process.pid), *share.buffer, share.pss, share.reference);
    }
  }
  for (const DmabufBuffer* const buffer : shares.unheld) {
    text += csv_row("", "", *buffer, buffer->size, {});
  }
  return text;
}

}  // namespace rampart
