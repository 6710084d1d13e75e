#include "host/recording_tree.h"

#include "host/normal_path.h"

namespace rampart {

RecordedPath& RecordingTree::entry(std::string_view path) { return recording_[normal_path(path)]; }

Result<void> RecordingTree::read(std::string_view path, std::string& into) {
  auto& content = entry(path).content;
  if (!content) content = source_.read(path);
  if (!*content) {
    into.clear();
    return std::unexpected(content->error());
  }
  into = **content;
  return {};
}

Result<std::vector<std::string>> RecordingTree::list(std::string_view path) {
  auto& names = entry(path).names;
  if (!names) names = source_.list(path);
  return *names;
}

Result<std::string> RecordingTree::read_link(std::string_view path) {
  auto& target = entry(path).target;
  if (!target) target = source_.read_link(path);
  return *target;
}

}  // namespace rampart
