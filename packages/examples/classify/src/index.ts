// The entry `@ascend-rx/example-classify`: what other examples take from this one.

// The classifier

export { shapes } from './shapes.js';

// From a picture to the model's input

export { decodePixels } from './preprocess/decode-pixels.js';
export { normalise } from './preprocess/normalise.js';
export { PictureTooLarge } from './preprocess/picture-too-large.js';
export type { OutputKind, Preprocessing } from './preprocess/preset.js';

// From the model's output to labels

export { checkModel } from './check-model.js';
export { readLabels } from './results/labels.js';
export type { Guess } from './results/top.js';
export { top } from './results/top.js';
