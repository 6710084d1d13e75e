#pragma once

#include "sources/log_form.h"

namespace rampart {

/// What a kernel and its drivers say while they run. A comment names the kernels of a form that is not of all.
inline constexpr LogForm run_time_forms[] = {
    // At run time
    {LogFact::CmaAllocFailed, "cma_alloc: alloc failed, req-size: {pages} pages, ret: {n}"},
    {LogFact::CmaAllocFailed, "cma_alloc: {name}: alloc failed, req-size: {pages} pages, ret: {n}"},
    {LogFact::CmaAllocFailed, "cma_alloc_frozen: {name}: alloc failed, req-size: {pages} pages, ret: {n}"},  // 7.2
    {LogFact::CmaFreeRuns, "number of available pages: {runs}=> {pages} free of {n} total pages"},
    {LogFact::CmaFreeRuns, "number of available pages: {runs}=>{pages} pages, total: {n} pages"},  // Android
    {LogFact::CmaFreeRuns, "number of available pages:"},                           // 7.2 prints the list,
    {LogFact::CmaFreeRuns, "cma: range {range}: {runs}"},                           // one line for each range,
    {LogFact::CmaFreeRuns, "free of {n} total pages", in_place, "", "=> {pages}"},  // and the sum apart
    {LogFact::PagesBusy, "alloc_contig_range: [{first}, {end}) PFNs busy"},
    {LogFact::PagesBusy, "alloc_contig_range test_pages_isolated({first}, {end}) failed"},  // up to 4.x
    {LogFact::PagesBusy, "page dumped because: migration failure"},
    {LogFact::PagesBusy, "page dumped because: unmovable page"},
    {LogFact::CmaAllocFailed, "cma_alloc_finish: name={name} pfn=0xffffffffffffffff page={skip} count={pages} align"},
    {LogFact::CmaAllocFailed, "cma_alloc_finish: name={name} pfn=0xffffffff page={skip} count={pages} align"},
    {LogFact::CmaAllocFailed, "cma_alloc_finish: name={name} pfn=0x0 page={skip} count={pages} align"},  // 7.2
    {LogFact::DriverAllocFailed, "dma_alloc_coherent of size {bytes} failed", of_speaker},
    {LogFact::DriverAllocFailed, "dma_alloc_coherent alloc of {bytes} bytes failed", of_speaker},
    {LogFact::DriverAllocFailed, "dma_alloc_attrs of size {bytes} failed", of_speaker},
    {LogFact::DriverAllocFailed, "dma alloc of size {bytes} failed", of_speaker},
    {LogFact::DriverAllocFailed, "failed to allocate buffer with size {bytes}", of_speaker},
    {LogFact::DriverAllocFailed, "Failed to allocate from CMA", of_speaker},
    {LogFact::DriverMemoryUse, "num bos allocated: {amount}"},
    {LogFact::DriverMemoryUse, "size bos allocated: {kib}kb"},
    {LogFact::DriverMemoryUse, "kb BOs (", in_place, "", "{skip}: {kib}"},
    {LogFact::PageAllocFailed, "page allocation failure: order:{n}", of_speaker},
    {LogFact::OutOfMemory, "Out of memory: Killed process {n} ({name})"},
    {LogFact::OutOfMemory, "Out of memory: Kill process {n} ({name})"},  // up to 5.2
    {LogFact::AddressSpaceFull, "vmap allocation for size {bytes} failed"},
    {LogFact::AddressSpaceFull, "vmalloc: allocation failure: {bytes} bytes"},
    {LogFact::AddressSpaceFull, "vmalloc error: size {bytes}, vm_struct allocation failed"},
    {LogFact::AddressSpaceFull, "vmalloc_node_range for size {bytes} failed: Address range restricted"},  // 6.12
    {LogFact::VmallocArea, "vmalloc : {first} - {end} (", at_start},                                      // up to 4.x
    {LogFact::AtomicPoolFailed, "DMA: failed to allocate {kib} KiB"},
    // Devices and what they may reach
    {LogFact::RegionAssigned, "assigned reserved memory node {name}", of_speaker},
    {LogFact::RegionNotAssigned, "of_reserved_mem_device_init failed. return={n}", of_speaker},
    {LogFact::RegionNotAssigned, "of_reserved_mem_device_init failed", of_speaker},
    {LogFact::RegionTrouble, "memory-region", of_speaker},
    {LogFact::ProbeFailed, "probe of {name} failed with error {n}"},
    {LogFact::ProbeFailed, "probe with driver {skip} failed with error {n}", of_speaker},  // 6.9
    {LogFact::ProbeFailed, "Failed to register camera: {n}", in_place, "camera"},          // libcamera
    {LogFact::ProbeFailed, "Failed to register camera {name}: {n}"},
    {LogFact::BounceFull, "swiotlb buffer is full (sz: {bytes} bytes), total {amount} (slots), used {amount} (slots)",
     of_speaker},
    {LogFact::BounceFull, "swiotlb buffer is full (sz: {bytes} bytes)", of_speaker},
    {LogFact::BounceFull, "DMA: Out of SW-IOMMU space for {bytes} bytes at device {other}"},  // up to 4.x
    {LogFact::BounceFull, "swiotlb: coherent allocation failed for device {other} size={bytes}"},
    {LogFact::DmaNotCapable, "!dma_capable: phys {first} dma_addr {other_first},"},
    {LogFact::DmaLimits, "dev->dma_mask {limit}, dev->bus_dma_limit {other_last}"},
    {LogFact::DmaOverflow, "swiotlb addr {first}+{bytes} overflow (mask {limit}, bus limit {other_last})", of_speaker},
    {LogFact::DmaOverflow, "DMA addr {first}+{bytes} overflow (mask {limit}, bus limit {other_last})", of_speaker},
    {LogFact::DmaOverflow, "overflow {first}+{bytes} of DMA mask {limit} bus limit {other_last}", of_speaker},
    {LogFact::DmaOverflow, "overflow {first}+{bytes} of DMA mask {limit} bus mask {other_last}", of_speaker},  // 5.4
    {LogFact::DmaOverflow, "overflow {first}+{bytes} of DMA mask {limit} bus", of_speaker},  // `bus limit 0`: none
    {LogFact::BufferTooHigh, "RGA2 unsupported memory larger than 4G", of_speaker, "rga2"},
    {LogFact::BufferTooHigh, "RGA2 unsupported Memory larger than 4G", of_speaker, "rga2"},
    {LogFact::BufferTooHigh, "RGA_MMU unsupported memory larger than 4G", of_speaker, "rga2"},
    {LogFact::BufferTooHigh, "memory larger than 4G", of_speaker},
    {LogFact::BufferTooHigh, "reserved memory is beyond device's set DMA address range", of_speaker},
    {LogFact::HeapMissing, "Could not open any dmaHeap device"},
    {LogFact::HeapMissing, "Could not open any dma heap"},
    {LogFact::HeapMissing, "Could not open any dma-buf provider"},
    {LogFact::HeapNotOpened, "/dev/dma_heap/{name}"},
    {LogFact::HeapFile, "crw-{other} {n} {skip} /dev/dma_heap/{name}"},
    {LogFact::HeapFile, "crw-{other} {n} {skip} linux,cma", in_place, "linux,cma"},
    {LogFact::HeapFile, "crw-{other} {n} {skip} reserved", in_place, "reserved"},
    {LogFact::HeapFile, "crw-{other} {n} {skip} vidbuf_cached", in_place, "vidbuf_cached"},
    {LogFact::HeapFile, "crw-{other} {n} {skip} default_cma_region", in_place, "default_cma_region"},
    {LogFact::HeapFile, "crw-{other} {n} {skip} system", in_place, "system"},
    {LogFact::ExternalAbort, "synchronous external abort", in_place, "synchronous external abort"},
    {LogFact::ExternalAbort, "SError Interrupt on CPU", in_place, "SError interrupt"},
    {LogFact::ExternalAbort, "imprecise external abort", in_place, "imprecise external abort"},
    {LogFact::ExternalAbort, "external abort on non-linefetch", in_place, "external abort"},
    {LogFact::CallSite, "pc : {name}", at_start},
    {LogFact::CallSite, "lr : {other}", at_start},
    {LogFact::CallSite, "PC is at {name}", at_start},
    {LogFact::CallSite, "LR is at {other}", at_start},
    {LogFact::Panic, "Kernel panic - not syncing: {name}"},
    {LogFact::InitrdInUse, "INITRD: {first}+{hex} overlaps in-use memory region"},
    {LogFact::InitrdOutsideRam, "INITRD: {first}+{hex} is not a memory region"},
    {LogFact::InitrdUnreachable, "initrd not fully accessible via the linear mapping"},
    {LogFact::InitrdBroken, "nitramfs unpacking failed: {name}"},
    {LogFact::RemoteTrouble, "bad phdr da {first} mem {hex}", of_speaker, "segment outside every carve-out"},
    {LogFact::RemoteTrouble, "Registered carveout doesn't fit {name}", of_speaker},
    {LogFact::RemoteTrouble, "ailed to process resources", of_speaker, "resources"},
    {LogFact::RemoteTrouble, "ailed to load program segments", of_speaker, "segments"},
    {LogFact::RemoteTrouble, "Translation failed: da = {first} len = {hex}", of_speaker,
     "segment outside every carve-out"},
    {LogFact::RemoteTrouble, "can't translate da {first}", of_speaker, "device address outside dma-ranges"},
    {LogFact::RemoteTrouble, "memory region not valid {first}", of_speaker, "region outside dma-ranges"},
    {LogFact::RemoteTrouble, "Allocated carveout doesn't fit device address request", of_speaker,
     "carve-out at the address that the firmware asks for"},
    {LogFact::RemoteTrouble, "Failed to allocate associated carveouts: {n}", of_speaker, "carve-outs"},
    {LogFact::RemoteTrouble, "Unable to allocate carveout {name}: {n}", of_speaker},
    {LogFact::RemoteTrouble, "Can't associate reserved memory", of_speaker, "vdev buffer"},
    {LogFact::RemoteTrouble, "unable to acquire memory-region", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "unable to resolve memory-region", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "unable to resolve memory region", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "unable to resolve mba region", of_speaker, "memory-region of mba"},
    {LogFact::RemoteTrouble, "unable to resolve mpss region", of_speaker, "memory-region of mpss"},
    {LogFact::RemoteTrouble, "no memory-region specified", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "no mba memory-region specified", of_speaker, "memory-region of mba"},
    {LogFact::RemoteTrouble, "no mpss memory-region specified", of_speaker, "memory-region of mpss"},
    {LogFact::RemoteTrouble, "nable to map memory region: ", of_speaker, "mapping of a carve-out"},
    {LogFact::RemoteTrouble, "segment outside memory range", of_speaker, "segment outside every carve-out"},
    {LogFact::RemoteTrouble, "device does not have reserved memory regions, ret = {n}", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "device needs at least two memory regions to be defined, num = {n}", of_speaker,
     "second memory-region"},
    {LogFact::RemoteTrouble, "reserved memory init failed, ret = {n}", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "failed to get reserve mem regions {n}", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "failed to assign memory-region: {n}", of_speaker, "memory-region"},
    {LogFact::RemoteTrouble, "failed to assign msa map permissions: {n}", of_speaker, "region of the radio"},
    // Compressed swap
    {LogFact::ZramRow, "/dev/zram{n} {other}", at_start},
    {LogFact::ZramTableHeading, "type alg mem_limit {other}", at_start},
    {LogFact::ZramTableRow, "swap {other}", at_start},
    {LogFact::ZramRefused, "Can't change algorithm for initialized device", of_speaker, "algorithm"},
    {LogFact::ZramRefused, "Cannot change disksize for initialized device", of_speaker, "disksize"},
    {LogFact::ZramRefused, "Can't setup backing device for initialized device", of_speaker, "backing_dev"},
    {LogFact::ZramRefused, "Cannot initialise {other} compressing backend", in_place, "algorithm"},
    {LogFact::ZramRefused, "not recognised; consult /sys/block/zram", in_place, "algorithm"},  // zram-generator
    {LogFact::ZramRefused, "zram: unknown parameter '{name}' ignored"},
    {LogFact::ZramRefused, "zramctl: {name}"},
    {LogFact::SwapWriteFailed, "Write-error on swap-device ({name})"},
    {LogFact::SwapAdded, "Adding {kib}k swap on {name}."},
};

}  // namespace rampart
