export type {
  OnnxAttribute,
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
  OnnxType,
  OnnxValue,
} from './encode-model.js';
export { encodeModel } from './encode-model.js';
export { resnet50, SeededWeights, type Weights } from './resnet50/index.js';
