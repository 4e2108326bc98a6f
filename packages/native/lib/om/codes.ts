// The numbers that offline models have for types, formats and partitions, with their names. Two numberings of types: that of
// the table of inputs and outputs is aclDataType, that of MODEL_DEF its own.

/** By the name of the type: bytes of an element. */
export const elementBytes: ReadonlyMap<string, number> = new Map([
  ['float32', 4],
  ['float16', 2],
  ['bfloat16', 2],
  ['float64', 8],
  ['int8', 1],
  ['uint8', 1],
  ['int16', 2],
  ['uint16', 2],
  ['int32', 4],
  ['uint32', 4],
  ['int64', 8],
  ['uint64', 8],
  ['bool', 1],
]);

const aclTypes = new Map([
  [0, 'float32'],
  [1, 'float16'],
  [2, 'int8'],
  [3, 'int32'],
  [4, 'uint8'],
  [6, 'int16'],
  [7, 'uint16'],
  [8, 'uint32'],
  [9, 'int64'],
  [10, 'uint64'],
  [11, 'float64'],
  [12, 'bool'],
  [27, 'bfloat16'],
]);

const definitionTypes = new Map([
  [1, 'float32'],
  [2, 'float16'],
  [3, 'int8'],
  [4, 'uint8'],
  [5, 'int16'],
  [6, 'uint16'],
  [7, 'int32'],
  [8, 'int64'],
  [9, 'uint32'],
  [10, 'uint64'],
  [11, 'bool'],
  [12, 'float64'],
]);

const formats = new Map([
  [0, 'NCHW'],
  [1, 'NHWC'],
  [2, 'ND'],
  [3, 'NC1HWC0'],
  [4, 'FRACTAL_Z'],
  [12, 'NC1HWC0_C04'],
  [16, 'HWCN'],
  [27, 'NDHWC'],
  [29, 'FRACTAL_NZ'],
  [30, 'NCDHW'],
  [32, 'NDC1HWC0'],
  [35, 'NC'],
  [47, 'NCL'],
]);

/** Types of the partitions that are read. */
export const modelDefinition = 0;
export const weights = 1;
export const tensorTable = 8;

const partitions = new Map([
  [modelDefinition, 'MODEL_DEF'],
  [weights, 'WEIGHTS_DATA'],
  [2, 'TASK_INFO'],
  [3, 'TBE_KERNELS'],
  [4, 'CUST_AICPU_KERNELS'],
  [5, 'SO_BINS'],
  [6, 'FLOW_MODEL'],
  [7, 'FLOW_SUBMODEL'],
  [tensorTable, 'MODEL_INOUT_INFO'],
  [9, 'STATIC_TASK_DESC'],
  [10, 'DYNAMIC_TASK_DESC'],
  [11, 'TASK_PARAM'],
  [20, 'PRE_MODEL_DESC'],
  [21, 'PRE_MODEL_SQE'],
  [22, 'PRE_KERNEL_ARGS'],
]);

/** The name of an aclDataType. */
export const aclType = (code: number): string => aclTypes.get(code) ?? `type ${code}`;
/** The name of a type in MODEL_DEF. */
export const definitionType = (code: number): string => definitionTypes.get(code) ?? `type ${code}`;
/** The name of an aclFormat. */
export const formatName = (code: number): string => formats.get(code) ?? `format ${code}`;
/** The name of a partition's type. */
export const partitionName = (type: number): string => partitions.get(type) ?? `type ${type}`;
