#include "assemble/dmabuf_list.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "assemble/source_note.h"
#include "sources/dmabuf_bufinfo.h"
#include "sources/dmabuf_sysfs.h"
#include "sources/rk_dmabuf.h"

namespace rampart {
namespace {

constexpr std::string_view bufinfo_path = "/sys/kernel/debug/dma_buf/bufinfo";
constexpr std::string_view dmabuf_sysfs = "/sys/kernel/dmabuf/buffers";
constexpr std::string_view rockchip_sum = "/proc/rk_dmabuf/size";

void take_objects(const DmabufInfo& info, DmabufList& list) {
  list.complete = true;
  for (const DmabufObject& object : info.objects) {
    if (!object.ino) {
      ++list.anonymous_count;
      list.anonymous_size = saturating_add(list.anonymous_size, object.size);
      continue;
    }
    list.buffers.try_emplace(*object.ino, DmabufBuffer{.ino = *object.ino,
                                                       .size = object.size,
                                                       .exporter = object.exporter,
                                                       .name = object.name.value_or(""),
                                                       .file_count = object.count,
                                                       .devices = object.devices});
  }
}

/// Takes the list from debugfs; the error if that is not readable or not understood.
Result<void> take_bufinfo(FileTree& files, DmabufList& list) {
  const auto text = files.read(bufinfo_path);
  if (!text) return std::unexpected(text.error());
  const auto info = parse_dmabuf_bufinfo(*text, bufinfo_path);
  if (!info) return std::unexpected(info.error());
  take_objects(*info, list);
  return {};
}

/// Takes the list from sysfs; false if there is none. A buffer that goes away meanwhile is left out.
bool take_sysfs(FileTree& files, DmabufList& list, std::vector<Note>& notes) {
  const auto names = files.list(dmabuf_sysfs);
  if (!names) return false;
  bool noted = false;
  for (const std::string& name : *names) {
    const std::string directory = std::string{dmabuf_sysfs} + '/' + name;
    const auto exporter = files.read(directory + "/exporter_name");
    const auto size = files.read(directory + "/size");
    if (!exporter || !size) continue;
    const auto stat = parse_dmabuf_stat(directory, *exporter, *size);
    if (stat) {
      list.buffers.try_emplace(stat->ino, DmabufBuffer{stat->ino, stat->size, stat->exporter, {}});
    } else if (!std::exchange(noted, true)) {
      notes.push_back(note_of(stat.error()));
    }
  }
  list.complete = true;
  return true;
}

/// Drivers that export DMA-BUFs are reached through device nodes of these names: heaps, graphics, video, ION, NPUs.
constexpr std::string_view exporter_nodes[] = {"dma_heap", "dri",   "udmabuf", "ion",        "video",
                                               "media",    "v4l",   "dvb",     "mali",       "kgsl",
                                               "nvmap",    "accel", "galcore", "rk_dma_heap"};

/// True if /dev can be listed and has no node through which a program could get a buffer.
bool has_no_exporter(FileTree& files) {
  const auto names = files.list("/dev");
  if (!names || names->empty()) return false;
  return std::ranges::none_of(*names, [](const std::string& name) {
    return std::ranges::any_of(exporter_nodes, [&](std::string_view node) { return name.starts_with(node); });
  });
}

}  // namespace

DmabufList read_dmabuf_list(FileTree& files, std::vector<Note>& notes) {
  DmabufList list;
  const auto done = take_bufinfo(files, list);
  if (done || take_sysfs(files, list, notes)) return list;
  if (has_no_exporter(files)) {
    list.supported = false;
    return list;
  }
  if (is_absent_from_debugfs(files, done.error())) {
    list.supported = false;
    return list;
  }
  const auto text = files.read(rockchip_sum);
  const auto sum = text ? parse_rk_dmabuf_sum(*text, rockchip_sum) : std::unexpected(text.error());
  if (sum) list.total_size = *sum;
  notes.push_back(debugfs_note(files, done.error(), "CONFIG_DMA_SHARED_BUFFER"));
  return list;
}

}  // namespace rampart
