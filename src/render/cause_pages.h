#pragma once

#include <span>
#include <string>

#include "analyses/explain/cause_rule.h"
#include "render/map_table.h"

namespace rampart {

/// The page of one rule of `explain`, as `rampart explain --rule ID` prints it.
std::string cause_page(const CauseRule& rule, Language language, const TableStyle& style = {});

/// docs/explain.md, or docs/explain.zh-CN.md: every rule in one language.
std::string cause_reference(std::span<const CauseRule* const> rules, Language language);

}  // namespace rampart
