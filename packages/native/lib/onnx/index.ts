// The entry `@ascend-rx/native/onnx`: writing ONNX files, and what ONNX files say of themselves.

export type { Gears } from '../reading/gears.js';
export { encodeModel } from './encoding/encode-model.js';
export type {
  OnnxAttribute,
  OnnxGraph,
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
  OnnxType,
  OnnxValue,
} from './encoding/onnx-model.js';
export { resnet50 } from './resnet50/resnet50.js';
export { SeededWeights, type Weights } from './resnet50/weights.js';
export type { OnnxSignature, OnnxTensorSignature } from './signature/onnx-signature.js';
export { readOnnxMetadata } from './signature/read-onnx-metadata.js';
export { readOnnxSignature } from './signature/read-onnx-signature.js';
