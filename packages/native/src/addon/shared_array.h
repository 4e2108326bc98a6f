// A typed array whose memory JavaScript and the addon share. Keeps the array, so its memory stays where it
// is. JavaScript thread.
#pragma once

#include <napi.h>

#include <cstddef>

namespace ascend_rx::addon {

template <class TypedArray, class Element>
class SharedArray {
 public:
  // Of no elements.
  SharedArray() = default;
  explicit SharedArray(TypedArray array)
      : array_(Napi::Persistent(array)), data_(array.Data()), size_(array.ElementLength()) {}

  Element* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  Napi::Reference<TypedArray> array_;
  Element* data_ = nullptr;
  size_t size_ = 0;
};

using SharedWords = SharedArray<Napi::Uint32Array, uint32_t>;
using SharedNumbers = SharedArray<Napi::Float64Array, double>;

}  // namespace ascend_rx::addon
