#pragma once

#include <functional>
#include <string>

#include "cli/command.h"
#include "render/map_table.h"

namespace rampart {

/// Writes an answer to the file named, whole or not at all, or where it is empty to `context.out`, in the style of the
/// terminal there.
Result<void> write_answer(Context& context, const std::string& output,
                          const std::function<std::string(const TableStyle& style)>& answer);

}  // namespace rampart
