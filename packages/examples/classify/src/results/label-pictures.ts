import { infer, type Model } from '@ascend-rx/core';
import { map, type OperatorFunction } from 'rxjs';
import type { Picture } from '../pictures/picture.js';
import type { OutputKind } from '../preprocess/preset.js';
import { type Guess, top } from './top.js';

export interface LabelOptions {
  /** Name of the model's output that holds the scores. */
  readonly output: string;
  readonly outputKind: OutputKind;
  /** Number of guesses per picture. */
  readonly top: number;
  readonly callbackInterval: number;
  readonly maxInFlight: number;
}

/** A picture file and what it shows, most likely first. */
export interface LabelledPicture {
  readonly file: string;
  readonly guesses: readonly Guess[];
}

/** The operator that this example is about: pictures go in, labelled pictures come out in the same order. */
export function labelPictures(
  model: Model,
  options: LabelOptions,
): OperatorFunction<Picture, LabelledPicture> {
  const { callbackInterval, maxInFlight, output, outputKind, top: count } = options;
  return (pictures$) =>
    pictures$.pipe(
      infer(model, { inputs: (picture: Picture) => picture.tensor, callbackInterval, maxInFlight }),
      map(({ source, outputs }) => {
        const scores = outputs[output]?.data as Float32Array;
        return { file: source.file, guesses: top(scores, outputKind, count) };
      }),
    );
}
