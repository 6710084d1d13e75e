#pragma once

#include <string>

#include "analyses/check/check_report.h"

namespace rampart {

/// The document of docs/schemas/check.schema.json.
std::string check_json(const CheckReport& report);

}  // namespace rampart
