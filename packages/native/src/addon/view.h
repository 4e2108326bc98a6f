// The memory behind a typed array, Buffer or DataView. JavaScript thread.
#pragma once

#include <napi.h>

#include <cstddef>

namespace ascend_rx::addon {

struct View {
  const void* data = nullptr;
  size_t bytes = 0;
};

// For any other value: no memory, of 0 bytes.
inline View view_of(napi_env env, napi_value value) {
  View view;
  void* data = nullptr;
  size_t length = 0;
  napi_typedarray_type type{};
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) == napi_ok) {
    // Bytes per element, by napi_typedarray_type.
    constexpr size_t kElementBytes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2};
    const auto index = static_cast<size_t>(type);
    if (index < sizeof kElementBytes / sizeof *kElementBytes) view = {data, length * kElementBytes[index]};
  } else if (napi_get_dataview_info(env, value, &length, &data, nullptr, nullptr) == napi_ok) {
    view = {data, length};
  }
  return view;
}

}  // namespace ascend_rx::addon
