#include "analyses/check/check.h"

#include <algorithm>

#include "analyses/check/rules.h"

namespace rampart {

std::vector<Finding> check(const BootSetup& setup, const CheckExtras& extras) {
  const CheckInput input = check_input(setup, extras);
  std::vector<Finding> findings;
  for (const Rule* const rule : rules()) {
    RuleReport report{input, *rule, findings};
    rule->check(input, report);
  }
  std::ranges::stable_sort(findings, {}, &Finding::severity);
  return findings;
}

}  // namespace rampart
