#pragma once

#include <string>

#include <rampart/model/finding.h>

#include "render/map_table.h"

namespace rampart {

/// `error[overlap]: what is the matter`, in lines below each other where the terminal is narrow.
void append_finding_head(std::string& out, const Finding& finding, const TableStyle& style);

/// `  help: what to do about it`, the same way; nothing if there is none.
void append_finding_help(std::string& out, const Finding& finding, const TableStyle& style);

}  // namespace rampart
