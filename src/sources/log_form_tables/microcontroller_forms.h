#pragma once

#include "sources/log_form.h"

namespace rampart {

/// What microcontrollers say.
inline constexpr LogForm microcontroller_forms[] = {
    {LogFact::PythonBanner, "MicroPython {name} on {other}", at_start},
    {LogFact::PythonHeap, "GC: total: {amount}, used: {amount}, free: {amount}, max new split: {amount}"},
    {LogFact::PythonHeap, "GC: total: {amount}, used: {amount}, free: {amount}"},
    {LogFact::PsramFound, "Found {mib}MB PSRAM device"},
    {LogFact::PsramFound, "Found {mbit}MBit SPI RAM device"},
    {LogFact::PsramFailed, "PSRAM ID read error: {limit}", of_speaker},
    {LogFact::PsramFailed, "PSRAM enabled but initialization failed", of_speaker},
    {LogFact::PsramFailed, "SPI RAM enabled but initialization failed", of_speaker},
    {LogFact::PsramFailed, "PSRAM chip is not connected, or wrong PSRAM line mode", of_speaker},
    {LogFact::PsramFailed, "PSRAM init failed!", of_speaker},
    {LogFact::PsramFailed, "Failed to init external RAM", of_speaker},
    {LogFact::PsramAdded, "Adding pool of {kib}K of PSRAM memory to heap"},
    {LogFact::PsramAdded, "Adding pool of {kib}K of external SPI memory to heap"},
    {LogFact::HeapRegion, "heap_init: At {first} len {hex} ({skip}): {name}"},
    {LogFact::ChipReset, "rst:{skip},boot:", at_start},
};

}  // namespace rampart
