// The entry `@ascend-rx/native/onnx`: writing ONNX files.

export type {
  OnnxAttribute,
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
  OnnxType,
  OnnxValue,
} from './encoding/encode-model.js';
export { encodeModel } from './encoding/encode-model.js';
export { resnet50 } from './resnet50/resnet50.js';
export { SeededWeights, type Weights } from './resnet50/weights.js';
