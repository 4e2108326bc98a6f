// A queue in an array that only grows, so that steady use allocates nothing. Not thread-safe.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace ascend_rx::runtime {

template <typename Item>
class Ring {
 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  void push(const Item& item) {
    if (size_ == items_.size()) grow();
    items_[(first_ + size_++) & (items_.size() - 1)] = item;
  }

  // REQUIRES: not empty.
  const Item& front() const { return items_[first_]; }
  // REQUIRES: index < size(); 0 is the front.
  const Item& operator[](size_t index) const { return items_[(first_ + index) & (items_.size() - 1)]; }
  // The same, to be changed.
  Item& operator[](size_t index) { return items_[(first_ + index) & (items_.size() - 1)]; }
  // REQUIRES: count ≤ size().
  void drop(size_t count) {
    first_ = (first_ + count) & (items_.size() - 1);
    size_ -= count;
  }
  // REQUIRES: not empty.
  Item pop() {
    Item item = items_[first_];
    first_ = (first_ + 1) & (items_.size() - 1);
    --size_;
    return item;
  }

 private:
  void grow() {
    std::vector<Item> larger(items_.empty() ? 16 : items_.size() * 2);  // a power of two
    const size_t count = size_;
    for (size_t i = 0; i < count; ++i) larger[i] = pop();
    items_ = std::move(larger);
    first_ = 0;
    size_ = count;
  }

  std::vector<Item> items_;
  size_t first_ = 0;
  size_t size_ = 0;
};

}  // namespace ascend_rx::runtime
