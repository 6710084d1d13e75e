#pragma once

namespace rampart {

/// Whether this process is the first program of a virtual machine that `verify` started.
bool is_guest_init(int argc, const char* const* argv);

/// Does what `verify` boots a kernel for: mounts the kernel's file systems, writes the files that tell of its memory to
/// the console (see base/guest_report.h) and switches the machine off.
[[noreturn]] void run_guest_init();

}  // namespace rampart
