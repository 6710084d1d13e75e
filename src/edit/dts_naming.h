#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "edit/dts_value.h"
#include "edit/dts_workspace.h"

namespace rampart {

/// The error of an edit that names a node that no file defines.
std::unexpected<Error> no_dts_node(const DtsWorkspace& workspace, std::string_view path);

/// Names nodes in values that go into a source, and gives a label to those that have none.
class DtsNaming {
 public:
  explicit DtsNaming(const DtsWorkspace& workspace) : workspace_{workspace} {}

  /// For the values of one edit; refers to this object.
  DtsValueNames names();
  /// The labels that `names` had to make, where their nodes stand.
  const std::vector<DtsReplacement>& labels() const { return labels_; }
  /// A node that a value names and no file defines.
  const std::optional<std::string>& missing() const { return missing_; }

 private:
  std::string reference(std::string_view path);
  std::string new_label(const DtsNode& node) const;

  const DtsWorkspace& workspace_;
  std::vector<DtsReplacement> labels_;
  std::map<std::string, std::string, std::less<>> made_;  ///< Label of each path that got one.
  std::optional<std::string> missing_;
};

}  // namespace rampart
