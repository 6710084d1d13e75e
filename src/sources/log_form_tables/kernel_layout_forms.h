#pragma once

#include "sources/log_form.h"

namespace rampart {

/// What a kernel says of memory when it starts. A comment names the kernels of a form that is not of all.
inline constexpr LogForm kernel_layout_forms[] = {
    // The machine and its RAM
    {LogFact::KernelVersion, "Linux version {name} {skip}", at_start},
    {LogFact::KernelVersion, "Linux version {name}", at_start},
    {LogFact::MachineModel, "Machine model: {name}", at_start},
    {LogFact::MachineModel, "Machine: {name}", at_start},  // 3.x on arm
    {LogFact::CommandLine, "Kernel command line: {name}"},
    {LogFact::UnknownParameters, "Unknown kernel command line parameters \"{name}\", will be passed"},
    {LogFact::UnknownParameters, "Unknown command line parameters: {name}"},  // 5.14
    {LogFact::FirmwareRange, "BIOS-e820: [mem {first}-{last}] {name}"},
    {LogFact::FirmwareRange, "BIOS-e820: {first} - {end} ({name})"},  // up to 3.4
    {LogFact::UserRange, "user: [mem {first}-{last}] {name}", at_start},
    {LogFact::UserRange, "user: {first} - {end} ({name})", at_start},
    {LogFact::NodeRange, "node {n}: [mem {first}-{last}]", at_start},
    {LogFact::ZoneRange, "DMA [mem {first}-{last}]", at_start, "DMA"},
    {LogFact::ZoneRange, "DMA32 [mem {first}-{last}]", at_start, "DMA32"},
    {LogFact::ZoneRange, "Normal [mem {first}-{last}]", at_start, "Normal"},
    {LogFact::ZoneRange, "HighMem [mem {first}-{last}]", at_start, "HighMem"},
    {LogFact::ZoneRange, "Movable [mem {first}-{last}]", at_start, "Movable"},
    {LogFact::RamIgnored, "Ignoring memory block {first} - {end}"},
    {LogFact::RamIgnored, "Ignoring memory range {first} - {end}"},
    {LogFact::RamIgnored, "Ignoring RAM at {first}-{last}"},
    {LogFact::RamIgnored, "Truncating RAM at {first}-{last}"},
    {LogFact::MemoryLimited, "Memory limited to {mib}MB"},
    {LogFact::MemoryLine, "Memory: "},
    // Pools and regions made
    {LogFact::CmaPoolCreated, "created CMA memory pool at {first}, size {mib} MiB"},
    {LogFact::DmaPoolCreated, "created DMA memory pool at {first}, size {mib} MiB"},
    {LogFact::DmaPoolCreated, "created restricted DMA pool at {first}, size {mib} MiB"},
    {LogFact::VendorPoolCreated, "created {name} eswin reserve memory at {first}, size {mib} MiB"},
    {LogFact::VendorPoolCreated, "Ion memory setup at {first} size {mib} MiB", in_place, "ion"},  // Sophgo
    {LogFact::CmaReserved, "CMA: reserved {mib} MiB at {first} for {name}"},                      // Qualcomm 3.x
    {LogFact::CmaReserved, "CMA: reserved {mib} MiB at {first}"},                                 // 3.5 to 3.16
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB at {first} on node {n}"},
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB at {first}"},
    {LogFact::CmaReserved, "cma: Reserved {mib} MiB in {skip} range"},         // 6.15
    {LogFact::CmaReserved, "cma: Reserved {kib} KiB at {first} on node {n}"},  // Rockchip
    {LogFact::CmaReserved, "cma: Reserved {kib} KiB at {first}"},
    {LogFact::HugetlbCmaReserved, "hugetlb_cma: reserved {mib} MiB on node {n}"},
    {LogFact::NodeInitialized, "initialized node {name}, compatible id {other}"},
    {LogFact::RegionLine, "reserved mem: {first}..{last} ({kib} KiB) {map} {reuse} {name}"},
    {LogFact::RegionForNode, "reserved region for node '{name}': base {first}, size {mib} MiB"},
    {LogFact::CrashReserved, "crashkernel reserved: {first} - {end} ({mib} MB)"},
    {LogFact::CrashReserved, "crashkernel low memory reserved: {first} - {end} ({mib} MB)", in_place, "low"},
    {LogFact::CrashReserved, "Reserving {mib}MB of memory at {first_mib}MB for crashkernel"},
    {LogFact::CrashReserved, "Reserving {mib}MB of low memory at {first_mib}MB for crashkernel", in_place, "low"},
    {LogFact::SwiotlbMapped, "software IO TLB: mapped [mem {first}-{end}]"},
    {LogFact::SwiotlbMapped, "software IO TLB [mem {first}-{last}]"},  // up to 4.x
    {LogFact::AtomicPool, "DMA: preallocated {kib} KiB pool for atomic"},
    {LogFact::AtomicPool, "DMA: preallocated {kib} KiB {name} pool for atomic"},
    // Pools and regions refused
    {LogFact::NodeBypassed, "bypass {name} node, using cmdline CMA params instead"},
    {LogFact::DefaultSkipped, "Skipping dt linux,cma-default"},
    {LogFact::EntriesIgnored, "node '{name}' has {n} <base size> entries, only the first is used"},  // 7.2
    {LogFact::EntriesIgnored, "ignores {n} regions in node '{name}'"},                               // 6.12
    {LogFact::NodeFailed, "node {name} compatible matching fail"},
    {LogFact::NodeNotAllocated, "failed to allocate memory for node '{name}': size {mib} MiB"},
    {LogFact::NodeNotAllocated, "failed to allocate memory for node '{name}'"},
    {LogFact::NodeNotReserved, "failed to reserve memory for node '{name}': base {first}, size {mib} MiB"},
    {LogFact::NodeMalformed, "invalid {other} property in '{name}'"},
    {LogFact::NodesOverlap, "OVERLAP DETECTED!"},
    {LogFact::NodesOverlap, "overlaps with {other} ({other_first}--{other_end})", in_place, "",
     "{word} ({first}--{end})"},
    {LogFact::TreeNotUsed, "unsupported node format, ignoring"},
    {LogFact::TreeWithoutNode, "No reserved-memory node in the DT"},
    {LogFact::TooManyRegions, "too many defined dynamic regions, skip '{name}'"},
    {LogFact::TooManyRegions, "not enough space for all defined regions"},
    {LogFact::TableNotAllocated, "Failed to allocate memory for reserved_mem array with err: {n}"},
    {LogFact::NeedsNoMap, "regions without no-map are not yet supported"},
    {LogFact::CmaFailed, "cma: Failed to reserve {mib} MiB on node {n}"},
    {LogFact::CmaFailed, "cma: Failed to reserve {mib} MiB"},
    {LogFact::CmaFailed, "cma: Failed to reserve {kib} KiB"},
    {LogFact::CmaFailed, "CMA: failed to reserve {mib} MiB"},  // 3.5 to 3.16
    {LogFact::CmaPastLimit, "Size ({hex}) of region at {first} exceeds limit ({limit})"},
    {LogFact::CmaBaseMisaligned, "Region at {first} must be aligned to {hex} bytes"},
    {LogFact::CmaOverBoundary, "Region at {first} defined on low/high memory boundary ({limit})"},
    {LogFact::CmaNodeMisaligned, "incorrect alignment of CMA region"},
    {LogFact::CmaNotSetUp, "unable to setup CMA region"},
    {LogFact::CmaNoSlots, "Not enough slots for CMA reserved regions"},
    {LogFact::CmaNotActivated, "CMA area {name} could not be activated"},
    {LogFact::HugetlbCmaRefused, "hugetlb_cma: cma area should be at least {mib} MiB"},
    {LogFact::HugetlbCmaRefused, "cma area must be a multiple of {mib} MiB"},  // 7.2
    {LogFact::CrashNotReserved, "crashkernel reservation failed"},
    {LogFact::CrashNotReserved, "cannot allocate crashkernel"},
    {LogFact::SwiotlbFailed, "software IO TLB: Cannot allocate buffer"},
};

}  // namespace rampart
