import type { InferConfig } from '@ascend-rx/core';
import type { Frame } from '../frames/frame.js';

/** The options of {@link inferFrames}: those of `infer`, and where the frame of a value is. */
export type InferFramesConfig<T> = InferConfig<T> & {
  /** Returns the frame of a value. Default: the value itself; TypeScript asks for it where that is none. */
  frame?: (value: T) => Frame;
};

/** Of values that are no frames. */
export type InferFramesConfigWithFrame<T> = InferConfig<T> & { frame: (value: T) => Frame };
