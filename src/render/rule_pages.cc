#include "render/rule_pages.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "render/wrapped.h"

namespace rampart {
namespace {

constexpr std::size_t page_width = 100;
constexpr std::size_t document_width = 120;

}  // namespace

std::string rule_page(const Rule& rule, const TableStyle& style) {
  const std::size_t width = style.width == 0 ? page_width : style.width;
  std::string out = fmt::format("{}[{}]: {}\n\n", to_string(rule.severity), rule.id, rule.title);
  append_paragraphs(out, rule.explanation, width);
  out += "help: ";
  append_wrapped(out, rule.remedy, 6, width);
  return out;
}

std::string rule_reference(std::span<const Rule* const> rules) {
  std::string out =
      "# The rules of `rampart check`\n\n"
      "Made by `tests/update_golden.sh` from the text that `rampart check --explain RULE` prints. An error is a layout "
      "that is\nwrong, a warning one that is legal and very probably not meant, a note worth knowing; a finding may be "
      "of another severity\nthan is usual for its rule.\n\n"
      "| rule | usually | fault |\n| --- | --- | --- |\n";
  for (const Rule* const rule : rules) {
    out += fmt::format("| [{0}](#{0}) | {1} | {2} |\n", rule->id, to_string(rule->severity), rule->title);
  }
  for (const Rule* const rule : rules) {
    out += fmt::format("\n## {}\n\n**{}**: {}.\n\n", rule->id, to_string(rule->severity), rule->title);
    append_paragraphs(out, rule->explanation, document_width);
    append_wrapped(out, fmt::format("Remedy: {}.", rule->remedy), 0, document_width);
  }
  return out;
}

}  // namespace rampart
