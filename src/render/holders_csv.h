#pragma once

#include <string>

#include "analyses/dmabuf_shares.h"

namespace rampart {

/// One row for each buffer in each process, and one without a process for each buffer that no process holds. RFC 4180;
/// sizes in bytes. A field that begins like a formula is prefixed with an apostrophe.
std::string holders_csv(const DmabufShares& shares);

}  // namespace rampart
