#include "sources/tree_nodes.h"

#include <algorithm>
#include <utility>

#include "sources/dtb_walk.h"

namespace rampart {

const TreeProperty* TreeNode::find(std::string_view property) const {
  const auto found = std::ranges::find(properties, property, &TreeProperty::name);
  return found == properties.end() ? nullptr : &*found;
}

Result<TreeNode> parse_tree_nodes(std::string_view blob, std::string_view file) {
  const std::string aligned{blob};  // a walk wants its blob at a multiple of 8, as the heap gives it
  auto walk = DtbWalk::open(aligned, file);
  if (!walk) return std::unexpected(std::move(walk.error()));
  std::vector<TreeNode> open(1);  // around the next item; the first is above the root
  while (true) {
    switch (walk->next()) {
      case DtbWalk::Tag::Begin:
        open.push_back({std::string{walk->text()}, {}, {}});
        break;
      case DtbWalk::Tag::Property:
        open.back().properties.push_back({std::string{walk->property_name()}, std::string{walk->text()}});
        break;
      case DtbWalk::Tag::End: {
        TreeNode done = std::move(open.back());
        open.pop_back();
        open.back().children.push_back(std::move(done));
        break;
      }
      case DtbWalk::Tag::Finish:
        return std::move(open.front().children.front());
      case DtbWalk::Tag::Broken:
        return std::unexpected(walk->error());
    }
  }
}

}  // namespace rampart
