#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace rampart {

/// Memory for whole pages, aligned to them as direct I/O wants it, zeroed.
class PageBuffer {
 public:
  PageBuffer(std::size_t count, std::size_t page_size) : count_{count}, page_size_{page_size} {
    if (count == 0) return;
    bytes_.reset(static_cast<char*>(std::aligned_alloc(page_size, count * page_size)));
    if (!bytes_) throw std::bad_alloc{};
    std::fill_n(bytes_.get(), count * page_size, '\0');
  }

  std::size_t page_size() const { return page_size_; }
  /// How many pages; may be made fewer.
  std::size_t count() const { return count_; }
  void shrink(std::size_t count) { count_ = count; }
  std::span<char> page(std::size_t index) const { return {bytes_.get() + index * page_size_, page_size_}; }
  std::span<char> bytes() const { return {bytes_.get(), count_ * page_size_}; }

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  std::unique_ptr<char, Free> bytes_;
  std::size_t count_;
  std::size_t page_size_;
};

}  // namespace rampart
