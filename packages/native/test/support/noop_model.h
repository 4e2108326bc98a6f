// An ONNX file that computes nothing: y = x, 1×16 floats. Running it costs what the calls cost.
#pragma once

#include <string>

namespace noop_model {

constexpr size_t floats = 16;
constexpr size_t bytes = floats * sizeof(float);

// Fields of protocol buffers; numbers and lengths are below 128 here.
inline std::string number(int field, int value) {
  return {static_cast<char>(field << 3), static_cast<char>(value)};
}
inline std::string part(int field, const std::string& content) {
  return std::string{static_cast<char>(field << 3 | 2), static_cast<char>(content.size())} + content;
}

inline std::string tensor(const std::string& name) {
  const std::string dims = part(1, number(1, 1)) + part(1, number(1, static_cast<int>(floats)));
  constexpr int float32 = 1;
  return part(1, name) + part(2, part(1, number(1, float32) + part(2, dims)));
}

inline std::string file() {
  const std::string node = part(1, "x") + part(2, "y") + part(4, "Identity");
  const std::string graph = part(1, node) + part(2, "noop") + part(11, tensor("x")) + part(12, tensor("y"));
  constexpr int ir_version = 8, opset = 13;
  return number(1, ir_version) + part(7, graph) + part(8, number(2, opset));
}

}  // namespace noop_model
