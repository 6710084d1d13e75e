#pragma once

#include <string>

#include <rampart/model/heap_facts.h>

namespace rampart {

/// The heaps as a table with what backs each, then the pools that have none, then notes.
std::string heap_list_text(const HeapList& list);

/// The same as a document, schema rampart.heap-list/1.
std::string heap_list_json(const HeapList& list);

}  // namespace rampart
