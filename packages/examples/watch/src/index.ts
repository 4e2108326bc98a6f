// The entry `@ascend-rx/example-watch`: what another example and tests of this repository take from this one.

// The detector and its scene

export { detectorFolder, sceneVideo } from './files.js';

// Scenes

export { type ShapeName, shapeNames } from './scene/scene.js';
