// Compiling single operators. Refused, as executing them is.
#include "acl/acl_op_compiler.h"

#include "runtime/api/refuse.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* reason =
    "single operators are compiled for the chip, and the embedded runtime executes models only: put the "
    "operator into an ONNX model";

}  // namespace

aclError aclopCompile(const char* opType, int numInputs, const aclTensorDesc* const inputDesc[],
                      int numOutputs, const aclTensorDesc* const outputDesc[], const aclopAttr* attr,
                      aclopEngineType engineType, aclopCompileType compileFlag, const char* opPath) {
  return refuse(CALL(aclopCompile, opType, numInputs, inputDesc, numOutputs, outputDesc, attr, engineType,
                     compileFlag, opPath),
                reason);
}

aclError aclopCompileAndExecute(const char* opType, int numInputs, const aclTensorDesc* const inputDesc[],
                                const aclDataBuffer* const inputs[], int numOutputs,
                                const aclTensorDesc* const outputDesc[], aclDataBuffer* const outputs[],
                                const aclopAttr* attr, aclopEngineType engineType,
                                aclopCompileType compileFlag, const char* opPath, aclrtStream stream) {
  return refuse(CALL(aclopCompileAndExecute, opType, numInputs, inputDesc, inputs, numOutputs, outputDesc,
                     outputs, attr, engineType, compileFlag, opPath, stream),
                reason);
}

aclError aclopCompileAndExecuteV2(const char* opType, int numInputs, aclTensorDesc* inputDesc[],
                                  aclDataBuffer* inputs[], int numOutputs, aclTensorDesc* outputDesc[],
                                  aclDataBuffer* outputs[], aclopAttr* attr, aclopEngineType engineType,
                                  aclopCompileType compileFlag, const char* opPath, aclrtStream stream) {
  return refuse(CALL(aclopCompileAndExecuteV2, opType, numInputs, inputDesc, inputs, numOutputs, outputDesc,
                     outputs, attr, engineType, compileFlag, opPath, stream),
                reason);
}

aclError aclSetCompileopt(aclCompileOpt opt, const char* value) {
  return refuse(CALL(aclSetCompileopt, opt, value), reason);
}

aclError aclopSetCompileFlag(aclOpCompileFlag flag) {
  return refuse(CALL(aclopSetCompileFlag, flag), reason);
}

aclError aclGenGraphAndDumpForOp(const char* opType, int numInputs, const aclTensorDesc* const inputDesc[],
                                 const aclDataBuffer* const inputs[], int numOutputs,
                                 const aclTensorDesc* const outputDesc[], aclDataBuffer* const outputs[],
                                 const aclopAttr* attr, aclopEngineType engineType, const char* graphDumpPath,
                                 const aclGraphDumpOption* graphDumpOpt) {
  return refuse(CALL(aclGenGraphAndDumpForOp, opType, numInputs, inputDesc, inputs, numOutputs, outputDesc,
                     outputs, attr, engineType, graphDumpPath, graphDumpOpt),
                reason);
}

aclGraphDumpOption* aclCreateGraphDumpOpt() {
  return refuse<aclGraphDumpOption*>(CALL(aclCreateGraphDumpOpt), nullptr, reason);
}

aclError aclDestroyGraphDumpOpt(const aclGraphDumpOption* graphDumpOpt) {
  return refuse(CALL(aclDestroyGraphDumpOpt, graphDumpOpt), reason);
}
