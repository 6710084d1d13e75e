#include "host/live_tree.h"

#include <algorithm>
#include <utility>

#include "host/kernel_log.h"
#include "host/opened_file.h"

namespace rampart {

bool may_be_kept(std::string_view path) {
  constexpr std::string_view proc = "/proc/";
  constexpr std::string_view not_kept[] = {"/proc/self/",    "/proc/thread-self/", "/proc/device-tree/",
                                           "/sys/firmware/", "/sys/kernel/debug/", "/sys/kernel/tracing/"};
  if (path.contains("/../") || path.contains("//") || path.contains("/./")) return false;
  if (std::ranges::any_of(not_kept, [&](std::string_view prefix) { return path.starts_with(prefix); })) return false;
  if (!path.starts_with(proc)) return path.starts_with("/sys/");
  return path.size() > proc.size() && (path[proc.size()] < '0' || path[proc.size()] > '9');
}

Result<void> LiveTree::read(std::string_view path, std::string& into) {
  if (path == kernel_log_path) return read_kernel_log(into);
  if (const auto found = kept_.find(path); found != kept_.end()) {
    if (read_whole(found->second.get(), into) == 0) return {};
    kept_.erase(found);  // its device or module is gone, and may have come back under the same name
  }
  Opened opened = open_file(path, flags_to_read);
  auto done = read_opened(opened, path, into);
  if (done && kept_.size() < max_kept && may_be_kept(path)) kept_.emplace(path, std::move(*opened));
  return done;
}

Result<std::vector<std::string>> LiveTree::list(std::string_view path) {
  return list_opened(open_file(path, flags_to_list), path);
}

Result<std::string> LiveTree::read_link(std::string_view path) {
  return link_opened(open_file(path, flags_to_read_link), path);
}

}  // namespace rampart
