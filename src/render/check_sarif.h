#pragma once

#include <string>
#include <string_view>

#include "analyses/check/check_report.h"

namespace rampart {

/// A SARIF 2.1.0 log of one run, which code hosts show beside the lines of a change. Only the rules that were found
/// something of are described. `version` is the program's.
std::string check_sarif(const CheckReport& report, std::string_view version);

}  // namespace rampart
