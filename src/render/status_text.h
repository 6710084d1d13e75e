#pragma once

#include <string>

#include "analyses/status.h"
#include "render/map_table.h"

namespace rampart {

/// The zones as a table with a bar each, who holds DMA-BUF memory, findings and notes; replaces `into`. Called again
/// with the same string it allocates nothing unless the answer grew.
void status_text(const StatusView& view, const TableStyle& style, std::string& into);

/// The account as a column of bytes that adds up exactly, with MiB beside it for the eye.
std::string account_text(const std::vector<AccountLine>& lines, const TableStyle& style);

/// The same between the status's header and its notes.
std::string account_text(const StatusView& view, const TableStyle& style);

}  // namespace rampart
