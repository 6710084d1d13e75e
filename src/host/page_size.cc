#include "host/page_size.h"

#include <cstdint>
#include <unistd.h>

namespace rampart {

Bytes page_size() { return {static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))}; }

}  // namespace rampart
