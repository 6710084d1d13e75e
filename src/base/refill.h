#pragma once

#include <cstddef>
#include <vector>

namespace rampart {

/// Fills a vector anew and keeps what memory its elements hold, for facts that are read again and again. Elements that
/// were not asked for are gone when the Refill is.
template <typename T>
class Refill {
 public:
  explicit Refill(std::vector<T>& into) : into_{into} {}
  Refill(const Refill&) = delete;
  Refill& operator=(const Refill&) = delete;
  ~Refill() { into_.resize(used_); }

  std::size_t size() const { return used_; }

  /// The next element, still with its former content: the caller sets every field. Valid until the next call.
  T& next() {
    if (used_ == into_.size()) into_.emplace_back();
    return into_[used_++];
  }

 private:
  std::vector<T>& into_;
  std::size_t used_ = 0;
};

}  // namespace rampart
