#include <sys/mman.h>
#include <utility>

#include <rampart/heap/buffer.h>

namespace rampart {

Mapping::Mapping(Mapping&& other) noexcept : memory_{std::exchange(other.memory_, {})} {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  if (this != &other) {
    unmap();
    memory_ = std::exchange(other.memory_, {});
  }
  return *this;
}

Mapping::~Mapping() { unmap(); }

void Mapping::unmap() {
  if (!memory_.empty()) ::munmap(memory_.data(), memory_.size());
}

}  // namespace rampart
