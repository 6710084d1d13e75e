#pragma once

#include <string>
#include <vector>

#include <rampart/model/note.h>

#include "analyses/dmabuf_shares.h"
#include "render/map_table.h"

namespace rampart {

/// The holders process by process, with the columns of Android's dmabuf_dump and the references, then by exporter, what
/// only the kernel holds, and the CMA pools.
std::string holders_text(const DmabufShares& shares, const std::vector<Note>& notes, const TableStyle& style);

}  // namespace rampart
