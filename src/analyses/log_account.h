#pragma once

#include <rampart/base/result.h>

#include "analyses/account.h"
#include "sources/boot_log.h"

namespace rampart {

/// The account of what a kernel said of its memory when it started: the last boot of the log. `linux_memory.total` is
/// what was available then, CMA included; the kernel gives a little more back later, when it drops its init code.
/// NotFound if the log has no `Memory:` line, from which all else is counted.
Result<AccountFacts> log_account_facts(const BootLog& log);

}  // namespace rampart
