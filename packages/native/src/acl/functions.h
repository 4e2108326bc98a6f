// The ACL functions that this library calls, each written once. The types come from our headers, so
// a wrong use does not compile; the pointers come from whichever library was opened.
#pragma once

#include "function.h"

// Without one of these a library cannot be used.
#define ASCEND_RX_REQUIRED_FUNCTIONS(X) \
  X(aclInit)                            \
  X(aclFinalize)                        \
  X(aclCreateDataBuffer)                \
  X(aclDestroyDataBuffer)               \
  X(aclrtSetDevice)                     \
  X(aclrtResetDevice)                   \
  X(aclrtGetDeviceCount)                \
  X(aclrtGetRunMode)                    \
  X(aclrtCreateContext)                 \
  X(aclrtDestroyContext)                \
  X(aclrtSetCurrentContext)             \
  X(aclrtCreateStream)                  \
  X(aclrtDestroyStream)                 \
  X(aclrtSynchronizeStream)             \
  X(aclrtSubscribeReport)               \
  X(aclrtUnSubscribeReport)             \
  X(aclrtProcessReport)                 \
  X(aclrtLaunchCallback)                \
  X(aclrtMalloc)                        \
  X(aclrtFree)                          \
  X(aclrtMallocHost)                    \
  X(aclrtFreeHost)                      \
  X(aclrtMemcpyAsync)                   \
  X(aclmdlLoadFromFile)                 \
  X(aclmdlUnload)                       \
  X(aclmdlCreateDesc)                   \
  X(aclmdlDestroyDesc)                  \
  X(aclmdlGetDesc)                      \
  X(aclmdlGetNumInputs)                 \
  X(aclmdlGetNumOutputs)                \
  X(aclmdlGetInputSizeByIndex)          \
  X(aclmdlGetOutputSizeByIndex)         \
  X(aclmdlGetInputNameByIndex)          \
  X(aclmdlGetOutputNameByIndex)         \
  X(aclmdlGetInputDims)                 \
  X(aclmdlGetOutputDims)                \
  X(aclmdlGetInputDataType)             \
  X(aclmdlGetOutputDataType)            \
  X(aclmdlCreateDataset)                \
  X(aclmdlDestroyDataset)               \
  X(aclmdlAddDatasetBuffer)             \
  X(aclmdlExecuteAsync)

// Younger or rarer ones: where they are missing, something else serves (each user says what).
#define ASCEND_RX_OPTIONAL_FUNCTIONS(X) \
  X(aclGetRecentErrMsg)                 \
  X(aclrtGetSocName)                    \
  X(aclUpdateDataBuffer)                \
  X(aclrtDestroyStreamForce)            \
  X(aclrtSetStreamFailureMode)          \
  X(aclrtSetExceptionInfoCallback)      \
  X(aclrtSynchronizeStreamWithTimeout)  \
  X(aclmdlGetDynamicBatch)              \
  X(aclmdlSetDynamicBatchSize)          \
  X(aclrtCreateEventWithFlag)           \
  X(aclrtDestroyEvent)                  \
  X(aclrtRecordEvent)                   \
  X(aclrtEventElapsedTime)

namespace ascend_rx::acl {

struct Functions {
#define X(name) Function<decltype(&::name)> name{#name};
  ASCEND_RX_REQUIRED_FUNCTIONS(X)
  ASCEND_RX_OPTIONAL_FUNCTIONS(X)
#undef X
};

}  // namespace ascend_rx::acl
