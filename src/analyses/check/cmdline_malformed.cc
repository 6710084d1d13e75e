#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check(const CheckInput& input, RuleReport& report) {
  for (const Finding& finding : input.setup.parameters.findings) {
    FindingDraft draft = report.add(finding.severity, finding.message);
    for (const Origin& origin : finding.locations) draft.at(origin);
    draft.effect(kernel_name(input) + " goes on with what it could read of it");
  }
}

}  // namespace

extern const Rule cmdline_malformed_rule{
    .id = "cmdline-malformed",
    .severity = Severity::Warning,
    .title = "a parameter of memory is not written as the kernel reads it",
    .explanation =
        "Linux reads numbers as C does, with one suffix of K, M, G, T, P or E, and ignores what follows: cma=16MB is "
        "16 "
        "MiB, cma=64 is 64 bytes, cma=16M,32M is 16 MiB. What is no number is 0, which for cma= asks for no area at "
        "all. "
        "Nothing is printed.",
    .remedy = "write the parameter as the message expects it",
    .check = check,
};

}  // namespace rampart
