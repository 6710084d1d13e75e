#include "assemble/dmabuf_holders.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "assemble/dmabuf_list.h"
#include "assemble/source_note.h"
#include "base/trim.h"
#include "sources/dmabuf_fdinfo.h"
#include "sources/dmabuf_maps.h"
#include "sources/single_number.h"

namespace rampart {
namespace {

/// A descriptor's link, in the form of a file system of their own or as older kernels have it.
bool is_dmabuf_link(std::string_view target) {
  return target.starts_with("/dmabuf:") || target == "anon_inode:dmabuf" || target == "anon_inode:[dmabuf]";
}

/// What one process holds.
struct Holding {
  std::map<std::uint64_t, DmabufReference> references;  ///< By inode.
  std::size_t unidentified = 0;
};

/// Looks through the processes. One that ends meanwhile is left out without a word; one that may not be looked into is
/// counted.
class Scan {
 public:
  Scan(FileTree& files, DmabufList& list, std::vector<Note>& notes) : files_{files}, list_{list}, notes_{notes} {}

  void run(DmabufMappings mappings) {
    for (const std::uint64_t pid : processes()) scan_descriptors(pid);
    // A mapping outlives its descriptor.
    if (mappings == DmabufMappings::All || has_unheld_buffer()) {
      for (const std::uint64_t pid : visible_) scan_mappings(pid);
    }
    if (!forbidden_.empty()) {
      notes_.push_back({"/proc/PID/fd",
                        fmt::format("the descriptors of {} processes may not be read", forbidden_.size()),
                        "run as root"});
    }
  }

  /// Whether somebody may hold a buffer of whom we do not know.
  bool is_partial() const { return !forbidden_.empty() || has_unidentified_; }
  const std::map<std::uint64_t, Holding>& holdings() const { return holdings_; }

 private:
  std::vector<std::uint64_t> processes() {
    std::vector<std::uint64_t> pids;
    const auto names = files_.list("/proc");
    if (!names) return pids;
    for (const std::string& name : *names) {
      if (name.empty() || name.front() < '0' || name.front() > '9') continue;
      if (const auto pid = parse_single_number(name, "/proc")) pids.push_back(*pid);
    }
    std::ranges::sort(pids);
    return pids;
  }

  void scan_descriptors(std::uint64_t pid) {
    const std::string directory = fmt::format("/proc/{}/fd", pid);
    const auto names = files_.list(directory);
    if (!names) {
      if (names.error().code == Errc::NoPermission) forbidden_.insert(pid);
      return;
    }
    visible_.push_back(pid);
    for (const std::string& name : *names) {
      const auto target = files_.read_link(directory + '/' + name);
      if (!target) {
        if (target.error().code == Errc::NoPermission) forbidden_.insert(pid);
      } else if (is_dmabuf_link(*target)) {
        take_descriptor(pid, name);
      }
    }
  }

  void take_descriptor(std::uint64_t pid, const std::string& descriptor) {
    const std::string path = fmt::format("/proc/{}/fdinfo/{}", pid, descriptor);
    if (const auto done = files_.read(path, text_); !done) {
      if (done.error().code == Errc::NoPermission) forbidden_.insert(pid);
      return;
    }
    const auto info = parse_dmabuf_fdinfo(text_, path);
    if (!info) return note(info.error());
    if (const auto ino = identify(*info)) {
      ++reference(pid, *ino).descriptors;
    } else {
      ++holdings_[pid].unidentified;
      has_unidentified_ = true;
    }
  }

  /// The buffer of a descriptor. It may be newer than the list. Kernels before 5.14 print no inode: then it is the
  /// buffer of this size and exporter, if there is only one.
  std::optional<std::uint64_t> identify(const DmabufFdinfo& info) {
    if (!info.size || !info.exporter) return std::nullopt;
    if (info.ino) {
      DmabufBuffer& buffer =
          list_.buffers.try_emplace(*info.ino, DmabufBuffer{*info.ino, *info.size, *info.exporter, {}}).first->second;
      if (buffer.name.empty() && info.name) buffer.name = *info.name;
      return *info.ino;
    }
    const auto alike = [&](const auto& entry) {
      const DmabufBuffer& buffer = entry.second;
      return buffer.size == *info.size && buffer.exporter == *info.exporter &&
             (!info.name || buffer.name.empty() || buffer.name == *info.name);
    };
    const auto found = std::ranges::find_if(list_.buffers, alike);
    if (found == list_.buffers.end() || std::any_of(std::next(found), list_.buffers.end(), alike)) return std::nullopt;
    return found->first;
  }

  bool has_unheld_buffer() const {
    if (!list_.complete) return false;
    std::set<std::uint64_t> held;
    for (const auto& [pid, holding] : holdings_) {
      for (const auto& [ino, reference] : holding.references) held.insert(ino);
    }
    return std::ranges::any_of(list_.buffers, [&](const auto& entry) { return !held.contains(entry.first); });
  }

  void scan_mappings(std::uint64_t pid) {
    const std::string path = fmt::format("/proc/{}/maps", pid);
    if (const auto done = files_.read(path, text_); !done) {
      if (done.error().code == Errc::NoPermission) forbidden_.insert(pid);
      return;
    }
    const auto mappings = parse_dmabuf_maps(text_, path);
    if (!mappings) return note(mappings.error());
    for (const DmabufMapping& mapping : *mappings) {
      if (!list_.buffers.contains(mapping.ino)) continue;
      DmabufReference& held = reference(pid, mapping.ino);
      ++held.mappings;
      held.mapped = saturating_add(held.mapped, mapping.size);
    }
  }

  DmabufReference& reference(std::uint64_t pid, std::uint64_t ino) {
    DmabufReference& found = holdings_[pid].references[ino];
    found.ino = ino;
    return found;
  }

  /// Only the first of its kind: a form that is not understood is so in every process.
  void note(const Error& error) {
    if (!std::exchange(noted_, true)) notes_.push_back(note_of(error));
    has_unidentified_ = true;
  }

  FileTree& files_;
  DmabufList& list_;
  std::vector<Note>& notes_;
  std::string text_;
  std::map<std::uint64_t, Holding> holdings_;
  std::vector<std::uint64_t> visible_;
  std::set<std::uint64_t> forbidden_;
  bool has_unidentified_ = false;
  bool noted_ = false;
};

DmabufHolder holder_of(FileTree& files, std::uint64_t pid, const Holding& holding,
                       const std::map<std::uint64_t, DmabufBuffer>& buffers) {
  DmabufHolder holder{.pid = pid, .comm = {}, .references = {}, .size = {}, .shared = {}};
  const auto comm = files.read(fmt::format("/proc/{}/comm", pid));
  if (comm) holder.comm = trim_right(*comm);
  holder.unidentified = holding.unidentified;
  for (const auto& [ino, reference] : holding.references) {
    const DmabufBuffer& buffer = buffers.at(ino);
    holder.references.push_back(reference);
    holder.size = saturating_add(holder.size, buffer.size);
    if (buffer.pids.size() > 1) holder.shared = saturating_add(holder.shared, buffer.size);
  }
  return holder;
}

void add_totals(const DmabufList& list, bool is_partial, DmabufHolders& result) {
  if (!list.complete) {
    result.total = list.total_size;
    return;
  }
  result.count = list.buffers.size() + list.anonymous_count;
  Bytes total = list.anonymous_size;
  std::vector<std::uint64_t> unheld;
  Bytes unheld_size;
  for (const auto& [ino, buffer] : list.buffers) {
    total = saturating_add(total, buffer.size);
    if (!buffer.pids.empty()) continue;
    unheld.push_back(ino);
    unheld_size = saturating_add(unheld_size, buffer.size);
  }
  result.total = total;
  if (is_partial || list.anonymous_count > 0) return;
  result.kernel_only = std::move(unheld);
  result.kernel_only_size = unheld_size;
}

}  // namespace

DmabufHolders read_dmabuf_holders(FileTree& files, DmabufMappings mappings) {
  DmabufHolders result;
  DmabufList list = read_dmabuf_list(files, result.notes);
  if (!list.supported) {
    result.supported = false;
    return result;
  }
  Scan scan{files, list, result.notes};
  const bool has_none = list.complete && list.buffers.empty() && list.anonymous_count == 0;
  if (!has_none) scan.run(mappings);
  for (const auto& [pid, holding] : scan.holdings()) {
    for (const auto& [ino, reference] : holding.references) list.buffers.at(ino).pids.push_back(pid);
  }
  for (const auto& [pid, holding] : scan.holdings()) {
    result.holders.push_back(holder_of(files, pid, holding, list.buffers));
  }
  std::ranges::stable_sort(result.holders, std::ranges::greater{}, &DmabufHolder::size);
  add_totals(list, scan.is_partial(), result);
  for (auto& [ino, buffer] : list.buffers) result.buffers.push_back(std::move(buffer));
  return result;
}

}  // namespace rampart
