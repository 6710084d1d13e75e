#include "edit/dts_workspace.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace rampart {
namespace {

/// Keeps what a `#define NAME text` says; a name with several texts means none of them.
void read_macro(std::string_view line, DtsMacros& macros) {
  if (preprocessor_keyword(line) != "define") return;
  line.remove_prefix(line.find("define") + 6);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::string_view name = line.substr(0, line.find_first_of(" \t("));
  std::string_view text = line.substr(name.size());
  if (name.empty() || text.starts_with('(')) return;
  text = text.substr(0, std::min(text.find("//"), text.find("/*")));
  const auto [known, is_new] = macros.try_emplace(std::string{name}, text);
  if (!is_new && known->second != text) known->second.clear();
}

}  // namespace

DtsTree DtsWorkspace::tree_of(const std::vector<File>& files) {
  std::vector<DtsPart> parts;
  for (const File& file : files) parts.push_back({&file.source, file.path});
  return DtsTree{parts};
}

DtsWorkspace::DtsWorkspace(std::vector<File> files) : files_{std::move(files)}, tree_{tree_of(files_)} {
  for (const File& file : files_) {
    for (const DtsItem& item : file.source.items) {
      if (item.kind == DtsItemKind::Preprocessor) read_macro(file.source.at(item.span), macros_);
    }
  }
}

Result<DtsWorkspace> DtsWorkspace::open(std::span<const DtsFile> files) {
  std::vector<File> opened;
  for (const DtsFile& file : files) {
    auto source = parse_dts_source(file.text, file.path);
    if (!source) return std::unexpected(std::move(source.error()));
    opened.push_back({file.path, file.may_edit, std::move(*source)});
  }
  return DtsWorkspace{std::move(opened)};
}

SourcePos DtsWorkspace::position(const DtsPlace& place) const {
  return dts_position(source(place).text, files_[place.file].path, item(place).span.begin);
}

Result<DtsWorkspace> DtsWorkspace::with(const std::vector<DtsReplacement>& replacements) const {
  std::vector<std::size_t> ranks(replacements.size());
  std::iota(ranks.begin(), ranks.end(), std::size_t{0});
  std::ranges::sort(ranks, {}, [&](std::size_t i) {
    return std::tuple{replacements[i].file, replacements[i].span.begin, i};  // what stands at one place keeps its order
  });
  std::vector<File> changed = files_;
  for (std::size_t first = 0; first < ranks.size();) {
    const std::size_t file = replacements[ranks[first]].file;
    const std::string& old = files_[file].source.text;
    std::string text;
    std::size_t at = 0;
    for (; first < ranks.size() && replacements[ranks[first]].file == file; ++first) {
      const DtsReplacement& each = replacements[ranks[first]];
      if (each.span.begin > at) text.append(old, at, each.span.begin - at);
      text += each.text;
      at = std::max(at, each.span.end);
    }
    text.append(old, std::min(at, old.size()));
    auto source = parse_dts_source(text, files_[file].path);
    if (!source) return std::unexpected(std::move(source.error()));
    changed[file].source = std::move(*source);
  }
  return DtsWorkspace{std::move(changed)};
}

bool DtsWorkspace::has_texts_of(const DtsWorkspace& other) const {
  return std::ranges::equal(files_, other.files_,
                            [](const File& a, const File& b) { return a.source.text == b.source.text; });
}

}  // namespace rampart
