#pragma once

#include <string>

#include "analyses/verify/verify_report.h"

namespace rampart {

/// The table of predicted and real, with the lines that differ and what a failed boot said last.
std::string verify_text(const VerifyReport& report);

/// The same as a document of schema rampart.verify/1.
std::string verify_json(const VerifyReport& report);

}  // namespace rampart
