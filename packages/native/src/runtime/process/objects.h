// Every handle and host object that the library has given out, for the strict checks: what a pointer is,
// whether it is still alive, what was never given back. Process-wide, thread-safe, never destroyed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ascend_rx::runtime {

enum class ObjectKind {
  primary_context,
  context,
  stream,
  event,
  model_desc,
  dataset,
  data_buffer,
  tensor_desc,
  config
};

class Objects {
 public:
  // Throws std::bad_alloc.
  static void born(const void* object, ObjectKind kind);
  static void died(const void* object) noexcept;

  // REQUIRES: strict(). Throws Failure 107017 unless the pointer is an object of that kind that is alive;
  // says what it is instead. Also where mistakes are only printed: nothing good could come of it.
  static void check(const void* object, ObjectKind kind);

  struct Count {
    ObjectKind kind;
    const char* kind_name;
    size_t alive;
  };
  // Those that are alive, by kind.
  static std::vector<Count> alive();
};

}  // namespace ascend_rx::runtime
