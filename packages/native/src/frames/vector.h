// Vectors of the compiler (GCC, Clang): SSE2 on x64, NEON on arm64, without a line for either. Loads and
// stores need no alignment.
#pragma once

#include <cstdint>
#include <cstring>

namespace ascend_rx::frames {

using Bytes8 = uint8_t __attribute__((vector_size(8)));
using Words8 = uint16_t __attribute__((vector_size(16)));

template <class Vector, class Element>
inline Vector load(const Element* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof vector);
  return vector;
}

template <class Vector, class Element>
inline void store(Element* to, const Vector& vector) {
  std::memcpy(to, &vector, sizeof vector);
}

}  // namespace ascend_rx::frames
