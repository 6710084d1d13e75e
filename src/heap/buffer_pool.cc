#include <algorithm>
#include <cerrno>
#include <iterator>
#include <mutex>
#include <utility>

#include <rampart/heap/buffer_pool.h>

#include "heap/whole_pages.h"

namespace rampart {

/// The buffers that are kept, the one that lies longest first. Lists are cut and joined, so that memory is asked for
/// only with a new buffer; what is freed is freed by the caller without the lock, since that may sleep.
struct BufferPool::Lease::Shelf {
  std::mutex mutex;  ///< Of all that follows.
  std::list<Buffer> idle;
  Statistics statistics;
  Bytes limit;

  std::list<Buffer> take(std::list<Buffer>::iterator at) {
    std::list<Buffer> taken;
    statistics.idle.value -= at->size().value;
    --statistics.idle_count;
    taken.splice(taken.end(), idle, at);
    return taken;
  }

  /// Those that lie longest, until at most `most` bytes are idle.
  std::list<Buffer> take_beyond(Bytes most) {
    std::list<Buffer> taken;
    while (!idle.empty() && statistics.idle > most) {
      taken.splice(taken.end(), take(idle.begin()));
      ++statistics.given_back;
    }
    return taken;
  }

  /// The buffer of this size that was used last, whose memory is the likeliest to be in a cache; empty if there is
  /// none.
  std::list<Buffer> take_size(Bytes size) {
    const auto found =
        std::find_if(idle.rbegin(), idle.rend(), [&](const Buffer& each) { return each.size() == size; });
    if (found == idle.rend()) return {};
    ++statistics.reused;
    return take(std::prev(found.base()));
  }
};

BufferPool::Lease::Lease(std::list<Buffer> buffer, std::weak_ptr<Shelf> shelf)
    : buffer_{std::move(buffer)}, size_{buffer_.front().size()}, shelf_{std::move(shelf)} {}

BufferPool::Lease& BufferPool::Lease::operator=(Lease&& other) noexcept {
  if (this != &other) {
    give_back();
    buffer_ = std::move(other.buffer_);
    size_ = other.size_;
    shelf_ = std::move(other.shelf_);
  }
  return *this;
}

BufferPool::Lease::~Lease() { give_back(); }

void BufferPool::Lease::give_back() {
  std::list<Buffer> over;
  const auto shelf = shelf_.lock();
  if (buffer_.empty() || !shelf) return buffer_.clear();
  const std::lock_guard lock{shelf->mutex};
  shelf->statistics.in_use.value -= size_.value;
  if (!buffer_.front().is_open()) return buffer_.clear();
  shelf->statistics.idle.value += buffer_.front().size().value;
  ++shelf->statistics.idle_count;
  shelf->idle.splice(shelf->idle.end(), buffer_);
  over = shelf->take_beyond(shelf->limit);
}

BufferPool::BufferPool(Source source, Bytes limit)
    : source_{std::move(source)}, shelf_{std::make_shared<Lease::Shelf>()} {
  shelf_->limit = limit;
}

BufferPool::~BufferPool() = default;

HeapResult<BufferPool::Lease> BufferPool::acquire(Bytes size) {
  const Bytes whole = whole_pages(size).value_or(size);
  {
    const std::lock_guard lock{shelf_->mutex};
    if (auto kept = shelf_->take_size(whole); !kept.empty()) {
      shelf_->statistics.in_use.value += whole.value;
      return Lease{std::move(kept), shelf_};
    }
  }
  auto buffer = source_(size);
  if (!buffer && buffer.error().number == ENOMEM) {
    trim();
    buffer = source_(size);
  }
  if (!buffer) return std::unexpected(std::move(buffer.error()));
  std::list<Buffer> made;
  made.push_back(std::move(*buffer));
  const std::lock_guard lock{shelf_->mutex};
  ++shelf_->statistics.allocated;
  shelf_->statistics.in_use.value += made.front().size().value;
  return Lease{std::move(made), shelf_};
}

void BufferPool::trim(Bytes limit) {
  std::list<Buffer> over;
  const std::lock_guard lock{shelf_->mutex};
  over = shelf_->take_beyond(limit);
}

BufferPool::Statistics BufferPool::statistics() const {
  const std::lock_guard lock{shelf_->mutex};
  return shelf_->statistics;
}

}  // namespace rampart
