#include "analyses/cma_simulation/byte_group.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rampart {
namespace {

RC_GTEST_PROP(ByteGroup, ATestOfAllBytesAtOnceIsATestOfEach, ()) {
  const auto bytes = *rc::gen::container<std::array<std::uint8_t, byte_group_size>>(rc::gen::arbitrary<std::uint8_t>());
  const auto least = *rc::gen::elementOf(bytes);
  std::uint64_t expected = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) expected |= std::uint64_t{bytes[i] >= least} << i;
  RC_ASSERT(at_least_in_group(bytes.data(), least) == expected);
  RC_ASSERT(at_least_in_group_portable(bytes.data(), least) == expected);
  RC_ASSERT(largest_of_group(bytes.data()) == std::ranges::max(bytes));
}

}  // namespace
}  // namespace rampart
