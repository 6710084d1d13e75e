#pragma once

#include <string>

#include "analyses/explain/explain_report.h"

namespace rampart {

/// The answer of `explain` as a document, schema rampart.explain/1.
std::string explain_json(const ExplainReport& report);

}  // namespace rampart
