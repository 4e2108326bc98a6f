// Every handle and host object that the library has given to the client: for the strict checks, which ask
// what a pointer is, whether the object still exists, and what was never given back. Process-wide,
// thread-safe, never destroyed.
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
  config,
  profile_config
};

class ObjectRegistry {
 public:
  // Throws std::bad_alloc.
  static void add(const void* object, ObjectKind kind);
  static void remove(const void* object) noexcept;

  // Throws Failure 107017 unless the pointer is an object of that kind that exists; the text says what it is
  // instead. It throws also where misuse is only printed, since the call could only crash. REQUIRES:
  // strict().
  static void check(const void* object, ObjectKind kind);

  struct Count {
    ObjectKind kind;
    const char* kind_name;
    size_t existing;
  };
  // The objects that exist, by kind.
  static std::vector<Count> existing();
};

}  // namespace ascend_rx::runtime
