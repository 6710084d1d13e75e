#pragma once

#include <span>
#include <string>

#include "analyses/check/rule.h"
#include "render/map_table.h"

namespace rampart {

/// The page of a rule, for `--explain`.
std::string rule_page(const Rule& rule, const TableStyle& style = {});

/// The same pages as one Markdown document, docs/rules.md.
std::string rule_reference(std::span<const Rule* const> rules);

}  // namespace rampart
