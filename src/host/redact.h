#pragma once

#include "host/recording_tree.h"

namespace rampart {

/// The recording without what tells of people, software or this one unit of a device: process names become
/// `process-<pid>`, and of their mappings those of DMA-BUFs stay; values on kernel command lines are hidden unless the
/// parameter is about memory or booting, in /proc/cmdline, device trees and kernel logs; serial numbers, hardware
/// addresses and random seeds are blanked. Sizes and addresses stay, and every device tree stays a valid one of the
/// same length.
Recording redact(Recording recording);

}  // namespace rampart
