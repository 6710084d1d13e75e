#include "analyses/check/rules.h"

#include <algorithm>
#include <array>

namespace rampart {

// One line a rule. It is defined in the file of its name, or in that of its family.
extern const Rule overlap_rule;

namespace {

constexpr std::array table = {
    &overlap_rule,
};

}  // namespace

std::span<const Rule* const> rules() { return table; }

const Rule* find_rule(std::string_view id) {
  const auto* const found = std::ranges::find(table, id, &Rule::id);
  return found == table.end() ? nullptr : *found;
}

}  // namespace rampart
