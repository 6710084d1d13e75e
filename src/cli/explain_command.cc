#include "cli/explain_command.h"

#include <fmt/format.h>
#include <utility>

#include "analyses/explain/cause_rules.h"
#include "cli/explain_inputs.h"
#include "cli/language_option.h"
#include "render/cause_pages.h"
#include "render/explain_json.h"
#include "render/explain_text.h"

namespace rampart {
namespace {

constexpr CommandHelp explain_help{
    .name = "explain",
    .purpose = "what is behind the trouble in a log, a snapshot or this system, and what to change",
    .synopsis = "[--board BOARD] [--boot N] [--lang en|zh] [--json] [FILE...] | --rule RULE",
    .examples = {"rampart explain boot.log --board board.dts # causes with their lines; the remedy is checked",
                 "dmesg | rampart explain --lang zh # the same in Chinese, from a pipe"}};

constexpr std::size_t most_files = 64;
constexpr std::uint64_t most_boots = 1'000'000'000;

Exit print_rule(Context& context, const std::string& id, Language language) {
  if (const CauseRule* const rule = find_cause_rule(id); rule != nullptr) {
    context.out.write(cause_page(*rule, language, {.width = context.width, .colour = context.colour}));
    return Exit::Clean;
  }
  std::string known;
  for (const CauseRule* const rule : cause_rules()) known += (known.empty() ? "" : ", ") + std::string{rule->id};
  return fail(context,
              {Errc::NotFound, {"--rule " + id, 0, 0}, fmt::format("no such rule (expected one of {})", known)});
}

}  // namespace

Exit run_explain(Context& context, std::span<const std::string> arguments) {
  ExplainOptions options;
  std::string language;
  std::string rule;
  bool json = false;
  OptionParser parser{explain_help};
  parser.value("--board", options.board, "The board's .dtb or .dts: names, sizes, and a remedy that is predicted");
  parser.count("--boot", options.boot, 1, most_boots, "Explain this boot of the logs, counted from 1; else the last");
  parser.choice("--lang", language, {"en", "zh"}, "Of the answer; else that of the locale");
  parser.flag("--json", json, "One JSON document, schema rampart.explain/1");
  parser.value("--rule", rule, "Print the page of a rule and stop");
  options.setup.add_to(parser);
  options.system.add_to(parser);
  parser.positionals(
      "FILE", options.files, 0, most_files,
      "A log, - for standard input, a device tree, a .config, a directory or snapshot; else this system");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (!rule.empty()) return print_rule(context, rule, language_of(context, language));

  ExplainInputs inputs;
  if (const auto read = read_explain_inputs(context, options, inputs); !read) return fail(context, read.error());
  inputs.story.language = language_of(context, language);
  ExplainReport report = explain_report(inputs.story);
  report.logs = std::move(inputs.logs);
  report.boards = std::move(inputs.boards);
  report.notes = std::move(inputs.notes);
  context.out.write(json ? explain_json(report)
                         : explain_text(report, {.width = context.width, .colour = context.colour}));
  return report.has_error() ? Exit::Findings : Exit::Clean;
}

}  // namespace rampart
