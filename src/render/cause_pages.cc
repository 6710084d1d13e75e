#include "render/cause_pages.h"

#include <fmt/format.h>

#include "render/wrapped.h"

namespace rampart {
namespace {

constexpr std::size_t page_width = 100;
constexpr std::size_t document_width = 120;

/// Chinese has no blanks to wrap at: its paragraphs are one line each.
std::size_t width_for(Language language, std::size_t width) { return language == Language::Chinese ? 0 : width; }

}  // namespace

std::string cause_page(const CauseRule& rule, Language language, const TableStyle& style) {
  const std::size_t width = width_for(language, style.width == 0 ? page_width : style.width);
  std::string out = fmt::format("{}[{}]: {}\n\n", to_string(rule.severity), rule.id, rule.title.in(language));
  append_paragraphs(out, rule.explanation.in(language), width);
  const std::string_view head = Text{"do: ", "处理："}.in(language);
  out += head;
  append_wrapped(out, rule.remedy.in(language), head.size(), width);
  return out;
}

std::string cause_reference(std::span<const CauseRule* const> rules, Language language) {
  const std::size_t width = width_for(language, document_width);
  constexpr Text head{
      "# The causes that `rampart explain` knows\n\n"
      "Made by `tests/update_golden.sh` from the text that `rampart explain --rule RULE` prints. An "
      "error is a fault, a warning\nprobably one, a note is what looks like a fault and is none; a "
      "cause may be of another severity than is usual for its rule.\n\n"
      "| rule | class | usually | cause |\n| --- | --- | --- | --- |\n",
      "# `rampart explain` 能识别的原因\n\n"
      "由 `tests/update_golden.sh` 从 `rampart explain --rule RULE --lang zh` 的文本生成。error 是故障，"
      "warning 多半是故障，note 看似故障而实际不是；具体原因的级别可能与该规则通常的级别不同。\n\n"
      "| 规则 | 类别 | 通常级别 | 原因 |\n| --- | --- | --- | --- |\n"};
  std::string out{head.in(language)};
  for (const CauseRule* const rule : rules) {
    out += fmt::format("| [{0}](#{0}) | {1} | {2} | {3} |\n", rule->id, rule->cause_class, to_string(rule->severity),
                       rule->title.in(language));
  }
  for (const CauseRule* const rule : rules) {
    out += fmt::format("\n## {}\n\n**{}**, {}{}\n\n", rule->id, rule->cause_class, rule->title.in(language),
                       Text{".", "。"}.in(language));
    append_paragraphs(out, rule->explanation.in(language), width);
    append_wrapped(out,
                   fmt::format(fmt::runtime(Text{"Remedy: {}.", "处理：{}。"}.in(language)), rule->remedy.in(language)),
                   0, width);
  }
  return out;
}

}  // namespace rampart
