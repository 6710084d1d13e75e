#include "host/kernel_module.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

// Loading one that exists is done in a booted guest (tests/guest/zram_test.py).
TEST(KernelModule, OneThatNoKernelHasIsNotFoundByLibkmodNorByModprobe) {
  const auto loaded = load_module("rampart_no_such_module");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Errc::NotFound);
  EXPECT_TRUE(to_string(loaded.error())
                  .starts_with("rampart_no_such_module: no such module in this kernel, and modprobe says: "))
      << to_string(loaded.error());
}

TEST(KernelModule, OneThatIsNotLoadedCannotBeTakenOut) {
  const auto unloaded = unload_module("rampart_no_such_module");
  ASSERT_FALSE(unloaded);
  EXPECT_TRUE(unloaded.error().code == Errc::NotFound || unloaded.error().code == Errc::NoPermission ||
              unloaded.error().what.contains("function not implemented"))
      << to_string(unloaded.error());
}

}  // namespace
}  // namespace rampart
