#include <cstdlib>

#include "sources/kernel_image.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const auto image = parse_kernel_image({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!image) return image.error().where.file == "fuzz" ? 0 : (std::abort(), 0);
  // Only a zImage may leave its size untold.
  if (image->kind != ImageKind::ArmZImage && (!image->image_size || image->image_size->value == 0)) std::abort();
  return 0;
}
