#include "host/archive_tree.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <optional>
#include <utility>

#include "host/io_error.h"
#include "host/normal_path.h"
#include "host/opened_file.h"
#include "host/unpack.h"

namespace rampart {
namespace {

/// Whether a path is there, as far as the answers tell. A member without answers is a directory.
bool exists(const RecordedPath& answers) {
  const auto absent = [](const auto& answer) { return answer && !*answer && answer->error().code == Errc::NotFound; };
  const auto silent = [&](const auto& answer) { return !answer || absent(answer); };
  const bool asked = answers.content || answers.names || answers.target;
  return !asked || !silent(answers.content) || !silent(answers.names) || !silent(answers.target);
}

/// The names that members below a directory show.
std::vector<std::string> names_below(const Recording& contents, const std::string& directory) {
  const std::string prefix = directory == "/" ? directory : directory + '/';
  std::vector<std::string> names;
  auto entry = contents.lower_bound(prefix);
  while (entry != contents.end() && entry->first.starts_with(prefix)) {
    const std::string_view below = std::string_view{entry->first}.substr(prefix.size());
    const std::string name{below.substr(0, below.find('/'))};
    const bool is_member_itself = name.size() == below.size();
    if (!name.empty() && exists(entry->second)) {
      names.push_back(name);
      // Past all that lies below it: `0` follows the slash.
      entry = is_member_itself ? std::next(entry) : contents.lower_bound(prefix + name + '0');
    } else {
      ++entry;
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

const std::string* target_at(const Recording& contents, const std::string& path) {
  const auto found = contents.find(path);
  if (found == contents.end() || !found->second.target || !*found->second.target) return nullptr;
  return &**found->second.target;
}

/// The path without links and `..`, as far as the archive knows them; the last name is followed only if asked for.
/// An errno if there is no such way.
std::expected<std::string, int> resolve(const Recording& contents, std::string_view path, bool follow_last) {
  constexpr int max_links = 40;  // as the kernel
  int links = 0;
  std::string done;
  std::string rest = normal_path(path);
  while (!rest.empty() && rest != "/") {
    if (rest.size() >= PATH_MAX) return std::unexpected(ENAMETOOLONG);
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    const std::string step = done + rest.substr(0, end);
    const bool is_parent = rest.compare(0, end, "/..") == 0;
    rest.erase(0, end);
    const std::string* const target = is_parent ? nullptr : target_at(contents, step);
    if (is_parent) {
      done.erase(std::min(done.rfind('/'), done.size()));
    } else if (target == nullptr || (rest.empty() && !follow_last)) {
      done = step;
    } else {
      if (++links > max_links) return std::unexpected(ELOOP);
      if (target->empty()) return std::unexpected(ENOENT);
      rest = normal_path('/' + *target + rest);
      if (target->starts_with('/')) done.clear();
    }
  }
  return done.empty() ? "/" : done;
}

}  // namespace

ArchiveTree::ArchiveTree(Recording contents) : contents_{std::move(contents)} {}

Result<ArchiveTree> ArchiveTree::from_bytes(std::string_view bytes, std::string_view file,
                                            const ArchiveLimits& limits) {
  auto contents = unpack(bytes, file, limits);
  if (!contents) return std::unexpected(std::move(contents.error()));
  return ArchiveTree{std::move(*contents)};
}

Result<ArchiveTree> ArchiveTree::open(const std::string& path) {
  std::string bytes;
  const int descriptor = ::open(path.c_str(), flags_to_read);
  const Opened opened = descriptor < 0 ? Opened{std::unexpected(errno)} : Opened{UniqueFd{descriptor}};
  if (auto done = read_opened(opened, path, bytes); !done) return std::unexpected(std::move(done.error()));
  return from_bytes(bytes, path);
}

Result<void> ArchiveTree::read(std::string_view path, std::string& into) {
  into.clear();
  const auto asked = contents_.find(normal_path(path));
  const auto* answers = asked == contents_.end() ? nullptr : &asked->second;
  if (answers == nullptr || !answers->content) {
    const auto place = resolve(contents_, path, true);
    if (!place) return std::unexpected(io_error(place.error(), path));
    const auto found = contents_.find(*place);
    answers = found == contents_.end() ? nullptr : &found->second;
    if (answers == nullptr || !answers->content) {
      const bool is_directory = (answers != nullptr && exists(*answers)) || !names_below(contents_, *place).empty();
      return std::unexpected(io_error(is_directory ? EISDIR : ENOENT, path));
    }
  }
  if (!*answers->content) return std::unexpected(answers->content->error());
  into = **answers->content;
  return {};
}

Result<std::vector<std::string>> ArchiveTree::list(std::string_view path) {
  if (const auto asked = contents_.find(normal_path(path)); asked != contents_.end() && asked->second.names) {
    return *asked->second.names;
  }
  const auto place = resolve(contents_, path, true);
  if (!place) return std::unexpected(io_error(place.error(), path, "cannot list"));
  const auto found = contents_.find(*place);
  if (found != contents_.end() && found->second.names) return *found->second.names;
  auto names = names_below(contents_, *place);
  const bool is_directory =
      !names.empty() || *place == "/" || (found != contents_.end() && !found->second.content && exists(found->second));
  if (!is_directory) return std::unexpected(io_error(ENOENT, path, "cannot list"));
  return names;
}

Result<std::string> ArchiveTree::read_link(std::string_view path) {
  if (const auto asked = contents_.find(normal_path(path)); asked != contents_.end() && asked->second.target) {
    return *asked->second.target;
  }
  const auto place = resolve(contents_, path, false);
  if (!place) return std::unexpected(io_error(place.error(), path, "cannot read the link"));
  const auto found = contents_.find(*place);
  if (found != contents_.end() && found->second.target) return *found->second.target;
  const bool is_there = (found != contents_.end() && exists(found->second)) || !names_below(contents_, *place).empty();
  if (!is_there) return std::unexpected(io_error(ENOENT, path, "cannot read the link"));
  return std::unexpected(Error{Errc::Unsupported, {std::string{path}, 0, 0}, "not a symbolic link"});
}

}  // namespace rampart
