#include "render/picture_links.h"

#include <fmt/format.h>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "analyses/map_diff.h"
#include "base/size_text.h"
#include "render/map_words.h"

namespace rampart {
namespace {

/// Finds the regions that the sides of a change speak of.
class RegionIndex {
 public:
  explicit RegionIndex(const MemoryMap& map) {
    for (std::size_t i = 0; i < map.regions().size(); ++i) {
      const Region& region = map.regions()[i];
      by_place_.try_emplace({region.name, region.range.base(), region.range.size()}, i);
    }
  }
  std::optional<std::size_t> find(std::string_view name, const std::optional<ChangeSide>& side) const {
    if (!side || !side->base) return std::nullopt;
    const auto found = by_place_.find({name, *side->base, side->size});
    return found == by_place_.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  std::map<std::tuple<std::string_view, PhysAddr, Bytes>, std::size_t> by_place_;
};

void add_word(std::string& words, const std::string& word) {
  if (!words.empty()) words += ", ";
  words += word;
}

/// What the change is called beside the later region.
std::string word_after(const Change& change) {
  switch (change.what) {
    case ChangeKind::Appeared:
      return "new";
    case ChangeKind::Moved:
      return change.before->base ? "moved" : "placed at boot";
    case ChangeKind::Resized:
      return fmt::format("was {}", size_text(change.before->size));
    case ChangeKind::Renamed:
      return fmt::format("was {}", change.old_name);
    case ChangeKind::KindChanged:
      return fmt::format("was {}", kind_label(change.before->kind));
    case ChangeKind::Vanished:
    case ChangeKind::UsageChanged:
      return {};
  }
  return {};
}

std::string word_before(const Change& change) {
  if (change.what == ChangeKind::Vanished) return "gone";
  return change.what == ChangeKind::Moved && change.after->base ? "moved" : "";
}

bool is_joined(const Change& change) {
  const bool changed_place = change.what == ChangeKind::Moved || change.what == ChangeKind::Resized;
  return changed_place && change.before->kind != Kind::Ram && change.after->kind != Kind::Ram;
}

}  // namespace

PictureChanges picture_changes(const MemoryMap& left, const MemoryMap& right) {
  const RegionIndex in_left{left};
  const RegionIndex in_right{right};
  PictureChanges changes;
  changes.left.resize(left.regions().size());
  changes.right.resize(right.regions().size());
  for (const Change& change : map_diff(left, right)) {
    const auto before = in_left.find(change.what == ChangeKind::Renamed ? change.old_name : change.name, change.before);
    const auto after = in_right.find(change.name, change.after);
    if (const std::string word = word_before(change); before && !word.empty()) add_word(changes.left[*before], word);
    if (const std::string word = word_after(change); after && !word.empty()) add_word(changes.right[*after], word);
    if (!before || !after || !is_joined(change)) continue;
    const PictureLink link{*before, *after};
    // A region that moved and grew is two changes, one after the other.
    if (changes.links.empty() || changes.links.back() != link) changes.links.push_back(link);
  }
  return changes;
}

}  // namespace rampart
