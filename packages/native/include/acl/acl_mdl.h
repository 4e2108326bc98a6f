/*
 * Models: load, describe, execute. A model belongs to the context that was current when it was
 * loaded; execute and unload it there (else 107004). Datasets, descriptions and data buffers have no
 * locks. Part of "acl/acl.h".
 */
#ifndef ASCEND_RX_ACL_MDL_H
#define ASCEND_RX_ACL_MDL_H

#include "acl_base.h"
#include "acl_rt.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACL_MAX_DIM_CNT 128
#define ACL_MAX_TENSOR_NAME_LEN 128
#define ACL_MAX_BATCH_NUM 128
#define ACL_MAX_HW_NUM 128
#define ACL_MAX_SHAPE_COUNT 128
#define ACL_DIM_ENDPOINTS 2
/** What aclmdlGetAippType gives when no other input belongs to the queried one. */
#define ACL_INVALID_NODE_INDEX 0xFFFFFFFF
/** Name of the input that carries the chosen gear of a model with dynamic sizes. */
#define ACL_DYNAMIC_TENSOR_NAME "ascend_mbatch_shape_data"

/** Name of the input that carries the settings of a pre-processing that changes between executions. */
#define ACL_DYNAMIC_AIPP_NAME "ascend_dynamic_aipp_data"
/** Attribute of an operator: the operators of the original model that it is made from. */
#define ACL_ATTR_NAME_DATA_DUMP_ORIGIN_OP_NAMES "_datadump_original_op_names"

/** The inputs or outputs of one execution: an ordered list of data buffers, which it does not own. */
typedef struct aclmdlDataset aclmdlDataset;
/** Description of a model's inputs and outputs; a copy that may outlive the model. */
typedef struct aclmdlDesc aclmdlDesc;
/** Settings of a picture pre-processing that changes between executions. */
typedef struct aclmdlAIPP aclmdlAIPP;
/** Room for later additions to aclAippInfo. */
typedef struct aclAippExtendInfo aclAippExtendInfo;
/** How to load a model. */
typedef struct aclmdlConfigHandle aclmdlConfigHandle;

/** Pixel formats that pre-processing takes. */
typedef enum aclAippInputFormat {
  ACL_YUV420SP_U8 = 1,
  ACL_XRGB8888_U8 = 2,
  ACL_RGB888_U8 = 3,
  ACL_YUV400_U8 = 4,
  ACL_NC1HWC0DI_FP16 = 5,
  ACL_NC1HWC0DI_S8 = 6,
  ACL_ARGB8888_U8 = 7,
  ACL_YUYV_U8 = 8,
  ACL_YUV422SP_U8 = 9,
  ACL_AYUV444_U8 = 10,
  ACL_RAW10 = 11,
  ACL_RAW12 = 12,
  ACL_RAW16 = 13,
  ACL_RAW24 = 14,
  ACL_AIPP_RESERVED = 65535
} aclAippInputFormat;

/* Values of ACL_MDL_LOAD_TYPE_SIZET: whether from a file or from memory, into memory of the caller's, and
 * with queues. */
#define ACL_MDL_LOAD_FROM_FILE 1
#define ACL_MDL_LOAD_FROM_FILE_WITH_MEM 2
#define ACL_MDL_LOAD_FROM_MEM 3
#define ACL_MDL_LOAD_FROM_MEM_WITH_MEM 4
#define ACL_MDL_LOAD_FROM_FILE_WITH_Q 5
#define ACL_MDL_LOAD_FROM_MEM_WITH_Q 6

/** Settings of aclmdlSetConfigOpt. The ending of a name says the type of the value: int32_t, size_t, or a
 * pointer, of which the address is given (`&path`, `sizeof path`). */
typedef enum aclmdlConfigAttr {
  ACL_MDL_PRIORITY_INT32 = 0,
  ACL_MDL_LOAD_TYPE_SIZET = 1,
  ACL_MDL_PATH_PTR = 2,
  ACL_MDL_MEM_ADDR_PTR = 3,
  ACL_MDL_MEM_SIZET = 4,
  ACL_MDL_WEIGHT_ADDR_PTR = 5,
  ACL_MDL_WEIGHT_SIZET = 6,
  ACL_MDL_WORKSPACE_ADDR_PTR = 7,
  ACL_MDL_WORKSPACE_SIZET = 8,
  ACL_MDL_INPUTQ_NUM_SIZET = 9,
  ACL_MDL_INPUTQ_ADDR_PTR = 10,
  ACL_MDL_OUTPUTQ_NUM_SIZET = 11,
  ACL_MDL_OUTPUTQ_ADDR_PTR = 12,
  ACL_MDL_WORKSPACE_MEM_OPTIMIZE = 13,
  ACL_MDL_WEIGHT_PATH_PTR = 14,
  ACL_MDL_MODEL_DESC_PTR = 15,
  ACL_MDL_MODEL_DESC_SIZET = 16,
  ACL_MDL_KERNEL_PTR = 17,
  ACL_MDL_KERNEL_SIZET = 18,
  ACL_MDL_KERNEL_ARGS_PTR = 19,
  ACL_MDL_KERNEL_ARGS_SIZET = 20,
  ACL_MDL_STATIC_TASK_PTR = 21,
  ACL_MDL_STATIC_TASK_SIZET = 22,
  ACL_MDL_DYNAMIC_TASK_PTR = 23,
  ACL_MDL_DYNAMIC_TASK_SIZET = 24,
  ACL_MDL_MEM_MALLOC_POLICY_SIZET = 25,
  ACL_MDL_FIFO_PTR = 26,
  ACL_MDL_FIFO_SIZET = 27,
  ACL_MDL_WITHOUT_GRAPH_INT32 = 28,
  ACL_NPU_PERF_MODE = 29,
  ACL_MDL_RESERVED = 65535
} aclmdlConfigAttr;

/** How an input is pre-processed. */
typedef enum aclmdlInputAippType {
  ACL_DATA_WITHOUT_AIPP = 0,
  ACL_DATA_WITH_STATIC_AIPP = 1,
  ACL_DATA_WITH_DYNAMIC_AIPP = 2,
  ACL_DYNAMIC_AIPP_NODE = 3
} aclmdlInputAippType;

/** Dims of an input or output. */
typedef struct aclmdlIODims {
  char name[ACL_MAX_TENSOR_NAME_LEN]; /**< ends with a zero; cut where longer */
  size_t dimCount;
  int64_t dims[ACL_MAX_DIM_CNT]; /**< only the first dimCount mean anything */
} aclmdlIODims;

/** Dims and sizes of an input before and after pre-processing. */
typedef struct aclAippDims {
  aclmdlIODims srcDims;
  size_t srcSize;
  aclmdlIODims aippOutdims;
  size_t aippOutSize;
} aclAippDims;

/** The batch sizes a model was made for. */
typedef struct aclmdlBatch {
  size_t batchCount;
  uint64_t batch[ACL_MAX_BATCH_NUM];
} aclmdlBatch;

/** The picture sizes a model was made for: height, width. */
typedef struct aclmdlHW {
  size_t hwCount;
  uint64_t hw[ACL_MAX_HW_NUM][2];
} aclmdlHW;

/** Settings of a pre-processing that is fixed in the model. */
typedef struct aclAippInfo {
  aclAippInputFormat inputFormat;
  int32_t srcImageSizeW;
  int32_t srcImageSizeH;
  int8_t cropSwitch;
  int32_t loadStartPosW;
  int32_t loadStartPosH;
  int32_t cropSizeW;
  int32_t cropSizeH;
  int8_t resizeSwitch;
  int32_t resizeOutputW;
  int32_t resizeOutputH;
  int8_t paddingSwitch;
  int32_t leftPaddingSize;
  int32_t rightPaddingSize;
  int32_t topPaddingSize;
  int32_t bottomPaddingSize;
  int8_t cscSwitch;
  int8_t rbuvSwapSwitch;
  int8_t axSwapSwitch;
  int8_t singleLineMode;
  int32_t matrixR0C0;
  int32_t matrixR0C1;
  int32_t matrixR0C2;
  int32_t matrixR1C0;
  int32_t matrixR1C1;
  int32_t matrixR1C2;
  int32_t matrixR2C0;
  int32_t matrixR2C1;
  int32_t matrixR2C2;
  int32_t outputBias0;
  int32_t outputBias1;
  int32_t outputBias2;
  int32_t inputBias0;
  int32_t inputBias1;
  int32_t inputBias2;
  int32_t meanChn0;
  int32_t meanChn1;
  int32_t meanChn2;
  int32_t meanChn3;
  float minChn0;
  float minChn1;
  float minChn2;
  float minChn3;
  float varReciChn0;
  float varReciChn1;
  float varReciChn2;
  float varReciChn3;
  aclFormat srcFormat;
  aclDataType srcDatatype;
  size_t srcDimNum;
  size_t shapeCount;
  aclAippDims outDims[ACL_MAX_SHAPE_COUNT];
  aclAippExtendInfo* aippExtend;
} aclAippInfo;

/** Memory that aclmdlLoadFromFileWithMem wants for this model, in bytes; never 0. */
ACL_FUNC_VISIBILITY aclError aclmdlQuerySize(const char* fileName, size_t* workSize, size_t* weightSize);

/** The same for a model in memory. */
ACL_FUNC_VISIBILITY aclError aclmdlQuerySizeFromMem(const void* model, size_t modelSize, size_t* workSize,
                                                    size_t* weightSize);

/** Loads a model into the current context. `modelId` counts up from 1. No such file: 145002. Release:
 * aclmdlUnload. */
ACL_FUNC_VISIBILITY aclError aclmdlLoadFromFile(const char* modelPath, uint32_t* modelId);

/** Loads a model from memory, which may be released afterwards. */
ACL_FUNC_VISIBILITY aclError aclmdlLoadFromMem(const void* model, size_t modelSize, uint32_t* modelId);

/** Loads a model that works in the caller's memory, which must stay until aclmdlUnload. NULL and 0: the
 * library's own. */
ACL_FUNC_VISIBILITY aclError aclmdlLoadFromFileWithMem(const char* modelPath, uint32_t* modelId,
                                                       void* workPtr, size_t workSize, void* weightPtr,
                                                       size_t weightSize);

/** The same for a model in memory. */
ACL_FUNC_VISIBILITY aclError aclmdlLoadFromMemWithMem(const void* model, size_t modelSize, uint32_t* modelId,
                                                      void* workPtr, size_t workSize, void* weightPtr,
                                                      size_t weightSize);

/** Unloads a model; its context must be current (else 107004). Synchronise the streams that run it first. */
ACL_FUNC_VISIBILITY aclError aclmdlUnload(uint32_t modelId);

/** Makes an empty description. Release: aclmdlDestroyDesc. */
ACL_FUNC_VISIBILITY aclmdlDesc* aclmdlCreateDesc(void);

/** Destroys a description. NULL: 100000. */
ACL_FUNC_VISIBILITY aclError aclmdlDestroyDesc(aclmdlDesc* modelDesc);

/** Fills the description with a copy of the model's; overwrites earlier contents. */
ACL_FUNC_VISIBILITY aclError aclmdlGetDesc(aclmdlDesc* modelDesc, uint32_t modelId);

/** Number of inputs; 0 for NULL. */
ACL_FUNC_VISIBILITY size_t aclmdlGetNumInputs(aclmdlDesc* modelDesc);

/** Number of outputs; 0 for NULL. */
ACL_FUNC_VISIBILITY size_t aclmdlGetNumOutputs(aclmdlDesc* modelDesc);

/** Bytes of an input; 0 when there is no such input. */
ACL_FUNC_VISIBILITY size_t aclmdlGetInputSizeByIndex(aclmdlDesc* modelDesc, size_t index);

/** Bytes of an output (at most, with dynamic sizes); 0 when there is no such output. */
ACL_FUNC_VISIBILITY size_t aclmdlGetOutputSizeByIndex(aclmdlDesc* modelDesc, size_t index);

/** Name of an input, owned by the description; an empty string when there is no such input, never NULL. */
ACL_FUNC_VISIBILITY const char* aclmdlGetInputNameByIndex(const aclmdlDesc* modelDesc, size_t index);

/** Name of an output, owned by the description; an empty string when there is no such output, never NULL. */
ACL_FUNC_VISIBILITY const char* aclmdlGetOutputNameByIndex(const aclmdlDesc* modelDesc, size_t index);

/** Index of the input of that name. No such input: 100000. */
ACL_FUNC_VISIBILITY aclError aclmdlGetInputIndexByName(const aclmdlDesc* modelDesc, const char* name,
                                                       size_t* index);

/** Index of the output of that name. No such output: 100000. */
ACL_FUNC_VISIBILITY aclError aclmdlGetOutputIndexByName(const aclmdlDesc* modelDesc, const char* name,
                                                        size_t* index);

/** Dims of an input; -1 where dynamic. */
ACL_FUNC_VISIBILITY aclError aclmdlGetInputDims(const aclmdlDesc* modelDesc, size_t index,
                                                aclmdlIODims* dims);

/** Dims of an input; where pre-processing is fixed in the model, those before it. */
ACL_FUNC_VISIBILITY aclError aclmdlGetInputDimsV2(const aclmdlDesc* modelDesc, size_t index,
                                                  aclmdlIODims* dims);

/** Dims of an output; with gears, those of the largest. */
ACL_FUNC_VISIBILITY aclError aclmdlGetOutputDims(const aclmdlDesc* modelDesc, size_t index,
                                                 aclmdlIODims* dims);

/** Dims of an output for the gear chosen last; on a static model just the dims. */
ACL_FUNC_VISIBILITY aclError aclmdlGetCurOutputDims(const aclmdlDesc* modelDesc, size_t index,
                                                    aclmdlIODims* dims);

/** Format of an input; ACL_FORMAT_UNDEFINED when there is no such input. */
ACL_FUNC_VISIBILITY aclFormat aclmdlGetInputFormat(const aclmdlDesc* modelDesc, size_t index);

/** Format of an output; ACL_FORMAT_UNDEFINED when there is no such output. */
ACL_FUNC_VISIBILITY aclFormat aclmdlGetOutputFormat(const aclmdlDesc* modelDesc, size_t index);

/** Element type of an input; ACL_DT_UNDEFINED when there is no such input. */
ACL_FUNC_VISIBILITY aclDataType aclmdlGetInputDataType(const aclmdlDesc* modelDesc, size_t index);

/** Element type of an output; ACL_DT_UNDEFINED when there is no such output. */
ACL_FUNC_VISIBILITY aclDataType aclmdlGetOutputDataType(const aclmdlDesc* modelDesc, size_t index);

/** The batch sizes the model was made for; batchCount 0: none. */
ACL_FUNC_VISIBILITY aclError aclmdlGetDynamicBatch(const aclmdlDesc* modelDesc, aclmdlBatch* batch);

/** The picture sizes the model was made for; `index` is ignored, pass -1. */
ACL_FUNC_VISIBILITY aclError aclmdlGetDynamicHW(const aclmdlDesc* modelDesc, size_t index, aclmdlHW* hw);

/** Number of dims gears; `index` is to be -1. */
ACL_FUNC_VISIBILITY aclError aclmdlGetInputDynamicGearCount(const aclmdlDesc* modelDesc, size_t index,
                                                            size_t* gearCount);

/** The dims gears, into an array of `gearCount`; `index` is to be -1. */
ACL_FUNC_VISIBILITY aclError aclmdlGetInputDynamicDims(const aclmdlDesc* modelDesc, size_t index,
                                                       aclmdlIODims* dims, size_t gearCount);

/** Chooses the batch size for executions with this dataset. `index`: of the input ACL_DYNAMIC_TENSOR_NAME. */
ACL_FUNC_VISIBILITY aclError aclmdlSetDynamicBatchSize(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                                       uint64_t batchSize);

/** Chooses the picture size for executions with this dataset. */
ACL_FUNC_VISIBILITY aclError aclmdlSetDynamicHWSize(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                                    uint64_t height, uint64_t width);

/** Chooses the dims of all inputs for executions with this dataset. */
ACL_FUNC_VISIBILITY aclError aclmdlSetInputDynamicDims(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                                       const aclmdlIODims* dims);

/** Makes an empty dataset. Release: aclmdlDestroyDataset. */
ACL_FUNC_VISIBILITY aclmdlDataset* aclmdlCreateDataset(void);

/** Destroys the dataset, not its data buffers. NULL: 100000. */
ACL_FUNC_VISIBILITY aclError aclmdlDestroyDataset(const aclmdlDataset* dataset);

/** Adds a data buffer at the end; only the pointer is kept. */
ACL_FUNC_VISIBILITY aclError aclmdlAddDatasetBuffer(aclmdlDataset* dataset, aclDataBuffer* dataBuffer);

/** Number of data buffers; 0 for NULL. */
ACL_FUNC_VISIBILITY size_t aclmdlGetDatasetNumBuffers(const aclmdlDataset* dataset);

/** A data buffer; NULL when there is no such one. */
ACL_FUNC_VISIBILITY aclDataBuffer* aclmdlGetDatasetBuffer(const aclmdlDataset* dataset, size_t index);

/** Gives a data buffer a tensor description, for models with dynamic shapes; a copy is kept. No such buffer:
 * 100000. */
ACL_FUNC_VISIBILITY aclError aclmdlSetDatasetTensorDesc(aclmdlDataset* dataset, aclTensorDesc* tensorDesc,
                                                        size_t index);

/** The tensor description of a data buffer, owned by the dataset; NULL when none was set. */
ACL_FUNC_VISIBILITY aclTensorDesc* aclmdlGetDatasetTensorDesc(const aclmdlDataset* dataset, size_t index);

/** Runs a model and waits for it. One model id takes either this or aclmdlExecuteAsync, whichever came first.
 */
ACL_FUNC_VISIBILITY aclError aclmdlExecute(uint32_t modelId, const aclmdlDataset* input,
                                           aclmdlDataset* output);

/** Queues an execution in the stream. Datasets and data buffers may go after the call; the memory must stay
 * until the execution is done. One model id must not be in two streams at a time. */
ACL_FUNC_VISIBILITY aclError aclmdlExecuteAsync(uint32_t modelId, const aclmdlDataset* input,
                                                aclmdlDataset* output, aclrtStream stream);

/** Makes an empty set of load settings. Release: aclmdlDestroyConfigHandle. */
ACL_FUNC_VISIBILITY aclmdlConfigHandle* aclmdlCreateConfigHandle(void);

/** Destroys a set of load settings. */
ACL_FUNC_VISIBILITY aclError aclmdlDestroyConfigHandle(aclmdlConfigHandle* handle);

/** Sets one load setting from `valueSize` bytes at `attrValue`. Unknown setting, or another size than its
 * type has: 100000. */
ACL_FUNC_VISIBILITY aclError aclmdlSetConfigOpt(aclmdlConfigHandle* handle, aclmdlConfigAttr attr,
                                                const void* attrValue, size_t valueSize);

/** Loads a model as the settings say. A required setting is missing: 100000. */
ACL_FUNC_VISIBILITY aclError aclmdlLoadWithConfig(const aclmdlConfigHandle* handle, uint32_t* modelId);

/** Makes pre-processing settings for `batchSize` pictures; NULL where there is no such unit, as with the
 * embedded runtime, where all that sets them gives 207000. Release: aclmdlDestroyAIPP. */
ACL_FUNC_VISIBILITY aclmdlAIPP* aclmdlCreateAIPP(uint64_t batchSize);

/** Destroys pre-processing settings. */
ACL_FUNC_VISIBILITY aclError aclmdlDestroyAIPP(const aclmdlAIPP* aippParmsSet);

/** Pixel format of the pictures. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPInputFormat(aclmdlAIPP* aippParmsSet,
                                                      aclAippInputFormat inputFormat);

/** Colour space conversion: switch, matrix, and what is added after and before it. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPCscParams(
    aclmdlAIPP* aippParmsSet, int8_t cscSwitch, int16_t cscMatrixR0C0, int16_t cscMatrixR0C1,
    int16_t cscMatrixR0C2, int16_t cscMatrixR1C0, int16_t cscMatrixR1C1, int16_t cscMatrixR1C2,
    int16_t cscMatrixR2C0, int16_t cscMatrixR2C1, int16_t cscMatrixR2C2, uint8_t cscOutputBiasR0,
    uint8_t cscOutputBiasR1, uint8_t cscOutputBiasR2, uint8_t cscInputBiasR0, uint8_t cscInputBiasR1,
    uint8_t cscInputBiasR2);

/** Swaps R and B, or U and V. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPRbuvSwapSwitch(aclmdlAIPP* aippParmsSet, int8_t rbuvSwapSwitch);

/** Moves the first channel of four to the end. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPAxSwapSwitch(aclmdlAIPP* aippParmsSet, int8_t axSwapSwitch);

/** Size of the pictures in pixels. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPSrcImageSize(aclmdlAIPP* aippParmsSet, int32_t srcImageSizeW,
                                                       int32_t srcImageSizeH);

/** Scaling of one picture of the batch. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPScfParams(aclmdlAIPP* aippParmsSet, int8_t scfSwitch,
                                                    int32_t scfInputSizeW, int32_t scfInputSizeH,
                                                    int32_t scfOutputSizeW, int32_t scfOutputSizeH,
                                                    uint64_t batchIndex);

/** Cut-out of one picture of the batch. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPCropParams(aclmdlAIPP* aippParmsSet, int8_t cropSwitch,
                                                     int32_t cropStartPosW, int32_t cropStartPosH,
                                                     int32_t cropSizeW, int32_t cropSizeH,
                                                     uint64_t batchIndex);

/** Borders added to one picture of the batch. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPPaddingParams(aclmdlAIPP* aippParmsSet, int8_t paddingSwitch,
                                                        int32_t paddingSizeTop, int32_t paddingSizeBottom,
                                                        int32_t paddingSizeLeft, int32_t paddingSizeRight,
                                                        uint64_t batchIndex);

/** Mean per channel, for one picture of the batch. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPDtcPixelMean(aclmdlAIPP* aippParmsSet, int16_t dtcPixelMeanChn0,
                                                       int16_t dtcPixelMeanChn1, int16_t dtcPixelMeanChn2,
                                                       int16_t dtcPixelMeanChn3, uint64_t batchIndex);

/** Minimum per channel, for one picture of the batch. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPDtcPixelMin(aclmdlAIPP* aippParmsSet, float dtcPixelMinChn0,
                                                      float dtcPixelMinChn1, float dtcPixelMinChn2,
                                                      float dtcPixelMinChn3, uint64_t batchIndex);

/** Reciprocal of the variance per channel, for one picture of the batch. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPPixelVarReci(aclmdlAIPP* aippParmsSet, float dtcPixelVarReciChn0,
                                                       float dtcPixelVarReciChn1, float dtcPixelVarReciChn2,
                                                       float dtcPixelVarReciChn3, uint64_t batchIndex);

/** Gives an input of a dataset its pre-processing settings. `index`: of the settings' own input. */
ACL_FUNC_VISIBILITY aclError aclmdlSetInputAIPP(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                                const aclmdlAIPP* aippParmsSet);

/** The same with the index of the input that is pre-processed. */
ACL_FUNC_VISIBILITY aclError aclmdlSetAIPPByInputIndex(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                                       const aclmdlAIPP* aippParmsSet);

/** How an input is pre-processed, and which input carries the settings. */
ACL_FUNC_VISIBILITY aclError aclmdlGetAippType(uint32_t modelId, size_t index, aclmdlInputAippType* type,
                                               size_t* dynamicAttachedDataIndex);

/** Settings of a pre-processing that is fixed in the model. None: 100038 or 145015; the embedded runtime:
 * 207000. */
ACL_FUNC_VISIBILITY aclError aclmdlGetFirstAippInfo(uint32_t modelId, size_t index, aclAippInfo* aippInfo);

/* ---- Bundles: several models in one file. An ONNX file is a bundle of one model. */

/** Loads the models of a bundle; as aclmdlLoadFromFile otherwise. Release: aclmdlBundleUnload. */
ACL_FUNC_VISIBILITY aclError aclmdlBundleLoadFromFile(const char* modelPath, uint32_t* bundleId);

/** The same from memory, which may go after the call. */
ACL_FUNC_VISIBILITY aclError aclmdlBundleLoadFromMem(const void* model, size_t modelSize, uint32_t* bundleId);

/** Unloads the models of a bundle. No such bundle: 148053. */
ACL_FUNC_VISIBILITY aclError aclmdlBundleUnload(uint32_t bundleId);

/** Number of models of a bundle. */
ACL_FUNC_VISIBILITY aclError aclmdlBundleGetModelNum(uint32_t bundleId, size_t* modelNum);

/** Id of one of its models, for aclmdlExecute and the like. It is unloaded with the bundle. */
ACL_FUNC_VISIBILITY aclError aclmdlBundleGetModelId(uint32_t bundleId, size_t index, uint32_t* modelId);

/* ---- About operators of a model. */

/** Of the task that failed, by the numbers that the exception-info callback was given: its name, cut to
 * `opNameLen` bytes with the zero at the end, and arrays of its inputs and outputs, of which
 * aclGetTensorDescByIndex gives one. In the embedded runtime tasks are executions of whole models: the name
 * is that of the failed node where ONNX Runtime tells it, the tensors are those of the model. Only the last
 * failed tasks are known; others: 100000. Release each array: aclDestroyTensorDesc. */
ACL_FUNC_VISIBILITY aclError aclmdlCreateAndGetOpDesc(uint32_t deviceId, uint32_t streamId, uint32_t taskId,
                                                      char* opName, size_t opNameLen,
                                                      aclTensorDesc** inputDesc, size_t* numInputs,
                                                      aclTensorDesc** outputDesc, size_t* numOutputs);

/** Name of an input or output in the model, by the name that a client knows; owned by the description. NULL
 * where the model has none. */
ACL_FUNC_VISIBILITY const char* aclmdlGetTensorRealName(const aclmdlDesc* modelDesc, const char* name);

/* ---- Refused by the embedded runtime: 207000 with the reason in aclGetRecentErrMsg, or an empty string. */

/** Attribute of an operator of the model. */
ACL_FUNC_VISIBILITY const char* aclmdlGetOpAttr(aclmdlDesc* modelDesc, const char* opName, const char* attr);

/** Begins to write the inputs and outputs of operators into files. */
ACL_FUNC_VISIBILITY aclError aclmdlInitDump(void);

/** Says what is written, by a JSON file. */
ACL_FUNC_VISIBILITY aclError aclmdlSetDump(const char* dumpCfgPath);

/** Ends it. */
ACL_FUNC_VISIBILITY aclError aclmdlFinalizeDump(void);

/** Loads a model that reads its inputs from queues and writes its outputs to queues. */
ACL_FUNC_VISIBILITY aclError aclmdlLoadFromFileWithQ(const char* modelPath, uint32_t* modelId,
                                                     const uint32_t* inputQ, size_t inputQNum,
                                                     const uint32_t* outputQ, size_t outputQNum);

/** The same from memory. */
ACL_FUNC_VISIBILITY aclError aclmdlLoadFromMemWithQ(const void* model, size_t modelSize, uint32_t* modelId,
                                                    const uint32_t* inputQ, size_t inputQNum,
                                                    const uint32_t* outputQ, size_t outputQNum);

#ifdef __cplusplus
}
#endif

#endif
