#pragma once

#include <string>

#include "analyses/status.h"

namespace rampart {

/// The status as a document of schema `rampart.status/1` (docs/schemas/status.schema.json), with a final newline.
std::string status_json(const StatusView& view);

/// An account alone, of schema `rampart.account/1`, for one that is not of a running system.
std::string account_json(const std::vector<AccountLine>& lines);

/// MaixPy's seven keys and nothing else, in alphabetical order as Python prints them.
std::string maix_json(const MaixMemoryInfo& info);

}  // namespace rampart
