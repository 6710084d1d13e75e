#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "edit/dts_edit.h"
#include "edit/dts_expression.h"
#include "edit/dts_source.h"
#include "edit/dts_tree.h"

namespace rampart {

/// Text that takes the place of a span.
struct DtsReplacement {
  std::size_t file = 0;
  DtsSpan span;
  std::string text;
};

/// The files of a board while they are edited, with the tree that they make now.
class DtsWorkspace {
 public:
  struct File {
    std::string path;
    bool may_edit = true;
    DtsSource source;
  };

  /// Malformed, with file, line and column.
  static Result<DtsWorkspace> open(std::span<const DtsFile> files);

  const std::vector<File>& files() const { return files_; }
  const DtsTree& tree() const { return tree_; }
  const DtsMacros& macros() const { return macros_; }
  const DtsSource& source(const DtsPlace& place) const { return files_[place.file].source; }
  const DtsItem& item(const DtsPlace& place) const { return source(place).items[place.item]; }
  /// True if a statement may be changed where it stands, and is there whatever the preprocessor decides.
  bool is_usable(const DtsPlace& place) const { return files_[place.file].may_edit && !item(place).is_alternative; }
  SourcePos position(const DtsPlace& place) const;

  /// The files with the spans replaced. Of spans that meet the first keeps what both have.
  Result<DtsWorkspace> with(const std::vector<DtsReplacement>& replacements) const;
  /// True if every text is that of `other`.
  bool has_texts_of(const DtsWorkspace& other) const;

 private:
  explicit DtsWorkspace(std::vector<File> files);
  static DtsTree tree_of(const std::vector<File>& files);

  std::vector<File> files_;
  DtsTree tree_;
  DtsMacros macros_;
};

}  // namespace rampart
