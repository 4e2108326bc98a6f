// The ACL functions that sessions call, each written once. The types come from our headers, so that a wrong
// call does not compile; the pointers come from the library that was opened.
#pragma once

#include "base/end_loads.h"
#include "session/function.h"

// A library that lacks one of these cannot be used.
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

// Newer or rarer ones. Each caller says what it does where one is missing.
#define ASCEND_RX_OPTIONAL_FUNCTIONS(X) \
  X(aclGetRecentErrMsg)                 \
  X(aclrtGetSocName)                    \
  X(aclUpdateDataBuffer)                \
  X(aclrtDestroyStreamForce)            \
  X(aclrtSetStreamFailureMode)          \
  X(aclrtSetExceptionInfoCallback)      \
  X(aclrtSynchronizeStreamWithTimeout)  \
  X(aclmdlLoadFromMem)                  \
  X(aclmdlGetDynamicBatch)              \
  X(aclmdlSetDynamicBatchSize)          \
  X(aclmdlGetDynamicHW)                 \
  X(aclmdlSetDynamicHWSize)             \
  X(aclmdlGetInputDynamicGearCount)     \
  X(aclmdlGetInputDynamicDims)          \
  X(aclmdlSetInputDynamicDims)          \
  X(aclmdlGetCurOutputDims)             \
  X(aclCreateTensorDesc)                \
  X(aclDestroyTensorDesc)               \
  X(aclGetTensorDescNumDims)            \
  X(aclGetTensorDescDimV2)              \
  X(aclmdlSetDatasetTensorDesc)         \
  X(aclmdlGetDatasetTensorDesc)         \
  X(aclGetDataBufferAddr)               \
  X(aclGetDataBufferSizeV2)             \
  X(aclrtMemcpy)                        \
  X(aclmdlExecute)                      \
  X(aclrtCreateEventWithFlag)           \
  X(aclrtDestroyEvent)                  \
  X(aclrtRecordEvent)                   \
  X(aclrtEventElapsedTime)              \
  X(ascend_rx_end_loads)

namespace ascend_rx::session {

struct Functions {
#define X(name) Function<decltype(&::name)> name{#name};
  ASCEND_RX_REQUIRED_FUNCTIONS(X)
  ASCEND_RX_OPTIONAL_FUNCTIONS(X)
#undef X
};

}  // namespace ascend_rx::session
