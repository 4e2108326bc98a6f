// The entry `@ascend-rx/native/onnx`: writing ONNX files.

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
