#pragma once

#include "sources/log_form.h"

namespace rampart {

/// What vendors' allocators say.
inline constexpr LogForm vendor_pool_forms[] = {
    {LogFact::VendorSplit, "mmz_start: {first}, mmz_size: {other}", in_place, "MMZ"},
    {LogFact::VendorSplit, "cmmpool={skip},{skip},{first},{other}", in_place, "CMM"},
    {LogFact::VendorSplit, "mmz={skip},{skip},{first},{other}", in_place, "MMZ"},
    {LogFact::VendorConflict, "MMZ conflict to kernel memory: zone {first}-{last}, kernel ends {other_last}", in_place,
     "MMZ"},
    {LogFact::VendorConflict, "MMZ conflict to kernel memory: zone {first}-{last}", in_place, "MMZ"},
    {LogFact::VendorConflict, "MMZ conflict to kernel memory ({other_first}, {other_last})", in_place, "MMZ"},
    {LogFact::VendorConflict, "Conflict MMZ: PHYS({first}, {last})", in_place, "MMZ"},
    {LogFact::VendorConflict, "PHYS({first}, {last}), GFP=", at_start, "MMZ"},
    {LogFact::VendorConflict, "MMZ conflict", in_place, "MMZ"},
    {LogFact::VendorConflict, "Conflict MMZ", in_place, "MMZ"},
    {LogFact::VendorZoneRefused, "Add MMZ failed: {other}", in_place, "MMZ"},
    {LogFact::VendorZone, "+---ZONE: PHYS({first}, {last}), {skip} NAME=\"{other}\"", in_place, "MMZ"},
    {LogFact::VendorZone, "+---ZONE: PHYS({first}, {last})", in_place, "MMZ"},
    {LogFact::VendorZone, "+---PARTITION: Phys({first}, {last}), {skip} NAME=\"{other}\"", in_place, "CMM"},
    {LogFact::VendorZone, "+---PARTITION: Phys({first}, {last})", in_place, "CMM"},
    {LogFact::VendorBlock, "|-MMB: phys({first}, {last})"},
    {LogFact::VendorBlock, "|-Block: phys({first}, {last})"},
    {LogFact::VendorTotals, "total size={kib}KB({skip}),used={amount}KB({skip}),remain={amount}KB"},
    {LogFact::VendorHeap, "heap size:{amount} bytes, used:{amount} bytes", in_place, "", "[{n}] {name}"},
    {LogFact::VendorFree, "Free MMZ mem after allocation: {kib}KB", in_place, "MMZ"},
    {LogFact::VendorFree, "Free MMZ mem before allocation: {kib}KB", in_place, "MMZ before"},
    {LogFact::VendorNoMemory, "_NOMEM", in_place, "", "{word}"},
    {LogFact::VendorNoMemory, "0xa001800c", in_place, "ERR_VB"},  // HiSilicon's numbers for the same
    {LogFact::VendorNoMemory, "0xA001800C", in_place, "ERR_VB"},
    {LogFact::VendorNoMemory, "0xa007800c", in_place, "ERR_VPSS"},
    {LogFact::VendorNoMemory, "0xA007800C", in_place, "ERR_VPSS"},
    {LogFact::VendorNoMemory, "0xa008800c", in_place, "ERR_VENC"},
    {LogFact::VendorNoMemory, "0xA008800C", in_place, "ERR_VENC"},
    {LogFact::VendorNoMemory, "bm_alloc_gmem failed, dev_id = {n}, size = {hex}", in_place, "ION"},
    {LogFact::VendorNoMemory, "ION_IOC_ALLOC error", in_place, "ION"},
    {LogFact::VendorNoMemory, "IMP_Alloc fails to alloc the {bytes} size", in_place, "rmem"},
    {LogFact::VendorNoMemory, "mmz_alloc fail", in_place, "MMZ"},
    {LogFact::VendorNoMemory, "mmz alloc fail", in_place, "MMZ"},
    {LogFact::VendorNoMemory, "MmzAlloc fail", in_place, "MMZ"},
    {LogFact::VendorNoMemory, "AX_SYS_MemAlloc fail", in_place, "CMM"},
    {LogFact::VendorNoMemory, "cmm alloc fail", in_place, "CMM"},
    {LogFact::VendorNoMemory, "ion_alloc fail", in_place, "ION"},
    {LogFact::VendorNoMemory, "ion alloc fail", in_place, "ION"},
    {LogFact::VendorNoMemory, "MMA_Alloc fail", in_place, "MMA"},
};

}  // namespace rampart
