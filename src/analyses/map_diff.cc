#include "analyses/map_diff.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace rampart {
namespace {

/// A region of either sort as a side of a change.
struct Entry {
  std::string name;
  ChangeSide side;
  bool matched = false;
};

std::vector<Entry> entries_of(const MemoryMap& map) {
  std::vector<Entry> entries;
  for (const Region& region : map.regions()) {
    if (region.attributes.anonymous) continue;
    entries.push_back(
        {region.name, {region.range.base(), region.range.size(), region.kind, region.usage, region.origin}});
  }
  for (const DynamicRegion& region : map.dynamic()) {
    entries.push_back({region.name, {std::nullopt, region.size, region.kind, region.usage, region.origin}});
  }
  return entries;
}

using Pair = std::pair<Entry*, Entry*>;

/// Pairs entries that agree in `key`, each at most once, in order.
template <typename Key>
void pair_by(std::vector<Entry>& before, std::vector<Entry>& after, std::vector<Pair>& pairs, Key key) {
  std::multimap<decltype(key(before.front())), Entry*> waiting;
  for (Entry& entry : before) {
    if (!entry.matched) waiting.emplace(key(entry), &entry);
  }
  for (Entry& entry : after) {
    if (entry.matched) continue;
    const auto found = waiting.find(key(entry));
    if (found == waiting.end()) continue;
    found->second->matched = entry.matched = true;
    pairs.emplace_back(found->second, &entry);
    waiting.erase(found);
  }
}

void compare(const Entry& before, const Entry& after, std::vector<Change>& changes) {
  const auto add = [&](ChangeKind what) {
    changes.push_back({what, after.name, what == ChangeKind::Renamed ? before.name : "", before.side, after.side});
  };
  if (before.name != after.name) add(ChangeKind::Renamed);
  if (before.side.base != after.side.base) add(ChangeKind::Moved);
  if (before.side.size != after.side.size) add(ChangeKind::Resized);
  if (before.side.kind != after.side.kind) add(ChangeKind::KindChanged);
  if (before.side.usage != after.side.usage) add(ChangeKind::UsageChanged);
}

auto place(const Change& change) {
  const ChangeSide& side = change.after ? *change.after : *change.before;
  return std::tuple{side.base ? side.base->value : UINT64_MAX, change.name, change.what};
}

}  // namespace

std::string_view to_string(ChangeKind change) {
  switch (change) {
    case ChangeKind::Appeared:
      return "appeared";
    case ChangeKind::Vanished:
      return "vanished";
    case ChangeKind::Moved:
      return "moved";
    case ChangeKind::Resized:
      return "resized";
    case ChangeKind::Renamed:
      return "renamed";
    case ChangeKind::KindChanged:
      return "kind-changed";
    case ChangeKind::UsageChanged:
      return "usage-changed";
  }
  return {};
}

bool is_layout_change(const Change& change) { return change.what != ChangeKind::UsageChanged; }

std::vector<Change> map_diff(const MemoryMap& before, const MemoryMap& after) {
  std::vector<Entry> old_entries = entries_of(before);
  std::vector<Entry> new_entries = entries_of(after);
  std::vector<Pair> pairs;
  const auto place_of = [](const Entry& e) { return std::tuple{e.side.base, e.side.size, e.side.kind}; };
  pair_by(old_entries, new_entries, pairs, [&](const Entry& e) { return std::pair{e.name, place_of(e)}; });
  pair_by(old_entries, new_entries, pairs, [](const Entry& e) { return e.name; });
  pair_by(old_entries, new_entries, pairs, place_of);

  std::vector<Change> changes;
  for (const auto& [old_entry, new_entry] : pairs) compare(*old_entry, *new_entry, changes);
  for (const Entry& entry : old_entries) {
    if (!entry.matched) changes.push_back({ChangeKind::Vanished, entry.name, "", entry.side, std::nullopt});
  }
  for (const Entry& entry : new_entries) {
    if (!entry.matched) changes.push_back({ChangeKind::Appeared, entry.name, "", std::nullopt, entry.side});
  }
  std::ranges::sort(changes, {}, place);
  return changes;
}

}  // namespace rampart
