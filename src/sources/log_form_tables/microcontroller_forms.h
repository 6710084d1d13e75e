#pragma once

#include "sources/log_form.h"

namespace rampart {

/// What microcontrollers say: MicroPython, and below it ESP-IDF 3.3 to 5.5 (components/esp_psram, esp32*/spiram.c,
/// heap/heap_caps_init.c, esp_system) or MaixPy on the K210.
inline constexpr LogForm microcontroller_forms[] = {
    {LogFact::PythonBanner, "MicroPython {name} on {other}", at_start},
    {LogFact::PythonMachine, "_machine='{name}'"},
    {LogFact::PythonBuild, "_build='{name}'"},
    {LogFact::PythonHeap, "GC: total: {amount}, used: {amount}, free: {amount}, max new split: {amount}"},
    {LogFact::PythonHeap, "GC: total: {amount}, used: {amount}, free: {amount}"},
    {LogFact::PythonBlocks,
     "No. of 1-blocks: {amount}, 2-blocks: {amount}, max blk sz: {amount}, max free sz: {amount}"},
    {LogFact::PythonBlocks, "No. of 1-blocks: {amount}, 2-blocks: {amount}, max blk sz: {amount}"},
    {LogFact::PythonStack, "stack: {amount} out of {amount}", at_start},
    {LogFact::PythonArea, "GC memory layout; from {first}:"},
    {LogFact::PythonHeapRange, "gc heap={first}-{end}({bytes})"},
    {LogFact::PythonHeapRange, "gc heap={first}-{end}"},
    {LogFact::PythonNoMemory, "MemoryError: memory allocation failed, allocating {bytes} bytes"},
    {LogFact::PythonTooDeep, "RuntimeError: maximum recursion depth exceeded"},
    {LogFact::ShellCommand, "gc.mem_alloc()", in_place, "gc.mem_alloc()"},
    {LogFact::ShellCommand, "esp32.idf_heap_info(", in_place, "esp32.idf_heap_info()"},
    {LogFact::ChipName, "This chip is {name}", at_start},
    {LogFact::ChipName, "ESP-ROM:{name}", at_start},
    {LogFact::IdfVersion, "ESP-IDF: {name}", at_start},
    {LogFact::FlashFound, "SPI Flash Size : {mib}MB", of_speaker},
    {LogFact::PsramPart, "octal_psram: vendor id : {skip} ({other})", in_place, "octal"},
    {LogFact::PsramPart, "octal_psram: density : {skip} ({mbit} Mbit)", in_place, "octal"},
    {LogFact::PsramPart, "opi psram: vendor id : {skip} ({other})", in_place, "octal"},
    {LogFact::PsramPart, "opi psram: density : {skip} ({mbit} Mbit)", in_place, "octal"},
    {LogFact::PsramPart, "hex_psram: vendor id : {skip} ({other})", in_place, "hex"},
    {LogFact::PsramPart, "hex_psram: density : {skip} ({mbit} Mbit)", in_place, "hex"},
    {LogFact::PsramFound, "Found {mib}MB PSRAM device"},
    {LogFact::PsramFound, "Found {mbit}MBit SPI RAM device"},
    {LogFact::PsramSpeed, "psram: Speed: {n}MHz"},
    {LogFact::PsramSpeed, "SPI RAM mode: {name}", at_start},
    {LogFact::PsramReady, "PSRAM initialized, cache is in {name} mode"},
    {LogFact::PsramTested, "SPI SRAM memory test OK", in_place, "ok"},
    {LogFact::PsramTested, "SPI SRAM memory test fail", in_place, "fail"},
    {LogFact::PsramTested, "External RAM failed memory test", in_place, "fail"},
    {LogFact::PsramFailed, "PSRAM ID read error: {limit}", of_speaker},
    {LogFact::PsramFailed, "PSRAM enabled but initialization failed", of_speaker},
    {LogFact::PsramFailed, "SPI RAM enabled but initialization failed", of_speaker},
    {LogFact::PsramFailed, "SPI RAM not initialized", of_speaker},
    {LogFact::PsramFailed, "PSRAM chip is not connected, or wrong PSRAM line mode", of_speaker},
    {LogFact::PsramFailed, "PSRAM init failed!", of_speaker},
    {LogFact::PsramFailed, "Failed to init external RAM", of_speaker},
    {LogFact::PsramAdded, "Adding pool of {kib}K of PSRAM memory to heap"},
    {LogFact::PsramAdded, "Adding pool of {kib}K of external SPI memory to heap"},
    {LogFact::InternalReserved, "Reserving pool of {kib}K of internal memory for DMA"},
    {LogFact::HeapRegion, "heap_init: At {first} len {hex} ({skip}): {name}"},
    {LogFact::ChipAborted, "abort() was called at PC {first} on core"},
    {LogFact::ChipReset, "rst:{skip},boot:", at_start},
};

}  // namespace rampart
