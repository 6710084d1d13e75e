#pragma once

#include "sources/log_form.h"

namespace rampart {

/// What people paste from a shell.
inline constexpr LogForm shell_forms[] = {
    {LogFact::ShellCommand, "cat {name}", at_start},
    {LogFact::ShellCommand, "fw_printenv -n {name}", at_start},
    {LogFact::ShellCommand, "gc.mem_free()", in_place, "gc.mem_free()"},
    {LogFact::IoMemRange, "System RAM", in_place, "System RAM", "{first}-{last} :"},
    {LogFact::IoMemRange, "reserved", in_place, "reserved", "{first}-{last} :"},
    {LogFact::IoMemRange, "Kernel code", in_place, "Kernel code", "{first}-{last} :"},
    {LogFact::IoMemRange, "Kernel data", in_place, "Kernel data", "{first}-{last} :"},
    {LogFact::IoMemRange, "Kernel bss", in_place, "Kernel bss", "{first}-{last} :"},
    {LogFact::MemInfoValue, "MemTotal: {kib} kB", at_start, "MemTotal"},
    {LogFact::MemInfoValue, "MemAvailable: {kib} kB", at_start, "MemAvailable"},
    {LogFact::MemInfoValue, "CmaTotal: {kib} kB", at_start, "CmaTotal"},
    {LogFact::MemInfoValue, "CmaFree: {kib} kB", at_start, "CmaFree"},
    {LogFact::MemInfoValue, "VmallocTotal: {kib} kB", at_start, "VmallocTotal"},
    {LogFact::MemInfoValue, "VmallocChunk: {kib} kB", at_start, "VmallocChunk"},
    {LogFact::CmaValue, "/sys/kernel/debug/cma/{name}/{other}:{amount}"},
};

}  // namespace rampart
