# ASCEND_RX_TEST_ONNXRUNTIME: the libonnxruntime of the onnxruntime-node package, for tests and benchmarks.
# Inside the source tree the runtime finds it itself; a build elsewhere needs this path.
file(GLOB ASCEND_RX_TEST_ONNXRUNTIME
  ${PROJECT_SOURCE_DIR}/node_modules/onnxruntime-node/bin/napi-v*/linux/*/libonnxruntime.so.1)
set(architecture x64)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(architecture arm64)
endif()
list(FILTER ASCEND_RX_TEST_ONNXRUNTIME INCLUDE REGEX "/linux/${architecture}/")
