#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>

#include <rampart/heap/heap.h>

namespace rampart {

/// Keeps buffers that are done with, and gives them out again for requests of the same size: a camera that takes and
/// returns its frames then asks the kernel once. Thread-safe.
///
/// A buffer that comes a second time has the content that its last user left, not zeroes.
class BufferPool {
 public:
  /// Makes a buffer when none is kept: `[&](Bytes size) { return heap.allocate(size); }`.
  using Source = std::function<HeapResult<Buffer>(Bytes size)>;

  struct Statistics {
    std::uint64_t allocated = 0;   ///< Buffers that the source made.
    std::uint64_t reused = 0;      ///< Requests that a kept buffer served.
    std::uint64_t given_back = 0;  ///< Kept buffers that were freed: over the limit, or for a request that failed.
    std::uint64_t idle_count = 0;
    Bytes idle;    ///< Size of the buffers kept now.
    Bytes in_use;  ///< Size of those given out now.
  };

  /// A buffer of the pool; goes back to it when destroyed. May outlive the pool, and frees the buffer then. A Lease
  /// that was moved from has no buffer and must not be used. Taking the Buffer out by moving it is keeping it for good.
  class Lease {
   public:
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&& other) noexcept;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();

    Buffer& operator*() { return buffer_.front(); }
    const Buffer& operator*() const { return buffer_.front(); }
    Buffer* operator->() { return &buffer_.front(); }
    const Buffer* operator->() const { return &buffer_.front(); }

   private:
    friend class BufferPool;
    struct Shelf;
    Lease(std::list<Buffer> buffer, std::weak_ptr<Shelf> shelf);
    void give_back();

    std::list<Buffer> buffer_;  ///< One, or none after a move: to give it back takes no memory.
    Bytes size_;
    std::weak_ptr<Shelf> shelf_;
  };

  /// `limit` is the most that is kept idle, in bytes; beyond it the buffer that lay longest goes.
  BufferPool(Source source, Bytes limit);
  ~BufferPool();
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;

  /// A kept buffer of this size, in whole pages, or a new one. If the source has no memory (ENOMEM), all that is kept
  /// is freed and it is asked once more. Errors are the source's.
  HeapResult<Lease> acquire(Bytes size);

  /// Frees kept buffers, those that lay longest first, until at most `limit` bytes are idle.
  void trim(Bytes limit = {});
  Statistics statistics() const;

 private:
  Source source_;
  std::shared_ptr<Lease::Shelf> shelf_;
};

}  // namespace rampart
