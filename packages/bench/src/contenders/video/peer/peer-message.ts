// What the main thread of the peer and its threads that infer say to each other.
import type { FoundRow } from '../../../protocol/video.js';

/** What such a thread is started with. */
export interface InferenceSettings {
  readonly model: string;
  readonly threads: number;
  /** Memory for resized pictures: two, so that one arrives while the other is being used. */
  readonly pictures: readonly SharedArrayBuffer[];
}

/** Picture `slot` is there. */
export interface PictureMessage {
  readonly slot: number;
}

/** `ready`: the model is loaded. Else: what was found in picture `slot`. */
export type InferenceMessage =
  | { readonly ready: true }
  | { readonly slot: number; readonly rows: readonly FoundRow[] };
