#pragma once

#include <string>
#include <vector>

#include "analyses/explain/explain_report.h"
#include "render/json_parts.h"

namespace rampart {

// Parts of every document that tells causes.
Json fact_json(const FactScalar& value);
Json evidence_json(const std::vector<EvidenceLine>& lines);
Json causes_json(const std::vector<Cause>& causes);
Json explained_logs_json(const std::vector<ExplainedLog>& logs);

/// The answer of `explain` as a document, schema rampart.explain/1.
std::string explain_json(const ExplainReport& report);

}  // namespace rampart
