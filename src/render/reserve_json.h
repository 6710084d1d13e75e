#pragma once

#include <string>

#include "analyses/reserve/reserve_report.h"

namespace rampart {

/// A document of schema `rampart.reserve/1` (docs/schemas/reserve.schema.json), with a final newline.
std::string reserve_json(const ReserveReport& report);

}  // namespace rampart
