// Single operators. Refused: the embedded runtime executes models.
#include "acl/acl.h"

#include "runtime/api/refuse.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* reason =
    "single operators are compiled for the chip, and the embedded runtime executes models only: put the "
    "operator into an ONNX model";

}  // namespace

aclError aclopSetModelDir(const char* modelDir) { return refuse(CALL(aclopSetModelDir, modelDir), reason); }

aclError aclopLoad(const void* model, size_t modelSize) {
  return refuse(CALL(aclopLoad, model, modelSize), reason);
}

aclError aclopUpdateParams(const char* opType, int numInputs, const aclTensorDesc* const inputDesc[],
                           int numOutputs, const aclTensorDesc* const outputDesc[], const aclopAttr* attr) {
  return refuse(CALL(aclopUpdateParams, opType, numInputs, inputDesc, numOutputs, outputDesc, attr), reason);
}

aclError aclopInferShape(const char* opType, int numInputs, aclTensorDesc* inputDesc[],
                         aclDataBuffer* inputs[], int numOutputs, aclTensorDesc* outputDesc[],
                         aclopAttr* attr) {
  return refuse(CALL(aclopInferShape, opType, numInputs, inputDesc, inputs, numOutputs, outputDesc, attr),
                reason);
}

aclopAttr* aclopCreateAttr() { return refuse<aclopAttr*>(CALL(aclopCreateAttr), nullptr, reason); }

void aclopDestroyAttr(const aclopAttr* attr) { refuse(CALL(aclopDestroyAttr, attr), reason); }

aclError aclopSetAttrBool(aclopAttr* attr, const char* attrName, uint8_t attrValue) {
  return refuse(CALL(aclopSetAttrBool, attr, attrName, attrValue), reason);
}

aclError aclopSetAttrInt(aclopAttr* attr, const char* attrName, int64_t attrValue) {
  return refuse(CALL(aclopSetAttrInt, attr, attrName, attrValue), reason);
}

aclError aclopSetAttrFloat(aclopAttr* attr, const char* attrName, float attrValue) {
  return refuse(CALL(aclopSetAttrFloat, attr, attrName, attrValue), reason);
}

aclError aclopSetAttrString(aclopAttr* attr, const char* attrName, const char* attrValue) {
  return refuse(CALL(aclopSetAttrString, attr, attrName, attrValue), reason);
}

aclError aclopSetAttrDataType(aclopAttr* attr, const char* attrName, aclDataType attrValue) {
  return refuse(CALL(aclopSetAttrDataType, attr, attrName, attrValue), reason);
}

aclError aclopSetAttrListDataType(aclopAttr* attr, const char* attrName, int numValues,
                                  const aclDataType values[]) {
  return refuse(CALL(aclopSetAttrListDataType, attr, attrName, numValues, values), reason);
}

aclError aclopSetAttrListBool(aclopAttr* attr, const char* attrName, int numValues, const uint8_t* values) {
  return refuse(CALL(aclopSetAttrListBool, attr, attrName, numValues, values), reason);
}

aclError aclopSetAttrListInt(aclopAttr* attr, const char* attrName, int numValues, const int64_t* values) {
  return refuse(CALL(aclopSetAttrListInt, attr, attrName, numValues, values), reason);
}

aclError aclopSetAttrListFloat(aclopAttr* attr, const char* attrName, int numValues, const float* values) {
  return refuse(CALL(aclopSetAttrListFloat, attr, attrName, numValues, values), reason);
}

aclError aclopSetAttrListString(aclopAttr* attr, const char* attrName, int numValues, const char** values) {
  return refuse(CALL(aclopSetAttrListString, attr, attrName, numValues, values), reason);
}

aclError aclopSetAttrListListInt(aclopAttr* attr, const char* attrName, int numLists, const int* numValues,
                                 const int64_t* const values[]) {
  return refuse(CALL(aclopSetAttrListListInt, attr, attrName, numLists, numValues, values), reason);
}

aclError aclopExecute(const char* opType, int numInputs, const aclTensorDesc* const inputDesc[],
                      const aclDataBuffer* const inputs[], int numOutputs,
                      const aclTensorDesc* const outputDesc[], aclDataBuffer* const outputs[],
                      const aclopAttr* attr, aclrtStream stream) {
  return refuse(
      CALL(aclopExecute, opType, numInputs, inputDesc, inputs, numOutputs, outputDesc, outputs, attr, stream),
      reason);
}

aclError aclopExecuteV2(const char* opType, int numInputs, aclTensorDesc* inputDesc[],
                        aclDataBuffer* inputs[], int numOutputs, aclTensorDesc* outputDesc[],
                        aclDataBuffer* outputs[], aclopAttr* attr, aclrtStream stream) {
  return refuse(CALL(aclopExecuteV2, opType, numInputs, inputDesc, inputs, numOutputs, outputDesc, outputs,
                     attr, stream),
                reason);
}

aclError aclopCreateHandle(const char* opType, int numInputs, const aclTensorDesc* const inputDesc[],
                           int numOutputs, const aclTensorDesc* const outputDesc[], const aclopAttr* opAttr,
                           aclopHandle** handle) {
  return refuse(CALL(aclopCreateHandle, opType, numInputs, inputDesc, numOutputs, outputDesc, opAttr, handle),
                reason);
}

void aclopDestroyHandle(aclopHandle* handle) { refuse(CALL(aclopDestroyHandle, handle), reason); }

aclError aclopExecWithHandle(aclopHandle* handle, int numInputs, const aclDataBuffer* const inputs[],
                             int numOutputs, aclDataBuffer* const outputs[], aclrtStream stream) {
  return refuse(CALL(aclopExecWithHandle, handle, numInputs, inputs, numOutputs, outputs, stream), reason);
}

aclError aclopCast(const aclTensorDesc* srcDesc, const aclDataBuffer* srcBuffer, const aclTensorDesc* dstDesc,
                   aclDataBuffer* dstBuffer, uint8_t truncate, aclrtStream stream) {
  return refuse(CALL(aclopCast, srcDesc, srcBuffer, dstDesc, dstBuffer, truncate, stream), reason);
}

aclError aclopCreateHandleForCast(aclTensorDesc* srcDesc, aclTensorDesc* dstDesc, uint8_t truncate,
                                  aclopHandle** handle) {
  return refuse(CALL(aclopCreateHandleForCast, srcDesc, dstDesc, truncate, handle), reason);
}

aclError aclopCreateKernel(const char* opType, const char* kernelId, const char* kernelName, void* binData,
                           int binSize, aclopEngineType enginetype, aclDataDeallocator deallocator) {
  return refuse(
      CALL(aclopCreateKernel, opType, kernelId, kernelName, binData, binSize, enginetype, deallocator),
      reason);
}

aclError aclopRegisterCompileFunc(const char* opType, aclopCompileFunc func) {
  return refuse(CALL(aclopRegisterCompileFunc, opType, func), reason);
}

aclError aclopUnregisterCompileFunc(const char* opType) {
  return refuse(CALL(aclopUnregisterCompileFunc, opType), reason);
}

aclError aclopSetKernelArgs(aclopKernelDesc* kernelDesc, const char* kernelId, uint32_t blockDim,
                            const void* args, uint32_t argSize) {
  return refuse(CALL(aclopSetKernelArgs, kernelDesc, kernelId, blockDim, args, argSize), reason);
}

aclError aclopSetKernelWorkspaceSizes(aclopKernelDesc* kernelDesc, int numWorkspaces,
                                      size_t* workspaceSizes) {
  return refuse(CALL(aclopSetKernelWorkspaceSizes, kernelDesc, numWorkspaces, workspaceSizes), reason);
}
