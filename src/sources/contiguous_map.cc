#include <algorithm>
#include <utility>

#include <rampart/sources/contiguous_config.h>

#include "sources/contiguous_words.h"

namespace rampart {
namespace {

/// One rule after another, from left to right. A pattern that begins with `/` takes the device of the pattern before
/// it, in the rule before it too (v5 of the patches, mm/cma.c).
class MapParser {
 public:
  explicit MapParser(ContiguousText text) : text_{text} {}

  Result<std::vector<ContiguousRule>> parse() {
    std::vector<ContiguousRule> map;
    while (!text_.at_end()) {
      if (map.size() == max_contiguous_entries) return text_.too_large("rules");
      auto rule = parse_rule();
      if (!rule) return std::unexpected(std::move(rule.error()));
      map.push_back(std::move(*rule));
      if (!text_.at_end() && !text_.take(';')) return text_.wrong("rule does not end (expected , or ; or the end)");
    }
    return map;
  }

 private:
  Result<ContiguousRule> parse_rule() {
    ContiguousRule rule;
    do {
      auto pattern = parse_pattern();
      if (!pattern) return std::unexpected(std::move(pattern.error()));
      rule.patterns.push_back(std::move(*pattern));
    } while (text_.take(','));
    if (!text_.take('=')) return text_.wrong("no regions (expected = after the patterns)");
    do {
      const auto name = text_.name("no name of a region");
      if (!name) return std::unexpected(name.error());
      rule.regions.emplace_back(*name);
    } while (text_.take(','));
    return rule;
  }

  Result<ContiguousPattern> parse_pattern() {
    if (text_.next() != '/') {
      auto device = parse_device();
      if (!device) return std::unexpected(std::move(device.error()));
      device_ = *device;
    } else if (device_.empty()) {
      return text_.wrong("a type without a device before it (expected DEVICE/TYPE)");
    }
    ContiguousPattern pattern{std::string{device_}, {}};
    if (!text_.take('/')) return pattern;
    const auto type = text_.name("no type after /");
    if (!type) return std::unexpected(type.error());
    pattern.type = *type;
    return pattern;
  }

  Result<std::string_view> parse_device() {
    const ContiguousText before = text_;
    const auto device = text_.name("no device");
    if (!device) return device;
    const auto star = device->find('*');
    if (star != std::string_view::npos && star + 1 != device->size()) {
      return before.wrong_at(star, "* inside a device (expected it at the end, where it stands for any rest)");
    }
    return device;
  }

  ContiguousText text_;
  std::string_view device_;
};

bool matches(const ContiguousPattern& pattern, std::string_view device, std::string_view type) {
  if (pattern.type && *pattern.type != type) return false;
  std::string_view wanted = pattern.device;
  if (wanted.ends_with('*')) {
    wanted.remove_suffix(1);
    device = device.substr(0, wanted.size());
  }
  return std::ranges::equal(wanted, device, [](char w, char d) { return w == '?' || w == d; });
}

}  // namespace

Result<std::vector<ContiguousRule>> parse_contiguous_map(std::string_view text, std::string_view file) {
  return parse_map_at({text, file});
}

Result<std::vector<ContiguousRule>> parse_map_at(ContiguousText text) { return MapParser{text}.parse(); }

std::string contiguous_map_text(const std::vector<ContiguousRule>& map) {
  std::string text;
  for (const ContiguousRule& rule : map) {
    char separator = text.empty() ? '\0' : ';';
    for (const ContiguousPattern& pattern : rule.patterns) {
      if (separator != '\0') text += separator;
      text += pattern.device;
      if (pattern.type) text += '/' + *pattern.type;
      separator = ',';
    }
    separator = '=';
    for (const std::string& region : rule.regions) {
      text += separator + region;
      separator = ',';
    }
  }
  return text;
}

const ContiguousRule* find_rule(const std::vector<ContiguousRule>& map, std::string_view device,
                                std::string_view type) {
  if (type.empty()) type = common_type;
  const auto found = std::ranges::find_if(map, [&](const ContiguousRule& rule) {
    return std::ranges::any_of(rule.patterns, [&](const auto& pattern) { return matches(pattern, device, type); });
  });
  return found == map.end() ? nullptr : &*found;
}

}  // namespace rampart
