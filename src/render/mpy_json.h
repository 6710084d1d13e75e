#pragma once

#include <string>

#include "analyses/python/heap_report.h"
#include "render/json_parts.h"

namespace rampart {

/// What a paste and its report say, for every document that tells of a board's heap; without `schema`.
Json mpy_json_body(const PythonPaste& paste, const PythonReport& report);

/// Schema rampart.mpy-parse/1.
std::string mpy_parse_json(const PythonPaste& paste, const PythonReport& report);

}  // namespace rampart
