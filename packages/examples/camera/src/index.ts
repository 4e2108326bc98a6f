// The entry `@ascend-rx/example-camera`: what another example and tests of this repository take from this one.

// A video file, without the ffmpeg program

export { openEncoder } from './encode/open-encoder.js';
export type { VideoEncoder, VideoFormat } from './encode/video-encoder.js';

// The scene

export { labelAt, sceneFormat, sceneSeconds } from './scene/scene.js';
export type { SceneFile, SceneFileOptions } from './scene/scene-file.js';
export { writeSceneFile } from './scene/scene-file.js';

// How a program reads its input, and ends

export { Ending } from './ending.js';
export type { InputOptions } from './input-options.js';
export { inputOptions, readInputOptions } from './input-options.js';
export { isFile, isLive } from './options.js';
export type { Terminal } from './terminal.js';
