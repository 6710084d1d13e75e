#pragma once

#include <string>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/explain_report.h"
#include "render/map_table.h"

namespace rampart {

/// The answer of `explain` for a person: each cause with what shows it and what to do, then what was understood.
std::string explain_text(const ExplainReport& report, const TableStyle& style);

}  // namespace rampart
