#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// What `heap scaffold` is asked for.
struct HeapScaffold {
  enum class Driver {
    BuiltIn,    ///< A heap of its own, compiled into the kernel: mainline exports no dma_heap_add() before 7.1.
    CmaHeapAdd  ///< A module that asks the kernel's CMA heap, on kernels that export cma_heap_add().
  };
  std::string name;  ///< Of the heap: /dev/dma_heap/NAME.
  Driver driver = Driver::BuiltIn;
  std::string pool;                ///< Label of a reserved-memory node that the board has already; else one is made.
  std::optional<Bytes> size{};     ///< Of the pool that is made.
  std::optional<PhysAddr> base{};  ///< Where it lies; without, the kernel places it.
};

struct ScaffoldFile {
  std::string name;
  std::string content;
};

/// The device-tree fragment, the driver and its Kbuild line. Malformed if the name cannot be that of a node and a heap,
/// or if there is neither a pool nor a size; `where.file` is the option concerned.
Result<std::vector<ScaffoldFile>> heap_scaffold(const HeapScaffold& wanted);

/// All of them as a document, schema rampart.heap-scaffold/1.
std::string heap_scaffold_json(const HeapScaffold& wanted, const std::vector<ScaffoldFile>& files);

}  // namespace rampart
