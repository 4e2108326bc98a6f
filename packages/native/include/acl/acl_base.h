/*
 * What every part of the ACL interface uses: status, element types, data buffers, tensor
 * descriptions. Host-side objects without locks: one thread at a time. Part of "acl/acl.h".
 * C++11 and C99. A size is in bytes unless its comment says otherwise.
 */
#ifndef ASCEND_RX_ACL_BASE_H
#define ASCEND_RX_ACL_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "acl_errors.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Exports the functions from the library that has them, whatever it is compiled with. */
#ifndef ACL_FUNC_VISIBILITY
#define ACL_FUNC_VISIBILITY __attribute__((visibility("default")))
#endif

/** Status of a call: 0 (ACL_SUCCESS) or one of acl_errors.h. */
typedef int aclError;
/** Bits of an IEEE 754 half-precision number. */
typedef uint16_t aclFloat16;
/** Work queue of a device; tasks run in the order given. NULL is the current context's default stream. */
typedef void* aclrtStream;
/** Point in a stream that other streams and the host can wait for. */
typedef void* aclrtEvent;
/** Holder of streams and models on one device. */
typedef void* aclrtContext;
/** Address and size of a piece of memory; does not own it. */
typedef struct aclDataBuffer aclDataBuffer;
/** Type, format and dims of one tensor. */
typedef struct aclTensorDesc aclTensorDesc;

/** What aclGetTensorDescNumDims gives when even the number of dims is unknown: when the only dim is -2. */
#define ACL_UNKNOWN_RANK 0xFFFFFFFFFFFFFFFE
/* Numbers in a range of a dim, and in a range of a value. */
#define ACL_TENSOR_SHAPE_RANGE_NUM 2
#define ACL_TENSOR_VALUE_RANGE_NUM 2

/** Element types of tensors. */
typedef enum aclDataType {
  ACL_DT_UNDEFINED = -1,
  ACL_FLOAT = 0,
  ACL_FLOAT16 = 1,
  ACL_INT8 = 2,
  ACL_INT32 = 3,
  ACL_UINT8 = 4,
  ACL_INT16 = 6,
  ACL_UINT16 = 7,
  ACL_UINT32 = 8,
  ACL_INT64 = 9,
  ACL_UINT64 = 10,
  ACL_DOUBLE = 11,
  ACL_BOOL = 12,
  ACL_STRING = 13,
  ACL_COMPLEX64 = 16,
  ACL_COMPLEX128 = 17,
  ACL_BF16 = 27,
  ACL_INT4 = 29,
  ACL_UINT1 = 30,
  ACL_COMPLEX32 = 33,
  ACL_HIFLOAT8 = 34,
  ACL_FLOAT8_E5M2 = 35,
  ACL_FLOAT8_E4M3FN = 36,
  ACL_FLOAT8_E8M0 = 37,
  ACL_FLOAT6_E3M2 = 38,
  ACL_FLOAT6_E2M3 = 39,
  ACL_FLOAT4_E2M1 = 40,
  ACL_FLOAT4_E1M2 = 41
} aclDataType;

/** Meaning and order of a tensor's dimensions. */
typedef enum aclFormat {
  ACL_FORMAT_UNDEFINED = -1,
  ACL_FORMAT_NCHW = 0,
  ACL_FORMAT_NHWC = 1,
  ACL_FORMAT_ND = 2,
  ACL_FORMAT_NC1HWC0 = 3,
  ACL_FORMAT_FRACTAL_Z = 4,
  ACL_FORMAT_NC1HWC0_C04 = 12,
  ACL_FORMAT_HWCN = 16,
  ACL_FORMAT_NDHWC = 27,
  ACL_FORMAT_FRACTAL_NZ = 29,
  ACL_FORMAT_NCDHW = 30,
  ACL_FORMAT_NDC1HWC0 = 32,
  ACL_FRACTAL_Z_3D = 33,
  ACL_FORMAT_NC = 35,
  ACL_FORMAT_NCL = 47,
  ACL_FORMAT_FRACTAL_NZ_C0_16 = 50,
  ACL_FORMAT_FRACTAL_NZ_C0_32 = 51,
  ACL_FORMAT_FRACTAL_NZ_C0_2 = 52,
  ACL_FORMAT_FRACTAL_NZ_C0_4 = 53,
  ACL_FORMAT_FRACTAL_NZ_C0_8 = 54
} aclFormat;

/** Severities of the log. */
typedef enum aclLogLevel { ACL_DEBUG = 0, ACL_INFO = 1, ACL_WARNING = 2, ACL_ERROR = 3 } aclLogLevel;

/** Where a tensor is kept. */
typedef enum aclMemType {
  ACL_MEMTYPE_DEVICE = 0,
  ACL_MEMTYPE_HOST = 1,
  ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT = 2
} aclMemType;

/** What aclGetDeviceCapability tells. */
typedef enum aclDeviceInfo {
  ACL_DEVICE_INFO_UNDEFINED = -1,
  ACL_DEVICE_INFO_AI_CORE_NUM = 0,
  ACL_DEVICE_INFO_VECTOR_CORE_NUM = 1,
  ACL_DEVICE_INFO_L2_SIZE = 2
} aclDeviceInfo;

/** The log call with the caller's place filled in. */
#define ACL_APP_LOG(level, ...) aclAppLog(level, __FUNCTION__, __FILE__, __LINE__, __VA_ARGS__)

/** Writes a line to the ACL log: `fmt` and what follows as printf takes them. The embedded runtime writes to
 * the standard output where the environment says ASCEND_SLOG_PRINT_TO_STDOUT=1, from ASCEND_GLOBAL_LOG_LEVEL
 * (0 to 3, unset: 3) on. */
ACL_FUNC_VISIBILITY void aclAppLog(aclLogLevel logLevel, const char* func, const char* file, uint32_t line,
                                   const char* fmt, ...);

/** Bytes of one element; 0 for types without a size of whole bytes and for unknown ones. */
ACL_FUNC_VISIBILITY size_t aclDataTypeSize(aclDataType dataType);

/** The same number in single precision. */
ACL_FUNC_VISIBILITY float aclFloat16ToFloat(aclFloat16 value);

/** The nearest half-precision number, ties to even; beyond the range: infinity. */
ACL_FUNC_VISIBILITY aclFloat16 aclFloatToFloat16(float value);

/** Makes a data buffer over memory that stays the caller's. NULL when out of memory. Release:
 * aclDestroyDataBuffer. */
ACL_FUNC_VISIBILITY aclDataBuffer* aclCreateDataBuffer(void* data, size_t size);

/** Destroys the data buffer, not the memory. NULL: 100000. */
ACL_FUNC_VISIBILITY aclError aclDestroyDataBuffer(const aclDataBuffer* dataBuffer);

/** The address given; NULL for NULL. */
ACL_FUNC_VISIBILITY void* aclGetDataBufferAddr(const aclDataBuffer* dataBuffer);

/** The size in bytes, cut to 32 bits. Prefer aclGetDataBufferSizeV2. */
ACL_FUNC_VISIBILITY uint32_t aclGetDataBufferSize(const aclDataBuffer* dataBuffer);

/** The size in bytes; 0 for NULL. */
ACL_FUNC_VISIBILITY size_t aclGetDataBufferSizeV2(const aclDataBuffer* dataBuffer);

/** Lets the data buffer describe other memory; the old is not released. NULL buffer: 100000. */
ACL_FUNC_VISIBILITY aclError aclUpdateDataBuffer(aclDataBuffer* dataBuffer, void* data, size_t size);

/** Makes a description; `dims` is copied. NULL for bad arguments. Release: aclDestroyTensorDesc. */
ACL_FUNC_VISIBILITY aclTensorDesc* aclCreateTensorDesc(aclDataType dataType, int numDims, const int64_t* dims,
                                                       aclFormat format);

/** Destroys a description; NULL is ignored. */
ACL_FUNC_VISIBILITY void aclDestroyTensorDesc(const aclTensorDesc* desc);

/** The element type; ACL_DT_UNDEFINED for NULL. */
ACL_FUNC_VISIBILITY aclDataType aclGetTensorDescType(const aclTensorDesc* desc);

/** The format; ACL_FORMAT_UNDEFINED for NULL. */
ACL_FUNC_VISIBILITY aclFormat aclGetTensorDescFormat(const aclTensorDesc* desc);

/** Bytes of the whole tensor; 0 for NULL and while dims are unknown. */
ACL_FUNC_VISIBILITY size_t aclGetTensorDescSize(const aclTensorDesc* desc);

/** Elements of the whole tensor; 0 for NULL and while dims are unknown. */
ACL_FUNC_VISIBILITY size_t aclGetTensorDescElementCount(const aclTensorDesc* desc);

/** Number of dims; 0 for NULL, ACL_UNKNOWN_RANK where it is unknown. */
ACL_FUNC_VISIBILITY size_t aclGetTensorDescNumDims(const aclTensorDesc* desc);

/** One dim; -1 for bad arguments. Prefer aclGetTensorDescDimV2. */
ACL_FUNC_VISIBILITY int64_t aclGetTensorDescDim(const aclTensorDesc* desc, size_t index);

/** One dim, into `dimSize`. Bad arguments: 100000. */
ACL_FUNC_VISIBILITY aclError aclGetTensorDescDimV2(const aclTensorDesc* desc, size_t index, int64_t* dimSize);

/** The name set, owned by the description; an empty string when there is none. */
ACL_FUNC_VISIBILITY const char* aclGetTensorDescName(aclTensorDesc* desc);

/** Sets the name; `name` is copied. */
ACL_FUNC_VISIBILITY void aclSetTensorDescName(aclTensorDesc* desc, const char* name);

/** Sets the smallest and largest value of each dim; a largest of -1: no limit. */
ACL_FUNC_VISIBILITY aclError aclSetTensorShapeRange(aclTensorDesc* desc, size_t dimsCount,
                                                    int64_t dimsRange[][2]);

/** The smallest and largest value of one dim, into `dimRange`, which has room for `dimRangeNum` numbers. */
ACL_FUNC_VISIBILITY aclError aclGetTensorDescDimRange(const aclTensorDesc* desc, size_t index,
                                                      size_t dimRangeNum, int64_t* dimRange);

/** Makes the tensor a constant with the given contents. */
ACL_FUNC_VISIBILITY aclError aclSetTensorConst(aclTensorDesc* desc, void* dataBuffer, size_t length);

/** Sets the format in which the tensor is stored. */
ACL_FUNC_VISIBILITY aclError aclSetTensorFormat(aclTensorDesc* desc, aclFormat format);

/** Sets the dims in which the tensor is stored; `dims` is copied. */
ACL_FUNC_VISIBILITY aclError aclSetTensorShape(aclTensorDesc* desc, int numDims, const int64_t* dims);

/** The tensor at `index` in an array of descriptions, as aclmdlCreateAndGetOpDesc gives one. It belongs to
 * the array. NULL where there is none; index 0 of a single description is the description itself. */
ACL_FUNC_VISIBILITY aclTensorDesc* aclGetTensorDescByIndex(aclTensorDesc* desc, size_t index);

/** Address of the tensor's memory, where the description is one that aclmdlCreateAndGetOpDesc has given; else
 * NULL. */
ACL_FUNC_VISIBILITY void* aclGetTensorDescAddress(const aclTensorDesc* desc);

/* ---- For compiling single operators, which the embedded runtime does not do: nothing reads what these set.
 */

/** Sets the smallest and largest value of each element. */
ACL_FUNC_VISIBILITY aclError aclSetTensorValueRange(aclTensorDesc* desc, size_t valueCount,
                                                    int64_t valueRange[][ACL_TENSOR_VALUE_RANGE_NUM]);

/** The older name of aclSetTensorFormat. */
ACL_FUNC_VISIBILITY aclError aclSetTensorStorageFormat(aclTensorDesc* desc, aclFormat format);

/** The older name of aclSetTensorShape. */
ACL_FUNC_VISIBILITY aclError aclSetTensorStorageShape(aclTensorDesc* desc, int numDims, const int64_t* dims);

/** Sets the format that the tensor had in the program that the model is from. */
ACL_FUNC_VISIBILITY aclError aclSetTensorOriginFormat(aclTensorDesc* desc, aclFormat format);

/** Sets the dims that it had there. */
ACL_FUNC_VISIBILITY aclError aclSetTensorOriginShape(aclTensorDesc* desc, int numDims, const int64_t* dims);

/** Makes the tensor one of a list of inputs with this name. */
ACL_FUNC_VISIBILITY aclError aclSetTensorDynamicInput(aclTensorDesc* desc, const char* dynamicInputName);

/** Sets where the tensor is kept. */
ACL_FUNC_VISIBILITY aclError aclSetTensorPlaceMent(aclTensorDesc* desc, aclMemType memType);

/** Makes a description of the tensor in another format. Refused by the embedded runtime: 207000. */
ACL_FUNC_VISIBILITY aclError aclTransTensorDescFormat(const aclTensorDesc* srcDesc, aclFormat dstFormat,
                                                      aclTensorDesc** dstDesc);

/** What a device has. In the embedded runtime: the processor's cores, for both kinds of cores, and its level
 * 2 cache in bytes. Unknown device: 107001. */
ACL_FUNC_VISIBILITY aclError aclGetDeviceCapability(uint32_t deviceId, aclDeviceInfo deviceInfo,
                                                    int64_t* value);

#ifdef __cplusplus
}
#endif

#endif
