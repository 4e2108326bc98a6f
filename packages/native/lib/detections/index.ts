// The entry `@ascend-rx/native/detections`: what detectors give, read by native threads.

export { composeMasks, type MaskPart, type MaskPrototypes } from './compose-masks.js';
export { decodeHead } from './decode-head.js';
export type { ElementArray, ReadingOptions } from './elements.js';
export type { HeadRows, HeadSelection, HeadTensor } from './head-tensor.js';
