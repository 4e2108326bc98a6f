// The entry `@ascend-rx/example-classify`: what other examples take from this one.

// The classifier

export { assertFile } from './assert-file.js';
export { shapes } from './shapes.js';

// From a picture to the model's input

export { decodePixels } from './preprocess/decode-pixels.js';
export { normalise } from './preprocess/normalise.js';
export { PictureTooLarge } from './preprocess/picture-too-large.js';
export type { OutputKind, Preprocessing, Preset, PresetName } from './preprocess/preset.js';
export { presets } from './preprocess/preset.js';

// From the model's output to labels

export { checkModel } from './check-model.js';
export { readLabels } from './results/labels.js';
export type { Guess } from './results/top.js';
export { top } from './results/top.js';

// Drawing what the classifier knows

export { background } from './training/background.js';
export type { Colour } from './training/colour.js';
export { anyColour, contrasting, css, near } from './training/colour.js';
export type { Label } from './training/outlines.js';
export { labels, outlines } from './training/outlines.js';
export { Random } from './training/random.js';

// How a program ends early

export type { Interruption } from './interruption.js';
export { endSoon, interruption$ } from './interruption.js';
