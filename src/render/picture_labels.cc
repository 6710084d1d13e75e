#include "render/picture_labels.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace rampart {
namespace {

/// Labels that stand one below the other without room between.
struct Cluster {
  std::size_t count;
  long long wanted_sum;  ///< Of what each label would want the first one's middle to be.
  int first;             ///< The middle of the first label.
};

/// The longest span of each region; the first of equals.
std::vector<bool> longest_of_its_region(const MemoryMap& map) {
  const std::vector<Span>& spans = map.spans();
  std::vector<std::optional<std::size_t>> longest(map.regions().size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (!spans[i].region) continue;
    auto& best = longest[*spans[i].region];
    if (!best || spans[*best].range.size() < spans[i].range.size()) best = i;
  }
  std::vector<bool> result(spans.size());
  for (const auto& best : longest) {
    if (best) result[*best] = true;
  }
  return result;
}

}  // namespace

std::vector<int> place_labels(const std::vector<int>& wanted, int pitch, int top, int bottom) {
  std::vector<Cluster> clusters;
  const int lowest = top + pitch / 2;
  const auto settle = [&](Cluster& cluster) {
    const auto count = static_cast<long long>(cluster.count);
    const long long highest = bottom - pitch / 2 - (count - 1) * pitch;
    const long long mean = cluster.wanted_sum / count;
    cluster.first = static_cast<int>(std::max<long long>(lowest, std::min(mean, highest)));
  };
  for (const int middle : wanted) {
    clusters.push_back({.count = 1, .wanted_sum = middle, .first = 0});
    settle(clusters.back());
    while (clusters.size() > 1) {
      const Cluster last = clusters.back();
      Cluster& before = clusters[clusters.size() - 2];
      const int length = static_cast<int>(before.count) * pitch;
      if (before.first + length <= last.first) break;
      before.wanted_sum += last.wanted_sum - static_cast<long long>(last.count) * length;
      before.count += last.count;
      settle(before);
      clusters.pop_back();
    }
  }
  std::vector<int> placed;
  placed.reserve(wanted.size());
  for (const Cluster& cluster : clusters) {
    for (std::size_t i = 0; i < cluster.count; ++i) placed.push_back(cluster.first + static_cast<int>(i) * pitch);
  }
  return placed;
}

std::vector<std::size_t> spans_to_label(const MemoryMap& map, std::size_t limit) {
  const std::vector<bool> longest = longest_of_its_region(map);
  std::vector<std::size_t> spans(map.spans().size());
  for (std::size_t i = 0; i < spans.size(); ++i) spans[i] = i;
  if (spans.size() <= limit) return spans;
  std::ranges::sort(spans, {}, [&](std::size_t i) {
    return std::tuple{longest[i] ? 0 : 1, UINT64_MAX - map.spans()[i].range.size().value, i};
  });
  spans.resize(limit);
  std::ranges::sort(spans);
  return spans;
}

std::vector<std::size_t> regions_without_label(const MemoryMap& map, const std::vector<std::size_t>& labelled) {
  std::vector<bool> has_label(map.regions().size());
  for (const std::size_t span : labelled) {
    if (const auto region = map.spans()[span].region) has_label[*region] = true;
  }
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < has_label.size(); ++i) {
    if (!has_label[i]) missing.push_back(i);
  }
  return missing;
}

}  // namespace rampart
