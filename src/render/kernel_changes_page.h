#pragma once

#include <string>

namespace rampart {

/// docs/kernel-changes.md: the table of what differs between kernel versions, for a reader to check.
std::string kernel_changes_page();

}  // namespace rampart
