export { resnet50 } from './resnet50.js';
export { SeededWeights, type Weights } from './weights.js';
