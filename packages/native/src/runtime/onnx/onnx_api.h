// ONNX Runtime's C interface, as far as the runtime uses it: its one exported function gives a table of
// function pointers whose order never changes. Each entry here: index in the table, name, result, parameters.
// ONNX Runtime's own headers are not needed.
#pragma once

#include <cstddef>
#include <cstdint>

struct OrtAllocator;
struct OrtEnv;
struct OrtIoBinding;
struct OrtMemoryInfo;
struct OrtModelMetadata;
struct OrtRunOptions;
struct OrtSession;
struct OrtSessionOptions;
struct OrtStatus;
struct OrtTensorTypeAndShapeInfo;
struct OrtTypeInfo;
struct OrtValue;

namespace ascend_rx::runtime {

// The oldest version of the table that has all these functions.
constexpr uint32_t onnx_api_version = 5;

// Values of their enumerations.
namespace ort {
constexpr int log_fatal = 4;  // errors need not be printed: calls return them as a status
constexpr int sequential = 0;
constexpr int all_optimisations = 99;
constexpr int arena_allocator = 1;
constexpr int default_memory = 0;
constexpr int kind_tensor = 1;
}  // namespace ort

#define ASCEND_RX_ONNX_FUNCTIONS(X)                                                                     \
  X(2, GetErrorMessage, const char*, (const OrtStatus*))                                                \
  X(3, CreateEnv, OrtStatus*, (int, const char*, OrtEnv**))                                             \
  X(7, CreateSession, OrtStatus*, (const OrtEnv*, const char*, const OrtSessionOptions*, OrtSession**)) \
  X(8, CreateSessionFromArray, OrtStatus*,                                                              \
    (const OrtEnv*, const void*, size_t, const OrtSessionOptions*, OrtSession**))                       \
  X(9, Run, OrtStatus*,                                                                                 \
    (OrtSession*, const OrtRunOptions*, const char* const*, const OrtValue* const*, size_t,             \
     const char* const*, size_t, OrtValue**))                                                           \
  X(10, CreateSessionOptions, OrtStatus*, (OrtSessionOptions**))                                        \
  X(13, SetSessionExecutionMode, OrtStatus*, (OrtSessionOptions*, int))                                 \
  X(22, SetSessionLogSeverityLevel, OrtStatus*, (OrtSessionOptions*, int))                              \
  X(23, SetSessionGraphOptimizationLevel, OrtStatus*, (OrtSessionOptions*, int))                        \
  X(24, SetIntraOpNumThreads, OrtStatus*, (OrtSessionOptions*, int))                                    \
  X(30, SessionGetInputCount, OrtStatus*, (const OrtSession*, size_t*))                                 \
  X(31, SessionGetOutputCount, OrtStatus*, (const OrtSession*, size_t*))                                \
  X(33, SessionGetInputTypeInfo, OrtStatus*, (const OrtSession*, size_t, OrtTypeInfo**))                \
  X(34, SessionGetOutputTypeInfo, OrtStatus*, (const OrtSession*, size_t, OrtTypeInfo**))               \
  X(36, SessionGetInputName, OrtStatus*, (const OrtSession*, size_t, OrtAllocator*, char**))            \
  X(37, SessionGetOutputName, OrtStatus*, (const OrtSession*, size_t, OrtAllocator*, char**))           \
  X(39, CreateRunOptions, OrtStatus*, (OrtRunOptions**))                                                \
  X(46, RunOptionsSetTerminate, OrtStatus*, (OrtRunOptions*))                                           \
  X(49, CreateTensorWithDataAsOrtValue, OrtStatus*,                                                     \
    (const OrtMemoryInfo*, void*, size_t, const int64_t*, size_t, int, OrtValue**))                     \
  X(51, GetTensorMutableData, OrtStatus*, (OrtValue*, void**))                                          \
  X(55, CastTypeInfoToTensorInfo, OrtStatus*, (const OrtTypeInfo*, const OrtTensorTypeAndShapeInfo**))  \
  X(56, GetOnnxTypeFromTypeInfo, OrtStatus*, (const OrtTypeInfo*, int*))                                \
  X(60, GetTensorElementType, OrtStatus*, (const OrtTensorTypeAndShapeInfo*, int*))                     \
  X(61, GetDimensionsCount, OrtStatus*, (const OrtTensorTypeAndShapeInfo*, size_t*))                    \
  X(62, GetDimensions, OrtStatus*, (const OrtTensorTypeAndShapeInfo*, int64_t*, size_t))                \
  X(63, GetSymbolicDimensions, OrtStatus*, (const OrtTensorTypeAndShapeInfo*, const char**, size_t))    \
  X(64, GetTensorShapeElementCount, OrtStatus*, (const OrtTensorTypeAndShapeInfo*, size_t*))            \
  X(65, GetTensorTypeAndShape, OrtStatus*, (const OrtValue*, OrtTensorTypeAndShapeInfo**))              \
  X(69, CreateCpuMemoryInfo, OrtStatus*, (int, int, OrtMemoryInfo**))                                   \
  X(76, AllocatorFree, OrtStatus*, (OrtAllocator*, void*))                                              \
  X(78, GetAllocatorWithDefaultOptions, OrtStatus*, (OrtAllocator**))                                   \
  X(93, ReleaseStatus, void, (OrtStatus*))                                                              \
  X(95, ReleaseSession, void, (OrtSession*))                                                            \
  X(96, ReleaseValue, void, (OrtValue*))                                                                \
  X(97, ReleaseRunOptions, void, (OrtRunOptions*))                                                      \
  X(98, ReleaseTypeInfo, void, (OrtTypeInfo*))                                                          \
  X(99, ReleaseTensorTypeAndShapeInfo, void, (OrtTensorTypeAndShapeInfo*))                              \
  X(100, ReleaseSessionOptions, void, (OrtSessionOptions*))                                             \
  X(111, SessionGetModelMetadata, OrtStatus*, (const OrtSession*, OrtModelMetadata**))                  \
  X(116, ModelMetadataLookupCustomMetadataMap, OrtStatus*,                                              \
    (const OrtModelMetadata*, OrtAllocator*, const char*, char**))                                      \
  X(118, ReleaseModelMetadata, void, (OrtModelMetadata*))                                               \
  X(124, AddFreeDimensionOverrideByName, OrtStatus*, (OrtSessionOptions*, const char*, int64_t))        \
  X(130, AddSessionConfigEntry, OrtStatus*, (OrtSessionOptions*, const char*, const char*))             \
  X(133, RunWithBinding, OrtStatus*, (OrtSession*, const OrtRunOptions*, const OrtIoBinding*))          \
  X(134, CreateIoBinding, OrtStatus*, (OrtSession*, OrtIoBinding**))                                    \
  X(135, ReleaseIoBinding, void, (OrtIoBinding*))                                                       \
  X(136, BindInput, OrtStatus*, (OrtIoBinding*, const char*, const OrtValue*))                          \
  X(137, BindOutput, OrtStatus*, (OrtIoBinding*, const char*, const OrtValue*))

struct OnnxApi {
#define X(slot, name, result, parameters) result(*name) parameters;
  ASCEND_RX_ONNX_FUNCTIONS(X)
#undef X
};

// What OrtGetApiBase() gives.
struct OnnxApiBase {
  const void* const* (*GetApi)(uint32_t version);
  const char* (*GetVersionString)();
};

}  // namespace ascend_rx::runtime
