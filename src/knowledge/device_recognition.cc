#include "knowledge/device_recognition.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <utility>

#include "base/lines.h"

namespace rampart {
namespace {

/// How good the reason is to think that it is this device; a greater one wins. The members count in this order.
struct Fit {
  enum class Mark { Compatible, ModelPrefix, Model, BoardId };
  enum class Ram { Untold, Any, Met };
  Mark mark{};
  std::size_t precision{};  ///< Of a prefix its length; of a compatible, the nearer to the front of the list the more.
  Ram ram{};
  friend auto operator<=>(const Fit&, const Fit&) = default;
};

struct Reason {
  Fit fit;
  std::string text;
};

std::string quoted(std::string_view kind, std::string_view value) {
  return std::string{kind} + " \"" + std::string{value} + '"';
}

bool holds(const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

std::optional<Reason> model_reason(const DeviceMatch& match, std::string_view model) {
  std::optional<Reason> best;
  for (const std::string& pattern : match.models) {
    const bool is_prefix = pattern.ends_with('*');
    const std::string_view prefix = std::string_view{pattern}.substr(0, pattern.size() - (is_prefix ? 1 : 0));
    if (model.empty() || (is_prefix ? !model.starts_with(prefix) : model != prefix)) continue;
    const Fit fit{is_prefix ? Fit::Mark::ModelPrefix : Fit::Mark::Model, prefix.size(), Fit::Ram::Any};
    if (!best || best->fit < fit) best = Reason{fit, quoted("model", model)};
  }
  return best;
}

std::optional<Reason> compatible_reason(const DeviceMatch& match, const std::vector<std::string>& list) {
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (!holds(match.compatibles, list[at])) continue;
    return Reason{{Fit::Mark::Compatible, list.size() - at, Fit::Ram::Any}, quoted("compatible", list[at])};
  }
  return std::nullopt;
}

/// The best mark of the device that the evidence bears, whatever its RAM.
std::optional<Reason> mark_reason(const DeviceMatch& match, const DeviceEvidence& evidence) {
  if (!evidence.board_id.empty() && holds(match.board_ids, evidence.board_id))
    return Reason{{Fit::Mark::BoardId, 0, Fit::Ram::Any}, quoted("/boot/board id", evidence.board_id)};
  if (auto reason = model_reason(match, evidence.model)) return reason;
  return compatible_reason(match, evidence.compatible);
}

/// Nothing if the RAM that is known contradicts the device's range.
std::optional<Fit::Ram> ram_fit(const DeviceMatch& match, const DeviceEvidence& evidence) {
  if (!match.ram_min && !match.ram_max) return Fit::Ram::Any;
  const auto floor = evidence.installed ? evidence.installed : evidence.ram_at_least;
  if (match.ram_max && floor && *floor > *match.ram_max) return std::nullopt;
  if (match.ram_min && evidence.installed && *evidence.installed < *match.ram_min) return std::nullopt;
  const bool min_met = !match.ram_min || (floor && *floor >= *match.ram_min);
  const bool max_met = !match.ram_max || evidence.installed;
  return min_met && max_met ? Fit::Ram::Met : Fit::Ram::Untold;
}

/// A device that bears a mark of the evidence.
struct Match {
  const Device* device{};
  Reason reason;
};

/// Those that fit best and equally well, by id.
std::vector<Match> best_of(std::vector<Match> matches) {
  const auto fit = [](const Match& match) { return match.reason.fit; };
  const auto best = std::ranges::max_element(matches, {}, fit);
  if (best == matches.end()) return matches;
  const Fit best_fit = fit(*best);
  std::erase_if(matches, [&](const Match& match) { return fit(match) != best_fit; });
  std::ranges::sort(matches, {}, [](const Match& match) -> const std::string& { return match.device->id; });
  return matches;
}

std::string either(const std::vector<Match>& matches) {
  std::string text;
  for (const Match& match : matches) text += (text.empty() ? "" : " or ") + match.device->id;
  return text;
}

std::string why_none(const DeviceEvidence& evidence, const std::vector<Match>& of_other_ram) {
  if (!of_other_ram.empty())
    return of_other_ram.front().reason.text + " is of " + either(of_other_ram) + ", but the RAM is of another size";
  if (evidence.board_id.empty() && evidence.model.empty() && evidence.compatible.empty())
    return "the system has neither a device tree nor /boot/board to tell the device by";
  if (evidence.model.empty()) return "no device is known by these marks";
  return "no device is known by " + quoted("model", evidence.model);
}

std::string why_undecided(const std::vector<Match>& best) {
  const Reason& reason = best.front().reason;
  const bool is_for_ram = reason.fit.ram == Fit::Ram::Untold;
  return reason.text + " is of " + either(best) + (is_for_ram ? ", and the installed RAM is not known" : "");
}

}  // namespace

Recognition recognise(const DeviceEvidence& evidence, const std::vector<Device>& devices) {
  std::vector<Match> matches;
  std::vector<Match> of_other_ram;
  for (const Device& device : devices) {
    auto reason = mark_reason(device.match, evidence);
    if (!reason) continue;
    const auto ram = ram_fit(device.match, evidence);
    if (ram) reason->fit.ram = *ram;
    (ram ? matches : of_other_ram).push_back({&device, std::move(*reason)});
  }
  const std::vector<Match> best = best_of(std::move(matches));
  Recognition answer;
  for (const Match& match : best) answer.candidates.push_back(match.device);
  if (best.empty()) {
    answer.why = why_none(evidence, best_of(std::move(of_other_ram)));
  } else if (best.size() > 1) {
    answer.why = why_undecided(best);
  } else {
    const Reason& reason = best.front().reason;
    answer.device = best.front().device;
    answer.why = reason.text + (reason.fit.ram == Fit::Ram::Met ? " and the RAM's size" : "");
  }
  return answer;
}

std::string board_id_of(std::string_view board_text) {
  constexpr std::string_view blank = " \t";
  const auto trimmed = [&](std::string_view text) {
    const std::size_t from = text.find_first_not_of(blank);
    if (from == std::string_view::npos) return std::string_view{};
    return text.substr(from, text.find_last_not_of(blank) - from + 1);
  };
  std::string_view id;
  for (const Line line : Lines{board_text}) {
    const std::size_t equals = line.text.find('=');
    if (equals == std::string_view::npos || trimmed(line.text.substr(0, equals)) != "id") continue;
    id = trimmed(line.text.substr(equals + 1));  // of several the last counts, as in MaixCDK's device_configs()
  }
  return std::string{id};
}

std::optional<Bytes> installed_ram(const Device& device, Bytes seen) {
  const auto size = std::ranges::find_if(device.installed, [&](Bytes sold) { return sold >= seen; });
  return size == device.installed.end() ? std::nullopt : std::optional{*size};
}

}  // namespace rampart
