#pragma once

/// DMA-BUF heaps for a program: large buffers that devices and processes share.
///
///     #include <rampart/heap.h>
///
///     auto heap = rampart::Heap::open("system");            // or BufferAllocator: by a logical name, or by need
///     auto buffer = heap->allocate(rampart::mib(4));
///     auto mapping = buffer->map();
///     {
///       auto access = rampart::CpuAccess::begin(*buffer, rampart::Access::Write);
///       std::ranges::fill(mapping->bytes(), std::byte{});
///     }                                                     // a device sees the zeroes from here on
///
/// Sizes are `Bytes`. Nothing throws but std::bad_alloc; what can fail returns a `HeapResult`, whose error has the
/// errno, the heap, and what to do. Each call names the Linux version it needs where that is above 5.6.

#include <rampart/heap/buffer.h>
#include <rampart/heap/buffer_allocator.h>
#include <rampart/heap/buffer_pool.h>
#include <rampart/heap/heap.h>
#include <rampart/heap/heap_error.h>
