#include "host/changed_source.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "base/lines.h"
#include "host/io_error.h"
#include "host/opened_file.h"

namespace rampart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_source_files = 4096;

fs::path absolute_path(const std::string& path) {
  std::error_code failure;
  return fs::absolute(path, failure).lexically_normal();
}

Result<std::string> text_of(const std::string& path) {
  std::string text;
  auto read = read_opened(open_file(absolute_path(path).string(), flags_to_read), path, text);
  if (!read) return std::unexpected(std::move(read.error()));
  return text;
}

/// The file of a line marker, `# 12 "board.dtsi" 1`; nothing for another line, and for what is no file.
std::optional<std::string> marked_file(std::string_view line) {
  if (!line.starts_with("# ")) return std::nullopt;
  const std::size_t quote = line.find('"');
  if (quote == std::string_view::npos || line.find_first_not_of("0123456789 ", 2) != quote) return std::nullopt;
  std::string name;
  for (std::size_t i = quote + 1; i < line.size() && line[i] != '"'; ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) ++i;
    name += line[i];
  }
  if (name.empty() || name.starts_with('<')) return std::nullopt;
  return name;
}

/// What `/include/ "x"` and `/incbin/("x")` name: dtc reads these, cpp never sees them.
std::vector<std::string> names_for_dtc(std::string_view text) {
  std::vector<std::string> names;
  for (const std::string_view word : {"/include/", "/incbin/"}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const std::size_t begin = text.find_first_not_of(" \t(", at + word.size());
      if (begin == std::string_view::npos || text[begin] != '"') continue;
      const std::size_t end = text.find('"', begin + 1);
      if (end != std::string_view::npos) names.emplace_back(text.substr(begin + 1, end - begin - 1));
    }
  }
  return names;
}

std::string directory_with_slash(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

/// Where dtc finds such a name: beside the file, then in the directories given.
std::optional<std::string> found_for_dtc(const std::string& name, const std::string& from, const DtsOptions& options) {
  std::vector<std::string> candidates{directory_with_slash(from) + name};
  for (const std::string& directory : options.include_dirs) candidates.push_back(directory + '/' + name);
  for (const std::string& candidate : candidates) {
    std::error_code failure;
    if (fs::is_regular_file(candidate, failure)) return candidate;
  }
  return std::nullopt;
}

/// A directory that is gone with everything in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::error_code failure;
    path_ = (fs::temp_directory_path(failure) / "rampart-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) failure_ = errno;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    if (failure_ == 0) fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  int failure() const { return failure_; }

 private:
  std::string path_;
  int failure_ = 0;
};

/// A board's files under another root, and the way back from their names.
class SourceMirror {
 public:
  Result<CompiledDts> compile(const std::string& board, std::span<const SourceFile> files, const DtsOptions& options) {
    if (root_.failure() != 0) return std::unexpected(io_error(root_.failure(), root_.path(), "cannot make"));
    for (const SourceFile& file : files) {
      const std::string copy = mirrored(file.path);
      std::error_code failure;
      fs::create_directories(fs::path{copy}.parent_path(), failure);  // the writing tells
      std::ofstream out{copy, std::ios::binary};
      if (!(out << file.text).flush()) return std::unexpected(io_error(errno, copy, "cannot write"));
    }
    std::vector<std::string> directories;
    for (const std::string& directory : options.include_dirs) {
      directories.push_back(mirrored(directory));
      directories.push_back(directory);
      back_.emplace_back(directories[directories.size() - 2] + '/', directory + '/');
    }
    back_.emplace_back(directory_with_slash(mirrored(board)), directory_with_slash(board));
    std::ranges::sort(back_, {}, [](const auto& pair) { return ~pair.first.size(); });
    back_.emplace_back(root_.path(), "");
    auto compiled = compile_dts(mirrored(board), {.include_dirs = directories, .symbols = options.symbols});
    if (!compiled) {
      rename_back(compiled.error().where.file);
      rename_back(compiled.error().what);
      return compiled;
    }
    rename_back(compiled->annotated);
    rename_back(compiled->preprocessed);
    return compiled;
  }

 private:
  std::string mirrored(const std::string& path) const { return root_.path() + absolute_path(path).string(); }

  void rename_back(std::string& text) const {
    if (text.find(root_.path()) == std::string::npos) return;
    std::string result;
    std::size_t copied = 0;
    for (std::size_t at = text.find(root_.path()); at != std::string::npos; at = text.find(root_.path(), copied)) {
      const std::string_view rest = std::string_view{text}.substr(at);
      const auto found = std::ranges::find_if(back_, [&](const auto& pair) { return rest.starts_with(pair.first); });
      result.append(text, copied, at - copied).append(found->second);
      copied = at + found->first.size();
    }
    text = result.append(text, copied);
  }

  TemporaryDirectory root_;
  std::vector<std::pair<std::string, std::string>> back_;  ///< From what a name begins with to what it began with.
};

}  // namespace

Result<std::vector<SourceFile>> files_of_source(const std::string& board, const CompiledDts& compiled,
                                                const DtsOptions& options) {
  std::vector<SourceFile> files;
  const auto add = [&](const std::string& path) -> Result<void> {
    const fs::path absolute = absolute_path(path);
    const bool is_known =
        std::ranges::any_of(files, [&](const SourceFile& file) { return absolute_path(file.path) == absolute; });
    if (is_known || files.size() >= most_source_files) return {};
    auto text = text_of(path);
    if (!text) return std::unexpected(std::move(text.error()));
    files.push_back({path, std::move(*text)});
    return {};
  };
  if (auto done = add(board); !done) return std::unexpected(std::move(done.error()));
  for (const Line line : Lines{compiled.preprocessed}) {
    const auto name = marked_file(line.text);
    if (!name) continue;
    if (auto done = add(*name); !done) return std::unexpected(std::move(done.error()));
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const std::string& name : names_for_dtc(files[i].text)) {
      const auto path = found_for_dtc(name, files[i].path, options);
      if (!path) continue;
      if (auto done = add(*path); !done) return std::unexpected(std::move(done.error()));
    }
  }
  return files;
}

Result<CompiledDts> compile_changed(const std::string& board, std::span<const SourceFile> files,
                                    const DtsOptions& options) {
  return SourceMirror{}.compile(board, files, options);
}

}  // namespace rampart
