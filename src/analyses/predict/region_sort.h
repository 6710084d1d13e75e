#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "knowledge/kernel_behaviour.h"

namespace rampart {

/// The heapsorts of the kernel (lib/sort.c). Neither is stable, so that elements which compare equal change places in
/// a way that only the same steps reproduce; before 6.5 that is the order in which dynamic regions are placed.
template <typename T>
class KernelSort {
 public:
  /// Less, equal or greater than zero, as for qsort.
  using Compare = std::function<int(const T&, const T&)>;

  KernelSort(std::vector<T>& elements, Compare compare) : elements_{elements}, compare_{std::move(compare)} {}

  void run(KernelBehaviour::RegionSort kind) {
    if (elements_.size() < 2) return;
    right_wins_ = kind == KernelBehaviour::RegionSort::UnstablePairwise;
    for (std::size_t root = elements_.size() / 2; root-- > 0;) sift_down(root, elements_.size());
    if (right_wins_) {
      extract_pairs();
    } else {
      extract_singly();
    }
  }

 private:
  void extract_singly() {
    for (std::size_t heap = elements_.size() - 1; heap > 0; --heap) {
      std::swap(elements_[0], elements_[heap]);
      sift_down(0, heap);
    }
  }

  /// Takes out the root and the larger of its children in each round.
  void extract_pairs() {
    std::size_t heap = elements_.size();
    while (heap > 3) {
      std::swap(elements_[0], elements_[--heap]);
      const std::size_t second = compare_(elements_[1], elements_[2]) <= 0 ? 2 : 1;
      std::swap(elements_[second], elements_[--heap]);
      sift_down(second, heap);
      sift_down(0, heap);
    }
    std::swap(elements_[0], elements_[heap - 1]);
    if (heap == 3 && compare_(elements_[0], elements_[1]) > 0) std::swap(elements_[0], elements_[1]);
  }

  /// Walks down the larger children to a leaf, then back up to where the element at `root` belongs.
  void sift_down(std::size_t root, std::size_t heap) {
    std::size_t at = root;
    while (2 * at + 2 < heap) {
      const std::size_t left = 2 * at + 1;
      const int order = compare_(elements_[left], elements_[left + 1]);
      at = order > 0 || (order == 0 && !right_wins_) ? left : left + 1;
    }
    if (2 * at + 2 == heap) at = 2 * at + 1;  // a last leaf without a sibling
    while (at != root && compare_(elements_[root], elements_[at]) >= 0) at = (at - 1) / 2;
    const std::size_t place = at;
    while (at != root) {
      at = (at - 1) / 2;
      std::swap(elements_[at], elements_[place]);
    }
  }

  std::vector<T>& elements_;
  Compare compare_;
  bool right_wins_ = false;
};

}  // namespace rampart
