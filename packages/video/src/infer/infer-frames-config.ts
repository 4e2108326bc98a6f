import type { InferConfig } from '@ascend-rx/core';
import type { Frame } from '../frames/frame.js';

/**
 * The options of {@link inferFrames}: those of `infer`, and where the frame of a value is.
 *
 * @typeParam Prepared what `prepare` gives for a value
 */
export type InferFramesConfig<T, Prepared = unknown> = InferConfig<T, Prepared> & {
  /** Returns the frame of a value. Default: the value itself; TypeScript asks for it where that is none. */
  frame?: (value: T) => Frame;
};

/** Of values that are no frames. */
export type InferFramesConfigWithFrame<T, Prepared = unknown> = InferConfig<T, Prepared> & {
  frame: (value: T) => Frame;
};
