#include "host/redact.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/lines.h"
#include "host/process_path.h"
#include "host/recorded_maps.h"
#include "host/redact_command_line.h"
#include "host/redact_device_tree.h"
#include "host/redact_log.h"

namespace rampart {
namespace {

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// What of a process may stay: who it is by number, and which memory it holds. Not its program, arguments,
/// environment, directories or open files.
bool may_stay(std::string_view rest) {
  constexpr std::string_view files[] = {"",     "auxv",          "comm",         "fd",   "fdinfo",
                                        "maps", "oom_score_adj", "smaps_rollup", "statm"};
  return std::ranges::find(files, rest) != std::end(files) || rest.starts_with("fd/") || rest.starts_with("fdinfo/");
}

/// Where an open file of a process leads: kept for what is memory or a device, and never a file of someone's.
std::string redact_open_file(std::string target) {
  constexpr std::string_view known[] = {"/dmabuf:", "/dev/", "anon_inode:", "pipe:", "socket:"};
  const bool stays = std::ranges::any_of(known, [&](std::string_view start) { return target.starts_with(start); });
  return stays && !target.starts_with("/dev/shm/") ? target : "REDACTED";
}

/// Files whose whole content is a number of this one unit.
bool is_identity(std::string_view path) {
  constexpr std::string_view names[] = {
      "serial",         "serial_number", "cid",  "unique_number", "product_serial", "product_uuid", "board_serial",
      "chassis_serial", "machine-id",    "wwid", "boot_id",       "uuid",           "address",      "hostname"};
  return std::ranges::find(names, last_name(path)) != std::end(names) &&
         (last_name(path) != "address" || path.contains("/net/"));
}

/// extlinux.conf: the lines `append <command line>`.
std::string redact_extlinux(std::string_view text) {
  std::string redacted;
  for (const Line line : Lines{text}) {
    const std::size_t word = std::min(line.text.find_first_not_of(" \t"), line.text.size());
    std::string_view rest = line.text.substr(word);
    const bool appends = rest.starts_with("append ") || rest.starts_with("APPEND ") || rest.starts_with("Append ");
    if (appends) rest.remove_prefix(7);
    redacted += line.text.substr(0, line.text.size() - rest.size());
    redacted += appends ? redact_command_line(rest) : std::string{rest};
    redacted += '\n';
  }
  return redacted;
}

void redact_content(std::string_view path, std::string& content) {
  const std::string_view name = last_name(path);
  const bool in_tree = path.starts_with("/proc/device-tree/") || path.starts_with("/sys/firmware/devicetree/");
  if (const auto process = process_path(path)) {
    if (process->rest == "comm") content = "process-" + std::string{process->process} + '\n';
    if (process->rest == "maps") content = dmabuf_lines(content);
  } else if (in_tree) {
    if (auto value = redact_property(name, content)) content = std::move(*value);
  } else if (name == "cmdline" || name == "cmdline.txt") {
    content = redact_command_line(content);
  } else if (name == "extlinux.conf") {
    content = redact_extlinux(content);
  } else if (is_identity(path)) {
    content = "REDACTED\n";
  } else if (!redact_blob(content) && !content.contains('\0')) {
    content = redact_log(content);
  }
}

constexpr std::string_view ion_clients = "/ion/clients";

/// debugfs names an ION client after its process: `<task>-<n>`. The task of a path below `ion/clients`, or empty.
std::string_view client_of(std::string_view path) {
  const std::size_t at = path.find(ion_clients);
  if (at == std::string_view::npos) return {};
  path.remove_prefix(at + ion_clients.size());
  if (!path.starts_with('/')) return {};
  path.remove_prefix(1);
  return path.substr(0, path.find('/'));
}

/// New names for all ION clients, by the order of the old ones.
class ClientNames {
 public:
  explicit ClientNames(const Recording& recording) {
    for (const auto& [path, answers] : recording) {
      if (const auto client = client_of(path); !client.empty()) names_.emplace(client);
      if (!path.ends_with(ion_clients) || !answers.names || !*answers.names) continue;
      names_.insert((*answers.names)->begin(), (*answers.names)->end());
    }
  }
  std::string operator()(std::string_view client) const {
    return "client-" + std::to_string(std::distance(names_.begin(), names_.find(client)) + 1);
  }

 private:
  std::set<std::string, std::less<>> names_;
};

std::string renamed(const std::string& path, const ClientNames& new_name) {
  const std::string_view client = client_of(path);
  if (client.empty()) return path;
  return std::string{path}.replace(static_cast<std::size_t>(client.data() - path.data()), client.size(),
                                   new_name(client));
}

/// Errors carry the path as well.
template <typename Answer>
void rename_error(std::optional<Result<Answer>>& answer, const std::string& path) {
  if (answer && !*answer) answer->error().where.file = path;
}

bool is_dropped(std::string_view path) {
  const auto process = process_path(path);
  return (process && !may_stay(process->rest)) || path == "/proc/bootconfig";
}

}  // namespace

Recording redact(Recording recording) {
  const ClientNames new_name{recording};
  Recording redacted;
  for (auto& [old_path, answers] : recording) {
    if (is_dropped(old_path)) continue;
    const std::string path = renamed(old_path, new_name);
    if (answers.content && *answers.content) redact_content(path, **answers.content);
    const auto process = process_path(path);
    if (answers.target && *answers.target && process && process->rest.starts_with("fd/")) {
      **answers.target = redact_open_file(std::move(**answers.target));
    }
    if (path.ends_with(ion_clients) && answers.names && *answers.names) {
      for (std::string& name : **answers.names) name = new_name(name);
      std::ranges::sort(**answers.names);
    }
    rename_error(answers.content, path);
    rename_error(answers.names, path);
    rename_error(answers.target, path);
    redacted.emplace(path, std::move(answers));
  }
  return redacted;
}

}  // namespace rampart
