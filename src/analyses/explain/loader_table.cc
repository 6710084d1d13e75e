#include "analyses/explain/loader_table.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/scanner.h"

namespace rampart {
namespace {

/// `2024.10` of `SPL 2024.10-rc3`, as 202410.
std::optional<std::uint64_t> loader_version(const Story& story) {
  const Clue* const started = story.last(LogFact::LoaderStarted);
  if (started == nullptr) return std::nullopt;
  const std::string_view name = started->event.name;
  Scanner scan{name.substr(std::min(name.find_first_of("0123456789"), name.size()))};
  const auto year = scan.number();
  if (!year || *year > 9999 || !scan.literal(".")) return std::nullopt;
  const auto month = scan.number();
  return month && *month <= 12 ? std::optional{*year * 100 + *month} : std::nullopt;
}

std::size_t regions_of_tree(const Story& story) {
  return story.board_input() == nullptr ? 0 : story.board_input()->ranges.size();
}

}  // namespace

bool are_last_of_tree(const Story& story, const std::vector<ToldRegion>& refused) {
  const std::size_t count = regions_of_tree(story);
  if (count < refused.size()) return false;
  const auto& ranges = story.board_input()->ranges;
  return std::all_of(ranges.end() - static_cast<std::ptrdiff_t>(refused.size()), ranges.end(),
                     [&](const StaticRange& last) {
                       return std::ranges::find(refused, last.range, &ToldRegion::range) != refused.end();
                     });
}

TableState loader_table(const Story& story, const std::vector<ToldRegion>& refused) {
  if (loader_version(story).value_or(0) >= 202501 || refused.empty()) return TableState::Roomy;
  const std::size_t count = regions_of_tree(story);
  const bool is_too_many = count + loader_own_regions > small_loader_table;
  if (count != 0 && !is_too_many) return TableState::Roomy;
  const bool is_full = refused.size() > 1 || (count != 0 && are_last_of_tree(story, refused));
  return is_full ? TableState::Full : TableState::Roomy;
}

bool boot_goes_on(const Story& story) {
  return story.has(LogFact::KernelVersion) && !story.has(LogFact::LoaderWouldOverwrite) &&
         !story.has(LogFact::LoaderNoRoom);
}

}  // namespace rampart
