#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// What follows the `@` of a name; nothing without one.
std::optional<std::string_view> unit_address(std::string_view name) {
  const std::size_t at = name.find('@');
  return at == std::string_view::npos ? std::nullopt : std::optional{name.substr(at + 1)};
}

bool has_prefix(std::string_view address) { return address.starts_with("0x") || address.starts_with("0X"); }

/// The number that a unit address stands for. Some write high and low half with a comma between.
std::optional<std::uint64_t> number_in(std::string_view address) {
  if (has_prefix(address)) address.remove_prefix(2);
  const auto read = [](std::string_view digits) -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [rest, failure] = std::from_chars(digits.data(), end, value, 16);
    return failure == std::errc{} && rest == end ? std::optional{value} : std::nullopt;
  };
  const std::size_t comma = address.find(',');
  if (comma == std::string_view::npos) return read(address);
  const auto high = read(address.substr(0, comma));
  const auto low = read(address.substr(comma + 1));
  if (!high || !low || *high > UINT32_MAX || *low > UINT32_MAX) return std::nullopt;
  return *high << 32 | *low;
}

/// The base of the first entry of a node's reg.
std::optional<std::uint64_t> first_base(const CheckInput& input, const CheckedNode& node) {
  if (node.first == node.end || input.ranges[node.first].entry != 0) return std::nullopt;
  return input.ranges[node.first].range.base().value;
}

void check_mismatch(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    const auto base = first_base(input, node);
    const auto address = unit_address(node.node->name);
    const auto number = address ? number_in(*address) : std::nullopt;
    if (!base || !number || *number == *base) continue;
    report.error(fmt::format("{} begins at {:#x}, not at the address of its name", node.node->name, *base))
        .at(*node.node, "reg")
        .effect(kernel_name(input) + " reserves what reg says; its log, debugfs and a CMA area's name show the other")
        .help(fmt::format("rename it {}@{:x}, or correct reg", node.node->name.substr(0, node.node->name.find('@')),
                          *base));
  }
}

void report_format(const CheckInput& input, RuleReport& report, const CheckedNode& node, Severity severity,
                   std::string_view what, std::uint64_t base) {
  report.add(severity, fmt::format("{} {}", node.node->name, what))
      .at(*node.node)
      .effect(kernel_name(input) + " does not look at it; tools that look a node up by its name do")
      .help(fmt::format("name it {}@{:x}", node.node->name.substr(0, node.node->name.find('@')), base));
}

void check_format(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    const auto base = first_base(input, node);
    if (!base) continue;
    const auto address = unit_address(node.node->name);
    if (!address) {
      report_format(input, report, node, Severity::Warning, "has a reg and no address in its name", *base);
    } else if (has_prefix(*address)) {
      report_format(input, report, node, Severity::Warning, "has 0x before the address in its name", *base);
    } else if (!number_in(*address)) {
      report_format(input, report, node, Severity::Warning, "has no number after the @ of its name", *base);
    } else if (*address != fmt::format("{:x}", *number_in(*address)) && address->find(',') == std::string_view::npos) {
      report_format(input, report, node, Severity::Note, "has leading zeros or capitals in the address of its name",
                    *base);
    }
  }
}

}  // namespace

extern const Rule unit_address_mismatch_rule{
    .id = "unit-address-mismatch",
    .severity = Severity::Error,
    .title = "the address in a node's name is not that of its reg",
    .explanation =
        "Linux never compares the two: it reserves what reg says. But its log, the name of a CMA area in debugfs and "
        "every tool show the name, so that whoever looks for the memory finds the wrong address; and one of the two is "
        "a "
        "mistake, which may be the one in reg.",
    .remedy = "make the name and the reg agree",
    .check = check_mismatch,
};

extern const Rule unit_address_format_rule{
    .id = "unit-address-format",
    .severity = Severity::Warning,
    .title = "the address in a node's name is missing or badly written",
    .explanation =
        "A node with a reg is named after its address: name@HEX, without 0x, without leading zeros, in small letters. "
        "Linux does not look at it. Tools, overlays and boot loaders that look the node up by its full name do, and "
        "dtc "
        "warns. What is only a question of style is a note.",
    .remedy = "name the node NAME@HEX",
    .check = check_format,
};

}  // namespace rampart
