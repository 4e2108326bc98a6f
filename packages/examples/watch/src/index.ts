// The entry `@ascend-rx/example-watch`: what tests of this repository take from the example.

// Scenes

export { type ShapeName, shapeNames } from './scene/scene.js';
