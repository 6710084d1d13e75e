#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include <rampart/host/unique_fd.h>

namespace rampart {

/// For tests of what no kernel can be made to do at will: a signal in each call, a heap whose device goes. While one
/// lives, ioctls of DMA-BUFs in this process come here. Its device is a memfd, and so are its buffers.
class FakeDmaHeap {
 public:
  FakeDmaHeap();
  ~FakeDmaHeap();
  FakeDmaHeap(const FakeDmaHeap&) = delete;
  FakeDmaHeap& operator=(const FakeDmaHeap&) = delete;

  /// What Heap::open takes.
  std::string path() const;
  /// The next ioctls fail with these, one each; then they work again.
  void fail_with(std::deque<int> numbers) { failures_ = std::move(numbers); }

  struct Call {
    unsigned long request{};
    std::uint64_t flags{};  ///< Of a sync.
    int result{};           ///< 0, or the errno.
    friend bool operator==(const Call&, const Call&) = default;
  };
  /// All ioctls since the last time it was asked.
  std::vector<Call> calls() { return std::exchange(calls_, {}); }

  /// The ioctl itself.
  int answer(int fd, unsigned long request, void* argument);

 private:
  UniqueFd device_;
  std::deque<int> failures_;
  std::vector<Call> calls_;
};

}  // namespace rampart
