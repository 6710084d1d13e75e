#pragma once

#include <string>
#include <vector>

#include <rampart/model/note.h>

#include "analyses/dmabuf_shares.h"

namespace rampart {

/// Schema rampart.cma-holders/1.
std::string holders_json(const DmabufShares& shares, const std::vector<Note>& notes);

}  // namespace rampart
